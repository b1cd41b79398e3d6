"""`make bench`: the manual's speed and size against its peers, side by side in one run. A report, not a test.

Three sets of records: the project's own; as many states made of the fictitious ones; ten times as many. Growth is
read from the last two, which are of one nature; records are counted in bytes, since tables grow inside their files.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from contenders import HERE, PYTHON, ROOT, Records, check_jsonschema_start
from timing import Contender, Failed, Measured, alternate, run

PEERS = ("check-jsonschema", "mkdocs", "mkdocs-material", "weasyprint", "typst")
MEMORY = 400
TIMES = 8
FACTOR = 10


@dataclass
class Report:
    """What is printed and what is kept for --json."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    targets: list[tuple[str, str, bool | None]] = field(default_factory=list)

    def table(self, title: str, measured: dict[str, Measured]) -> None:
        """Print what was measured."""
        self.tables[title] = [asdict(each) for each in measured.values()]
        print(f"\n{title}\n  {'':34}{'median':>9}{'from':>9}{'to':>9}{'processor':>11}{'peak':>9}")
        for each in measured.values():
            times = "".join(f"{value:7.2f} s" for value in (each.seconds, each.lowest, each.highest))
            print(f"  {each.name:34}{times}{each.processor:9.2f} s{each.megabytes:6.0f} MB")

    def target(self, what: str, value: float, limit: float, least: bool = False, unit: str = "") -> None:
        """Print whether a target is met: at most the limit, or with ``least`` at least the limit."""
        is_met = value >= limit if least else value <= limit
        wanted = f"{'at least' if least else 'at most'} {limit:.4g}{unit}"
        self.targets.append((what, f"{value:.2f}{unit}, wanted {wanted}", is_met))
        print(f"  {what}: {value:.2f}{unit}; wanted {wanted}: {'met' if is_met else 'NOT MET'}")

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        """A part of the report that may fail without taking the others with it."""
        try:
            yield
        except (Failed, OSError, ValueError, LookupError) as exc:
            print(f"\n{what}: could not be measured\n  {exc}")
            self.targets.append((what, "could not be measured", None))

    def summary(self) -> None:
        """Print each target once more."""
        print("\nTargets")
        for what, words, is_met in self.targets:
            print(f"  {'?' if is_met is None else 'met' if is_met else 'NOT MET':8} {what}: {words}")


def other_ratios(ours: Measured, peer: Measured) -> None:
    """Print the ratio by the fastest runs and by processor time, which a busy machine disturbs less."""
    fastest, processor = ours.lowest / peer.lowest, ours.processor / peer.processor
    print(f"  by the fastest runs {fastest:.2f}, by processor time {processor:.2f}")


def compare_checks(report: Report, records: Records, rounds: int) -> None:
    """`cdmanual check` against check-jsonschema."""
    calls = len(records.by_kind())
    name = f"check-jsonschema, {calls} calls"
    found = alternate(
        {"cdmanual check": records.check, name: records.check_jsonschema, "its start alone": check_jsonschema_start},
        rounds,
        warm_up=records.folder == ROOT,
    )
    report.table(f"Check, {records.name}", found)
    ours, peer = found["cdmanual check"].seconds, found[name].seconds
    fair = peer - (calls - 1) * found["its start alone"].seconds
    print(f"  against all its calls ({peer:.2f} s): {ours / peer:.2f}")
    other_ratios(found["cdmanual check"], found[name])
    print(f"  less {calls - 1} starts, as if one call could take every schema ({fair:.2f} s):")
    report.target(f"check, {records.name}: ratio to check-jsonschema", ours / fair, 0.4)


def compare_builds(report: Report, records: Records, rounds: int) -> None:
    """`cdmanual build` against bare mkdocs."""
    contenders = {
        "cdmanual build": records.build,
        "cdmanual build, no chapter changed": records.rebuild,
        "mkdocs build alone": records.mkdocs,
    }
    found = alternate(contenders, rounds, warm_up=records.folder == ROOT)
    report.table(f"Build, {records.name}", found)
    ours, again, peer = found.values()
    other_ratios(ours, peer)
    print(f"  when no chapter changed {again.seconds / peer.seconds:.2f} times mkdocs")
    report.target(f"build, {records.name}: ratio to mkdocs", ours.seconds / peer.seconds, 2)
    if records.folder == ROOT:
        report.target("build: peak memory of the largest process", ours.megabytes, MEMORY, unit=" MB")


