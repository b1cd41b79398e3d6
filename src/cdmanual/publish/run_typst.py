"""Run by ``python -m``: make a PDF from a Typst template. Arguments: template, target; data by stdin."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst


def main(template: Path, target: Path) -> None:
    """Write PDF/UA-1 and PDF/A-2a in one; data reach the template as a string, never as markup."""
    data = sys.stdin.read()
    day = datetime.fromisoformat(json.loads(data)["edition"]["day"]).replace(tzinfo=UTC)
    try:
        document = typst.compile(
            template,
            root=template.parent,
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=day,
        )
    except typst.TypstError as exc:
        sys.exit("; ".join([exc.message, *exc.hints]))
    target.write_bytes(document)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
