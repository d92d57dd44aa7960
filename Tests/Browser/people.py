"""Being somebody of the demo city, and finding what people see in either language."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

LANGUAGE = Path(__file__).resolve().parents[2] / "Language"


@cache
def texts(language: str) -> dict[str, str]:
    """All texts of a language ("zh-Hans" or "en") by key."""
    found: dict[str, str] = {}
    for path in sorted((LANGUAGE / language).glob("*.json")):
        found |= json.loads(path.read_text("utf-8"))
    return found


def text(key: str, language: str = "zh-Hans") -> str:
    """What people read for a language key. Tests name keys, so that a better wording breaks none."""
    return texts(language)[key]


def text_like(key: str, language: str = "zh-Hans") -> re.Pattern[str]:
    """As `text`, with any words in the place of its arguments."""
    parts = re.split(r"\{[^}]+\}", text(key, language))
    return re.compile(".*".join(re.escape(part) for part in parts))


# One of each role, by user name on the demo city's list; and one person with several appointments.
ROLES = [
    "bureau", "district-shinan", "inspector", "auditor", "principal-1", "office-1", "teacher-1", "volunteer", "venue",
    "body", "guardian-1", "several",
]
PASSWORD = "qingdao-demo-2026"


def enter_as(page: Page, who: str) -> None:
    """Chooses a person, by user name, on the demo city's list of people."""
    page.goto("/demo")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(who)}(\s|$)")).click()


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    """Signs in with the form, as people do."""
    page.goto("/sign-in")
    page.locator("input[name=user]").fill(who)
    page.locator("input[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("main button:not([type=button])").first.click()
