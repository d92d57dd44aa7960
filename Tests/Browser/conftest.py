"""What every browser test starts from: an engine, a served city, pages that are watched, people to be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import browsing
import pytest
from city import KEHOU, Engine, Server
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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
    yield from serve(engine.demo(label), engine, label)


@pytest.fixture(scope="module")
def bare(request: pytest.FixtureRequest, engine: Engine) -> Iterator[Server]:
    """A server whose database holds nothing yet."""
    label = request.module.__name__.rsplit(".", 1)[-1] + "_bare"
    yield from serve(engine.empty(label), engine, label)


def serve(database: str, engine: Engine, label: str) -> Iterator[Server]:
    server = Server(database, engine, label)
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
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """open_page(server, "phone", "zh"): a page in a browser of its own; the test fails if a page logged an error."""
    opened: list[tuple[BrowserContext, browsing.Watch, Server]] = []

    def open_one(server: Server, size: str = "desk", language: str = "zh", **options: bool) -> Page:
        context = browsing.open_context(browser, server.url, size, language, **options)
        page = context.new_page()
        opened.append((context, browsing.Watch(page), server))
        return page

    yield open_one
    for context, _, _ in opened:
        context.close()
    faults = [fault for _, watch, _ in opened for fault in watch.faults]
    assert not faults, "pages logged errors:\n  " + "\n  ".join(faults) + "\n" + opened[0][2].tail()


@pytest.fixture
def page_at(open_page: Callable[..., Page], city: Server) -> Callable[..., Page]:
    """page_at("phone", "zh"): a watched page of the demo city."""
    return lambda *how, **options: open_page(city, *how, **options)


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[2]
