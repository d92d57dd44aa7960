"""Families answer over real HTTP while the server is killed: what was acknowledged is stored, and nothing is by halves."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from city import ROOT, Engine, Server, kehou
from people import text

sys.path.insert(0, str(ROOT / "scripts"))
from benchmarks.family import WHOLE, answer, body  # noqa: E402

ROUNDS = 25 if os.environ.get("KEHOU_TEST_LONG") == "1" else 2
THREADS = 8
FAMILIES = 48
# The forms of a family at its successive turns; no two of the test share an id.
FIRST = 10**12


class City:
    """A demo city that is served, killed and served again, and its database beside it."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.database = engine.demo("burst")
        out = folder / "families"
        kehou("bench", "sessions", "--database", self.database, "--count", str(FAMILIES), "--out", str(out),
              keys=engine.keys)
        assert out.stat().st_mode & 0o77 == 0, "the lines open pages of families"
        self.families = [json.loads(line) for line in out.read_text().splitlines()]
        self.server = Server(self.database, engine, "burst")

    def kill(self) -> None:
        self.server.process.kill()
        self.server.process.wait()
        self.server = Server(self.database, self.engine, "burst")

    def rows(self, sql: str) -> list[tuple]:
        if self.engine.name == "sqlite":
            base = sqlite3.connect(self.database.removeprefix("sqlite:"), timeout=30)
            try:
                return base.execute(sql).fetchall()
            finally:
                base.close()
        out = subprocess.run(
            ["psql", "-qAtX", "-F", "\t", self.database, "-c", sql], check=True, capture_output=True, text=True).stdout
        return [tuple(int(cell) if re.fullmatch(r"-?\d+", cell) else cell for cell in line.split("\t"))
                for line in out.splitlines()]


@pytest.fixture(scope="module")
def served(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    city = City(engine, tmp_path_factory.mktemp("burst"))
    yield city
    assert city.server.stop() == 0, city.server.tail()


class Sender(threading.Thread):
    """Answers for its own families, one after the other, until its connection breaks."""

    def __init__(self, city: City, place: int, numbers: dict[int, int]) -> None:
        super().__init__(daemon=True)
        self.city = city
        self.families = range(place, len(city.families), THREADS)
        # How often each family has sent a form, over all rounds.
        self.numbers = numbers
        self.promised: list[tuple[int, int, int]] = []
        self.open: tuple[int, int, int] | None = None
        self.wrong: list[str] = []
        self.end = time.monotonic() + 60

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.city.server.port, timeout=20)
        try:
            while time.monotonic() < self.end:
                for place in self.families:
                    turn = self.numbers[place]
                    self.numbers[place] += 1
                    form = FIRST + place * 10**6 + turn
                    self.open = (place, turn, form)
                    self.send(connection, place, turn, form)
        except (http.client.HTTPException, OSError):
            return

    def send(self, connection: http.client.HTTPConnection, place: int, turn: int, form: int) -> None:
        status, to = post(connection, self.city.families[place], turn, form)
        if (status, to) == (303, f"/family/application/receipts/{form}"):
            self.promised.append((place, turn, form))
        else:
            self.wrong.append(f"form {form}: {status} {to}")
        self.open = None


def post(connection: http.client.HTTPConnection, family: dict, turn: int, form: int) -> tuple[int, str | None]:
    connection.request(
        "POST", "/family/application", body(family, turn % 3) + str(form),
        {"Cookie": family["cookie"], "Origin": f"http://127.0.0.1:{connection.port}", "Accept": "text/html",
         "Content-Type": "application/x-www-form-urlencoded"})
    reply = connection.getresponse()
    reply.read()
    return reply.status, reply.getheader("Location")


def receipt(city: City, family: dict, form: int) -> dict:
    connection = http.client.HTTPConnection("127.0.0.1", city.server.port, timeout=20)
    connection.request("GET", f"/family/application/receipts/{form}",
                       headers={"Cookie": family["cookie"], "Accept": "application/json"})
    reply = connection.getresponse()
    text = reply.read()
    assert reply.status == 200, f"form {form}: {reply.status} {text!r}"
    return json.loads(text)


