"""The school calendar against a published one: PyPI's chinesecalendar, each day of three years."""

import csv
import datetime
import io

import chinese_calendar
from city import ROOT, Engine, kehou


def test_each_day_of_three_years_is_off_or_worked_as_published(engine: Engine) -> None:
    database = engine.empty("oracle")
    files = [str(ROOT / "Data/holidays" / f"{year}.json") for year in (2024, 2025, 2026)]
    kehou("import", "holidays", *files, "--database", database, keys=engine.keys)
    printed = kehou(
        "calendar", "export", "--from", "2024-01-01", "--to", "2026-12-31", "--database", database, keys=engine.keys,
    ).stdout
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert list(rows[0]) == ["date", "service_day", "runs_weekday", "reason"]
    days = {datetime.date.fromisoformat(row["date"]): row["service_day"] == "true" for row in rows}
    assert len(days) == len(rows) == (datetime.date(2027, 1, 1) - datetime.date(2024, 1, 1)).days
    wrong = [day.isoformat() for day, isWorked in days.items() if chinese_calendar.is_workday(day) != isWorked]
    assert wrong == []