def compare_prints(report: Report, records: Records, rounds: int) -> None:
    """The printed manual against WeasyPrint on the same content; needs a build."""
    found = alternate({"Typst": records.typst, "WeasyPrint": records.weasyprint}, rounds, warm_up=False)
    report.table(f"PDF, {records.name} (printing alone; peak of the whole process)", found)
    ours, peer = found.values()
    pages, their_pages = (json.loads(each.said)["pages"] for each in (ours, peer))
    times = peer.seconds / ours.seconds
    print(
        f"  pages: {pages} by Typst, {their_pages} by WeasyPrint; by the page {times * pages / their_pages:.1f} times"
    )
    other_ratios(ours, peer)
    report.target(f"PDF, {records.name}: times as fast as WeasyPrint", times, TIMES, least=True)


def read_growth(report: Report, small: Records, large: Records, rounds: int) -> None:
    """The time for ten times the records against the time for as many as there are."""
    more = large.size / small.size
    print(
        f"\nGrowth from {small.states} to {large.states} fictitious states: "
        f"{len(small.files)} to {len(large.files)} files, {more:.1f} times the bytes"
    )
    steps: dict[str, tuple[Contender, Contender]] = {
        "check": (small.check, large.check),
        "build": (small.build, large.build),
        "PDF": (small.typst, large.typst),
    }
    for what, (at_small, at_large) in steps.items():
        with report.part(f"growth of {what}"):
            found = alternate({small.name: at_small, large.name: at_large}, rounds, warm_up=False)
            report.table(f"Growth, {what}", found)
            report.target(f"growth of {what}", found[large.name].seconds / found[small.name].seconds, more)


def measure(report: Report, work: Path, rounds: int, is_quick: bool) -> None:
    """All parts, the project's own records first."""
    own = Records("the project's records", ROOT, work / "own")
    own.work.mkdir()
    compare_all(report, own, rounds)
    if is_quick:
        return
    small, large = (fictitious_records(work, own.states * factor) for factor in (1, FACTOR))
    compare_all(report, large, max(1, rounds // 2))
    read_growth(report, small, large, max(1, rounds // 2))


def fictitious_records(work: Path, states: int) -> Records:
    """As many fictitious states as asked for."""
    records = Records(f"{states} fictitious states", work / f"{states}-states", work / f"{states}-made")
    records.work.mkdir()
    run([PYTHON, HERE / "multiply.py", records.folder, "--states", str(states)], ROOT)
    return records


def compare_all(report: Report, records: Records, rounds: int) -> None:
    """Check, build and PDF of one set of records against the peers."""
    parts: dict[str, Callable[[Report, Records, int], None]] = {
        "check": compare_checks,
        "build": compare_builds,
        "PDF": compare_prints,
    }
    for what, compare in parts.items():
        with report.part(f"{what}, {records.name}"):
            compare(report, records, rounds)


def describe(names: Iterable[str], *more: str) -> str:
    """The machine and the versions of the packages named, and ``more`` beside them, in two lines."""
    peers = ", ".join([*(f"{name} {_version(name)}" for name in names), *more])
    processors = f"{os.cpu_count()} processors of {platform.machine()}, load {os.getloadavg()[0]:.1f}"
    return f"Python {platform.python_version()} on {processors}\n{peers}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is missing (make .venv/ready-bench installs it)"


def main() -> None:
    """Read the command line, measure, print; the exit code says nothing of the targets."""
    parser = argparse.ArgumentParser(description="Measure the manual's speed and size against its peers.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and only the project's own records")
    parser.add_argument("--rounds", type=int, help="how often each contender runs (default: 5, with --quick 2)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write what was measured as JSON")
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    report = Report()
    machine = describe(PEERS)
    print(machine)
    print("This takes about two minutes." if options.quick else "This takes about ten minutes; --quick takes two.")
    with tempfile.TemporaryDirectory(prefix="cdmanual-bench-") as folder:
        measure(report, Path(folder), options.rounds or (2 if options.quick else 5), options.quick)
    report.summary()
    if options.json:
        kept = {"machine": machine, "tables": report.tables, "targets": report.targets}
        options.json.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
