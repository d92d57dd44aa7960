"""The ways in: a code to the roster's mobile, a slip of paper, and the office between a stranger and a child."""

import re
from collections.abc import Callable

import browsing
import pytest
from city import Server
from families import (
    STRANGERS, answer, ask_code, card, come_in, ids, join, letters, office, press, print_slips, send_form, turn_the_clock,
    type_code,
)
from people import text, text_like
from playwright.sync_api import Page, expect
from roster import children, pairs

Pages = Callable[..., Page]


def slip_of(page_at: Pages, child: str, room: str) -> str:
    """The office prints a class's codes anew and hands out one of them."""
    desk = page_at("desk", "zh", scripts=False)
    return print_slips(desk, office(desk), room)[child]


def title(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_a_class_is_printed_on_a4_eight_to_a_sheet(page_at: Pages) -> None:
    page = page_at("desk", "zh")
    school = office(page)
    room = pairs()[0].room
    slips = print_slips(page, school, room)
    here = {child.name for child in children() if child.school == "s0001" and child.room == room}
    assert set(slips) == here
    assert all(re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", code) for code in slips.values())
    expect(page.locator(".slip .qr path")).to_have_count(page.locator(".slip").count())
    expect(page.locator("main")).to_contain_text(text("print.now"))
    # Nothing of the template's own writing may stand on the page.
    expect(page.locator("body")).not_to_contain_text("}}")
    browsing.axe(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert sheets == -(-page.locator(".slip").count() // 8)
    # Before printing again the page says what becomes of the slips that are out.
    page.emulate_media(media="screen")
    page.goto(page.url)
    expect(page.locator(".notice.attention").last).to_contain_text(text_like("print.warning"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mobile_on_the_roster_is_the_way_in(page_at: Pages, language: str) -> None:
    child = pairs()[0]
    page = page_at("phone", language)
    page.goto("/sign-in")
    press(page, page.locator("main a[href='/sign-in/code']"))
    code = ask_code(page, child.guardians[0].mobile)
    assert code
    browsing.fits(page)
    browsing.axe(page)
    type_code(page, code)
    assert page.url.endswith("/family")
    expect(page.get_by_role("heading", level=2)).to_have_text([child.name])
    browsing.fits(page)
    browsing.axe(page)


def test_nobody_learns_whose_mobile_is_on_a_roster(page_at: Pages) -> None:
    page = page_at("phone", "zh")
    assert ask_code(page, STRANGERS[0]) is None
    expect(page.locator("body")).to_contain_text(text("invitations.code_sent"))
    type_code(page, "123456")
    expect(page.locator(".error-summary")).to_contain_text(text("fault.one_time_code.wrong"))


def test_a_wrong_code_may_be_mended_and_a_used_one_opens_nothing(page_at: Pages) -> None:
    page = page_at("phone", "zh")
    code = ask_code(page, pairs()[0].guardians[1].mobile) or ""
    way = page.url
    type_code(page, f"{(int(code) + 1) % 1_000_000:06d}")
    expect(page.locator(".error-summary")).to_contain_text(text("fault.one_time_code.wrong"))
    browsing.axe(page)
    type_code(page, code)
    assert page.url.endswith("/family")
    other = page_at("phone", "zh")
    other.goto(way)
    type_code(other, code)
    expect(other.locator(".error-summary")).to_contain_text(text("fault.one_time_code.over"))


def test_a_wrong_slip_an_old_one_and_one_that_was_replaced_are_told_apart(page_at: Pages, city: Server) -> None:
    child = pairs()[1]
    first = slip_of(page_at, child.name, child.room)
    second = slip_of(page_at, child.name, child.room)
    page = page_at("phone", "zh")

    def refusal(code: str) -> str:
        page.goto("/join")
        page.locator("input[name=code]").fill(code)
        press(page, page.locator("main form button"))
        # What was typed stands, to be compared with the slip.
        expect(page.locator("input[name=code]")).to_have_value(code)
        return page.locator(".error-summary li").inner_text()

    assert text("fault.paper_code.wrong") in refusal("ACDE-FGHJ-KMNP")
    browsing.fits(page)
    browsing.axe(page)
    assert text("fault.paper_code.voided") in refusal(first)
    page.goto(f"/join?code={second.lower().replace('-', ' ')}")
    expect(page.locator("input[name=name]")).to_be_visible()
    # Family name and class say that it is the right slip; the given name is not given away.
    expect(page.locator("main")).to_contain_text(f"{child.name[0]}**")
    expect(page.locator("main")).not_to_contain_text(child.name)
    turn_the_clock(city, "UPDATE paper_code SET expires_on = '2026-01-01' WHERE uses = 0")
    assert text("fault.paper_code.expired") in refusal(second)


def test_a_slip_and_the_rosters_mobile_need_no_office(page_at: Pages) -> None:
    child = pairs()[2]
    slip = slip_of(page_at, child.name, child.room)
    page = page_at("phone", "zh", scripts=False)
    join(page, slip, child.guardians[0].name, child.guardians[0].mobile, "parent")
    expect(page.locator("body")).to_contain_text(text("join.done"))
    expect(page.locator("main")).not_to_contain_text(text("family.waiting"))
    # The other guardian uses the same slip, and the first one uses it again: nobody waits, nothing is made twice.
    other = page_at("phone", "zh", scripts=False)
    join(other, slip, child.guardians[1].name, child.guardians[1].mobile, "parent")
    expect(other.locator("body")).to_contain_text(text("join.done"))
    join(page, slip, child.guardians[0].name, child.guardians[0].mobile, "parent")
    expect(page.locator("body")).to_contain_text(text("join.again"))
    expect(page.locator("main .card h2")).to_have_text([child.name])


def test_a_stranger_with_a_slip_waits_and_sees_neither_collectors_nor_care(page_at: Pages) -> None:
    child = pairs()[3]
    mother = page_at("phone", "zh")
    come_in(mother, child.guardians[0].mobile)
    # The demo's own strangers may have asked for the same child.
    before = letters(mother, "claim_made").count()
    slip = slip_of(page_at, child.name, child.room)
    page = page_at("phone", "zh")
    join(page, slip, "孙桂香", STRANGERS[1])
    expect(page.locator("body")).to_contain_text(text("join.waiting"))
    expect(page.locator("main")).to_contain_text(text("family.waiting"))
    expect(page.locator("main .card h2")).to_have_text([child.name])
    browsing.fits(page)
    browsing.axe(page)
    answer(mother, child.name, "join", days=2)
    page.goto("/family")
    expect(page.locator("main")).to_contain_text(text("fault.enrolment.wait_for_school"))
    expect(page.locator("main a[href^='/family/application']")).to_have_count(0)
    school, pupil = ids(page, child.name)
    # A guardian has answered: the card says so, and there is nothing to fill in.
    expect(card(page, child.name)).to_contain_text(text("fault.enrolment.wait_for_school"))
    expect(card(page, child.name).locator("details, select, button, input:not([type=hidden])")).to_have_count(0)
    assert page.goto(f"/family/schools/{school}/pupils/{pupil}").status in {403, 404}
    page.goto("/family/consents")
    expect(page.locator("main form")).to_have_count(0)
    # A form that names a collector all the same is refused, whole.
    refused = send_form(page, "/family/application", (school, pupil), **{
        "children.0.collectors.0.name": "孙桂香", "children.0.collectors.0.relation": "grandparent",
        "children.0.collectors.0.mobile": STRANGERS[1]})
    assert refused.status == 422 and text("fault.enrolment.wait_for_school") in refused.text()
    # The slip again, by the same person: still one claim.
    join(page, slip, "孙桂香", STRANGERS[1])
    expect(page.locator("body")).to_contain_text(text("join.again"))

    desk = page_at("desk", "zh")
    desk.goto(office(desk) + "/claims")
    claim = desk.locator("main li.card").filter(has=desk.get_by_role("heading", name="孙桂香"))
    expect(claim).to_have_count(1)
    expect(claim).to_contain_text(child.name)
    # Long enough to call back by the register, too short to be copied from a screen.
    expect(claim).to_contain_text(STRANGERS[1][:3] + "****" + STRANGERS[1][-4:])
    browsing.axe(desk)
    expect(letters(mother, "claim_made")).to_have_count(before + 1)
    desk.goto("/inbox")
    expect(desk.locator("main")).to_contain_text(text("message.families_wait.title"))

    desk.go_back()
    with desk.expect_navigation():
        claim.get_by_role("button", name=re.compile(text("claims.confirm"))).click()
    expect(letters(page, "claim_confirmed")).to_have_count(1)
    expect(letters(mother, "guardian_added")).to_have_count(1)
    page.goto("/family/application")
    expect(card(page, child.name).locator("details")).to_have_count(1)
    page.goto(f"/family/schools/{school}/pupils/{pupil}")
    expect(page.locator("main .card h2")).to_have_count(3)


def test_a_refused_stranger_is_told_and_sees_nothing_more(page_at: Pages) -> None:
    child = pairs()[4]
    page = page_at("phone", "zh", scripts=False)
    join(page, slip_of(page_at, child.name, child.room), "路过", STRANGERS[2])
    school, pupil = ids(page, child.name)
    desk = page_at("desk", "zh")
    desk.goto(office(desk) + "/claims")
    claim = desk.locator("main li.card").filter(has=desk.get_by_role("heading", name="路过"))
    claim.get_by_role("button", name=re.compile(text("claims.refuse"))).click()
    press(desk, desk.locator("dialog#confirm [data-role=yes]"))
    expect(desk.locator("body")).to_contain_text(text("claims.refused").replace("{name}", "路过"))
    expect(letters(page, "claim_refused")).to_have_count(1)
    page.goto("/family")
    expect(page.locator("main .empty")).to_be_visible()
    assert page.goto(f"/schools/{school}/pupils/{pupil}/application/history").status == 404


def test_a_slip_stops_after_six_people(page_at: Pages) -> None:
    child = pairs()[5]
    slip = slip_of(page_at, child.name, child.room)
    for number in range(6):
        page = page_at("phone", "zh", scripts=False)
        join(page, slip, f"人{number}", STRANGERS[3 + number])
        expect(page.locator("body")).to_contain_text(text("join.waiting"))
    last = page_at("phone", "zh")
    last.goto(f"/join?code={slip}")
    expect(last.locator(".error-summary")).to_contain_text(text("fault.paper_code.used_up"))


def test_no_guardian_removes_another(page_at: Pages) -> None:
    child = pairs()[6]
    one, other = page_at("phone", "zh"), page_at("phone", "zh")
    come_in(one, child.guardians[0].mobile)
    come_in(other, child.guardians[1].mobile)
    press(one, one.get_by_role("link", name=re.compile(text("family.guardians"))).first)
    browsing.fits(one)
    browsing.axe(one)
    one.locator("summary").filter(has_text=text("family.ask")).tap()
    press(one, one.get_by_role("button", name=re.compile(text("family.ask_button"))))
    expect(one.locator("main")).to_contain_text(text("family.asked"))
    expect(letters(other, "ending_asked")).to_have_count(1)
    other.goto("/family")
    expect(other.locator("main .card h2")).to_have_text([child.name])
    desk = page_at("desk", "zh")
    desk.goto(office(desk) + "/claims")
    request = desk.locator("main li.card").filter(has_text=child.guardians[1].name)
    press(desk, request.get_by_role("button", name=text("claims.keep")))
    expect(letters(one, "ending_kept")).to_have_count(1)
    expect(letters(other, "ending_kept")).to_have_count(1)


def test_a_restricted_guardian_answers_and_sees_no_collectors(page_at: Pages) -> None:
    child = pairs()[7]
    free, bound = page_at("phone", "zh"), page_at("phone", "zh")
    come_in(free, child.guardians[0].mobile)
    come_in(bound, child.guardians[1].mobile)
    school, pupil = ids(bound, child.name)
    expect(card(bound, child.name).locator("details")).to_have_count(1)
    desk = page_at("desk", "zh")
    office(desk)
    desk.goto(f"/schools/{school}/pupils/{pupil}/guardians")
    person = desk.locator("main li.card").filter(has=desk.get_by_role("heading", name=child.guardians[1].name))
    person.locator("summary").click()
    person.locator("input[name=from]").fill("2026-01-02")
    person.locator("input[name=until]").fill("2026-01-01")
    press(desk, person.get_by_role("button", name=text("restriction.button"), exact=True))
    expect(desk.locator(".error-summary")).to_contain_text(text("fault.restriction.until_before_from"))
    expect(person.locator("input[name=from]")).to_have_value("2026-01-02")
    expect(person.locator("details")).to_have_attribute("open", "")
    browsing.axe(desk)
    person.locator("input[name=until]").fill("")
    press(desk, person.get_by_role("button", name=text("restriction.button"), exact=True))
    expect(person).to_contain_text(text("restriction.restricted"))

    bound.goto("/family")
    expect(bound.locator("main")).to_contain_text(text("family.restricted_text"))
    assert bound.goto(f"/family/schools/{school}/pupils/{pupil}").status in {403, 404}
    answer(bound, child.name, "decline")
    bound.goto("/family/application")
    expect(card(bound, child.name).locator("details")).to_have_count(0)
    # Nobody told the restricted guardian, since the office did not tick it; the other one knows, without a name.
    expect(letters(bound, "restriction_told")).to_have_count(0)
    expect(letters(bound, "restriction_changed")).to_have_count(0)
    expect(letters(free, "restriction_changed")).to_have_count(1)
    # Days and times say where a child is: what the other guardian answers is not shown, only that there is an answer.
    answer(free, child.name, "join", days=4)
    bound.goto("/family/application")
    expect(card(bound, child.name)).to_contain_text(text("enrolment.status.answered"))
    expect(card(bound, child.name).locator("input:checked")).to_have_count(0)
    bound.goto(f"/schools/{school}/pupils/{pupil}/application/history")
    expect(bound.locator(".timeline > li")).to_have_count(1)
    expect(bound.locator(".timeline")).to_contain_text(text("enrolment.answer.declines"))
    free.goto("/family/application")
    expect(card(free, child.name).locator("details")).to_have_count(1)

    press(desk, person.get_by_role("button", name=text("restriction.lift")))
    bound.goto("/family/application")
    expect(card(bound, child.name).locator("details")).to_have_count(1)


def test_a_consent_stands_by_itself_and_is_taken_back(page_at: Pages) -> None:
    child = pairs()[8]
    one, other = page_at("phone", "zh"), page_at("phone", "zh")
    come_in(one, child.guardians[0].mobile)
    come_in(other, child.guardians[1].mobile)
    one.goto("/family/application")
    part = card(one, child.name)
    part.locator("input[value=join]").check(force=True)
    part.get_by_role("button", name=text("enrolment.every_day")).tap()
    part.locator("summary").tap()
    expect(part).to_contain_text(text("consent.care_notes.text.1"))
    part.locator("input[name$='.careKinds'][value=food]").check(force=True)
    part.locator("input[name$='.careNote']").fill("花生")
    press(one, one.locator("main form .form-actions button:not([name])"))
    expect(one.locator(".error-summary")).to_contain_text(text("fault.enrolment.consent_missing"))
    part = card(one, child.name)
    expect(part.locator("input[name$='.careNote']")).to_have_value("花生")
    part.locator("input[name$='.careConsent']").check(force=True)
    press(one, one.locator("main form .form-actions button:not([name])"))
    # The other guardian is told, sees the note, and may take the consent back: then the note is gone.
    expect(letters(other, "belongings_changed")).to_have_count(1)
    other.goto("/family/application")
    expect(card(other, child.name).locator("input[name$='.careNote']")).to_have_value("花生")
    other.goto("/family/consents")
    browsing.fits(other)
    browsing.axe(other)
    other.get_by_role("button", name=re.compile(text("consent.withdraw"))).first.tap()
    press(other, other.locator("dialog#confirm [data-role=yes]"))
    expect(letters(one, "consent_withdrawn")).to_have_count(1)
    one.goto("/family/application")
    expect(card(one, child.name).locator("input[name$='.careNote']")).to_have_value("")
    one.goto("/family/consents")
    press(one, one.get_by_role("button", name=re.compile(rf"^{text('consent.give')}")).first)
    one.locator("summary").filter(has_text=text("consent.history")).first.tap()
    expect(one.locator("main .card details li")).to_have_count(2)
    expect(letters(other, "consent_given")).to_have_count(1)
