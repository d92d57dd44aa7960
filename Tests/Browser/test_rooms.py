"""More children than seats: the school's work, and the district's where it was not done in time."""

from collections.abc import Callable

import browsing
from families import answer, come_in, office, press
from people import enter_as, text, text_like
from playwright.sync_api import Page, expect
from roster import pairs

Pages = Callable[..., Page]


def test_rooms_are_work_for_the_school_and_then_for_the_district(page_at: Pages) -> None:
    child = pairs()[8]
    guardian = page_at("phone", "zh")
    come_in(guardian, child.guardians[0].mobile)
    answer(guardian, child.name, "join")
    desk = page_at("desk", "zh")
    school = office(desk)
    desk.goto(f"{school}/rooms")
    desk.locator("input[name=monday]").fill("1")
    press(desk, desk.locator("form[action$='/places'] button"))
    task = desk.locator("main section.card").filter(has_text=text_like("enrolment.room_title")).filter(
        has_text=text("value.weekday.1"))
    expect(task.locator("select")).to_have_count(1)
    # The child is on the roll from its first session, and the family is told nothing of rooms.
    desk.goto(f"{school}/enrolment/roll")
    browsing.axe(desk)
    press(desk, desk.locator("main a[rel=next][href*='date=']").first)
    expect(desk.locator("main")).to_contain_text(child.name)
    guardian.goto("/family")
    expect(guardian.locator("main")).not_to_contain_text(text("enrolment.rooms.title"))
    district = page_at("phone", "zh")
    enter_as(district, "district-shinan")
    district.goto("/start")
    district.goto(district.locator("a[href$='/rooms']").first.get_attribute("href"))
    expect(district.locator("main")).to_contain_text(text("value.weekday.1"))
    browsing.fits(district)
    browsing.axe(district)
    desk.goto(f"{school}/rooms")
    press(desk, task.get_by_role("button", name=text("enrolment.room_take")))
    expect(task).not_to_contain_text(text("enrolment.room_take"))
    browsing.axe(desk)
    task.locator("select").select_option("more_rooms")
    # It is settled when the seats are there.
    press(desk, task.get_by_role("button", name=text("enrolment.room_settle")))
    expect(task.locator(".field-error")).to_be_visible()
    browsing.axe(desk)
    task.locator("input[name=places]").fill("999")
    press(desk, task.get_by_role("button", name=text("enrolment.room_settle")))
    expect(desk.locator("main section.card.good")).to_contain_text(text("enrolment.room_measure.more_rooms"))


def test_what_a_school_did_not_settle_stands_first_at_its_district(page_at: Pages) -> None:
    page = page_at("desk", "zh")
    enter_as(page, "district-huangdao")
    page.goto("/start")
    press(page, page.get_by_role("link", name=text("start.late_rooms.action")))
    first = page.locator("main section.card").first
    expect(first).to_contain_text(text("enrolment.room_owner.district"))
    first.locator("input[name=places]").fill("999")
    press(page, first.get_by_role("button", name=text("enrolment.room_settle")))
    district = f"{text('enrolment.room_owner')} {text('enrolment.room_owner.district')}"
    expect(page.locator("main section.card").filter(has_text=district)).to_have_count(0)
