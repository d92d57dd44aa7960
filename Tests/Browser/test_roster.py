"""The bureau brings in a roster that is not the demo's own: refused line by line, then mended, tried, written, sent again."""

import os
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import browsing
import pytest
from city import Engine, Server, kehou
from people import enter_as, text
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Three schools of another city, OneRoster 1.1, under ids that the demo does not use."""
    folder = tmp_path_factory.mktemp("roster")
    kehou("demo", "--roster-only", str(folder / "r"), "--oneroster-1.1", "--schools", "3", "--pupils", "60", "--seed", "3")
    texts = {path.name: path.read_text("utf-8") for path in (folder / "r").glob("*.csv")}
    return {name: re.sub(r"\bs(\d{4})\b", r"x\1", body) for name, body in texts.items()}


def zipped(files: dict[str, str], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def send(page: Page, path: Path, button: str) -> None:
    """Chooses the file, presses one of the two buttons of the upload page, and stays until the page shows the result: it
    looks again by itself, with scripts and without."""
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name=text(button), exact=True).click()
    page.wait_for_url(re.compile(r"/rosters/\d+"))
    expect(page.get_by_role("table").first).to_be_visible(timeout=30_000)
    expect(page.locator("#progress")).to_have_count(0)


def counts(page: Page, file: str) -> list[int]:
    """Rows, new, changed, gone, unchanged, refused of one file of the report."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=file))
    return [int(cell.replace(",", "")) for cell in row.get_by_role("cell").all_inner_texts()]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_roster_is_refused_mended_tried_written_and_sent_again(
    page_at: Callable[..., Page], files: dict[str, str], tmp_path: Path, scripts: bool
) -> None:
    mended = {name: re.sub(r"\bx(\d{4})\b", r"y\1", body) if scripts else body for name, body in files.items()}
    broken = dict(mended)
    first = re.search(r"^[xy]\d{4}-c0\b", mended["classes.csv"], re.MULTILINE)[0]
    broken["enrollments.csv"] = mended["enrollments.csv"].replace(f",{first},", ",no-such-class,", 1).replace(
        "2026-09-01", "2026-02-30", 1)
    broken["classes.csv"] = mended["classes.csv"] + mended["classes.csv"].splitlines()[1] + "\n"

    page = page_at("desk", "zh", scripts=scripts)
    enter_as(page, "bureau")
    page.locator("a[href*='/rosters']").filter(visible=True).first.click()
    if scripts:
        browsing.axe(page)

    send(page, zipped(broken, tmp_path / "broken.zip"), "registry.import.write")
    errors = page.get_by_role("region").filter(has=page.locator("#errors"))
    expect(errors).to_contain_text("enrollments.csv")
    expect(errors).to_contain_text("classes.csv")
    expect(errors).to_contain_text(str(len(broken["classes.csv"].splitlines())))
    if scripts:
        browsing.axe(page)
        browsing.fits(page)

    page.get_by_role("link", name=text("registry.import.again")).click()
    send(page, zipped(mended, tmp_path / "mended.zip"), "registry.import.try")
    expect(page.locator("#errors")).to_have_count(0)
    tried = counts(page, "users.csv")
    # A row of a guardian is a person and one tie for each child, so more is new than the file has rows.
    rows, new, changed, gone, unchanged, *_ = tried
    assert new >= rows > 60, "nothing of the refused roster was written: all of it is new"
    assert (changed, gone, unchanged) == (0, 0, 0)

    page.get_by_role("link", name=text("registry.import.again")).click()
    send(page, tmp_path / "mended.zip", "registry.import.write")
    assert counts(page, "users.csv") == tried

    page.get_by_role("link", name=text("registry.import.again")).click()
    send(page, tmp_path / "mended.zip", "registry.import.write")
    assert counts(page, "users.csv")[1:5] == [0, 0, 0, new], "the second run changes nothing"


@pytest.mark.skipif("KEHOU_TEST_LONG" not in os.environ, reason="waits for a lease of a minute; make test-long")
@pytest.mark.timeout(900)
def test_an_import_whose_server_is_killed_is_taken_again(browser: Browser, engine: Engine, tmp_path: Path) -> None:
    """Killed in the middle of writing; the server that comes after it ends the import, and nothing is there twice."""
    path = tmp_path / "city.zip"
    kehou("demo", "--roster-only", str(tmp_path / "r"), "--schools", "30", "--pupils", "12000", "--seed", "5")
    zipped({csv.name: re.sub(r"\bs(\d{4})\b", r"z\1", csv.read_text("utf-8")) for csv in (tmp_path / "r").glob("*.csv")}, path)
    database = engine.demo("roster_killed")
    server = Server(database, engine, "roster_killed")
    page = browsing.open_context(browser, server.url, "desk", "zh").new_page()
    enter_as(page, "bureau")
    page.locator("a[href*='/rosters']").filter(visible=True).first.click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name=text("registry.import.write"), exact=True).click()
    page.wait_for_url(re.compile(r"/rosters/\d+"))
    result = page.url.removeprefix(server.url)
    seen: set[str] = set()
    while "writing" not in seen:
        body = page.request.get(server.url + result, headers={"Accept": "text/html"}).text()
        seen |= {step for step in ("reading", "checking", "comparing", "writing") if text(f"roster.bar.{step}") in body}
        assert "<table" not in body, f"it ended before it could be killed, seen {seen}"
        time.sleep(0.1)
    server.process.kill()
    server.process.wait()
    page.context.close()

    server = Server(database, engine, "roster_killed_after")
    try:
        page = browsing.open_context(browser, server.url, "desk", "zh").new_page()
        enter_as(page, "bureau")
        page.goto(result)
        expect(page.get_by_role("table").first).to_be_visible(timeout=300_000)
        first = counts(page, "users.csv")
        assert first[1] + first[4] >= 12_000 and first[2] == first[3] == 0, f"{first}"
        page.get_by_role("link", name=text("registry.import.again")).click()
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_role("button", name=text("registry.import.write"), exact=True).click()
        page.wait_for_url(re.compile(r"/rosters/\d+"))
        expect(page.get_by_role("table").first).to_be_visible(timeout=300_000)
        assert counts(page, "users.csv")[1:5] == [0, 0, 0, first[1] + first[4]], "all of it is there, and once"
        page.context.close()
    finally:
        server.stop()
