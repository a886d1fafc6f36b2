"""Each change is in the journal before it is sent, in order, until the server has that very change."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.waiting import saved, until
from tests.builders import question
from tests.papers import seen, slot

pytestmark = pytest.mark.browser
ENTRIES = """() => new Promise(done => {
    indexedDB.open("quizapp-journal").onsuccess = ({target}) => {
        const asked = target.result.transaction("entries").objectStore("entries").getAll();
        asked.onsuccess = () => { target.result.close(); done(asked.result); };
    };
})"""
SAVES = re.compile(r"/responses/\d+$")


def journal_of(page: Page) -> list[dict]:
    """Return the entries that a browser holds, in order."""
    return sorted(page.evaluate(ENTRIES), key=lambda entry: entry["order"])


def test_a_change_is_in_the_journal_before_it_is_sent_and_gone_when_it_is_saved(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page, sent = live.page(student), []
    page.goto(f"/attempts/{attempt_id}")
    page.route(SAVES, lambda route: sent.append(route))
    page.get_by_label("Sand").check()
    until(lambda: page.wait_for_timeout(20) or sent)
    (entry,) = journal_of(page)
    assert (entry["kind"], entry["position"], entry["content"]) == (
        "answer",
        1,
        f"flagged-1=&q1={seen(attempt_id, 1, 2)}",
    )
    assert f"sequence-1={entry['sequence']}" in sent[0].request.post_data
    assert slot(attempt_id).answer is None
    sent[0].continue_()
    saved(page)
    assert journal_of(page) == []


def test_only_the_acknowledgement_of_that_very_change_takes_it_from_the_journal(live, begun):
    student, attempt_id = begun(question("short_answer"))
    page, sent = live.page(student), []
    page.goto(f"/attempts/{attempt_id}")
    page.route(SAVES, lambda route: sent.append(route) if not sent else route.continue_())
    page.get_by_label("Your answer").fill("drone")
    until(lambda: page.wait_for_timeout(20) or sent)
    page.get_by_label("Your answer").fill("queen")
    page.wait_for_function(f"({ENTRIES})().then(all => all[0].content.includes('queen'))")
    sent[0].continue_()
    until(lambda: page.wait_for_timeout(20) or slot(attempt_id).answer == "queen")
    saved(page)
    assert journal_of(page) == []


def test_what_is_typed_is_in_the_journal_at_once_and_sent_after_a_pause(live, begun):
    student, attempt_id = begun(question("short_answer"))
    page, sent = live.page(student), []
    page.goto(f"/attempts/{attempt_id}")
    expect(page.locator("#paper")).to_have_attribute("data-is-kept", re.compile("true|false"))  # the script listens
    page.on("request", lambda request: SAVES.search(request.url) and sent.append(request.post_data))
    page.get_by_label("Your answer").press_sequentially("the queen", delay=30)
    saved(page)
    assert len(sent) == 1
    assert "q1=the+queen" in sent[0]


def test_changes_are_sent_in_the_order_in_which_they_were_made(live, begun):
    student, attempt_id = begun(*(question("short_answer", name) for name in "abc"))
    page, sent = live.page(student), []
    page.goto(f"/attempts/{attempt_id}")
    page.context.set_offline(True)
    for place in (3, 1, 2):
        page.locator(f"#q{place}").fill("queen")
    expect(page.locator("[data-saved]")).to_contain_text("saved on this device")
    page.on("request", lambda request: SAVES.search(request.url) and sent.append(int(request.url[-1])))
    page.context.set_offline(False)
    saved(page)
    assert sent == [3, 1, 2]
    assert [slot(attempt_id, place).answer for place in (1, 2, 3)] == ["queen"] * 3


def test_what_fails_is_tried_again_after_growing_pauses(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    expect(page.locator("#paper")).to_have_attribute("data-is-kept", "true")
    page.evaluate("""() => {
        window.pauses = [];
        const plain = window.setTimeout;
        window.setTimeout = (act, pause) => { window.pauses.push(pause); return plain(act, pause / 100); };
    }""")
    page.route(SAVES, lambda route: route.abort())
    page.get_by_label("Sand").check()
    until(lambda: page.wait_for_timeout(50) or page.evaluate("window.pauses.filter(one => one === 15000).length > 1"))
    pauses = [pause for pause in page.evaluate("window.pauses") if pause in (1000, 2000, 4000, 8000, 15000)]
    assert pauses[:6] == [1000, 2000, 4000, 8000, 15000, 15000]
    page.unroute(SAVES)
    saved(page)
    assert slot(attempt_id).answer == 2


def test_the_state_is_told_once_where_it_becomes_worse_and_once_where_it_is_well_again(live, begun):
    student, attempt_id = begun(question("short_answer"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.evaluate("""() => {
        window.told = [];
        new MutationObserver(() => window.told.push(document.querySelector("[data-notices]").textContent))
            .observe(document.querySelector("[data-notices]"), {childList: true});
    }""")
    line = page.locator(".saved")
    for words in ("drone", "queen"):
        page.get_by_label("Your answer").fill(words)
        saved(page)
    expect(line).to_contain_text("✓ saved on the server at")
    assert page.evaluate("window.told") == []
    page.context.set_offline(True)
    for words in ("drones", "queens", "a queen"):
        page.get_by_label("Your answer").fill(words)
        expect(line).to_contain_text("↑ saved on this device, waiting for the connection")
    page.context.set_offline(False)
    saved(page)
    worse, well = page.evaluate("window.told")
    assert "kept on this device" in worse
    assert well == "Everything is saved again."


def test_where_the_browser_keeps_nothing_the_page_says_so_and_works_as_well_as_it_can(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page = live.page(student, width=360)
    page.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'InvalidStateError'); };")
    page.goto(f"/attempts/{attempt_id}")
    expect(page.locator("[data-notices]")).to_contain_text("This browser keeps nothing on this device")
    page.get_by_label("Wax").check()
    saved(page)
    page.context.set_offline(True)
    page.get_by_label("Sand").check()
    expect(page.locator("[data-saved]")).to_have_text("not saved yet – will try again")
    expect(page.locator("[data-notices]")).to_contain_text("Leave this page open.")
    live.look(page, f"/attempts/{attempt_id}/pages/1")
    page.get_by_role("button", name="To the summary").click()
    expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/pages/1")
    page.context.set_offline(False)
    saved(page)
    assert slot(attempt_id).answer == 2


def test_a_disk_that_fills_up_in_the_middle_is_told_and_nothing_is_lost(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    expect(page.locator("#paper")).to_have_attribute("data-is-kept", "true")
    page.evaluate("""() => {
        IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")
    page.get_by_label("Sand").check()
    expect(page.locator("[data-notices]")).to_contain_text("a full disk")
    saved(page)
    assert slot(attempt_id).answer == 2


def test_a_late_answer_is_told_and_leaves_the_journal(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    told = '{"status": "late", "error": "", "message": "It came late, and is kept for your teacher.", "sequence": 1}'
    page.route(SAVES, lambda route: route.fulfill(status=202, content_type="application/json", body=told))
    page.get_by_label("Sand").check()
    expect(page.locator("[data-notices]")).to_contain_text("It came late, and is kept for your teacher.")
    assert journal_of(page) == []
