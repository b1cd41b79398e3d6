"""A tab of a real browser: pages are opened from file://, and whatever they ask for or complain of is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

PHONE, DESK = (390, 844), (1280, 900)
# Adds up how far the page shifted while it loaded (W3C Layout Instability).
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shifted += entry.value; }))
    .observe({type: 'layout-shift', buffered: true});
"""


@dataclass
class Tab:
    """A page in the browser, and all that it asked for and complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, path: Path, fragment: str = "") -> Page:
        self.page.goto(path.as_uri() + fragment)
        return self.page

    @property
    def asked_outside(self) -> list[str]:
        """What was asked for that does not lie on this machine."""
        return [url for url in self.asked if not url.startswith(("file:", "data:"))]

    def asked_for(self, ending: str) -> bool:
        return any(url.split("?")[0].endswith(ending) for url in self.asked)


class Opener:
    """Opens tabs, each in a browser profile of its own."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    @contextmanager
    def __call__(self, size: tuple[int, int] = DESK, dark: bool = False, scripts: bool = True) -> Iterator[Tab]:
        options: dict[str, Any] = {
            "viewport": {"width": size[0], "height": size[1]},
            "color_scheme": "dark" if dark else "light",
            "java_script_enabled": scripts,
            "reduced_motion": "reduce",
            "has_touch": size == PHONE,
            "is_mobile": size == PHONE,
        }
        with self.browser.new_context(**options) as context:
            context.set_default_timeout(5000)
            context.add_init_script(WATCH_SHIFTS)
            tab = Tab(context.new_page())
            context.on("request", lambda request: tab.asked.append(request.url))
            context.on("console", lambda message: tab.said.append(f"{message.type}: {message.text}"))
            context.on("weberror", lambda error: tab.said.append(f"error: {error.error}"))
            yield tab
            assert tab.asked_outside == []
            assert tab.said == []
