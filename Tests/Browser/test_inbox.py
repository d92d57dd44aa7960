"""A message on its way: the class is reminded, a guardian reads on a phone, the office sees the number."""

from collections.abc import Callable

import browsing
import pytest
from people import enter_as, text, text_like
from playwright.sync_api import Page, expect


def school_of(page: Page) -> str:
    """The school of the person who entered."""
    return page.locator("a[href^='/schools/']").first.get_attribute("href").split("/")[2]


def remind(page: Page) -> str:
    """The office reminds the first class that can be reminded; gives the school's id."""
    enter_as(page, "office-1")
    school = school_of(page)
    page.goto(f"/schools/{school}/enrolment")
    hrefs = [link.get_attribute("href") for link in page.locator("main a[href*='/answers']").all()]
    for href in hrefs:
        page.goto(href)
        button = page.locator("form[action$='/reminder'] button")
        if button.count() and button.is_enabled():
            with page.expect_navigation():
                button.click()
    return school


def test_a_guardian_reads_and_the_office_sees_the_count(page_at: Callable[..., Page]) -> None:
    office = page_at("desk", "zh", scripts=False)
    school = remind(office)
    office.goto(f"/schools/{school}/messages")
    before = office.locator(".bar-value").all_inner_texts()
    assert before, "nothing was sent"

    page = page_at("phone", "zh")
    enter_as(page, "guardian-1")
    badge = page.locator(".unread-count")
    expect(badge).to_be_visible()
    with page.expect_navigation():
        page.locator("a.inbox-link").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(text("message.inbox"))
    assert page.locator("a.inbox-link").bounding_box()["height"] >= 44
    browsing.fits(page)
    browsing.axe(page)
    title = text("message.answer_awaited.title")
    # One a class: the guardian's children may be in two.
    letters = page.locator(".inbox a.unread").filter(has_text=title)
    count = letters.count()
    letter = letters.first
    with page.expect_navigation():
        letter.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    browsing.fits(page)
    browsing.axe(page)
    page.goto("/inbox")
    expect(letters).to_have_count(count - 1)

    office.reload()
    after = office.locator(".bar-value").all_inner_texts()
    assert after != before


def test_all_are_marked_read_but_what_must_be_known(page_at: Callable[..., Page]) -> None:
    page = page_at("phone", "en")
    enter_as(page, "office-1")
    page.goto("/inbox")
    with page.expect_navigation():
        page.get_by_role("button", name=text("message.read_all", "en")).tap()
    expect(page.locator("main")).to_contain_text(text_like("message.all_read", "en"))
    expect(page.locator(".unread-count")).to_have_count(0)
    page.goto("/inbox?unread=true")
    expect(page.get_by_role("heading", name=text("message.empty", "en"))).to_be_visible()


@pytest.mark.parametrize(("size", "language"), [("phone", "zh"), ("desk", "en"), ("narrow", "zh")])
def test_settings_keep_what_was_typed(page_at: Callable[..., Page], size: str, language: str) -> None:
    page = page_at(size, language)
    enter_as(page, "guardian-2")
    page.goto("/inbox/settings")
    browsing.fits(page)
    browsing.axe(page)
    page.locator("input[name=mail]").check()
    page.locator("input[name=mailAddress]").fill("nowhere")
    page.locator("input[name=quietFrom]").fill("20:00")
    # The city is shared: another size has saved its hours already.
    page.locator("input[name=quietUntil]").fill("")
    with page.expect_navigation():
        page.locator("main .form-actions button").click()
    expect(page.locator(".error-summary li")).to_have_count(1)
    expect(page.locator("input[name=mailAddress]")).to_have_value("nowhere")
    expect(page.locator("input[name=quietFrom]")).to_have_value("20:00")
    browsing.axe(page)
    page.locator("input[name=mailAddress]").fill("li.hong@example.org")
    with page.expect_navigation():
        page.locator("main .form-actions button").click()
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#field-quietUntil")
    page.locator("input[name=quietUntil]").fill("08:00")
    with page.expect_navigation():
        page.locator("main .form-actions button").click()
    expect(page.locator("input[name=mailAddress]")).to_have_value("li.hong@example.org")
    expect(page.locator("input[name=mail]")).to_be_checked()


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("part", ["", "/unread", "/failed", "/deliveries"])
def test_the_senders_pages_are_sound(page_at: Callable[..., Page], size: str, part: str) -> None:
    page = page_at(size, "zh")
    enter_as(page, "office-1")
    page.goto(f"/schools/{school_of(page)}/messages{part}")
    expect(page.locator("h1")).to_have_count(1)
    browsing.fits(page)
    browsing.axe(page)


@pytest.mark.parametrize("part", ["/messages", "/quiet-hours"])
def test_the_bureaus_pages_are_sound(page_at: Callable[..., Page], part: str) -> None:
    page = page_at("phone", "zh")
    enter_as(page, "bureau")
    page.goto("/start")
    city = page.locator("a[href^='/cities/']").first.get_attribute("href").split("/")[2]
    page.goto(f"/cities/{city}{part}")
    expect(page.locator("h1")).to_have_count(1)
    browsing.fits(page)
    browsing.axe(page)
