"""How far the asking has come: from the city down to a class, and as a file."""

from collections.abc import Callable

import browsing
import pytest
from people import enter_as, text
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_bureau_goes_down_to_the_classes(page_at: Callable[..., Page], size: str) -> None:
    page = page_at(size, "zh")
    enter_as(page, "bureau")
    page.goto("/start")
    page.goto(page.locator("a[href$='/coverage']").first.get_attribute("href"))
    for part in ["district", "school", "class"]:
        expect(page.get_by_role("heading", level=1)).to_have_text(text("coverage.title"))
        # Nothing of the template's own writing may stand on the page.
        expect(page.locator("body")).not_to_contain_text("}}")
        browsing.fits(page)
        browsing.axe(page)
        if size == "desk":
            expect(page.locator("thead th").first).to_have_text(text(f"coverage.{part}"))
            row, head = page.locator("tbody tr").first, page.locator("thead tr")
            assert abs(row.bounding_box()["width"] - head.bounding_box()["width"]) < 2
        below = page.locator("main tbody a").first
        if part != "class":
            page.goto(below.get_attribute("href"))
        else:
            expect(below).to_have_count(0)


def test_a_school_takes_its_numbers_with_it(page_at: Callable[..., Page]) -> None:
    page = page_at("desk", "zh")
    enter_as(page, "office-1")
    page.goto("/start")
    page.goto(page.locator("a[href$='/enrolment']").first.get_attribute("href"))
    page.get_by_role("link", name=text("coverage.title")).click()
    with page.expect_download() as download:
        page.get_by_role("link", name=text("coverage.export")).click()
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert rows[0].split(",")[1] == text("coverage.pupils") and len(rows) > 1
    assert all(row.split(",")[6] == "" for row in rows[1:])
