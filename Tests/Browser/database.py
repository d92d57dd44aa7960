"""A word with a city's database while it is served: for what only time brings about, such as a window that has closed."""

from __future__ import annotations

import sqlite3
import subprocess


def change(url: str, statement: str) -> None:
    """Runs one statement in a transaction of its own."""
    if url.startswith("sqlite:"):
        with sqlite3.connect(url.removeprefix("sqlite:"), timeout=20) as base:
            base.execute(statement)
        return
    _psql(url, statement)


def rows(url: str, query: str) -> list[list]:
    """The rows of a query."""
    if url.startswith("sqlite:"):
        with sqlite3.connect(url.removeprefix("sqlite:"), timeout=20) as base:
            return [list(row) for row in base.execute(query)]
    lines = _psql(url, query).splitlines()
    return [[int(cell) if cell.lstrip("-").isdigit() else cell for cell in line.split("\x1f")] for line in lines]


def _psql(url: str, statement: str) -> str:
    return subprocess.run(
        ["psql", url, "-v", "ON_ERROR_STOP=1", "-qAt", "-F", "\x1f", "-c", statement],
        check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    ).stdout
