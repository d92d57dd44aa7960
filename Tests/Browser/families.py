"""What families and offices do in a browser: come in, join with a slip, answer, print slips, look at what waits."""

from __future__ import annotations

import re
import sqlite3
import subprocess

from city import Server
from people import enter_as, text, text_like
from playwright.sync_api import APIResponse, Locator, Page, expect

# Numbers of the made-up range that no roster of the tests holds.
STRANGERS = [f"1000{number:07d}" for number in range(9_990_000, 9_990_020)]
SEND = "main form.application .form-actions button:not([name])"


def press(page: Page, button: Locator) -> None:
    """Presses a button and waits for the page it leads to."""
    with page.expect_navigation():
        button.click()


def ask_code(page: Page, mobile: str) -> str | None:
    """Asks for a one-time code; gives what the demo says that a text message would hold, if one would be sent."""
    page.goto("/sign-in/code")
    page.locator("input[name=mobile]").fill(mobile)
    press(page, page.locator("main form button"))
    return shown_code(page)


def shown_code(page: Page) -> str | None:
    """The code in a demo's notice."""
    found = re.search(r"\b(\d{6})\b", page.locator("body").inner_text())
    return found[1] if found else None


def type_code(page: Page, code: str) -> None:
    page.locator("input[name=oneTimeCode]").fill(code)
    press(page, page.locator("main form button").first)


def come_in(page: Page, mobile: str) -> None:
    """A guardian whose mobile is on the roster signs in."""
    code = ask_code(page, mobile)
    assert code, "no code would have been sent"
    type_code(page, code)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(text("family.title")))


def join(page: Page, slip: str, name: str, mobile: str, relation: str = "relative") -> None:
    """Comes in with a slip: the code, who one is, the code on one's mobile."""
    page.goto("/join")
    page.locator("input[name=code]").fill(slip)
    press(page, page.locator("main form button"))
    page.locator("input[name=name]").fill(name)
    page.locator(f"input[name=relation][value={relation}]").check(force=True)
    page.locator("input[name=mobile]").fill(mobile)
    press(page, page.locator("main form button"))
    code = shown_code(page)
    assert code, f"no code was shown: {page.locator('main').inner_text()}"
    type_code(page, code)


def card(page: Page, child: str) -> Locator:
    """A child's part of the application."""
    return page.locator("[data-role=child]").filter(has=page.get_by_role("heading", name=child, exact=True))


def answer(page: Page, child: str, word: str, days: int = 5) -> None:
    """Answers for one child and sends; ends on the receipt."""
    page.goto("/family/application")
    fill(card(page, child), word, days)
    press(page, page.locator(SEND))


def fill(part: Locator, word: str, days: int = 5) -> None:
    part.locator(f"input[value={word}]").check()
    if word == "join":
        boxes = part.locator("input[name$='.days']")
        for place in range(boxes.count()):
            boxes.nth(place).set_checked(place < days)


def ids(page: Page, child: str) -> tuple[str, str]:
    """The school and the pupil that a card speaks of."""
    page.goto("/family/application")
    part = card(page, child)
    return (
        part.locator("input[name$='.school']").get_attribute("value") or "",
        part.locator("input[name$='.pupil']").get_attribute("value") or "")


def send_form(page: Page, path: str, child: tuple[str, str], **more: str) -> APIResponse:
    """Sends a form as a page of the same person would, with whatever it likes in it."""
    page.goto("/family/application")
    fields = {name: page.locator(f"main form.application input[name={name}]").get_attribute("value") or ""
              for name in ("csrf", "form")}
    school, pupil = child
    return page.request.post(
        path, headers={"Origin": "/".join(page.url.split("/")[:3])},
        form=fields | {"children.0.school": school, "children.0.pupil": pupil, "children.0.answer": "decline"} | more)


def receipt(page: Page) -> str:
    expect(page.get_by_role("heading", level=1)).to_have_text(text("enrolment.receipt.title"))
    return page.locator(".receipt-number").inner_text()


def letters(page: Page, key: str) -> Locator:
    """The inbox's letters of a kind."""
    page.goto("/inbox")
    return page.locator("main .inbox a").filter(has_text=text_like(f"message.{key}.title"))


def office(page: Page, who: str = "office-1") -> str:
    """Becomes a school's office; gives the school's address."""
    enter_as(page, who)
    page.goto("/start")
    return "/".join(page.locator("a[href^='/schools/']").first.get_attribute("href").split("/")[:3])


def print_slips(page: Page, school: str, room: str) -> dict[str, str]:
    """Prints a class's codes; gives each child's. Of two children with one name the later."""
    page.goto(f"{school}/invitations")
    page.goto(page.locator("main tbody").get_by_role("link", name=room, exact=True).get_attribute("href") + "/codes")
    press(page, page.locator("main form button"))
    slips = page.locator(".slip")
    return {
        slips.nth(place).locator("h2").inner_text(): slips.nth(place).locator(".slip-code").inner_text()
        for place in range(slips.count())}


def turn_the_clock(server: Server, statement: str) -> None:
    """Makes a date in the database an earlier one: what days of waiting would do."""
    if server.database.startswith("sqlite:"):
        with sqlite3.connect(server.database.removeprefix("sqlite:"), timeout=20) as database:
            database.execute(statement)
        return
    subprocess.run(
        ["psql", server.database, "-v", "ON_ERROR_STOP=1", "-qc", statement], check=True, stdin=subprocess.DEVNULL,
        capture_output=True, text=True)
