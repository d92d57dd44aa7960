"""One school's plan as four people: the office writes, the district answers, the principal publishes, anyone reads."""

import re
from collections.abc import Callable

import browsing
from people import enter_as, text, text_like
from playwright.sync_api import Page, expect

PageAt = Callable[..., Page]

REMARK = "请写明雨雪天的接送等候点。"
ANSWER = "已写明：雨雪天在一楼大厅等候。"
PROSE = "落实交接班制度，学生从放学到离校全程有人负责；雨雪天在一楼大厅等候。"
REASON = "区级财政补助到位后统一调整。"
NOTE = "总体完整，一处请补充。"
UNDECIDED = "周三的社团在哪里活动？"


def test_a_plan_is_mended_submitted_returned_approved_published_and_read(page_at: PageAt) -> None:
    office, district = page_at("desk", "zh"), page_at("desk", "zh")
    principal, family = page_at("phone", "zh"), page_at("phone", "zh")
    plan = write_until_the_checks_pass(office)
    submit(office)

    enter_as(district, "district-shinan")
    open_first_waiting(district)
    assert district.url.endswith(plan)
    give_back(district)

    office.goto("/start")
    office.locator("main .card a.button").first.click()
    expect(office.locator("aside.margin")).to_contain_text(REMARK)
    lower_the_pay(office)
    press(office, "plans.editor.done")
    submit(office)
    expect(office.locator("main")).to_contain_text(text_like("fault.plan.comments_unanswered"))
    sound(office)
    office.locator("textarea[name$='.answer']").fill(ANSWER)
    submit(office)
    expect(office.locator("main")).to_contain_text(text("plans.done.submitted"))
    expect(office.locator(".thread .answer")).to_contain_text(ANSWER)

    district.goto(plan)
    expect(district.locator("main")).to_contain_text(ANSWER)
    approve(district)

    enter_as(principal, "principal-1")
    principal.locator("main .card a.button").first.click()
    sound(principal)
    principal.get_by_role("button", name=text("plans.publish"), exact=True).click()
    with principal.expect_navigation():
        principal.locator("dialog [data-role=yes]").click()
    expect(principal.locator("main")).to_contain_text(text("plans.done.published"))

    family.goto("/")
    family.locator("input[name=q]").fill("听潮")
    with family.expect_navigation():
        family.keyboard.press("Enter")
    sound(family)
    family.locator("ul.rows a").first.click()
    main = family.locator("main")
    expect(main).to_contain_text(PROSE)
    for promise in ["作业辅导", "每课时", text("plans.field.free"), text("public.ask")]:
        expect(main).to_contain_text(promise)
    expect(main).to_contain_text(text_like("plans.band_facts"))
    expect(family.locator("a[href^='tel:']")).to_be_visible()
    expect(family.locator(".timetable-list").first).to_be_visible()
    sound(family)


def write_until_the_checks_pass(page: Page) -> str:
    """Follows the margin's link to what is missing; the margin turns good as the text is saved by itself."""
    enter_as(page, "office-1")
    page.locator("main .card a.button").first.click()
    checks = page.locator("#checks")
    missing = checks.locator(".check.attention")
    expect(missing).to_have_count(1)
    sound(page)
    missing.get_by_role("link").click()
    page.locator("[name='draft.prose.safeguards']").fill(PROSE)
    expect(page.locator("[data-role=save-state]")).to_have_attribute("data-state", "saved")
    expect(missing).to_have_count(0)
    page.locator("[name='draft.tariff.fee']").fill("99")
    expect(missing).to_contain_text("99.00")
    page.locator("[name='draft.tariff.fee']").fill("2")
    expect(missing).to_have_count(0)
    page.reload()
    expect(page.locator("[name='draft.prose.safeguards']")).to_have_value(PROSE)
    press(page, "plans.editor.done")
    sound(page)
    return re.sub(r"^https?://[^/]*", "", page.url)


def lower_the_pay(page: Page) -> None:
    page.locator("[name='draft.staff.0.pay']").fill("1")
    expect(page.locator("#checks .check.think")).to_have_count(1)
    sound(page)


def submit(page: Page) -> None:
    press(page, "plans.submit")


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=text(key), exact=True).click()


def open_first_waiting(page: Page) -> None:
    page.locator("main .card a.button").first.click()
    sound(page)
    page.locator("nav.chips a[href*='show=waiting']").click()
    sound(page)
    page.locator("table tbody a").first.click()
    sound(page)


def give_back(page: Page) -> None:
    """What is typed stays in its box, whichever button is pressed, until a step takes it."""
    press(page, "plans.return")
    expect(page.locator(".error-summary")).to_contain_text(text("fault.plan.return_without_word"))
    page.locator("textarea[name=note]").fill(NOTE)
    page.locator("select[name=section]").select_option("safeguards")
    page.locator("textarea[name=body]").fill(REMARK)
    press(page, "plans.comment_send")
    expect(page.locator(".thread")).to_contain_text(text("plans.section.safeguards"))
    expect(page.locator("textarea[name=note]")).to_have_value(NOTE)
    expect(page.locator("textarea[name=body]")).to_have_value("")
    sound(page)
    page.locator("textarea[name=body]").fill(UNDECIDED)
    press(page, "plans.approve")
    expect(page.locator(".error-summary")).to_contain_text(text("fault.plan.for_another_step"))
    expect(page.locator("textarea[name=body]")).to_have_value(UNDECIDED)
    sound(page)
    page.locator("textarea[name=body]").fill("")
    press(page, "plans.return")
    expect(page.locator("main")).to_contain_text(text("plans.done.returned"))
    expect(page.locator("main")).to_contain_text(NOTE)
    sound(page)


def approve(page: Page) -> None:
    """A failed "should" is agreed to only with a reason."""
    press(page, "plans.approve")
    expect(page.locator("main")).to_contain_text(text("fault.plan.reason_missing"))
    sound(page)
    page.locator("[name^='reasons.']").fill(REASON)
    press(page, "plans.approve")
    expect(page.locator("main")).to_contain_text(text("plans.done.approved"))
    expect(page.locator("main")).to_contain_text(REASON)
    sound(page)


def sound(page: Page) -> None:
    browsing.fits(page)
    browsing.axe(page)
