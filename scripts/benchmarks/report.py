"""docs/benchmarks.md: sections that were measured now take the place of the old ones, the others stay."""

import datetime
import os
import platform
import re

PATH = "docs/benchmarks.md"


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2 ** 30
    return f"{os.cpu_count()} cores, {memory} GiB, {platform.system()} {platform.machine()}"


def stamp(section, load):
    """When a section was measured, and how busy the machine was with other things."""
    section.say(f"*{datetime.date.today()}; load of the machine before: {load:.1f}.*")


def merged(old, sections, order):
    """The document with the new sections in it, in the order of the titles."""
    parts = re.split(r"(?m)^## ", old)[1:] if old else []
    texts = {part.split("\n", 1)[0]: "## " + part.rstrip() + "\n" for part in parts}
    for section in sections:
        texts[section.title] = "\n".join(section.lines).rstrip() + "\n"
    head = (
        "# Benchmarks\n\n"
        f"Printed by `make bench`, release build, {machine()}; below each section stands when. Machines differ: read the ratios.\n")
    known = [texts[title] for title in order if title in texts]
    return "\n".join([head] + known)
