"""Durable writes through the store, beside what each engine does alone."""

import json
import os
import re
import sqlite3
import time

from benchmarks.common import KEHOU, Section, run


def raw_sqlite(folder):
    """Commits a second of one row each, one connection, synchronous=FULL: what the engine itself can do."""
    path = os.path.join(folder, "raw.sqlite")
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, note TEXT NOT NULL)")
    count, started = 0, time.time()
    while time.time() - started < 4:
        base.execute("INSERT INTO t (note) VALUES ('a row as short as most')")
        count += 1
    base.close()
    return int(count / (time.time() - started))


def raw_postgres(url, clients, folder):
    """The same on PostgreSQL: pgbench, one prepared INSERT a transaction."""
    script = os.path.join(folder, "insert.sql")
    with open(script, "w") as file:
        file.write("INSERT INTO raw_write (note) VALUES ('a row as short as most');\n")
    run("psql", "-q", url, "-c", "CREATE TABLE IF NOT EXISTS raw_write (id BIGSERIAL PRIMARY KEY, note TEXT NOT NULL)",
        capture_output=True)
    out = run("pgbench", "-n", "-f", script, "-M", "prepared", "-c", str(clients), "-j", "2", "-T", "4", url,
              capture_output=True).stdout
    return int(float(re.search(r"tps = ([\d.]+)", out).group(1)))


def measure(folder):
    raw = raw_sqlite(folder)
    rows = []
    out = run(KEHOU, "bench", "writes", "--database", f"sqlite:{folder}/writes.sqlite", capture_output=True).stdout
    for figure in map(json.loads, out.splitlines()):
        rows.append(["SQLite", figure["callers"], f"{figure['perSecond']:,}", f"{figure['median']:.2f}",
                     f"{figure['p99']:.2f}", f"{raw:,} (1)", f"{figure['perSecond'] / raw:.2f}"])
    url = os.environ.get("KEHOU_TEST_POSTGRES")
    if url:
        out = run(KEHOU, "bench", "writes", "--database", url, capture_output=True).stdout
        for figure in map(json.loads, out.splitlines()):
            clients = min(figure["callers"], 64)
            limit = raw_postgres(url, clients, folder)
            rows.append(["PostgreSQL", figure["callers"], f"{figure['perSecond']:,}", f"{figure['median']:.2f}",
                         f"{figure['p99']:.2f}", f"{limit:,} ({clients})", f"{figure['perSecond'] / limit:.2f}"])
    section = Section("Durable writes through `Store`")
    section.say("One row a write, each on disk before its caller is answered (`synchronous=FULL`; `fsync`, `synchronous_commit` "
                "on). Beside it what the engine alone does: SQLite one connection committing row by row; PostgreSQL `pgbench` "
                "with the number of clients in brackets.")
    section.table(["engine", "callers", "writes/s", "median ms", "p99 ms", "engine alone/s", "ratio"], rows)
    return [section]
