"""A demo city on either engine, its families signed in, and what the database says afterwards."""

import json
import os
import random
import re
import sqlite3
import subprocess
import time
import urllib.parse
import urllib.request

from benchmarks.common import KEHOU, SMALL, fail, run, say, timed
from benchmarks.family import WHOLE, answer, body


class City:
    """A demo city in a database of its own."""

    def __init__(self, engine, folder):
        self.engine = engine
        # A whole city is made in minutes on SQLite and in half an hour on PostgreSQL, which gets a part of one.
        schools, pupils = (60, 50_000) if SMALL or engine != "SQLite" else (1200, 1_000_000)
        self.schools = int(os.environ.get("BENCH_SCHOOLS", schools))
        self.pupils = int(os.environ.get("BENCH_PUPILS", pupils))
        if engine == "SQLite":
            self.path = os.path.join(folder, "window.sqlite")
            self.url = f"sqlite:{self.path}"
        else:
            server = os.environ["KEHOU_TEST_POSTGRES"]
            run("psql", "-q", server, "-c", "CREATE DATABASE kehou_window")
            self.url = server.rsplit("/", 1)[0] + "/kehou_window"
            # With PostgreSQL the keys are told; the program makes the file.
            os.environ["KEHOU_PROTECTION_KEY_FILE"] = os.path.join(folder, "window.keys")
        say(f"{engine}: a city of {self.schools} schools and {self.pupils} pupils")
        self.made, self.memory = timed(
            KEHOU, "demo", "--database", self.url, "--schools", str(self.schools), "--pupils", str(self.pupils),
            stdout=subprocess.DEVNULL)
        self.rows("ANALYZE")

    def rows(self, sql):
        """All rows of a query, as tuples of texts and numbers."""
        if self.engine == "SQLite":
            base = sqlite3.connect(self.path, timeout=30)
            try:
                return base.execute(sql).fetchall()
            finally:
                base.close()
        out = run("psql", "-qAtX", "-F", "\t", self.url, "-c", sql, capture_output=True).stdout
        return [tuple(int(cell) if re.fullmatch(r"-?\d+", cell) else cell for cell in line.split("\t"))
                for line in out.splitlines()]

    def value(self, sql):
        return self.rows(sql)[0][0]

    def sign_in(self, count, folder):
        """Sessions of so many families, whose lines for wrk are written to the file that comes back."""
        path = os.path.join(folder, f"sessions-{self.engine}")
        started = time.time()
        run(KEHOU, "bench", "sessions", "--database", self.url, "--count", str(count), "--out", path, capture_output=True)
        with open(path) as file:
            self.families = [json.loads(line) for line in file]
        # Those who come at the same time are of all schools.
        random.Random(1).shuffle(self.families)
        say(f"{len(self.families)} families signed in, {time.time() - started:.0f} s")
        lines = os.path.join(folder, f"families-{self.engine}")
        with open(lines, "w") as file:
            for family in self.families:
                file.write("\t".join([family["cookie"], *(body(family, turn) for turn in range(3))]) + "\n")
        return lines


class Person:
    """Somebody of the demo's cast, entered over HTTP."""

    def __init__(self, url, name):
        self.url = url
        self.cookie = ""
        _, headers = self._ask(f"/demo/{name}/session", {})
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def _ask(self, path, fields=None):
        opener = urllib.request.build_opener(Stay)
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(
            self.url + path, data, {"Cookie": self.cookie, "Origin": self.url, "Accept": "text/html"})
        with opener.open(request, timeout=30) as answer:
            return answer.read().decode(), answer.headers

    def page(self, path):
        return self._ask(path)[0]

    def post(self, path, fields):
        token = re.search(r'name="csrf" value="([^"]+)"', self.page("/start")).group(1)
        self._ask(path, fields | {"csrf": token})


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is the answer, not a way to go."""

    def http_error_303(self, request, answer, code, message, headers):
        return answer


def verify(city, first, forms):
    """Compares what was promised with what is stored; any difference ends the run.

    `forms` are the forms whose receipts were promised, in whatever order.
    """
    count = len(city.families)
    stored = city.value(f"SELECT COUNT(*) FROM application_receipt WHERE form_id BETWEEN {first} AND {first + 10 ** 9}")
    if stored != len(set(forms)) or len(forms) != len(set(forms)):
        fail(f"{len(forms)} forms were promised, {stored} are stored")
    wanted = sum(len(city.families[(form - first) % count]["children"]) for form in forms)
    applications = city.value(
        f"""SELECT COUNT(*) FROM application a JOIN application_receipt r
            ON r.account_id = a.account_id AND r.number = a.number
            WHERE r.form_id BETWEEN {first} AND {first + 10 ** 9}""")
    if applications != wanted:
        fail(f"{wanted} answers were promised, {applications} are stored")
    newest = {}
    for form in sorted(forms):
        newest[(form - first) % count] = form - first
    standing = {pupil: (joins, days) for pupil, joins, days in city.rows(
        "SELECT c.pupil_id, c.joins, c.days FROM application_current c")}
    for place, number in newest.items():
        for child in city.families[place]["children"]:
            chosen = answer(child, (number + number // count) % 3)
            bits = sum(1 << (weekday - 1) for weekday, _ in chosen)
            if standing.get(int(child["pupil"])) != (1 if chosen else 0, bits):
                fail(f"pupil {child['pupil']} has another answer than the one promised")
    whole(city)
    return stored, applications


def whole(city):
    """No half answer, and counts that a slow count confirms."""
    for what, sql in WHOLE.items():
        if wrong := city.value(sql):
            fail(f"{wrong} {what}")
