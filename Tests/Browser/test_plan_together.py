"""Two people at one plan, the differences as sentences, and many plans agreed to at once."""

from collections.abc import Callable

import browsing
import pytest
from people import enter_as, text, text_like
from playwright.sync_api import Locator, Page, expect

PageAt = Callable[..., Page]

HERS = "周三增加校园广播社。"
HIS = "周五增加桥牌社。"


@pytest.fixture
def begun(page_at: PageAt) -> Page:
    """The office in the editor of a version begun from the city's template, or the one begun before."""
    page = page_at("desk", "zh")
    enter_as(page, "office-2")
    page.get_by_role("link", name=text("nav.plan")).first.click()
    template = page.locator("button[name=start][value=template]")
    if template.count():
        browsing.axe(page)
        with page.expect_navigation():
            template.click()
    else:
        page.locator("ul.rows a").first.click()
        page.locator("a[href$='/edit']").first.click()
    assert page.url.endswith("/edit")
    return page


def test_of_two_editors_the_slower_is_told_and_keeps_every_word(page_at: PageAt, begun: Page) -> None:
    other = page_at("desk", "zh")
    enter_as(other, "principal-2")
    other.goto(begun.url)
    write(begun, HERS)
    expect(state(begun)).to_have_attribute("data-state", "saved")

    write(other, HIS)
    expect(state(other)).to_have_attribute("data-state", "conflict")
    expect(other.locator("#conflict")).to_be_visible()
    expect(other.locator("[name='draft.highlights']")).to_have_value(HIS)
    browsing.axe(other)

    other.locator("#conflict a").click()
    expect(other.locator("main")).to_contain_text(HIS)
    expect(other.locator("main")).to_contain_text(HERS)
    browsing.axe(other)
    with other.expect_navigation():
        other.get_by_role("button", name=text("plans.conflict_take"), exact=True).first.click()
    expect(other.locator("[name='draft.highlights']")).to_have_value(HIS)


def test_what_is_typed_without_a_network_is_there_again(begun: Page) -> None:
    write(begun, "有网络时写的。")
    expect(state(begun)).to_have_attribute("data-state", "saved")
    begun.route("**/draft", lambda route: route.abort())
    write(begun, "离线写下的一句。")
    sessions = begun.locator("fieldset[id$='-sessions']").first
    before = sessions.locator("[data-role=row]").count()
    sessions.locator("[data-role=add]").click()
    sessions.locator("[data-role=row]").last.locator("[name$='.title']").fill("离线加的一行")
    expect(state(begun)).to_have_attribute("data-state", "offline")
    begun.unroute("**/draft")
    begun.reload()
    expect(begun.locator("[name='draft.highlights']")).to_have_value("离线写下的一句。")
    expect(begun.locator(f"[name='draft.bands.0.sessions.{before}.title']")).to_have_value("离线加的一行")
    expect(state(begun)).to_have_attribute("data-state", "saved")


def test_unsent_text_is_its_writers_alone(begun: Page) -> None:
    edit = begun.url
    write(begun, "起点。")
    expect(state(begun)).to_have_attribute("data-state", "saved")
    begun.route("**/draft", lambda route: route.abort())
    write(begun, "教务没来得及存上的一句。")
    expect(state(begun)).to_have_attribute("data-state", "offline")
    enter_as(begun, "principal-2")
    begun.unroute("**/draft")
    begun.goto(edit)
    expect(begun.locator("[name='draft.highlights']")).to_have_value("起点。")
    enter_as(begun, "office-2")
    begun.goto(edit)
    expect(begun.locator("[name='draft.highlights']")).to_have_value("教务没来得及存上的一句。")
    expect(state(begun)).to_have_attribute("data-state", "saved")


def test_the_differences_read_as_sentences(page_at: PageAt, begun: Page) -> None:
    begun.locator("[name='draft.tariff.fee']").fill("0.6")
    expect(state(begun)).to_have_attribute("data-state", "saved")
    plan = begun.url.removesuffix("/edit")
    district = page_at("phone", "zh")
    enter_as(district, "district-shibei")
    district.goto(plan + "/diff")
    fee = district.locator("ul.diff > li", has_text=text("plans.field.fee"))
    expect(fee).to_contain_text(text_like("plans.diff.changed"))
    expect(fee).to_contain_text("0.60")
    browsing.fits(district)
    browsing.axe(district)


def test_where_nothing_fails_plans_are_agreed_to_at_once(page_at: PageAt) -> None:
    page = page_at("desk", "en")
    enter_as(page, "district-shibei")
    page.goto("/start")
    page.locator("main .card a.button").first.click()
    clean = page.locator("input[name=plans]")
    count = clean.count()
    assert count >= 1
    page.get_by_role("button", name=text("plans.queue.batch", "en"), exact=True).click()
    expect(page.locator("dialog")).to_contain_text(text_like("plans.batch_confirm", "en"))
    with page.expect_navigation():
        page.locator("dialog [data-role=yes]").click()
    expect(page.locator(".notice")).to_contain_text(text("plans.done.batch", "en").format(done=count, left=0))
    expect(clean).to_have_count(0)
    browsing.axe(page)


def write(page: Page, words: str) -> None:
    page.locator("[name='draft.highlights']").fill(words)


def state(page: Page) -> Locator:
    return page.locator("[data-role=save-state]")
