"""Look at a page with axe-core: no violation of WCAG 2.2 A and AA, in light and in dark; nothing scrolls sideways."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

# The rules that look at colours: all that can differ between light and dark, for both are the same page.
COLOURS = ["color-contrast", "link-in-text-block"]

RUN = """only => axe.run({runOnly: only, resultTypes: ["violations"]}).then(({violations}) => violations.map(
    ({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary.slice(0, 300)}`))"""
ACROSS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


def faults_of(page: Page) -> list[str]:
    """List what is wrong with a page as it stands in the browser."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    faults = [f"in light: {fault}" for fault in page.evaluate(RUN, {"type": "tag", "values": TAGS})]
    page.emulate_media(color_scheme="dark")
    faults += [f"in dark: {fault}" for fault in page.evaluate(RUN, {"type": "rule", "values": COLOURS})]
    page.emulate_media(color_scheme="light")
    across = page.evaluate(ACROSS)
    return faults + ([f"scrolls {across} px sideways"] if across > 0 else [])
