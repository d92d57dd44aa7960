"""The small scripts of Public/js, each on a page of its own, with a server that answers as the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser, Page, Route, expect

PUBLIC = Path(__file__).parents[2] / "Public"
HOST = "http://kehou.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'"

PLAN = """<p id="conflict" role="alert" tabindex="-1" hidden>Conflict</p>
<form id="plan" method="post" action="/save" data-behaviour="autosave" data-key="plan-1" data-conflict="conflict">
<input type="hidden" name="csrf" value="t"><input type="hidden" name="version" value="7">
<label for="text">Text</label><textarea id="text" name="text">old</textarea>
<output data-role="save-state" data-saving="Saving" data-saved="Saved" data-offline="Kept here"
 data-conflict="Someone else"></output></form>"""

ROWS = """<form><fieldset data-behaviour="rows"><legend>Rows</legend>
<div data-role="row"><label for="field-rows-0-name">Name</label>
<input id="field-rows-0-name" name="rows.0.name" value="a">
<button type="button" data-role="remove">Out</button></div>
<button type="button" data-role="add">More</button></fieldset></form>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browsing.open_context(browser, HOST, "desk", "en")
    yield context.new_page()
    context.close()


def show(page: Page, body: str) -> None:
    """A page with this body and our own scripts."""
    html = f"""<!doctype html><html lang="en"><head><title>T</title>
    <script type="module" src="/js/app.js"></script></head><body>{body}</body></html>"""
    page.route(HOST + "/", lambda route: route.fulfill(
        body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}))
    page.route(
        HOST + "/js/*.js", lambda route: route.fulfill(path=PUBLIC / "js" / route.request.url.rsplit("/", 1)[1]))
    page.goto("/")
    page.wait_for_function("document.documentElement.classList.contains('has-script')")
    page.wait_for_load_state("networkidle")


def answering(page: Page, answer: Callable[[Route], None]) -> list[str]:
    """Answers /save, and gathers what was sent to it."""
    sent: list[str] = []

    def handle(route: Route) -> None:
        sent.append(route.request.post_data or "")
        answer(route)

    page.route(HOST + "/save", handle)
    return sent


def test_autosave_sends_what_was_typed_and_then_forgets_its_copy(page: Page) -> None:
    sent = answering(page, lambda route: route.fulfill(json={"version": "8", "savedAt": "16:32"}))
    show(page, PLAN)
    page.fill("#text", "new")
    assert "new" in page.evaluate("localStorage['autosave:plan-1']")
    expect(page.locator("output")).to_have_text("Saved 16:32")
    assert sent == ["csrf=t&version=7&text=new"]
    assert page.input_value("[name=version]") == "8"
    assert page.evaluate("localStorage['autosave:plan-1']") is None


def test_autosave_keeps_a_copy_while_the_network_is_gone_and_puts_it_back(page: Page) -> None:
    answering(page, lambda route: route.abort())
    show(page, PLAN)
    page.fill("#text", "new")
    expect(page.locator("output")).to_have_text("Kept here")
    page.reload()
    expect(page.locator("#text")).to_have_value("new")


def test_autosave_says_that_someone_else_has_saved_and_keeps_the_text(page: Page) -> None:
    answering(page, lambda route: route.fulfill(status=409, json={}))
    show(page, PLAN)
    page.fill("#text", "new")
    expect(page.locator("#conflict")).to_be_focused()
    expect(page.locator("output")).to_have_text("Someone else")
    assert page.input_value("#text") == "new"
    assert "new" in page.evaluate("localStorage['autosave:plan-1']")


def test_rows_are_added_empty_with_the_next_number_and_taken_out(page: Page) -> None:
    show(page, ROWS)
    page.click("text=More")
    fresh = page.locator("[name='rows.1.name']")
    expect(fresh).to_be_focused()
    expect(fresh).to_have_value("")
    assert page.locator("label").nth(1).get_attribute("for") == fresh.get_attribute("id") == "field-rows-1-name"
    page.locator("text=Out").first.click()
    assert page.locator("input").count() == 1
    page.click("text=Out")
    expect(fresh).to_have_value("")


def test_the_error_summary_takes_focus_and_leads_into_the_field(page: Page) -> None:
    show(page, """<section data-behaviour="error-summary" tabindex="-1" id="s"><a href="#name">Name</a></section>
    <details><summary>More</summary><label for="name">Name</label><input id="name"></details>""")
    expect(page.locator("#s")).to_be_focused()
    page.click("#s a")
    expect(page.locator("#name")).to_be_focused()


def test_a_destructive_form_is_sent_only_after_a_yes(page: Page) -> None:
    sent = answering(page, lambda route: route.fulfill(body="<title>done</title>", content_type="text/html"))
    show(page, """<dialog id="confirm"><form method="dialog"><p></p><button value="yes" data-role="yes">Yes</button>
    <button value="no">No</button></form></dialog>
    <form method="post" action="/save" data-behaviour="confirm" data-confirm="Really?">
    <button>Delete</button></form>""")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("dialog p")).to_have_text("Really?")
    page.click("text=No")
    assert sent == []
    page.get_by_role("button", name="Delete").click()
    page.locator("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url(HOST + "/save")
    assert len(sent) == 1


def test_whoever_leaves_a_page_with_unsent_words_is_asked(page: Page) -> None:
    answering(page, lambda route: route.fulfill(status=204))
    show(page, """<dialog id="confirm"><form method="dialog"><p></p><button value="yes" data-role="yes">Yes</button>
    <button value="no">No</button></form></dialog>
    <form method="post" action="/save" data-behaviour="confirm dirty-guard"><label for="text">Text</label>
    <textarea id="text" name="text"></textarea><button data-confirm="Really?">Send</button></form>""")
    assert not asks(page)
    page.fill("#text", "new")
    assert asks(page)
    page.get_by_role("button", name="Send").click()
    page.click("text=No")
    assert asks(page)
    page.get_by_role("button", name="Send").click()
    with page.expect_request(HOST + "/save"):
        page.locator("dialog").get_by_role("button", name="Send").click()
    assert not asks(page)


def test_words_that_came_back_with_a_form_are_unsent(page: Page) -> None:
    show(page, """<form method="post" action="/save" data-behaviour="dirty-guard" data-unsent>
    <label for="text">Text</label><textarea id="text">again</textarea></form>""")
    assert asks(page)


def asks(page: Page) -> bool:
    """Whether the page would ask before it is left."""
    return page.evaluate("!dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def test_a_list_is_filtered_as_one_types(page: Page) -> None:
    show(page, """<label for="f">Filter</label><input id="f" data-behaviour="table-filter" data-for="l" data-count="c">
    <output id="c"></output><ul id="l"><li>Taiping Road</li><li>Wendeng Road</li></ul>""")
    page.fill("#f", "road tai")
    expect(page.locator("li:visible")).to_have_text(["Taiping Road"])
    expect(page.locator("#c")).to_have_text("1 / 2")


def test_the_chosen_theme_stays(page: Page) -> None:
    show(page, """<button data-behaviour="theme" data-light="Light" data-dark="Dark"><span></span></button>""")
    page.click("button")
    expect(page.locator("button")).to_have_text("Light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
