"""A term's asking from the first slip to the city's board: two guardians, two schools, the office, the class teacher."""

import re
from collections.abc import Callable

import browsing
import pytest
from families import (
    SEND, answer, card, come_in, fill, ids, letters, office, press, receipt,
    send_form,
)
from people import enter_as, text
from playwright.sync_api import Page, expect
from roster import Child, alone, children, pairs

Pages = Callable[..., Page]
RECEIPT = re.compile(r"\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-\d{2}")


def both(page_at: Pages, child: Child) -> tuple[Page, Page]:
    """A child's two guardians, each on a phone of their own."""
    one, other = page_at("phone", "zh"), page_at("phone", "zh")
    come_in(one, child.guardians[0].mobile)
    come_in(other, child.guardians[1].mobile)
    return one, other


def history(page: Page, child: str) -> list[str]:
    school, pupil = ids(page, child)
    page.goto(f"/schools/{school}/pupils/{pupil}/application/history")
    return page.locator(".timeline > li").all_inner_texts()


def test_the_last_answer_stands_and_both_guardians_know(page_at: Pages) -> None:
    child = pairs()[0]
    one, other = both(page_at, child)
    before = letters(one, "answer_kept").count()
    answer(one, child.name, "join", days=3)
    first = receipt(one)
    answer(other, child.name, "decline")
    second = receipt(other)
    assert RECEIPT.fullmatch(first) and RECEIPT.fullmatch(second) and first != second
    for page in (one, other):
        expect(letters(page, "answer_kept")).to_have_count(before + 2)
        said = history(page, child.name)
        browsing.fits(page)
        browsing.axe(page)
        assert second in said[0] and child.guardians[1].name in said[0] and text("enrolment.answer.declines") in said[0]
        assert text("enrolment.history.current") in said[0] and text("enrolment.history.current") not in said[1]
        assert first in said[1] and child.guardians[0].name in said[1]
        page.goto("/family/application")
        expect(card(page, child.name).locator("input[value=decline]")).to_be_checked()


def test_an_answer_that_came_meanwhile_is_shown_and_nothing_typed_is_lost(page_at: Pages) -> None:
    child = pairs()[1]
    one, other = both(page_at, child)
    one.goto("/family/application")
    # Whatever stood before, one of the two is new.
    answer(other, child.name, "decline")
    answer(other, child.name, "join", days=5)
    fill(card(one, child.name), "join", days=2)
    press(one, one.locator(SEND))
    alert = one.locator("[role=alert]").first
    expect(alert).to_contain_text(child.guardians[1].name)
    expect(alert).to_be_focused()
    expect(card(one, child.name).locator("input[name$='.days']:checked")).to_have_count(2)
    browsing.fits(one)
    browsing.axe(one)
    assert child.guardians[1].name in history(other, child.name)[0]
    press(one, one.locator(SEND))
    receipt(one)
    assert child.guardians[0].name in history(other, child.name)[0]


def test_one_page_answers_for_two_schools(page_at: Pages) -> None:
    page = page_at("phone", "zh")
    enter_as(page, "guardian-2")
    page.goto("/family")
    expect(page.locator("main .card")).to_have_count(2)
    page.goto("/start")
    press(page, page.get_by_role("link", name=text("start.answer.action")).first)
    parts = page.locator("[data-role=child]")
    schools = {parts.nth(place).locator("input[name$='.school']").get_attribute("value") for place in range(2)}
    assert len(schools) == 2
    fill(parts.nth(0), "join", 4)
    fill(parts.nth(1), "decline")
    browsing.fits(page)
    browsing.axe(page)
    press(page, page.locator(SEND))
    receipt(page)
    expect(page.locator("main .cards > .card")).to_have_count(2)
    browsing.fits(page)
    browsing.axe(page)
    page.goto("/start")
    expect(page.get_by_role("link", name=text("start.answer.action"))).to_have_count(0)
    page.goto("/family")
    expect(page.get_by_role("link", name=re.compile(text("family.change")))).to_have_count(2)


def test_two_quick_presses_make_one_receipt(page_at: Pages) -> None:
    child = pairs()[2]
    page = page_at("phone", "zh")
    come_in(page, child.guardians[0].mobile)
    before = len(history(page, child.name))
    page.goto("/family/application")
    fill(card(page, child.name), "join", 1 + before % 3)
    # The second press breaks off the first one's way, which is no failure; the receipt is where both lead.
    page.locator(SEND).dblclick(no_wait_after=True)
    expect(page).to_have_url(re.compile("/receipts/"))
    receipt(page)
    assert len(history(page, child.name)) == before + 1


