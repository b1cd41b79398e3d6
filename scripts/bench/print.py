"""`make bench-print`: the printed manual, its speed, memory and size, beside WeasyPrint. A report, not a test.

Printed are the book, every chapter by itself, the cards and the forms; WeasyPrint makes one plain book of the content.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from contenders import PYTHON, ROOT, Records
from run import FACTOR, Report, compare_prints, describe, fictitious_records
from timing import Reading, alternate, run

ROUNDS = 3
# Wanted: a book of so many bytes at most, so much memory at ten times the records, so long for a card.
MOST_BYTES, MOST_MEMORY, CARD = 6_000_000, 1536, 0.3
IMPORTS = "import cdmanual.publish.printing.book, cdmanual.publish.printing.typeset, cdmanual.publish.opening"


def start() -> Reading:
    """The interpreter and the imports of the process that sets a card in type."""
    return run([PYTHON, "-c", IMPORTS], ROOT)


def measure(report: Report, work: Path) -> None:
    """All parts, the project's own records first."""
    own = Records("the project's records", ROOT, work / "own")
    own.work.mkdir()
    own.build()
    compare_prints(report, own, ROUNDS)
    size = json.loads(own.typst().said)["bytes"]
    report.target("size of the manual", size / 1e6, MOST_BYTES / 1e6, unit=" MB")
    found = alternate({"one card": own.card, "start and imports": start}, ROUNDS)
    report.table("A card", found)
    card, imports = found.values()
    report.target("a card: ratio to start and imports", card.seconds / imports.seconds, CARD)
    small, large = (fictitious_records(work, own.states * factor) for factor in (1, FACTOR))
    found = alternate({small.name: small.typst, large.name: large.typst}, 1, warm_up=False)
    report.table("Growth, all that is printed", found)
    more = large.size / small.size
    one, ten = found.values()
    report.target(f"growth in time, with {more:.1f} times the bytes", ten.seconds / one.seconds, more)
    report.target("growth in memory", ten.megabytes / one.megabytes, more)
    report.target(f"peak of the largest process, {large.name}", ten.megabytes, MOST_MEMORY, unit=" MB")


def main() -> None:
    """Measure and print; the exit code says nothing of the targets."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    print(describe(("typst", "pikepdf", "weasyprint")))
    report = Report()
    with tempfile.TemporaryDirectory(prefix="cdmanual-bench-") as folder:
        measure(report, Path(folder))
    report.summary()


if __name__ == "__main__":
    main()
