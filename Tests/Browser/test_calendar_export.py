"""`kehou import holidays` and `kehou calendar export`, as a person at a terminal meets them."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from city import ROOT, Engine, kehou


@pytest.fixture(scope="module")
def calendar(engine: Engine) -> Iterator[tuple[Engine, str]]:
    """A database that holds the shipped schedules and nothing else."""
    database = engine.empty("calendar")
    files = [str(ROOT / f"Data/holidays/{year}.json") for year in (2024, 2025, 2026)]
    kehou("import", "holidays", "--database", database, *files, keys=engine.keys)
    yield engine, database


def export(calendar: tuple[Engine, str], first: str, last: str) -> list[dict[str, str]]:
    engine, database = calendar
    done = kehou("calendar", "export", "--database", database, "--from", first, "--to", last, keys=engine.keys)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_a_worked_weekend_day_waits_for_its_weekday(calendar: tuple[Engine, str]) -> None:
    rows = export(calendar, "2026-01-01", "2026-12-31")
    waiting = [row["date"] for row in rows if row["service_day"] == "true" and not row["runs_weekday"]]
    assert waiting == ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


def test_a_year_without_a_schedule_is_refused(calendar: tuple[Engine, str]) -> None:
    engine, database = calendar
    done = kehou(
        "calendar", "export", "--database", database, "--from", "2026-12-31", "--to", "2027-01-01", keys=engine.keys,
        code=1)
    assert done.stdout == ""
    assert "2027" in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_file_is_told_by_its_place_and_nothing_is_written(
    calendar: tuple[Engine, str], tmp_path: Path
) -> None:
    engine, database = calendar
    before = export(calendar, "2026-01-01", "2026-12-31")
    wrong = tmp_path / "2026.json"
    wrong.write_text('{"year": 2026, "days": [{"name": "a", "date": "2026-13-01", "isOffDay": true}]}', "utf-8")
    good = str(ROOT / "Data/holidays/2025.json")
    done = kehou("import", "holidays", "--database", database, good, str(wrong), keys=engine.keys, code=1)
    assert "2026.json" in done.stderr and "days[0].date" in done.stderr
    assert export(calendar, "2026-01-01", "2026-12-31") == before
