"""Who is who in the tests' demo city: read from the roster that the program itself writes for the same size and seed."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from city import SIZE, kehou


@dataclass(frozen=True)
class Guardian:
    source: str
    name: str
    mobile: str


@dataclass(frozen=True)
class Child:
    source: str
    name: str
    school: str
    room: str
    guardians: tuple[Guardian, ...]


@cache
def children() -> tuple[Child, ...]:
    """Every pupil of the city with class and guardians, in the roster's order."""
    with tempfile.TemporaryDirectory(prefix="kehou-roster-") as folder:
        path = Path(folder) / "city.zip"
        kehou("demo", *SIZE, "--roster-only", str(path))
        with zipfile.ZipFile(path) as archive:
            users, rooms, seats = (_rows(archive, name) for name in ("users", "classes", "enrollments"))
    people = {row["sourcedId"]: row for row in users}
    names = {row["sourcedId"]: row["title"] for row in rooms}
    return tuple(
        Child(
            pupil["sourcedId"], _name(pupil), seat["schoolSourcedId"], names[seat["classSourcedId"]],
            tuple(_guardian(people[agent]) for agent in pupil["agentSourcedIds"].split(",") if agent))
        for seat in seats if seat["role"] == "student" for pupil in [people[seat["userSourcedId"]]])


def alone(school: str = "s0001") -> list[Child]:
    """Children of a school whose name nobody else there has: a page that shows it means this one."""
    names = [child.name for child in children() if child.school == school]
    return [child for child in children() if child.school == school and names.count(child.name) == 1]


def pairs(school: str = "s0001") -> list[Child]:
    """Children of a school with two guardians, who answer for no other child, and a name of their own: each test takes one."""
    ties = [guardian for child in children() for guardian in child.guardians]
    return [
        child for child in alone(school)
        if len(child.guardians) == 2 and all(ties.count(one) == 1 for one in child.guardians)]


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8"))))


def _name(person: dict[str, str]) -> str:
    return person["familyName"] + person["givenName"]


def _guardian(person: dict[str, str]) -> Guardian:
    return Guardian(person["sourcedId"], _name(person), person["sms"] or person["phone"])