def test_the_same_form_twice_gets_the_same_receipt(page_at: Pages) -> None:
    child = pairs()[3]
    page = page_at("phone", "zh")
    come_in(page, child.guardians[0].mobile)
    part = ids(page, child.name)
    form = page.locator("main input[name=form]").get_attribute("value") or ""
    seen = [send_form(page, "/family/application", part, form=form) for _ in range(2)]
    assert [answer.status for answer in seen] == [200, 200]
    assert "/receipts/" in seen[0].url and seen[0].url == seen[1].url
    numbers = [set(RECEIPT.findall(answer.text())) for answer in seen]
    assert numbers[0] == numbers[1] and len(numbers[0]) == 1
    assert sum(numbers[0].copy().pop() in said for said in history(page, child.name)) == 1


def test_a_strangers_child_is_not_there(page_at: Pages) -> None:
    own, foreign = pairs()[4], pairs()[5]
    one, other = page_at("phone", "zh"), page_at("phone", "zh")
    come_in(one, own.guardians[0].mobile)
    come_in(other, foreign.guardians[0].mobile)
    school, pupil = ids(other, foreign.name)
    for path in ("/family/application", "/family/application/draft"):
        assert send_form(one, path, (school, pupil)).status == 404, path
        assert send_form(other, path, (school, pupil)).status == 200, "the same form of the child's own guardian is taken"
    said = len(history(other, foreign.name))
    for path in (
        f"/schools/{school}/pupils/{pupil}/application/history", f"/family/schools/{school}/pupils/{pupil}",
        f"/schools/{school}/pupils/{pupil}/application", f"/schools/{school}/pupils/{pupil}/guardians",
    ):
        assert one.goto(path).status == 404, path
        expect(one.locator("main")).not_to_contain_text(foreign.name)
    assert len(history(other, foreign.name)) == said


def numbers(page: Page, path: str) -> list[int]:
    """Pupils, reached, joining, declined, not answered: the head of a board."""
    page.goto(path)
    return [int(number) for number in page.locator(".stats dd").all_inner_texts()[:5]]


def test_boards_move_with_an_answer_up_to_the_city(page_at: Pages) -> None:
    child = next(child for child in pairs() if child.room == pairs()[6].room)
    guardian = page_at("phone", "zh")
    come_in(guardian, child.guardians[0].mobile)
    answer(guardian, child.name, "decline")
    boards = []
    for who, kind in (("office-1", "schools"), ("district-shinan", "districts"), ("bureau", "cities")):
        page = page_at("desk", "zh")
        enter_as(page, who)
        page.goto("/start")
        place = page.locator(f"a[href^='/{kind}/']").first.get_attribute("href").split("/")[2]
        boards.append((page, f"/{kind}/{place}/coverage"))
    before = [numbers(page, path) for page, path in boards]
    for count in before:
        assert count[1] > 0, "a demo city's families are reached"
        assert count[2] + count[3] + count[4] == count[0]
    answer(guardian, child.name, "join")
    for (page, path), old in zip(boards, before, strict=True):
        assert numbers(page, path) == [old[0], old[1], old[2] + 1, old[3] - 1, old[4]]
        browsing.axe(page)


def test_a_class_teacher_never_sees_who_declined(page_at: Pages) -> None:
    teacher = page_at("phone", "zh")
    enter_as(teacher, "teacher-1")
    teacher.goto("/start")
    teacher.goto(teacher.locator("a[href$='/enrolment/classes']").first.get_attribute("href"))
    rooms = teacher.locator("main .rows a")
    room = rooms.first.locator("strong").inner_text()
    page = rooms.first.get_attribute("href")
    mine = [child for child in children() if child.school == "s0001" and child.room == room]
    guardian = page_at("phone", "zh")
    guardian.goto("/demo")
    # Somebody who plays no part: of the cast one works at a school as well, and comes in by password alone.
    cast = guardian.locator("main").inner_text()
    child = next(child for child in mine if child.guardians[0].name not in cast)
    come_in(guardian, child.guardians[0].mobile)
    answer(guardian, child.name, "decline")
    teacher.goto(page)
    browsing.fits(teacher)
    browsing.axe(teacher)
    declined = teacher.content()
    counts = [int(number) for number in teacher.locator(".stats dd").all_inner_texts()]
    assert counts[0] == len(mine) and counts[1] >= 1
    assert child.name not in declined
    school, pupil = ids(guardian, child.name)
    assert pupil not in declined
    for path in (
        f"/schools/{school}/enrolment/roll", f"/schools/{school}/pupils/{pupil}/application",
        f"/schools/{school}/pupils/{pupil}/application/history", f"/schools/{school}/aid",
    ):
        assert teacher.goto(path).status in {403, 404}, path
    # A yes looks just the same to the teacher: nothing moves at all.
    answer(guardian, child.name, "join")
    teacher.goto(page)
    expect(teacher.locator("main")).not_to_contain_text(child.name)
    assert [int(number) for number in teacher.locator(".stats dd").all_inner_texts()] == counts


