"""A whole city's roster taken in, beside the plain import of the same files; and the start on it."""

import glob
import os
import sqlite3
import subprocess
import time
import zipfile

from benchmarks.common import KEHOU, SMALL, Section, Server, run, timed


def measure(folder):
    schools, pupils = ("60", "50000") if SMALL else ("1200", "1000000")
    path = os.path.join(folder, "roster.zip")
    made, _ = timed(KEHOU, "demo", "--roster-only", path, "--schools", schools, "--pupils", pupils)
    database = os.path.join(folder, "city.sqlite")
    command = (KEHOU, "import", "roster", path, "--database", f"sqlite:{database}")
    taken, memory = timed(*command, stdout=subprocess.DEVNULL)
    again, again_memory = timed(*command, stdout=subprocess.DEVNULL)
    raw = plain_import(folder, path)
    base = sqlite3.connect(database)
    counts = {words: base.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0]
              for name, words in (("school", "schools"), ("pupil", "pupils"), ("guardian", "guardians"),
                                  ("guardianship", "ties between them"), ("staff", "staff"))}
    section = Section("Roster import")
    section.say(", ".join(f"{count:,} {name}" for name, count in counts.items())
                + f". The roster itself was written in {made:.1f} s.")
    section.table(["what", "seconds", "memory MB", "beside `sqlite3 .import`"], [
        ["first import, SQLite", f"{taken:.1f}", memory, f"{taken / raw:.1f} x"],
        ["the same again (nothing changes)", f"{again:.1f}", again_memory, f"{again / raw:.1f} x"],
        ["`sqlite3 .import` of the same files, no checks, no keys", f"{raw:.1f}", "-", "1"],
    ])
    return [section, start(database)]


def plain_import(folder, path):
    unpacked = os.path.join(folder, "csv")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(unpacked)
    files = sorted(glob.glob(unpacked + "/**/*.csv", recursive=True))
    script = ".mode csv\nPRAGMA journal_mode=WAL;\nPRAGMA synchronous=FULL;\n" + "".join(
        f".import '{file}' raw_{number}\n" for number, file in enumerate(files))
    started = time.time()
    run("sqlite3", os.path.join(folder, "raw-import.sqlite"), input=script, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    return time.time() - started


def start(database):
    server = Server(f"sqlite:{database}")
    idle = server.memory()
    server.stop()
    section = Section("Start-up")
    section.say(f"From the command to a ready server on the imported city: {server.ready:.2f} s; {idle} MB resident.")
    return section
