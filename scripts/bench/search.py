"""`make bench-search`: the search of the manual, its speed, size and quality beside its peers. A report, not a test."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contenders import ROOT
from playwright.sync_api import Browser
from run import Report, describe
from search_browser import OPENINGS, Typed, chromium, copy_site, open_index, type_queries
from search_corpus import FACTOR, Corpus, Judge, Judged, read_corpus, read_judged, write_tenfold
from search_peers import IN_BROWSER, IN_PYTHON, MINISEARCH, Bench, Peer, packed_size
from search_serving import CONNECTIONS, by_python, compare_commands, load_api, loader
from timing import Failed

PEERS = ("lunr", "pagefind", "whoosh-reloaded", "mkdocs", "starlette", "uvicorn", "playwright")
SLOWER = 6
FRAME, SLOW_FRAME, GROWTH = 16, 60, 3
SIZE, READY = 250, 50
TIMES, IMPORTS = 2, 2
# No part of the typing takes longer, however slow the machine.
SECONDS = 240


@dataclass
class Bounds:
    """How much is measured."""

    typed: int = 60
    openings: int = OPENINGS
    runs: int = 9
    load_seconds: int = 5
    load_rounds: int = 2


@dataclass
class Manual:
    """What is measured: the build, its documents and the judged queries."""

    build: Path
    corpus: Corpus
    judged: list[Judged]
    work: Path
    bounds: Bounds
    report: Report = field(default_factory=Report)

    @property
    def sample(self) -> list[str]:
        """Some of the judged queries, spread over all groups and both halves."""
        step = max(1, len(self.judged) // self.bounds.typed)
        step += 1 - step % 2  # the halves take turns in the file
        return [each.query for each in self.judged[::step]][: self.bounds.typed]


def say(title: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Print a table; the names stand left, all else right."""
    print(f"\n{title}")
    for name, cells in [("", heads), *rows]:
        print(f"  {name:42}" + "".join(f"{cell:>12}" for cell in cells))


# ---------------------------------------------------------------------- the box in the browser


def measure_typing(manual: Manual, browser: Browser, tenfold: Path) -> None:
    """From the key to the results on the screen, at full speed and on a slow machine, now and at ten times."""
    sites = {f"{len(manual.corpus.documents)} documents": manual.build / "site", f"{FACTOR} times": tenfold}
    found: dict[tuple[str, int], Typed] = {}
    for name, site in sites.items():
        for slower in (1, SLOWER):
            found[name, slower] = type_queries(
                browser, site, manual.sample[:: 1 if slower == 1 else 2], slower, SECONDS
            )
    rows: list[tuple[str, list[str]]] = []
    for (name, slower), typed in found.items():
        label = name if slower == 1 else f"{name}, processor / {slower}"
        parts = {"script": typed.script, "script and painting": typed.work, "key to picture": typed.seen}
        for part, times in parts.items():
            cells = [f"{value:.1f} ms" for value in (times.median, times.p95, max(times.values))]
            rows.append((f"{label if part == 'script' else '':32}", [part, *cells, str(len(times.values))]))
    print("\nTyping, each key: script until the list is written; with painting; key to picture (waits for a frame)")
    for label, (part, *cells) in [(" " * 32, ["", "median", "p95", "most", "keys"]), *rows]:
        print(f"  {label}{part:20}" + "".join(f"{cell:>11}" for cell in cells))
    now, ten = sites
    for slower, limit in ((1, FRAME), (SLOWER, SLOW_FRAME)):
        where = "" if slower == 1 else f" on a processor {slower} times slower"
        for what in ("script", "seen"):
            words = "script" if what == "script" else "key to picture"
            one, many = (getattr(found[name, slower], what).p95 for name in (now, ten))
            manual.report.target(f"typing{where}, {words}, p95", one, limit, unit=" ms")
            manual.report.target(f"typing{where}, {words}, p95 at {FACTOR} times", many, GROWTH * limit, unit=" ms")
            print(f"    {many / one:.2f} times that of {now}")


def measure_index(manual: Manual, browser: Browser, tenfold: Path) -> None:
    """The size of the index, and how long until it is ready."""
    rows = []
    ready, size = 0.0, 0.0
    for name, site in (("now", manual.build / "site"), (f"{FACTOR} times", tenfold)):
        loaded, prepared, first = open_index(browser, site, manual.bounds.openings)
        kilobytes = packed_size(site / "search" / "index.js") / 1000
        if name == "now":
            ready, size = loaded.median + prepared.median, kilobytes
        cells = [f"{kilobytes:.0f} KB", *(f"{times.median:.1f} ms" for times in (loaded, prepared, first))]
        rows.append((f"index, {name}", cells))
    say("The index in the browser (median)", ["gzip -9", "load, parse", "prepare", "first query"], rows)
    manual.report.target("index for the browser, gzip -9", size, SIZE, unit=" KB")
    manual.report.target("index for the browser, ready", ready, READY, unit=" ms")


# ---------------------------------------------------------------------- side by side


