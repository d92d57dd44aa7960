"""What every section uses: commands that are timed, a served database, load from loopback, tables."""

import os
import re
import subprocess
import sys
import time
import urllib.request

KEHOU = os.path.abspath(".build/release/kehou")
SMALL = os.environ.get("SMALL") == "1"
PORT = 18080


def say(text):
    print(text, file=sys.stderr, flush=True)


def fail(text):
    """Ends the whole run: a figure beside a failure would be no figure."""
    raise SystemExit(f"bench: {text}")


class Section:
    """A part of the document under one heading."""

    def __init__(self, title):
        self.title = title
        self.lines = [f"## {title}", ""]

    def say(self, text):
        self.lines += [text, ""]

    def table(self, head, rows):
        self.lines.append("| " + " | ".join(head) + " |")
        self.lines.append("|" + "|".join(" --- " if i == 0 else " ---: " for i in range(len(head))) + "|")
        self.lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
        self.lines.append("")


def run(*command, **more):
    return subprocess.run(command, check=True, text=True, **more)


def timed(*command, **more):
    """Seconds and the largest resident memory in MB of one command."""
    started = time.time()
    done = subprocess.run(["/usr/bin/time", "-f", "%M", *command], text=True, stderr=subprocess.PIPE, **more)
    if done.returncode:
        fail(f"{' '.join(command)}: {done.stderr}")
    return time.time() - started, int(done.stderr.strip().splitlines()[-1]) // 1024


def wrk(path, accept="text/html"):
    """Requests a second and the 99th percentile of one path, 64 connections for 5 s."""
    out = run("wrk", "-t", "1", "-c", "64", "-d", "5", "--latency", "-H", f"Accept: {accept}",
              f"http://127.0.0.1:{PORT}{path}", capture_output=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    if bad:
        fail(f"{path}: {bad.group(0)}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), re.search(r"\n\s+99%\s+(\S+)", out).group(1)


class Server:
    """`kehou serve` on loopback until `stop`."""

    def __init__(self, database):
        started = time.time()
        self.url = f"http://127.0.0.1:{PORT}"
        self.process = subprocess.Popen([KEHOU, "serve", "--database", database, "--port", str(PORT)],
                                        stderr=subprocess.DEVNULL)
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=1)
                break
            except OSError:
                if time.time() - started > 60:
                    fail("the server did not become ready")
                time.sleep(0.01)
        self.ready = time.time() - started

    def memory(self, what="VmRSS"):
        """Resident memory in MB: now, or with VmHWM the most there ever was."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(rf"{what}:\s+(\d+)", file.read()).group(1)) // 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
