"""The calendar beside an outside judge: PyPI `chinesecalendar`, each day of 2024 to 2026."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import pytest
from city import ROOT, Engine, kehou

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)


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


def test_each_day_is_off_or_worked_as_the_outside_judge_says(calendar: tuple[Engine, str]) -> None:
    rows = export(calendar, FIRST.isoformat(), LAST.isoformat())
    assert list(rows[0]) == ["date", "service_day", "runs_weekday", "reason"]
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    assert [row["date"] for row in rows] == [day.isoformat() for day in days]
    wrong = [
        row["date"] for row, day in zip(rows, days, strict=True)
        if (row["service_day"] == "true") != chinese_calendar.is_workday(day)
    ]
    assert wrong == []


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
