"""Print one PDF in a process of its own, and say how long the printing alone took and how many pages came of it.

Not counted are start-up, imports and (for the manual) the reading of the records: both begin with content in memory.
Counted is the start of the processes in which the manual runs Typst.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cdmanual.editions import Edition
    from cdmanual.publish.labels import Labels
    from cdmanual.publish.printing.book import Press


def prepare_typst(root: Path, records: Path, target: Path) -> Callable[[], None]:
    """The manual's own way: all that is printed of the public edition, from nothing, as PDF/UA-1 and PDF/A-2a."""
    from cdmanual.publish.printing.book import print_edition

    edition, labels, press = read(root, records, target.with_suffix(".shelf"))

    def render() -> None:
        with tempfile.TemporaryDirectory() as folder:
            print_edition(edition, labels, press, Path(folder))
            shutil.copyfile(Path(folder) / "manual.pdf", target)

    shutil.rmtree(press.shelf, ignore_errors=True)
    return render


def prepare_card(root: Path, records: Path, target: Path) -> Callable[[], None]:
    """One card, when Typst and the records are there: set in type and bound, in the process that does so."""
    from cdmanual.publish.printing import typeset
    from cdmanual.publish.printing.cards import card
    from cdmanual.publish.printing.shelf import Shelf
    from cdmanual.publish.printing.values import Values

    edition, labels, press = read(root, records, target.with_suffix(".shelf"))
    values = Values.of(edition, labels)
    shelf = Shelf(press.shelf, press.templates)
    first, second = (card(values, state).job(values.common()) for state in edition.manual.states[:2])
    shutil.rmtree(press.shelf, ignore_errors=True)
    press.shelf.mkdir(parents=True)

    def put(job: Any) -> None:
        typeset.put(shelf.order(job))
        shutil.copyfile(shelf.kept(job).alone, target)

    put(first)
    return lambda: put(second)


def read(root: Path, records: Path, shelf: Path) -> tuple[Edition, Labels, Press]:
    """The public edition of the records, its labels, and where printing finds its templates."""
    from cdmanual.editions import PUBLIC, make_edition
    from cdmanual.manual.assemble import assemble
    from cdmanual.publish.labels import Labels
    from cdmanual.publish.printing.book import Press
    from cdmanual.records.check import check
    from cdmanual.records.schemas import Schemas

    schemas, day = Schemas(root / "schemas"), datetime.now(UTC).date()
    found, overlay, _ = check(records, schemas, day)
    edition = make_edition(assemble(found, overlay), PUBLIC, "bench", "bench", day)
    press = Press(root / "content" / "print", records / "content" / "regional" / "guide", shelf)
    return edition, Labels(schemas.by_kind), press


def prepare_weasyprint(document: Path, target: Path) -> Callable[[], None]:
    """WeasyPrint with its defaults, which make neither PDF/UA nor PDF/A."""
    import logging

    from weasyprint import HTML

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # links between pages point nowhere in one document
    text = document.read_text(encoding="utf-8")
    return lambda: HTML(string=text, base_url=str(document)).write_pdf(target)


def main() -> None:
    """``typst`` or ``card`` ROOT RECORDS TARGET, or ``weasyprint`` DOCUMENT TARGET."""
    prepare: dict[str, Callable[..., Callable[[], None]]] = {
        "typst": prepare_typst,
        "card": prepare_card,
        "weasyprint": prepare_weasyprint,
    }
    paths = [Path(argument) for argument in sys.argv[2:]]
    render = prepare[sys.argv[1]](*paths)
    start = time.perf_counter()
    render()
    seconds = time.perf_counter() - start
    from pikepdf import Pdf

    with Pdf.open(paths[-1]) as document:
        print(json.dumps({"seconds": seconds, "pages": len(document.pages), "bytes": paths[-1].stat().st_size}))


if __name__ == "__main__":
    main()
