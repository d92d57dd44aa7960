"""A family applies on a phone: how many taps and fields it takes, with and without a script, and what the receipt says."""

import re
from collections.abc import Callable

import browsing
import pytest
from people import enter_as, text, text_like
from playwright.sync_api import Page, expect

# Two children in under two minutes: at three seconds a tap and ten a typed field this is less than half of one.
MOST_TAPS = 6
MOST_TYPED = 0


class Hand:
    """Counts what a person does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0
        self.typed = 0

    def tap(self, target) -> None:
        target.tap() if self.page.context.browser else target.click()
        self.taps += 1


def card(page: Page, place: int):
    return page.locator(f"#child-{place}")


def test_two_children_on_a_phone_take_few_taps(page_at: Callable[..., Page]) -> None:
    page = page_at("phone", "zh")
    enter_as(page, "guardian-1")
    page.goto("/family/application")
    assert page.locator("[data-role=child]").count() == 2
    browsing.fits(page)
    browsing.axe(page)
    hand = Hand(page)
    hand.tap(card(page, 0).locator("input[value=join]"))
    hand.tap(card(page, 0).get_by_role("button", name=text("enrolment.every_day")))
    hand.tap(card(page, 1).locator("[data-role=copy]"))
    expect(card(page, 1).locator("input[type=checkbox][name$='.days']:checked")).to_have_count(5)
    with page.expect_navigation():
        hand.tap(page.locator("main form .form-actions button:not([name])"))
    assert hand.taps <= MOST_TAPS and hand.typed <= MOST_TYPED
    expect(page.get_by_role("heading", level=1)).to_have_text(text("enrolment.receipt.title"))
    number = page.locator(".receipt-number").inner_text()
    assert re.fullmatch(r"\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-\d{2}", number)
    browsing.fits(page)
    browsing.axe(page)


@pytest.mark.parametrize(("language", "code"), [("zh", "zh-Hans"), ("en", "en")])
def test_the_page_says_above_the_form_that_speed_earns_nothing(
    page_at: Callable[..., Page], language: str, code: str
) -> None:
    page = page_at("phone", language)
    enter_as(page, "guardian-1")
    page.goto("/family/application")
    said = page.get_by_text(text("enrolment.no_hurry", code), exact=True)
    expect(said).to_be_visible()
    assert said.bounding_box()["y"] < card(page, 0).bounding_box()["y"]
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    lead = page.get_by_text(text("enrolment.application.lead", code), exact=True)
    assert said.evaluate(size) >= lead.evaluate(size), "it is said as plainly as the rest"


def test_no_is_one_tap_and_as_large_as_yes(page_at: Callable[..., Page]) -> None:
    page = page_at("phone", "zh")
    enter_as(page, "guardian-1")
    page.goto("/family/application")
    yes = card(page, 0).locator("input[value=join]").bounding_box()
    no = card(page, 0).locator("input[value=decline]").bounding_box()
    assert yes and no
    assert abs(yes["width"] - no["width"]) < 1 and abs(yes["height"] - no["height"]) < 1 and yes["height"] >= 44
    assert abs(yes["y"] - no["y"]) < 1
    card(page, 0).locator("input[value=decline]").tap()
    expect(card(page, 0).locator("[data-role=week]")).to_be_hidden()
    with page.expect_navigation():
        page.locator("main form .form-actions button:not([name])").tap()
    expect(page.locator("main")).to_contain_text(text("enrolment.answer.declines"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_works_without_a_script(page_at: Callable[..., Page], language: str) -> None:
    page = page_at("phone", language, scripts=False)
    enter_as(page, "guardian-2")
    page.goto("/family/application")
    count = page.locator("[data-role=child]").count()
    assert count >= 2
    card(page, 0).locator("input[value=join]").check(force=True)
    with page.expect_navigation():
        card(page, 0).locator("[data-role=every]").click()
    with page.expect_navigation():
        card(page, 1).locator("[data-role=copy]").first.click()
    assert card(page, 1).locator("input[name$='.days']:checked").count() == 5
    with page.expect_navigation():
        page.locator("main form .form-actions button:not([name])").click()
    assert page.url.split("?")[0].rsplit("/", 2)[-2] == "receipts" or "/family/application" in page.url


def test_two_tabs_lose_nothing(page_at: Callable[..., Page]) -> None:
    page = page_at("phone", "zh")
    enter_as(page, "guardian-1")
    page.goto("/family/application")
    other = page.context.new_page()
    other.goto("/family/application")
    # Another answer than the one that stands, whichever that is; and what this tab asks for is a third.
    if card(other, 0).locator("input[value=decline]").is_checked():
        card(other, 0).locator("input[value=join]").tap()
        card(other, 0).get_by_role("button", name=text("enrolment.every_day")).tap()
    else:
        card(other, 0).locator("input[value=decline]").tap()
    with other.expect_navigation():
        other.locator("main form .form-actions button:not([name])").tap()
    page.route("**/family/application/draft", lambda route: route.abort())
    card(page, 0).locator("input[value=join]").tap()
    card(page, 0).get_by_role("button", name=text("enrolment.every_day")).tap()
    days = card(page, 0).locator("input[name$='.days']")
    days.first.uncheck(force=True)
    with page.expect_navigation():
        page.locator("main form .form-actions button:not([name])").tap()
    expect(page.locator("[role=alert]").first).to_contain_text(text_like("enrolment.conflict_one"))
    expect(card(page, 0).locator("input[name$='.days']:checked")).to_have_count(4)
    with page.expect_navigation():
        page.locator("main form .form-actions button:not([name])").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(text("enrolment.receipt.title"))


PAGES = [
    ("office-1", "/enrolment"), ("office-1", "/enrolment/roll"), ("office-1", "/rooms"), ("office-1", "/needs"),
    ("office-1", "/aid"), ("teacher-1", "/enrolment/classes"),
]


@pytest.mark.parametrize(("who", "path"), PAGES)
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_schools_pages_are_sound(page_at: Callable[..., Page], who: str, path: str, size: str) -> None:
    page = page_at(size, "zh")
    enter_as(page, who)
    page.goto("/start")
    school = page.locator("a[href^='/schools/']").first.get_attribute("href").split("/")[2]
    page.goto(f"/schools/{school}{path}")
    expect(page.locator("h1")).to_have_count(1)
    browsing.fits(page)
    browsing.axe(page)


def turn(part) -> str:
    """Gives the other answer than the one that is chosen."""
    word = "join" if part.locator("input[value=decline]").is_checked() else "decline"
    part.locator(f"input[value={word}]").tap()
    if word == "join":
        part.get_by_role("button", name=text("enrolment.every_day")).tap()
    return word


def test_what_the_browser_kept_brings_back_only_what_was_touched(page_at: Callable[..., Page]) -> None:
    page, other = page_at("phone", "zh"), page_at("phone", "zh")
    for one in (page, other):
        enter_as(one, "guardian-1")
        one.goto("/family/application")
    # The network is gone, and one child was answered; meanwhile the other one is answered elsewhere.
    page.route("**/family/application/draft", lambda route: route.abort())
    mine = turn(card(page, 0))
    theirs = turn(card(other, 1))
    with other.expect_navigation():
        other.locator("main form .form-actions button:not([name])").tap()
    page.goto("/family/application")
    expect(card(page, 0).locator(f"input[value={mine}]")).to_be_checked()
    expect(card(page, 1).locator(f"input[value={theirs}]")).to_be_checked()
    with page.expect_navigation():
        page.locator("main form .form-actions button:not([name])").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(text("enrolment.receipt.title"))
    page.goto("/family/application")
    expect(card(page, 1).locator(f"input[value={theirs}]")).to_be_checked()
