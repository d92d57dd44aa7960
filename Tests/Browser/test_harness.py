"""The tests' own tools find what they are there to find."""

from collections.abc import Iterator

import browsing
import pytest
from playwright.sync_api import Browser, Page

GOOD = """<!doctype html><html lang="en"><head><title>Good</title></head>
<body><main><h1>Good</h1><form><label for="name">Name</label> <input id="name"></form></main></body></html>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browsing.open_context(browser, "http://kehou.test", "phone", "zh")
    yield context.new_page()
    context.close()


def answer(page: Page, body: str, *, status: int = 200, path: str = "/") -> None:
    page.route(
        "http://kehou.test" + path,
        lambda route: route.fulfill(
            status=status, body=body, content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": "default-src 'self'"},
        ),
    )


def test_a_good_page_passes(page: Page) -> None:
    answer(page, GOOD)
    watch = browsing.Watch(page)
    page.goto("/")
    browsing.axe(page)
    browsing.fits(page)
    assert watch.faults == []
    assert page.evaluate("navigator.language") == "zh-CN"


def test_axe_names_an_input_without_a_label(page: Page) -> None:
    answer(page, GOOD.replace('for="name"', ""))
    page.goto("/")
    with pytest.raises(AssertionError, match="label.*critical"):
        browsing.axe(page)


def test_an_inline_style_is_seen(page: Page) -> None:
    answer(page, GOOD.replace("<main>", '<main style="color: red">'))
    watch = browsing.Watch(page)
    page.goto("/")
    assert any("Content Security Policy" in fault for fault in watch.faults)


def test_a_missing_asset_is_seen_and_a_refused_form_is_not(page: Page) -> None:
    answer(page, GOOD.replace("</body>", '<img alt="" src="/gone.png"></body>'), status=422)
    answer(page, "", status=404, path="/gone.png")
    watch = browsing.Watch(page)
    page.goto("/")
    assert len(watch.faults) == 1
    assert "/gone.png: answered 404" in watch.faults[0]


def test_a_page_that_sticks_out_is_seen(page: Page) -> None:
    answer(page, GOOD.replace("<h1>", '<svg width="900" height="10"></svg><h1>').replace(
        "<title>", '<meta name="viewport" content="width=device-width, initial-scale=1"><title>'))
    page.goto("/")
    with pytest.raises(AssertionError, match="px too wide"):
        browsing.fits(page)
