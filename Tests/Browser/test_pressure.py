"""Whether joining was voluntary: a window closes, families answer one question, the district reads schools and numbers."""

from collections.abc import Callable

import browsing
import database
from city import Server
from people import enter_as, text, text_like
from playwright.sync_api import Page, expect


def close_the_windows(city: Server) -> None:
    """As if the close had come: the next look is due and finds it."""
    database.change(city.database, "UPDATE enrolment_window SET closes_at = opens_at + 60000 WHERE opens_at < "
                                   "(SELECT MAX(submitted_at) FROM application)")
    database.change(city.database, "UPDATE job SET due_at = 0 WHERE kind = 'enrolment.pressure_look'")


def test_a_guardian_answers_one_question_after_the_close(city: Server, page_at: Callable[..., Page]) -> None:
    close_the_windows(city)
    page = page_at("phone", "zh")
    enter_as(page, "guardian-1")
    # The job that opens the question tells every family of it.
    for _ in range(60):
        page.goto("/inbox")
        if page.get_by_text(text("message.pressure_question.title")).count():
            break
        page.wait_for_timeout(250)
    page.get_by_text(text("message.pressure_question.title")).first.click()
    page.goto("/start")
    page.get_by_role("link", name=text("start.question.action")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text("pressure.question"))
    browsing.fits(page)
    browsing.axe(page)
    schools = page.locator("main form").count()
    assert schools >= 1
    page.locator("main form").first.get_by_label(text("pressure.answer.pressed")).check()
    with page.expect_navigation():
        page.locator("main form").first.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text(text("pressure.answered"))
    expect(page.locator("main form")).to_have_count(schools - 1)
    browsing.axe(page)
    sums = database.rows(city.database, "SELECT SUM(free), SUM(unsure), SUM(pressed) FROM pressure_question "
                                        "WHERE closes_at > opens_at + 86400000 * 2")
    assert sums == [[0, 0, 1]]


def test_an_officer_notes_what_was_done(city: Server, page_at: Callable[..., Page]) -> None:
    page = page_at("desk", "zh")
    enter_as(page, "district-shinan")
    page.goto("/start")
    page.get_by_role("link", name=text("start.signals.action")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text("pressure.title"))
    browsing.axe(page)
    waiting = page.locator("main form")
    count = waiting.count()
    assert count >= 1
    page.locator("main details summary").first.click()
    expect(page.locator("main details p").first).to_be_visible()
    # Two tabs: the second hears that somebody was faster, and nothing is lost.
    other = page.context.new_page()
    other.goto(page.url)
    for tab in (page, other):
        tab.locator("main form select").first.select_option("talked")
        with tab.expect_navigation():
            tab.locator("main form button").first.click()
    expect(other.locator("main")).to_contain_text(text("fault.pressure.followed"))
    page.reload()
    expect(page.locator("main form")).to_have_count(count - 1)
    expect(page.locator("main .badge.good").first).to_have_text(text("pressure.outcome.talked"))


def test_the_bureau_sets_the_thresholds(page_at: Callable[..., Page]) -> None:
    page = page_at("desk", "en")
    enter_as(page, "bureau")
    page.goto("/start")
    page.locator("a[href$='/coverage']").first.click()
    page.get_by_role("link", name=text("pressure.title", "en")).click()
    browsing.axe(page)
    page.locator("input[name=samePercent]").fill("12")
    page.locator("input[name=fullMinutes]").fill("7")
    with page.expect_navigation():
        page.get_by_role("button", name=text("pressure.set", "en")).click()
    expect(page.locator("main")).to_contain_text(text_like("fault.pressure.threshold_range", "en"))
    expect(page.locator("input[name=fullMinutes]")).to_have_value("7")
    page.locator("input[name=samePercent]").fill("90")
    with page.expect_navigation():
        page.get_by_role("button", name=text("pressure.set", "en")).click()
    expect(page.locator("input[name=fullMinutes]")).to_have_value("7")
    expect(page.locator("input[name=samePercent]")).to_have_value("90")
    for size in ("phone", "narrow"):
        small = page_at(size, "zh")
        enter_as(small, "bureau")
        small.goto(page.url)
        browsing.fits(small)
