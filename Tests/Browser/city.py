"""A served demo city: the real program on a real database, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEHOU = Path(os.environ.get("KEHOU_BINARY", ROOT / ".build/debug/kehou"))
# Small, and yet every state of a plan has a school.
SIZE = ("--schools", "24", "--pupils", "600", "--seed", "7")


def environment(keys: Path | None) -> dict[str, str]:
    """The tests' own settings: a key file of theirs, and a scrypt that is cheap enough for many sign-ins."""
    ours = {"KEHOU_PASSWORD_COST": "10"} | ({"KEHOU_PROTECTION_KEY_FILE": str(keys)} if keys else {})
    return {name: value for name, value in os.environ.items() if not name.startswith("KEHOU_")} | ours


class CommandFailed(AssertionError):
    """A `kehou` command ended with another code than the test wanted; says what it printed."""


def kehou(
    *arguments: str, keys: Path | None = None, code: int | None = 0, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Runs one `kehou` command to its end. `code` None takes any exit code."""
    done = subprocess.run(
        [str(KEHOU), *arguments], cwd=ROOT, env=environment(keys), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=timeout,
    )
    if code is not None and done.returncode != code:
        raise CommandFailed(
            f"kehou {' '.join(arguments)} ended with {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        )
    return done


@dataclass
class Engine:
    """One of the two engines: makes, copies and removes databases. The demo city is made once and copied."""

    name: str
    folder: Path
    made: list[str] = field(default_factory=list)

    @property
    def keys(self) -> Path:
        """The keys of all databases of this engine; the program makes the file."""
        return self.folder / "keys"

    def empty(self, label: str) -> str:
        """The URL of a database that holds nothing yet."""
        if self.name == "sqlite":
            return f"sqlite:{self.folder / label}.sqlite"
        self._psql(f'CREATE DATABASE "kehou_{label}"')
        return self._url(label)

    def demo(self, label: str) -> str:
        """The URL of a demo city of its own for one module of tests."""
        if "template" not in self.made:
            kehou("demo", "--database", self.empty("template"), *SIZE, keys=self.keys)
            self.made.append("template")
        if self.name == "sqlite":
            for tail in (".sqlite", ".sqlite-wal"):
                if (self.folder / f"template{tail}").exists():
                    shutil.copy(self.folder / f"template{tail}", self.folder / f"{label}{tail}")
            return f"sqlite:{self.folder / label}.sqlite"
        self._psql(f'CREATE DATABASE "kehou_{label}" TEMPLATE "kehou_template"')
        return self._url(label)

    @staticmethod
    def _url(label: str) -> str:
        return os.environ["KEHOU_TEST_POSTGRES"].rsplit("/", 1)[0] + f"/kehou_{label}"

    @staticmethod
    def _psql(statement: str) -> None:
        subprocess.run(
            ["psql", os.environ["KEHOU_TEST_POSTGRES"], "-v", "ON_ERROR_STOP=1", "-qc", statement],
            check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )


class Server:
    """`kehou serve` on a free port of the loopback, until `stop`."""

    def __init__(self, database: str, engine: Engine, label: str) -> None:
        log = engine.folder / f"{label}.log"
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [str(KEHOU), "serve", "--database", database, "--host", "127.0.0.1", "--port", str(self.port)],
                cwd=ROOT, env=environment(engine.keys), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            )
        self._wait_until_ready()

    def _wait_until_ready(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise CommandFailed(f"kehou serve ended with {self.process.returncode}\n{self.tail()}")
            try:
                with urllib.request.urlopen(self.url + "/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        self.stop()
        raise CommandFailed(f"kehou serve was not ready after {seconds:.0f} s\n{self.tail()}")

    def tail(self) -> str:
        """The end of what the server printed."""
        return self.log.read_text("utf-8", "replace")[-4000:]

    def stop(self) -> int:
        """Asks it to end as a service manager does, and gives its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise CommandFailed("kehou serve did not end within 20 s of SIGTERM\n" + self.tail()) from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