def stored(city: City) -> dict[int, dict[int, list[tuple[int, int]]]]:
    """What each form of the test left behind: by child, the days with their leaving times in minutes."""
    rows = city.rows(
        f"""SELECT r.form_id, a.pupil_id, COALESCE(d.weekday, 0), COALESCE(d.leaves_at, 0)
            FROM application_receipt r
            JOIN application a ON a.account_id = r.account_id AND a.number = r.number
            LEFT JOIN application_day d
                ON d.school_id = a.school_id AND d.pupil_id = a.pupil_id AND d.application_id = a.id
            WHERE r.form_id >= {FIRST} AND r.form_id < {FIRST + 10**9}
            ORDER BY r.form_id, a.pupil_id, d.weekday""")
    found: dict[int, dict[int, list[tuple[int, int]]]] = {}
    for form, pupil, weekday, leaves in rows:
        days = found.setdefault(form, {}).setdefault(pupil, [])
        if weekday:
            days.append((weekday, leaves))
    return found


def wanted(family: dict, turn: int) -> dict[int, list[tuple[int, int]]]:
    minutes = lambda time: int(time[:2]) * 60 + int(time[3:])  # noqa: E731
    return {int(child["pupil"]): sorted((weekday, minutes(leaves)) for weekday, leaves in answer(child, turn % 3))
            for child in family["children"]}


def test_what_was_acknowledged_is_there_after_a_kill_and_nothing_by_halves(served: City) -> None:
    numbers = dict.fromkeys(range(len(served.families)), 0)
    promised: list[tuple[int, int, int]] = []
    cut_off = 0
    chance = random.Random(11)
    for _ in range(ROUNDS):
        senders = [Sender(served, place, numbers) for place in range(THREADS)]
        for sender in senders:
            sender.start()
        wait_for(lambda: all(sender.promised for sender in senders))
        time.sleep(chance.uniform(0.05, 0.4))  # The kill comes at no particular moment of a post.
        served.kill()
        for sender in senders:
            sender.join(30)
            assert not sender.is_alive()
            assert not sender.wrong, sender.wrong
            promised += sender.promised
        after = stored(served)
        for place, turn, form in promised:
            assert after.get(form) == wanted(served.families[place], turn), f"form {form} was acknowledged"
        # Of a form whose answer never came nobody knows: it is there wholly or not at all, and is simply sent again.
        unanswered = [sender.open for sender in senders if sender.open]
        cut_off += len(unanswered)
        for place, turn, form in unanswered:
            assert after.get(form) in (None, wanted(served.families[place], turn)), f"form {form} is there by halves"
        again(served, unanswered + [chance.choice(promised)])
        promised += unanswered
        for what, sql in WHOLE.items():
            assert served.rows(sql) == [(0,)], what
    assert cut_off > 0, "no kill came in the middle of a post"


def again(city: City, forms: list[tuple[int, int, int]]) -> None:
    """The same form is answered with the same receipt, and leaves one answer a child."""
    for place, turn, form in forms:
        family = city.families[place]
        for _ in range(2):
            connection = http.client.HTTPConnection("127.0.0.1", city.server.port, timeout=20)
            assert post(connection, family, turn, form) == (303, f"/family/application/receipts/{form}")
            connection.close()
        numbers = {receipt(city, family, form)["number"] for _ in range(2)}
        assert len(numbers) == 1
        count = city.rows(f"SELECT COUNT(*) FROM application WHERE number = '{numbers.pop()}'")
        assert count == [(len(family["children"]),)], f"form {form} was sent three times"
        assert stored(city)[form] == wanted(family, turn)


def wait_for(holds: object, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "the senders were not answered"
        time.sleep(0.01)


def test_only_a_demo_city_gives_sessions_away(engine: Engine) -> None:
    database = engine.empty("no_demo")
    for command in ("sessions", "opening"):
        done = kehou("bench", command, "--database", database, keys=engine.keys, code=1)
        assert done.stdout == ""
        assert text("fault.demo.only", "en") in done.stderr
