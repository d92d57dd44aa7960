"""Every rule over the newest plan of every school."""

import os
import sqlite3
import subprocess
import time

from benchmarks.common import KEHOU, SMALL, Section, fail, run


def measure(folder):
    demo = os.path.join(folder, "checks.sqlite")
    run(KEHOU, "demo", "--database", f"sqlite:{demo}", "--schools", "120" if SMALL else "1200", "--pupils",
        "6000" if SMALL else "24000", stdout=subprocess.DEVNULL)
    base = sqlite3.connect(demo)
    plans = base.execute("SELECT COUNT(*) FROM plan").fetchone()[0]
    schools = base.execute("SELECT COUNT(*) FROM school").fetchone()[0]
    started = time.time()
    # Status 2 says that some plan fails a "must", as some of the demo do.
    done = subprocess.run([KEHOU, "plan", "check", "--all", "--database", f"sqlite:{demo}"], stdout=subprocess.DEVNULL)
    total = time.time() - started
    if done.returncode not in (0, 2):
        fail("kehou plan check failed")
    section = Section("Checking plans")
    section.say(f"`kehou plan check --all`: the newest plans of {schools:,} schools ({plans:,} versions stored) checked by every "
                f"rule, start of the program included: {total:.2f} s.")
    return [section]
