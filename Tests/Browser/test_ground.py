"""A server with an empty database: its health, its first pages, its manners."""

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Callable

import browsing
import pytest
from city import Server
from people import text
from playwright.sync_api import Page, expect

ALL = [(size, language) for size in ("phone", "desk") for language in ("zh", "en")]
NAMES = {"zh": "zh-Hans", "en": "en"}


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_the_server_says_how_it_is(bare: Server, path: str) -> None:
    assert get(bare.url + path)[0] == 200


def test_a_page_comes_zipped_and_guarded(bare: Server) -> None:
    status, headers, body = get(bare.url + "/", Accept="text/html", Accept_Encoding="gzip")
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert "<html" in gzip.decompress(body).decode()
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers


def test_a_program_gets_problem_json_and_a_person_a_page(bare: Server) -> None:
    status, headers, body = get(bare.url + "/no-such-page", Accept="application/json")
    assert (status, headers["content-type"].split(";")[0]) == (404, "application/problem+json")
    assert json.loads(body)["status"] == 404
    status, headers, _ = get(bare.url + "/no-such-page", Accept="text/html")
    assert (status, headers["content-type"].split(";")[0]) == (404, "text/html")


@pytest.mark.parametrize(("size", "language"), ALL)
def test_the_first_page_is_sound(bare: Server, open_page: Callable[..., Page], size: str, language: str) -> None:
    page = open_page(bare, size, language)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(text("web.home.heading", NAMES[language]))
    assert page.locator("html").get_attribute("lang") == NAMES[language]
    browsing.fits(page)
    browsing.axe(page)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_are_sound_on_a_narrow_phone(
    bare: Server, open_page: Callable[..., Page], path: str, dark: bool
) -> None:
    page = open_page(bare, "narrow", "zh", dark=dark)
    page.goto(path)
    browsing.fits(page)
    browsing.axe(page)


def test_a_wrong_sign_in_keeps_what_was_typed(bare: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(bare, "phone", "zh", scripts=False)
    page.goto("/sign-in")
    page.locator("input[name=user]").fill("nobody")
    page.locator("input[name=password]").fill("not the password")
    page.get_by_role("button", name=text("web.sign_in.button")).click()
    expect(page.locator("input[name=user]")).to_have_value("nobody")
    expect(page.locator("input[name=password]")).to_have_value("")
