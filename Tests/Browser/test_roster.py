"""The bureau brings in a roster that is not the demo's own: refused line by line, then mended, tried, written, sent again."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import browsing
import pytest
from city import kehou
from people import enter_as, text
from playwright.sync_api import Page, expect


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
