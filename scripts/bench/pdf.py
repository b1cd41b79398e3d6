"""Print one PDF in a process of its own, and say how long the printing alone took and how many pages came of it.

Not counted are start-up, imports and (for the manual) the reading of the records: both begin with content in memory.
Counted is the start of the process in which the manual runs Typst.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


def prepare_typst(root: Path, records: Path, target: Path) -> Callable[[], None]:
    """The manual's own way: the public edition of the records, printed by Typst as PDF/UA-1 and PDF/A-2a."""
    from cdmanual.editions import PUBLIC, make_edition
    from cdmanual.manual.assemble import assemble
    from cdmanual.publish.labels import Labels
    from cdmanual.publish.print import render_pdf
    from cdmanual.records.check import check
    from cdmanual.records.schemas import Schemas

    schemas, day = Schemas(root / "schemas"), datetime.now(UTC).date()
    found, overlay, _ = check(records, schemas, day)
    edition = make_edition(assemble(found, overlay), PUBLIC, "bench", "bench", day)
    return lambda: render_pdf(edition, Labels(schemas.by_kind), root / "content" / "print", target)


def prepare_weasyprint(document: Path, target: Path) -> Callable[[], None]:
    """WeasyPrint with its defaults, which make neither PDF/UA nor PDF/A."""
    import logging

    from weasyprint import HTML

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # links between pages point nowhere in one document
    text = document.read_text(encoding="utf-8")
    return lambda: HTML(string=text, base_url=str(document)).write_pdf(target)


def main() -> None:
    """``typst ROOT RECORDS TARGET`` or ``weasyprint DOCUMENT TARGET``."""
    prepare: dict[str, Callable[..., Callable[[], None]]] = {"typst": prepare_typst, "weasyprint": prepare_weasyprint}
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
