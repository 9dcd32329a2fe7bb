"""A real browser, by mouse or by keyboard, with script or without."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from support.server import Service
from support.world import PASSWORD, Person

# Debian calls it so; `make browser` installs it.
CHROMIUM = os.environ.get("ROLLBOOK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"narrow": 360, "usual": 1280, "wide": 2560}
MOST_TABS = 400
_BAD = {"error", "warning"}

Hands = Literal["mouse", "keyboard"]
Way = tuple[Hands, bool, str]

# Each hand, with script and without, and each width; and, for what matters most, each of them with each other.
FEW_WAYS: list[Way] = [("mouse", True, "narrow"), ("keyboard", False, "usual"), ("keyboard", True, "wide")]
WAYS: list[Way] = [
    ("mouse", True, "usual"),
    ("mouse", False, "narrow"),
    ("mouse", True, "wide"),
    ("keyboard", True, "narrow"),
    ("keyboard", False, "usual"),
    ("keyboard", False, "wide"),
]


@pytest.fixture(scope="module")
def chromium(service: Service) -> Iterator[Browser]:
    """After the service, and until the module is through: while Playwright is there, no other event loop can run."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: make browser installs it, or ROLLBOOK_CHROMIUM says where it is")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody before a screen; ``complaints`` are the browser's errors and warnings, of which there are to be none."""

    page: Page
    root_url: str
    hands: Hands
    complaints: list[str]

    def go(self, path: str) -> None:
        self.page.goto(self.root_url + path)

    def press(self, what: Locator) -> None:
        """A button, a link, a box: clicked, or reached by the tab key and pressed."""
        if self.hands == "mouse":
            what.click()
            return
        self._reach(what)
        is_box = what.evaluate("one => one.matches('input[type=checkbox], input[type=radio]')")
        self.page.keyboard.press("Space" if is_box else "Enter")

    def write(self, label: str, text: str) -> None:
        """Fills the field in."""
        field = self.page.get_by_label(label, exact=True)
        if self.hands == "mouse":
            field.click()
            field.fill(text)
            return
        self._reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, label: str, option: str) -> None:
        """One of the options of a list."""
        field = self.page.get_by_role("combobox", name=label)
        if self.hands == "mouse":
            field.select_option(label=option)
            return
        self._reach(field)
        self.page.keyboard.type(option)
        expect(field.locator("option:checked")).to_have_text(option)

    def sign_in(self, person: Person) -> None:
        self.go("/sign-in")
        self.write("E-mail address", person.email)
        self.write("Password", PASSWORD)
        self.press(self.page.get_by_role("button", name="Sign in"))
        self.page.wait_for_url("**/organizations/**")

    def sign_out(self) -> None:
        self.press(self.page.get_by_text("Your account"))
        self.press(self.page.get_by_role("button", name="Sign out"))
        self.page.wait_for_url("**/sign-in")

    def _reach(self, what: Locator) -> None:
        for _ in range(MOST_TABS):
            if what.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{what} cannot be reached by the tab key")


@contextmanager
def visiting(
    chromium: Browser,
    service: Service,
    *,
    hands: Hands = "mouse",
    script: bool = True,
    width: int = 1280,
    dark: bool = False,
) -> Iterator[Visitor]:
    """A visitor with a browser of their own, who trusts the service's certificate."""
    context = chromium.new_context(
        ignore_https_errors=True,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: _is_complaint(message) and complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield Visitor(page, service.http.root_url, hands, complaints)
    finally:
        context.close()


def _is_complaint(message: ConsoleMessage) -> bool:
    # A form that is refused, and a page that is not there, are pages like others, of whose status Chromium speaks.
    refused = re.search(r"responded with a status of (400|403|404) ", message.text)
    beside = re.search(r"/(static|images)/", message.location["url"])
    return message.type in _BAD and (refused is None or beside is not None)


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots are kept, to be looked at."""
    folder = Path(__file__).parents[2] / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _named(way: Way) -> str:
    return "-".join((way[0], "script" if way[1] else "no_script", way[2]))


@contextmanager
def _visiting(chromium: Browser, service: Service, way: Way) -> Iterator[Visitor]:
    hands, script, width = way
    with visiting(chromium, service, hands=hands, script=script, width=WIDTHS[width]) as found:
        yield found
        assert found.complaints == []


@pytest.fixture(params=FEW_WAYS, ids=_named)
def visitor(request: pytest.FixtureRequest, chromium: Browser, service: Service) -> Iterator[Visitor]:
    with _visiting(chromium, service, request.param) as found:
        yield found


@pytest.fixture(params=WAYS, ids=_named)
def any_visitor(request: pytest.FixtureRequest, chromium: Browser, service: Service) -> Iterator[Visitor]:
    with _visiting(chromium, service, request.param) as found:
        yield found
