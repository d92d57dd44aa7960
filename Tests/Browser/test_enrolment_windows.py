"""When a school asks: before its window, while it is open, after it has closed; and who sets it."""

import re
import subprocess
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import browsing
from city import KEHOU, ROOT, Engine, Server, environment
from families import SEND, card, come_in, fill, ids, press, receipt, send_form
from people import sign_in, text, text_like
from playwright.sync_api import Page, expect
from roster import Child, children

Pages = Callable[..., Page]
# Of the demo's schools the eleventh asks later, the twelfth has asked.
NOW, LATER, OVER = "s0001", "s0011", "s0012"


def today() -> date:
    """The city's day, wherever the tests run."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def child_of(school: str) -> Child:
    """A child of a school whose guardian answers for nobody else."""
    ties = [guardian for child in children() for guardian in child.guardians]
    return next(
        child for child in children()
        if child.school == school and len(child.guardians) > 1 and ties.count(child.guardians[0]) == 1)


def appoint(city: Server, engine: Engine, school: str, who: str) -> None:
    """The city gives a school somebody for its office."""
    subprocess.run(
        [str(KEHOU), "account", "add", who, "--name", "于敏", "--role", "office", "--place", school, "--database",
         city.database],
        cwd=ROOT, env=environment(engine.keys), input="a fine password of 2026\n", check=True, capture_output=True,
        text=True)


def test_before_the_window_a_family_fills_in_and_keeps_and_the_office_opens_it(
    page_at: Pages, city: Server, engine: Engine
) -> None:
    child = child_of(LATER)
    page = page_at("phone", "zh")
    come_in(page, child.guardians[0].mobile)
    expect(page.locator("main")).to_contain_text(text_like("enrolment.window.ahead"))
    page.goto("/start")
    expect(page.get_by_role("link", name=text("start.answer.action"))).to_have_count(0)
    school, pupil = ids(page, child.name)
    expect(page.locator(SEND)).to_have_count(0)
    fill(card(page, child.name), "join", 2)
    press(page, page.locator("button[value=draft]"))
    expect(card(page, child.name).locator("input[name$='.days']:checked")).to_have_count(2)
    browsing.fits(page)
    browsing.axe(page)
    early = send_form(page, "/family/application", (school, pupil))
    assert early.status == 409 and text("fault.enrolment.not_open") in early.text()

    appoint(city, engine, school, "office-later")
    desk = page_at("desk", "zh")
    sign_in(desk, "office-later", "a fine password of 2026")
    desk.goto(f"/schools/{school}/enrolment")
    desk.locator("input[name=opensOn]").fill(today().isoformat())
    desk.locator("input[name=opensAt]").fill("00:00")
    desk.locator("input[name=closesOn]").fill((today() + timedelta(days=1)).isoformat())
    press(desk, desk.locator("form[action$='/window'] button"))
    expect(desk.locator(".error-summary")).to_contain_text(
        text("fault.enrolment.window_short").replace("{days}", "3"))
    expect(desk.locator("input[name=opensAt]")).to_have_value("00:00")
    browsing.axe(desk)
    desk.locator("input[name=closesOn]").fill((today() + timedelta(days=7)).isoformat())
    press(desk, desk.locator("form[action$='/window'] button"))
    expect(desk.locator("body")).to_contain_text(text("enrolment.window_set"))
    # Open now: it can only be made longer, with a public word.
    expect(desk.locator("form[action$='/window']")).to_have_count(0)
    expect(desk.locator("form[action$='/extensions']")).to_have_count(1)
    browsing.axe(desk)

    page.goto("/family/application")
    expect(card(page, child.name).locator("input[name$='.days']:checked")).to_have_count(2)
    press(page, page.locator(SEND))
    receipt(page)
    browsing.fits(page)


def test_after_the_close_a_newcomer_is_taken_from_the_next_session(page_at: Pages) -> None:
    child = child_of(OVER)
    page = page_at("phone", "zh")
    come_in(page, child.guardians[0].mobile)
    expect(page.locator("main")).to_contain_text(text_like("enrolment.window.closed"))
    page.goto("/start")
    # Nobody is pressed once it has closed.
    expect(page.get_by_role("link", name=text("start.answer.action"))).to_have_count(0)
    page.goto("/family/application")
    expect(page.locator("main")).to_contain_text(text_like("enrolment.window.closed"))
    part = card(page, child.name)
    word = "decline" if part.locator("input[value=join]").is_checked() else "join"
    fill(part, word, 5)
    press(page, page.locator(SEND))
    receipt(page)
    found = re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", page.locator("main .cards").inner_text())
    assert found and date(*map(int, found.groups())) > today()
    expect(page.locator("main")).to_contain_text(text("enrolment.change_later"))
    browsing.fits(page)
    browsing.axe(page)


def test_a_schools_page_says_without_a_sign_in_when_it_asks(page_at: Pages) -> None:
    for turn, key in ((LATER, "ahead"), (OVER, "closed"), (NOW, "open")):
        child = child_of(turn)
        page = page_at("phone", "zh")
        come_in(page, child.guardians[0].mobile)
        school, _ = ids(page, child.name)
        anybody = page_at("phone", "zh")
        anybody.goto(f"/schools/{school}")
        # The office of the first one may have opened it meanwhile.
        kinds = [key, "open"] if turn == LATER else [key]
        shown = anybody.locator("main").inner_text()
        assert any(text_like(f"enrolment.public.{kind}").search(shown) for kind in kinds), shown
        browsing.fits(anybody)
        browsing.axe(anybody)
