"""Signing in as each role, and every page that the person can reach from there by links."""

import html
import re
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

import browsing
import pytest
from people import ROLES, enter_as, sign_in, text, text_like
from playwright.sync_api import Page, expect

MOST = 30
PUBLIC_STARTS = ["/", "/sign-in", "/demo", "/no-such-page"]


@pytest.mark.parametrize("who", ROLES)
def test_each_role_signs_in_and_every_page_it_reaches_is_sound(page_at: Callable[..., Page], who: str) -> None:
    page = page_at("phone", "zh")
    sign_in(page, who)
    assert urlsplit(page.url).path == "/start"
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    pages = crawl(page, ["/start", "/sessions"])
    assert len(pages) >= 2


@pytest.mark.parametrize("who", ["bureau", "district-shinan", "principal-1"])
def test_the_desk_in_english_is_sound_as_well(page_at: Callable[..., Page], who: str) -> None:
    page = page_at("desk", "en")
    enter_as(page, who)
    crawl(page, ["/start", "/sessions"])


@pytest.mark.parametrize(("size", "dark"), [("narrow", False), ("desk", True)])
def test_the_public_pages_are_sound(page_at: Callable[..., Page], size: str, dark: bool) -> None:
    crawl(page_at(size, "zh", dark=dark), PUBLIC_STARTS)


def test_one_tap_changes_the_appointment_in_use(page_at: Callable[..., Page]) -> None:
    page = page_at("desk", "zh")
    enter_as(page, "several")
    forms = page.locator("form[action='/appointment'] button")
    assert forms.count() >= 2
    before = page.locator("body").inner_text()
    other = page.locator("form[action='/appointment'] button:not([aria-current])").last
    if not other.is_visible():
        page.locator("summary").filter(visible=True).first.click()
    with page.expect_navigation():
        other.click()
    assert page.locator("body").inner_text() != before


def test_the_language_is_switched_and_kept(page_at: Callable[..., Page]) -> None:
    page = page_at("phone", "zh")
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/sign-in")
    expect(page.get_by_role("heading", level=1)).to_have_text(text("web.sign_in.title", "en"))


def test_signing_out_ends_the_session(page_at: Callable[..., Page]) -> None:
    page = page_at("desk", "zh", scripts=False)
    sign_in(page, "teacher-1")
    page.locator("details.menu summary").click()
    with page.expect_navigation():
        page.locator("form[action='/sign-out'] button").click()
    answer = page.goto("/start")
    assert answer is not None and answer.status == 401
    expect(page.locator("a[href^='/sign-in?back=']")).to_be_visible()


def test_guessing_is_slowed_down(page_at: Callable[..., Page]) -> None:
    page = page_at("phone", "zh", scripts=False)
    for _ in range(20):
        sign_in(page, "venue", "a wrong one")
        if text_like("fault.sign_in.locked").search(page.locator("main").inner_text()):
            return
    pytest.fail("twenty wrong passwords in a row were all tried")


def crawl(page: Page, starts: list[str]) -> list[str]:
    """Follows links breadth first, one page of each kind (numbers in paths are alike); each must answer.

    A kind of page is opened and looked at once for each size and language, whoever reached it and on whichever engine:
    that is the slow part, and what is seen is the same. For everyone else it is fetched.
    """
    seen: set[str] = set()
    visited: list[str] = []
    waiting = deque(starts)
    language = page.evaluate("navigator.language")
    while waiting and len(visited) < MOST:
        path = waiting.popleft()
        kind = re.sub(r"\d+", "#", re.sub(r"=[^&]*", "=", path))
        if kind in seen:
            continue
        seen.add(kind)
        look = (kind, *page.viewport_size.values(), language)
        if look in judged:
            answer = page.request.get(path, headers={"Accept": "text/html"})
            body = answer.text()
        else:
            judged.add(look)
            answer = page.goto(path)
            assert answer is not None
            expect(page.locator("h1")).to_have_count(1)
            browsing.fits(page)
            browsing.axe(page)
            body = page.content()
        assert path == "/no-such-page" or answer.status == 200, f"{path} answered {answer.status}"
        visited.append(path)
        waiting.extend(links(body))
    return visited


judged: set[tuple[object, ...]] = set()


def links(body: str) -> list[str]:
    """The pages of this server that a page links to; files for download are left out."""
    found = (html.unescape(path) for path in re.findall(r"<a [^>]*?href=\"(/[^\"#]*)", body))
    return [path for path in found if not re.search(r"\.(csv|svg|png|zip|json|xlsx)(\?|$)", path)]
