"""Public pages, beside a bare route and the same rows as JSON."""

import os
import sqlite3
import subprocess

from benchmarks.common import KEHOU, Section, Server, run, wrk


def measure(folder):
    demo = os.path.join(folder, "demo.sqlite")
    run(KEHOU, "demo", "--database", f"sqlite:{demo}", "--schools", "30", "--pupils", "6000", stdout=subprocess.DEVNULL)
    base = sqlite3.connect(demo)
    school = base.execute(
        "SELECT school_id FROM plan WHERE state = 'published' ORDER BY school_id LIMIT 1").fetchone()[0]
    server = Server(f"sqlite:{demo}")
    try:
        bare, bare_p99 = wrk("/healthz")
        rows = [["`/healthz`, a bare route", f"{bare:,.0f}", bare_p99, "1"]]
        for name, path, accept in [
            ("first page", "/", "text/html"), ("find a school (30 rows)", "/schools", "text/html"),
            ("a school's page with its timetables", f"/schools/{school}", "text/html"),
            ("the same as JSON", f"/schools/{school}", "application/json"),
        ]:
            rate, p99 = wrk(path, accept)
            rows.append([name, f"{rate:,.0f}", p99, f"{rate / bare:.2f}"])
        memory = server.memory()
    finally:
        server.stop()
    section = Section("Pages")
    section.say("`wrk`, 64 connections, 5 s, on the same two cores as the server; SQLite, demo city of 30 schools. "
                f"Resident memory afterwards: {memory} MB.")
    section.table(["page", "requests/s", "p99", "beside the bare route"], rows)
    return [section]