def test_one_kind_message_a_class_and_term(page_at: Pages) -> None:
    desk = page_at("desk", "zh")
    school = office(desk)
    desk.goto(f"{school}/enrolment")
    hrefs = [link.get_attribute("href") for link in desk.locator("main a[href*='/answers']").all()]
    guardian = page_at("phone", "zh")
    guardian.goto("/demo")
    cast = guardian.locator("main").inner_text()
    child, names = None, []
    for href in hrefs:
        desk.goto(href)
        names = desk.locator("main .rows li").all_inner_texts()
        child = next(
            (child for child in alone() if child.name in names and child.guardians[0].name not in cast), None)
        if child and desk.locator("form[action$='/reminder'] button").count():
            break
    assert child
    stale = page_at("desk", "zh", scripts=False)
    office(stale)
    stale.goto(href)
    desk.locator("form[action$='/reminder'] button").click()
    press(desk, desk.locator("dialog#confirm [data-role=yes]"))
    expect(desk.locator("body")).to_contain_text(text("enrolment.reminded").replace("{count}", str(len(names))))
    expect(desk.locator("form[action$='/reminder']")).to_have_count(0)
    # Somebody else of the office had the page open: a clear word, and no second message.
    press(stale, stale.locator("form[action$='/reminder'] button"))
    expect(stale.locator("main")).to_contain_text(text("fault.enrolment.reminded_already"))
    come_in(guardian, child.guardians[0].mobile)
    letter = letters(guardian, "answer_awaited")
    expect(letter).to_have_count(1)
    press(guardian, letter)
    # Kind means: both answers in one breath, and that it is the only one.
    assert re.search("参加或不参加都可以.*只发一次", guardian.locator("main").inner_text())


def test_an_office_enters_a_paper_and_both_guardians_know(page_at: Pages) -> None:
    child = pairs()[7]
    one, other = both(page_at, child)
    school, pupil = ids(one, child.name)
    desk = page_at("desk", "zh")
    office(desk)
    desk.goto(f"/schools/{school}/pupils/{pupil}/guardians")
    press(desk, desk.get_by_role("link", name=text("invitations.paper")))
    desk.locator("input[value=join]").check(force=True)
    press(desk, desk.locator("main form .form-actions button"))
    # Who asked and which days are named; what was filled in stands.
    expect(desk.locator(".error-summary li")).to_have_count(2)
    expect(desk.locator("input[value=join]")).to_be_checked()
    browsing.axe(desk)
    desk.locator("select[name=guardian]").select_option(label=child.guardians[0].name)
    desk.locator("input[name=askedBy]").fill("奶奶")
    desk.locator("input[name=days]").first.check(force=True)
    press(desk, desk.locator("main form .form-actions button"))
    number = RECEIPT.search(desk.locator("body").inner_text())
    assert number
    for page in (one, other):
        assert letters(page, "answer_kept").count() >= 1
        said = history(page, child.name)
        assert number[0] in said[0] and "奶奶" in said[0] and child.guardians[0].name in said[0]


@pytest.mark.parametrize("who", ["guardian-1", "guardian-2"])
def test_a_family_finds_its_way_from_the_first_page(page_at: Pages, who: str) -> None:
    page = page_at("phone", "en")
    enter_as(page, who)
    page.goto("/start")
    browsing.fits(page)
    browsing.axe(page)
    page.goto("/family")
    press(page, page.locator("main .card a[href^='/family/application']").first)
    expect(page.locator("[data-role=child]").first).to_be_visible()
