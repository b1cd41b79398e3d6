"""`make bench-desk`: how soon route, comparison and legal basis answer, now and at ten times the states. A report."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from contenders import CDMANUAL, ROOT, Records
from desk_pages import TOOLS, Tool, write_site
from playwright.sync_api import Browser
from run import FACTOR, Report, describe, fictitious_records
from search_browser import Times, chromium, new_page
from search_peers import packed_size
from timing import Reading, alternate, run

CHANGES, SLOWER = 40, 4
SHOWN, SHOWN_TENFOLD = 50, 150
SIZE = 120
RATIO = 1.5
ROUTE = ("TR", "BG", "RS", "HU", "AT")


@dataclass(frozen=True, slots=True)
class Site:
    """Pages to measure: what they are called, where they lie, the codes of their states, and what may take how long."""

    name: str
    folder: Path
    states: list[str]
    limit: float


def answer_times(browser: Browser, site: Site, tool: Tool, changes: int, slower: int) -> tuple[Times, Times]:
    """Of many changes of the last choice: the script alone, and until the frame that shows the answer is painted."""
    chance = random.Random(5)
    chosen = chance.sample(site.states, tool.states)
    others = [state for state in site.states if state not in chosen]
    last = [chance.choice(others) for _ in range(changes)]
    address = (site.folder / tool.page).as_uri() + f"?s={','.join(chosen)}"
    with new_page(browser, address) as page:
        page.locator(tool.shown).first.wait_for()
        page.evaluate(tool.change, last[:5])  # cold code does not count
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        taken: list[list[float]] = page.evaluate(tool.change, last)
    script, shown = zip(*taken, strict=True)
    return Times(script), Times(shown)


def make_site(records: Records, limit: float) -> Site:
    """The pages made of these records, each to be shown within the limit."""
    return Site(f"{records.states} states", *write_site(records), limit)


def measure_answers(report: Report, browser: Browser, sites: list[Site], changes: int) -> None:
    """Every tool on every site, at full speed and on a slower machine; only full speed has a target."""
    print(f"\nFrom the last choice to the frame that shows the answer, {changes} changes (milliseconds)")
    print(f"  {'':54}{'script':>9}{'median':>9}{'p95':>9}{'most':>9}")
    found = []
    for site in sites:
        for tool in TOOLS:
            for slower in (1, SLOWER):
                script, shown = answer_times(browser, site, tool, changes, slower)
                name = f"{tool.name}, {site.name}" + ("" if slower == 1 else f", processor / {slower}")
                times = (script.median, shown.median, shown.p95, max(shown.values))
                print(f"  {name:54}" + "".join(f"{time:9.1f}" for time in times))
                if slower == 1:
                    found.append((name, shown, site.limit))
    print("  On a busy machine the p95 tells of the machine: other programs take a turn in one of twenty changes.")
    for name, shown, limit in found:
        report.target(f"{name}: shown, median", shown.median, limit, unit=" ms")
        report.target(f"{name}: shown, p95", shown.p95, limit, unit=" ms")


def measure_sizes(report: Report, sites: list[Site]) -> None:
    """What the pages load, packed as a server does."""
    for site in sites:
        sizes = [packed_size(site.folder / name) / 1000 for name in ("desk/facts.js", "legal-basis/data.js")]
        print(f"\nData, {site.name}, gzip -9: route and comparison {sizes[0]:.0f} KB, legal basis {sizes[1]:.0f} KB")
        if site is sites[0]:
            report.target("data of all three pages together", sum(sizes), SIZE, unit=" KB")


def measure_command(report: Report, records: Records, states: tuple[str, ...], rounds: int) -> None:
    """`cdmanual route` beside `cdmanual check` of the same records."""

    def route() -> Reading:
        return run([*CDMANUAL, "route", *states, "--goods", "drugs", "--records", records.folder], ROOT)

    found = alternate({"cdmanual route": route, "cdmanual check": records.check}, rounds)
    report.table(f"The command, {records.name}", found)
    ours, check = found.values()
    report.target(f"route: times the check, {records.name}", ours.seconds / check.seconds, RATIO)


def main() -> None:
    """Read the command line, measure, print; the exit code says nothing of the targets."""
    parser = argparse.ArgumentParser(description="Measure route, comparison and legal basis.")
    parser.add_argument("--quick", action="store_true", help="fewer changes and rounds")
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    print(describe(("playwright",)))
    report = Report()
    changes, rounds = (10, 2) if options.quick else (CHANGES, 5)
    with tempfile.TemporaryDirectory(prefix="cdmanual-bench-") as folder:
        work = Path(folder)
        own = Records("the project's records", ROOT, work / "own")
        own.work.mkdir()
        many = fictitious_records(work, own.states * FACTOR)
        sites = [make_site(own, SHOWN), make_site(many, SHOWN_TENFOLD)]
        with report.part("the data"):
            measure_sizes(report, sites)
        with report.part("the pages"), chromium() as browser:
            measure_answers(report, browser, sites, changes)
        with report.part("the command"):
            measure_command(report, own, ROUTE, rounds)
            measure_command(report, many, tuple(sites[1].states[: len(ROUTE)]), max(1, rounds // 2))
    report.summary()


if __name__ == "__main__":
    main()
