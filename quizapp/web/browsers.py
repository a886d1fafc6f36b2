"""Name browsers as people know them, from what they tell of themselves."""

from flask_babel import gettext

# What stands in the words of a browser, and its name; the first that fits, for most claim to be others as well.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def name_of(told: str) -> str:
    """Return the name of a browser and its system; what it tells of itself where we do not know it."""
    browser, system = _first(BROWSERS, told), _first(SYSTEMS, told)
    if browser and system:
        return gettext("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or told or gettext("An unknown browser")


def _first(names: dict[str, str], told: str) -> str:
    return next((name for word, name in names.items() if word in told), "")
