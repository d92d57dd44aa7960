"""A city's enrolment window: the burst at its opening, posts alone, pages, and the messages that follow."""

import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.city import City, Person, verify
from benchmarks.common import KEHOU, SMALL, Section, Server, fail, run, say
from benchmarks.writes import raw_postgres, raw_sqlite

TITLES = ["A city's window on SQLite", "A city's window on PostgreSQL"]
SECONDS = int(os.environ.get("BENCH_SECONDS", "5" if SMALL else "12"))
FAMILIES = int(os.environ.get("BENCH_FAMILIES", "2000" if SMALL else "15000"))
LUA = os.path.join(os.path.dirname(__file__), "window.lua")
POSTS = {"200", "303"}
# What is to be reached on two cores, requests a second, each with a 99th percentile under 50 ms.
REACH = {("SQLite", "posts"): 5000, ("PostgreSQL", "posts"): 2000, "page": 2500}


def measure(folder):
    engines = ["SQLite"] + (["PostgreSQL"] if os.environ.get("KEHOU_TEST_POSTGRES") else [])
    if wanted := os.environ.get("BENCH_ENGINE"):
        engines = [wanted]
    return [section([Window(engine, folder).measure()]) for engine in engines]


class Window:
    """All measurements on one engine."""

    def __init__(self, engine, folder):
        self.engine = engine
        self.folder = folder
        self.runs = 0

    def measure(self):
        self.city = City(self.engine, self.folder)
        self.lines = self.city.sign_in(FAMILIES, self.folder)
        self.schools = self.city.value("SELECT COUNT(DISTINCT school_id) FROM application_current")
        self.guardians = self.city.value("SELECT COUNT(*) FROM guardian")
        self.alone = (raw_sqlite(self.folder) if self.engine == "SQLite"
                      else raw_postgres(self.city.url, 64, self.folder))
        self.server = Server(self.city.url)
        try:
            self.idle = self.server.memory()
            self.wake()
            self.pages = self.read_pages()
            self.burst = self.load("burst")
            self.posts = self.load("posts")
            self.after = self.server.memory()
            self.told = self.drain()
            self.opened = self.open_windows()
            self.most = self.server.memory("VmHWM")
        finally:
            self.server.stop()
            # The keys lie in a folder that goes with this section.
            os.environ.pop("KEHOU_PROTECTION_KEY_FILE", None)
        return self

    def wake(self):
        """No quiet hours, so that the messages go out whatever the time of day; the bureau may say so."""
        bureau = Person(self.server.url, "bureau")
        city = self.city.value("SELECT id FROM city")
        bureau.post(f"/cities/{city}/quiet-hours", {name: "00:00" for name in (
            "quietFrom", "quietUntil", "mustFrom", "mustUntil")})

    def wrk(self, mode, *more, seconds=SECONDS, connections=64):
        self.runs += 1
        first = self.runs * 10 ** 12
        acknowledged = os.path.join(self.folder, "acknowledged")
        out = run("wrk", "-t", "1", "-c", str(connections), "-d", str(seconds + 2), "-s", LUA,
                  "-H", f"Origin: {self.server.url}", self.server.url, "--", mode, self.lines, str(seconds), str(first),
                  acknowledged, *more, capture_output=True).stdout
        found = json.loads(re.search(r"JSON (.*)", out).group(1))
        found["perSecond"] = found["answered"] / found["seconds"]
        if found["errors"] or set(found["statuses"]) - POSTS:
            fail(f"{mode} on {self.engine}: {found}")
        say(f"  {self.engine} {mode} {' '.join(more)}: {found}")
        with open(acknowledged) as file:
            return found, first, [int(line) for line in file]

    def load(self, mode, **how):
        """Families answer; then every promised receipt is looked for in the database."""
        found, first, forms = self.wrk(mode, **how)
        if len(forms) != found["acknowledged"]:
            fail(f"{mode} on {self.engine}: {found['acknowledged']} promised, {len(forms)} noted")
        found["stored"], found["answers"] = verify(self.city, first, forms)
        found["postsPerSecond"] = found["acknowledged"] / found["seconds"]
        return found

    def read_pages(self):
        kinds = [
            ("`/healthz`, a bare route", "/healthz", "text/html", "identity"),
            ("a guardian's home, `/family/application`", "/family/application", "text/html", "identity"),
            ("the same, gzipped", "/family/application", "text/html", "gzip"),
            ("the same as JSON", "/family/application", "application/json", "identity"),
            ("`/start` of a guardian", "/start", "text/html", "identity"),
        ]
        return [(name, self.wrk("pages", path, accept, encoding, seconds=min(SECONDS, 8))[0])
                for name, path, accept, encoding in kinds]

    def waiting(self):
        """Jobs that are due now; what came before the quiet hours were switched off waits for the morning."""
        return self.city.value(
            "SELECT COUNT(*) FROM job WHERE kind = 'messages.deliver' AND state IN ('waiting', 'running')"
            f" AND due_at <= {int((time.time() + 300) * 1000)}")

    def drain(self):
        """How fast the messages of the load go out, once the load is over."""
        before, started = self.waiting(), time.time()
        while (left := self.waiting()) and time.time() - started < (20 if SMALL else 25):
            time.sleep(0.5)
        return {"before": before, "left": left, "seconds": time.time() - started}

    def open_windows(self):
        """Windows open: every family of the schools is told, while families go on answering at a slower pace."""
        schools = 5 if SMALL else 15
        written = "SELECT COUNT(*) FROM message WHERE template = 'window_opened'"
        before = self.city.value(written)
        run(KEHOU, "bench", "opening", "--database", self.city.url, "--schools", str(schools), capture_output=True)
        started = time.time()
        with ThreadPoolExecutor() as pool:
            families = pool.submit(self.load, "burst", seconds=SECONDS // 2, connections=8)
            jobs = "SELECT COUNT(*) FROM job WHERE kind = 'enrolment.window_opens' AND state IN ('waiting', 'running')"
            while self.city.value(f"{jobs} AND due_at <= {int((started + 120) * 1000)}"):
                if time.time() - started > 120:
                    fail("the windows' messages were not written in time")
                time.sleep(0.1)
            wrote = time.time() - started
            messages = self.city.value(written) - before
            meanwhile = families.result()
        out = self.drain()
        return {"schools": schools, "messages": messages, "wrote": wrote, "meanwhile": meanwhile, "out": out}


def section(found):
    """The words and tables of the document."""
    section = Section(f"A city's window on {found[0].engine}")
    cities = "; ".join(
        f"on {one.engine} of {one.city.schools:,} schools, {one.city.pupils:,} pupils and {one.guardians:,} guardians" for one in found)
    section.say(
        f"A demo city, {cities}; most of its windows are open. {FAMILIES:,} families without a child in common are signed in by `kehou bench sessions` (guardians keep long "
        f"sessions: a password check takes 80 ms by design). `wrk` with 64 connections on the same two cores as the server and the "
        f"database, {SECONDS} s a load. After every load each promised receipt is looked for in the database, with the answer it was "
        "for; the counts are counted anew; and a run with any other status than 200 or 303 ends without a figure.")
    section.say("**Families answering.** A visit is a page, its form sent, and the receipt, each by another family than the one before. "
                "*Posts alone* are forms of many families, each with another answer than the one that stands. Each answer is on disk (`synchronous=FULL`; "
                "`fsync`, `synchronous_commit` on) before it is acknowledged, and writes a message to every guardian of the child, which the "
                "same program sends out meanwhile. Beside it what the engine alone does: commits of one row each (SQLite, one connection; "
                "`pgbench`, 64 clients).")
    rows = []
    for one in found:
        for name, load in (("visits", one.burst), ("posts alone", one.posts)):
            rows.append([one.engine, name, f"{load['perSecond']:,.0f}", f"{load['postsPerSecond']:,.0f}", f"{load['median']:.1f}",
                         f"{load['p99']:.1f}",
                         reach(load, REACH[one.engine, "posts"]) if name == "posts alone" else "-",
                         f"{load['acknowledged']:,} / {load['stored']:,}", f"{one.alone:,}",
                         f"{load['postsPerSecond'] / one.alone:.2f}"])
    section.table(["engine", "load", "requests/s", "forms/s", "median ms", "p99 ms", "to reach", "acknowledged / stored",
                   "engine alone/s", "ratio"], rows)
    section.say("*What limits a post*: it is a form of a child with five days, read, checked against the offer and the standing answer, and written as some twenty statements on "
                "the one thread that writes, a message to each guardian and a job for those who are told by a channel among them; the same two cores run `wrk`, and "
                "send the messages out. *To reach*: what the design asks, with a 99th percentile under 50 ms.")
    section.say("**Pages.** 64 connections, each request of another guardian.")
    rows = []
    for one in found:
        bare = one.pages[0][1]["perSecond"]
        for name, page in one.pages:
            isHome = name.startswith("a guardian's home")
            rows.append([one.engine, name, f"{page['perSecond']:,.0f}", f"{page['median']:.1f}", f"{page['p99']:.1f}",
                         reach(page, REACH["page"]) if isHome else "-", f"{page['perSecond'] / bare:.2f}"])
    section.table(["engine", "page", "requests/s", "median ms", "p99 ms", "to reach", "beside the bare route"], rows)
    section.say("**The program on this city.**")
    section.table(
        ["engine", "city made in s", "start-up s", "memory at the start MB", "after the loads MB", "most MB"],
        [[one.engine, f"{one.city.made:.0f}", f"{one.server.ready:.2f}", one.idle, one.after, one.most] for one in found])
    section.say("**Messages.** *After the loads*: what the answers had left to be sent. *Windows open*: the job of each school writes a message to every "
                "family (must be known, so with its reminder), while families go on answering over 8 connections. In a demo city "
                "what goes out is recorded, so a channel's own time is not in it. `-`: all had gone out by the time the load was over.")
    section.table(
        ["engine", "after the loads", "sent/s", "windows that open", "messages", "written/s", "sent/s ", "visits' p99 ms meanwhile"],
        [[one.engine, f"{one.told['before']:,}", rate(one.told), one.opened["schools"], f"{one.opened['messages']:,}",
          f"{one.opened['messages'] / one.opened['wrote']:,.0f}", rate(one.opened["out"]),
          f"{one.opened['meanwhile']['p99']:.1f}"] for one in found])
    for one in found:
        visits = one.burst["postsPerSecond"]
        section.say(f"**What it means, {one.engine}.** All {one.guardians:,} guardians one after the other, each with a page, a form and a receipt, "
                    f"would keep these two cores busy for {one.guardians / visits / 60:.0f} minutes at {visits:,.0f} visits a second; "
                    f"a window is open for days. A tenth of them in the first hour is {one.guardians / 36_000:,.0f} visits a second.")
    section.say("Nothing rewards speed: there are no places to be had, the first and the last answer of a window weigh the same, and the page says so.")
    return section


def reach(load, wanted):
    """The figure to reach, and whether it was, with a 99th percentile under 50 ms."""
    met = load["perSecond"] >= wanted and load["p99"] < 50
    return f"{wanted:,}: {'reached' if met else 'missed'}"


def rate(drained):
    if drained["seconds"] < 1 or drained["before"] == drained["left"]:
        return "-"
    return f"{(drained['before'] - drained['left']) / drained['seconds']:,.0f}"
