"""Chromium as people hold it: a phone or a desk, a language, light or dark; and what no page may do."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response

SIZES = {
    "phone": {"width": 390, "height": 844},
    "desk": {"width": 1440, "height": 900},
    "narrow": {"width": 320, "height": 640},
}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}

_axe_package = importlib.util.find_spec("axe_playwright_python")
AXE = (Path(_axe_package.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8")


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, without a window."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)


def open_context(
    browser: Browser, base: str, size: str = "desk", language: str = "zh", *, dark: bool = False, scripts: bool = True,
) -> BrowserContext:
    """A browser of its own: no cookie of another person."""
    context = browser.new_context(
        base_url=base,
        viewport=SIZES[size],
        has_touch=size != "desk",
        is_mobile=size != "desk",
        device_scale_factor=2 if size != "desk" else 1,
        locale=LANGUAGES[language],
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    return context


class Watch:
    """Collects what a page may never do: errors in its scripts, breaches of its policy, missing assets, a 5xx."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form (422) is logged as an error too; which answers are wrong is judged in _response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{message.location.get('url', '')}: {message.text}")

    def _response(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind not in {"document", "fetch", "xhr"}):
            self.faults.append(f"{response.url}: answered {response.status} ({kind})")


def axe(page: Page, *, without: tuple[str, ...] = ()) -> None:
    """Fails with a list that can be acted upon when axe-core finds a violation on the page."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {resultTypes: ['violations'], rules}).then(found => found.violations)",
        {rule: {"enabled": False} for rule in without},
    )
    lines = [
        f"  {violation['id']} ({violation['impact']}): {violation['help']}\n"
        + "\n".join(f"      {node['target']}  {node['html'][:160]}" for node in violation["nodes"][:5])
        for violation in found
    ]
    assert not lines, f"axe-core on {page.url} at {page.viewport_size}:\n" + "\n".join(lines)


def fits(page: Page) -> None:
    """Nothing sticks out to the side."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, f"{page.url} is {wide} px too wide at {page.viewport_size}"
