"""The search box in Chromium, from a folder: how long a reader waits after each key, and for the index."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from timing import Failed

PACE = {1: 0, 6: 0}
PATIENCE = 20_000
OPENINGS = 9
# A state's page: the longest kind, so that the list of results is laid out over much.
PAGE = "countries/hr/index.html"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Takes the time at the key, when the box's own listeners are done (the list is written by then), at the beginning of
# the next frame, and in the first task after that frame: style, layout and paint lie between the last two.
_WATCH = """
window.cdTimes = [];
(function () {
  var pressed = 0, began = 0, waiting = null;
  window.cdNext = function () {
    return new Promise(function (then, fail) {
      var late = setTimeout(function () { fail(new Error("no results after a key")); }, 20000);
      waiting = function () { clearTimeout(late); then(); };
    });
  };
  window.addEventListener("keydown", function (event) { pressed = event.timeStamp; }, true);
  window.addEventListener("input", function (event) {
    began = performance.now();
    if (!pressed) { pressed = event.timeStamp; }
  }, true);
  window.addEventListener("input", function () {
    var key = pressed, start = began, written = performance.now();
    pressed = 0;
    requestAnimationFrame(function () {
      var frame = performance.now(), channel = new MessageChannel();
      channel.port1.onmessage = function () {
        var end = performance.now();
        window.cdTimes.push([written - start, end - frame, end - key]);
        if (waiting) { setTimeout(waiting, 5); waiting = null; }
      };
      channel.port2.postMessage(null);
    });
  });
})();
"""

_READY = """
src => new Promise((then, fail) => {
  const start = performance.now(), script = document.createElement("script");
  script.onload = () => {
    try {
      const loaded = performance.now();
      const index = window.cdmanualSearch.prepare(window.cdmanualIndex), ready = performance.now();
      window.cdmanualSearch.search(index, "serbia substitution", {}, 12);
      then([loaded - start, ready - loaded, performance.now() - ready]);
    } catch (broken) { fail(broken); }
  };
  script.onerror = () => fail(new Error("the index cannot be loaded"));
  script.src = src;
  document.head.append(script);
})
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many like things."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """What 95 of 100 stay below."""
        return sorted(self.values)[int(0.95 * (len(self.values) - 1))]


@dataclass(frozen=True, slots=True)
class Typed:
    """What each key took: the script until the list is written, script and painting, and the wait until it is seen."""

    script: Times
    work: Times
    seen: Times


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium that is closed again; Failed when there is none or it breaks."""
    path = shutil.which("chromium")
    if path is None:
        raise Failed("Chromium is missing; on Debian and Ubuntu: apt-get install chromium")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS, timeout=PATIENCE)
            try:
                yield browser
            finally:
                browser.close()
    except BrowserError as exc:
        raise Failed(f"Chromium: {exc}") from exc


@contextmanager
def new_page(browser: Browser, address: str, watch: str = "") -> Iterator[Page]:
    """A new page in a profile of its own, opened at an address; Failed when something breaks in it."""
    try:
        with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            if watch:
                page.add_init_script(watch)
            page.goto(address)
            yield page
    except BrowserError as exc:
        raise Failed(f"Chromium: {str(exc)[:500]}") from exc


def copy_site(site: Path, target: Path, index: str) -> Path:
    """The site's page and what it needs, with another index; where it lies."""
    shutil.copytree(site / "assets", target / "assets")
    (target / "search").mkdir()
    (target / "search" / "index.js").write_text(index, encoding="utf-8")
    page = target / PAGE
    page.parent.mkdir(parents=True)
    shutil.copyfile(site / PAGE, page)
    return target


def type_queries(browser: Browser, site: Path, queries: Sequence[str], slower: int, seconds: float) -> Typed:
    """Type queries key by key into the search box, until all are typed or the seconds are over."""
    with new_page(browser, (site / PAGE).as_uri(), _WATCH) as page:
        page.keyboard.press("/")
        page.wait_for_timeout(1500)
        _type(page, "serbia")  # what is made at the first use does not count, nor does cold code
        page.evaluate("window.cdTimes.length = 0")
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        end = time.monotonic() + seconds
        for query in queries:
            _type(page, query)
            if time.monotonic() > end:
                break
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        times: list[list[float]] = page.evaluate("window.cdTimes")
    if not times:
        raise Failed("no key was measured")
    script, painting, seen = zip(*times, strict=True)
    work = tuple(one + other for one, other in zip(script, painting, strict=True))
    return Typed(Times(script), Times(work), Times(seen))


def _type(page: Page, query: str) -> None:
    page.locator("#cd-query").fill("")
    for key in query:
        page.evaluate("window.cdDone = window.cdNext(); null")
        page.keyboard.type(key)
        page.evaluate("window.cdDone")


def open_index(browser: Browser, site: Path, openings: int) -> tuple[Times, Times, Times]:
    """Loading the index from the folder, preparing it, and the first query; each time in a new page."""
    taken: list[list[float]] = []
    for _ in range(openings):
        with new_page(browser, (site / PAGE).as_uri()) as page:
            taken.append(page.evaluate(_READY, (site / "search" / "index.js").as_uri()))
    loaded, prepared, first = (Times(tuple(values)) for values in zip(*taken, strict=True))
    return loaded, prepared, first
