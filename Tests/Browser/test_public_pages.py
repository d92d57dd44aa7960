"""What a family gets: light pages, a sheet of paper whose code leads back, and either language."""

import re
from collections.abc import Callable
from pathlib import Path

import browsing
import pypdfium2
import pytest
import zxingcpp
from city import Server
from people import enter_as, text
from playwright.sync_api import Page, expect

PageAt = Callable[..., Page]

MOST_BYTES = 60_000


@pytest.fixture
def school(page_at: PageAt) -> Page:
    """A phone at the public page of a school that has published its plan."""
    page = page_at("phone", "zh")
    page.goto("/schools?q=云汀")
    page.locator("ul.rows a").first.click()
    expect(page.locator(".glance")).to_be_visible()
    return page


@pytest.mark.parametrize("path", ["/", "school"])
def test_a_first_public_page_is_light_and_blocks_on_no_script(page_at: PageAt, school: Page, path: str) -> None:
    page = page_at("phone", "zh")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(school.url if path == "school" else path, wait_until="networkidle")
    assert len(sizes) >= 3, "page, style and script were expected"
    assert sum(sizes) < MOST_BYTES, f"{sum(sizes):.0f} bytes over the wire in {len(sizes)} answers"
    blocking = page.eval_on_selector_all(
        "script", "all => all.filter(s => s.type !== 'module' && !s.async && !s.defer).map(s => s.outerHTML)")
    assert blocking == []


def test_the_notice_is_a_sheet_or_two_and_its_code_leads_to_the_page(school: Page, city: Server, tmp_path: Path) -> None:
    expected = school.url
    school.locator("a[href$='/notice']").click()
    expect(school.locator(".qr")).to_be_visible()
    browsing.axe(school)
    pages = printed(school, tmp_path)
    assert 1 <= len(pages) <= 2
    width, height = pages[0].get_size()
    assert (round(width), round(height)) in {(595, 842), (596, 842), (595, 841)}, "A4 upright"
    found = [code.text for code in zxingcpp.read_barcodes(pages[0].render(scale=3).to_pil())]
    assert found == [expected]


def test_a_plan_is_printed_without_the_page_around_it(page_at: PageAt, tmp_path: Path) -> None:
    page = page_at("desk", "zh")
    enter_as(page, "office-2")
    page.get_by_role("link", name=text("nav.plan")).first.click()
    with page.expect_navigation():
        page.locator("ul.rows a").first.click()
    sheets = printed(page, tmp_path)
    words = "\n".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    flat = re.sub(r"\s", "", words)
    assert text("plans.section.safeguards") in flat
    assert "作业辅导" in flat
    assert text("web.theme.dark") not in flat
    assert len(sheets) <= 6


def test_the_language_is_switched_on_a_schools_page(school: Page) -> None:
    here = school.url
    school.get_by_role("button", name="English").click()
    expect(school.locator("html")).to_have_attribute("lang", "en")
    assert school.url == here
    expect(school.get_by_role("heading", name=text("public.week", "en"))).to_be_visible()
    browsing.axe(school)


def printed(page: Page, folder: Path) -> pypdfium2.PdfDocument:
    """The page as Chromium prints it, with the page's own paper size."""
    file = folder / "page.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    return pypdfium2.PdfDocument(file)