def measure_peers(manual: Manual, browser: Browser) -> None:
    """Every search on the same documents and queries."""
    judge = Judge(manual.judged, [document.url for document in manual.corpus.documents])
    bench = Bench(manual.corpus, [each.query for each in manual.judged], manual.build, browser, manual.work)
    print(f"\nSide by side: {len(bench.queries)} judged queries on {len(manual.corpus.documents)} documents")
    heads = ["nDCG@5", "half tune", "half held", "no result", "index, gz", "median", "p95", "x fastest"]
    ours: list[Peer] = []
    for where, contenders in (("in the browser", IN_BROWSER), ("in Python", IN_PYTHON)):
        peers = _run_peers(bench, contenders)
        if not peers or not peers[0].name.startswith("cdmanual"):
            raise Failed(f"our own search {where} could not be measured")
        ours.append(peers[0])
        fastest = min(peer.times.median for peer in peers)
        rows = []
        for peer in peers:
            quality = [f"{judge.ndcg(peer.answers, half):.3f}" for half in ("", "tune", "held")]
            times = [f"{peer.times.median:.3f} ms", f"{peer.times.p95:.2f} ms", f"{peer.times.median / fastest:.2f}"]
            rows.append((peer.name, [*quality, f"{peer.empty:.1%}", f"{peer.size / 1000:.0f} KB", *times]))
        say(where, heads, rows)
        lead = min((judge.ndcg(peers[0].answers) - judge.ndcg(peer.answers) for peer in peers[1:]), default=0.0)
        manual.report.target(f"nDCG@5 {where}: ahead of the best peer by", lead, 0, least=True)
        manual.report.target(f"query {where}: times the fastest", peers[0].times.median / fastest, TIMES)
    same = sum(one == other for one, other in zip(*(peer.answers for peer in ours), strict=True))
    print(f"  browser and Python list the same for {same} of {len(bench.queries)} queries")


def _run_peers(bench: Bench, contenders: Sequence[Callable[[Bench], Peer]]) -> list[Peer]:
    found = []
    for contender in contenders:
        try:
            found.append(contender(bench))
        except (Failed, OSError, ValueError, LookupError) as exc:
            print(f"  {contender.__name__}: could not be measured: {exc}")
    return found


# ---------------------------------------------------------------------- command and API


def measure_command(manual: Manual) -> None:
    """The command as a whole."""
    found = compare_commands(manual.build, manual.bounds.runs)
    rows = [
        (name, [f"{value:.3f} s" for value in (each.seconds, each.lowest, each.highest, each.processor)])
        for name, each in found.items()
    ]
    say("The command, whole process", ["median", "from", "to", "processor"], rows)
    manual.report.target("command: times the imports alone, by the fastest runs", by_python(found), IMPORTS)


def measure_api(manual: Manual) -> None:
    """The API beside an answer that says nothing."""
    found = load_api(manual.build, manual.bounds.load_seconds, manual.bounds.load_rounds)
    rows = [(name, [f"{load.rate:.0f}", f"{load.p99:.1f} ms"]) for name, load in found.items()]
    say(f"The API, {CONNECTIONS} connections by {loader()}, one worker", ["requests/s", "p99"], rows)
    ours, empty = found.values()
    print(f"  {ours.rate / empty.rate:.2f} of the empty answer's rate, {ours.p99 / empty.p99:.1f} times its p99")


def measure(manual: Manual) -> None:
    """All parts; one that fails does not take the others with it."""
    report = manual.report
    with report.part("the search box"), chromium() as browser:
        tenfold = _tenfold(manual)
        with report.part("the index"):
            measure_index(manual, browser, tenfold)
        with report.part("typing"):
            measure_typing(manual, browser, tenfold)
        with report.part("side by side"):
            measure_peers(manual, browser)
    with report.part("the command"):
        measure_command(manual)
    with report.part("the API"):
        measure_api(manual)


def _tenfold(manual: Manual) -> Path:
    script = write_tenfold(manual.corpus, manual.work / "tenfold-index")
    return copy_site(manual.build / "site", manual.work / "tenfold", script)


def main() -> None:
    """Read the command line, measure, print; the exit code says nothing of the targets."""
    parser = argparse.ArgumentParser(description="Measure the search beside its peers.")
    parser.add_argument("--quick", action="store_true", help="fewer queries typed and fewer runs")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="the build to measure (default: build/)")
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    print(describe(PEERS, MINISEARCH.replace("@", " ")))
    print(f"This takes about {'two' if options.quick else 'four'} minutes.")
    bounds = Bounds(15, 3, 3, 2, 1) if options.quick else Bounds()
    with tempfile.TemporaryDirectory(prefix="cdmanual-bench-", ignore_cleanup_errors=True) as folder:
        try:
            corpus = read_corpus(options.build)
        except (OSError, ValueError) as exc:
            parser.error(str(exc))
        manual = Manual(options.build.resolve(), corpus, read_judged(), Path(folder), bounds)
        measure(manual)
    manual.report.summary()


if __name__ == "__main__":
    main()
