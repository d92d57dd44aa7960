"""What every browser test starts from: an engine, a served city, pages that are watched, people to be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import browsing
import pytest
from city import KEHOU, Engine, Server
from playwright.sync_api import Browser, Page, sync_playwright

ENGINES = ["sqlite"] + (["postgres"] if "KEHOU_TEST_POSTGRES" in os.environ else [])


def pytest_sessionstart() -> None:
    if not KEHOU.exists():
        pytest.exit(f"{KEHOU} is not built; run make test-browser", returncode=2)


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def city(request: pytest.FixtureRequest, engine: Engine) -> Iterator[Server]:
    """A demo city that the tests of one module share and may change."""
    label = request.module.__name__.rsplit(".", 1)[-1]
    server = Server(engine.demo(label), engine.folder / f"{label}.log")
    yield server
    code = server.stop()
    assert code == 0, f"kehou serve ended with {code} after SIGTERM\n{server.tail()}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = browsing.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page_at(browser: Browser, city: Server) -> Iterator[Callable[..., Page]]:
    """page_at("phone", "zh"): a page in a browser of its own; the test fails if a page logged an error."""
    watches: list[browsing.Watch] = []
    contexts = []

    def open_page(size: str = "desk", language: str = "zh", **options: bool) -> Page:
        context = browsing.open_context(browser, city.url, size, language, **options)
        contexts.append(context)
        page = context.new_page()
        watches.append(browsing.Watch(page))
        return page

    yield open_page
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "pages logged errors:\n  " + "\n  ".join(faults) + "\n" + city.tail()


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[2]
