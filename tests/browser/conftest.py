"""A real Chromium on a real server, watched: nothing may go wrong on a page without the test failing."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Playwright's loop runs in the test's thread; Django would take the tests' own queries for asynchronous ones.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PROGRAM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole session."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def one_request_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The threads of the server share the one connection to SQLite in memory, where two with the same query at once take each other's rows."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        return
    answer, turn = WSGIHandler.__call__, threading.Lock()

    def wait_and_answer(self: WSGIHandler, *request: Any) -> Any:
        with turn:
            return answer(self, *request)

    monkeypatch.setattr(WSGIHandler, "__call__", wait_and_answer)


@dataclass(slots=True)
class Watch:
    """What went wrong on the pages of a test; answers of 4xx a test expects are named in `expected`."""

    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def follow(self, page: Page) -> None:
        """Note script errors, complaints of the browser (a broken CSP is one) and failed answers."""
        page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        page.on("console", lambda message: self._complaint(message.type, message.text))
        page.on("response", lambda response: self._answer(response.status, response.url))

    def forgive_broken_link(self) -> None:
        """Leave out what a connection that was away makes browser and htmx complain of."""
        words = ("ERR_", "htmx:sendError", "htmx:afterRequest")
        self.troubles = [trouble for trouble in self.troubles if not any(word in trouble for word in words)]

    def _complaint(self, kind: str, text: str) -> None:
        # Failed answers, as browser and htmx report them, are judged by their status below.
        if kind == "error" and not text.startswith(("Failed to load resource", "Response Status Error Code")):
            self.troubles.append(f"console: {text}")

    def _answer(self, status: int, url: str) -> None:
        if status >= 400 and status not in self.expected:
            self.troubles.append(f"{status} at {url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test when a page had a script error, a CSP violation or an answer nobody expected."""
    watching = Watch()
    yield watching
    assert watching.troubles == []


def session_of(user: Any) -> str:
    """A session of the person, as signing in would make it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.MemberBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, live_server: Any, watch: Watch) -> Iterator[Visit]:
    """Open a page of its own: ``visit(user, size=PHONE, dark=True, script=False)``; English, so that tests read like pages."""
    contexts = []

    def open_page(user: Any = None, *, size: Any = DESK, dark: bool = False, script: bool = True, language: str = "en") -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport=size, color_scheme="dark" if dark else "light", java_script_enabled=script, accept_downloads=True
        )
        cookies = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
        if user is not None:
            cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        watch.follow(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """What axe finds against WCAG 2.2 A and AA on the page as it stands."""
    axe = Axe()

    def find(page: Page) -> list[str]:
        found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]

    return find
