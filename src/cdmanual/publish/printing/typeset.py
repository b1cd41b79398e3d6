"""Run by ``python -m``: set jobs in type with Typst, each a PDF/UA-1 and PDF/A-2a file with a note of what is where.

Reads a list of jobs as JSON from stdin: ``name`` for messages, ``template`` and ``target`` paths, ``data`` as text.
Beside ``<target>.pdf`` stands ``<target>.json`` with ``pages``, ``places``, ``entries`` and ``looks``, a digest of how
each page looks (see `shelf.Typeset`).
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pikepdf
import pymupdf_fonts
import typst

from cdmanual.publish.printing.bind import Part, bind
from cdmanual.publish.printing.shelf import read_typeset

# FiraGO, the sans of the book, as pymupdf-fonts packs it: regular, bold, italic. The serif lies in Typst's own wheel.
_FACES = ("figo", "figbo", "figit")
_PLACES = "query(<place>).map(it => (it.value, it.location().page(), it.location().position().y.pt()))"
_ENTRIES = "query(<entry>).map(it => (..it.value, it.location().page(), it.location().position().y.pt()))"


class Setter:
    """Sets jobs in type with the faces of the book, which are read once."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        for face in _FACES:
            (Path(self._folder.name) / f"{face}.ttf").write_bytes(pymupdf_fonts.myfont(face))
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[self._folder.name])

    def put(self, job: dict[str, Any]) -> None:
        """Set one job in type and put it where it belongs; TypstError where Typst refuses it.

        Data reach the template as a string, never as markup. The date is the data's own, never the clock's.
        """
        template = Path(job["template"])
        compiler = typst.Compiler(
            template, root=template.parent, font_paths=self._fonts, sys_inputs={"data": job["data"]}
        )
        day = datetime.fromisoformat(json.loads(job["data"])["section"]["day"]).replace(tzinfo=UTC)
        pdf = cast(bytes, compiler.compile(pdf_standards=["ua-1", "a-2a"], timestamp=day))
        made, pages = _tidied(pdf, job["name"])
        info = {
            "pages": pages,
            "places": json.loads(compiler.eval(_PLACES)),
            "entries": json.loads(compiler.eval(_ENTRIES)),
            "looks": _looks(compiler) if job["looks"] else [],
        }
        target, half = Path(job["target"]), Path(job["target"] + ".half")
        target.with_suffix(".json").write_text(json.dumps(info, ensure_ascii=False), encoding="utf-8")
        half.write_bytes(made)
        if job["alone"]:
            section = read_typeset(target)
            bind([Part(job["name"], replace(section, pdf=half))], section.alone)
        half.replace(target.with_suffix(".pdf"))  # the last of the files: where it is, all are there and whole


def main() -> None:
    """Set all jobs in type; ends with one message that names the job where Typst refuses it."""
    setter = Setter()
    for job in json.load(sys.stdin):
        try:
            setter.put(job)
        except typst.TypstError as exc:
            sys.exit("; ".join([f"{job['name']}: {exc.message}", *exc.hints]))


def _looks(compiler: typst.Compiler) -> list[str]:
    """A digest of each page as it is drawn: two pages with the same look the same to the last point."""
    drawn = cast(bytes | list[bytes], compiler.compile(format="svg"))
    pages = drawn if isinstance(drawn, list) else [drawn]
    return [hashlib.sha256(page).hexdigest() for page in pages]


def _tidied(pdf: bytes, prefix: str) -> tuple[bytes, int]:
    """The file made fit to be bound with others, and its number of pages.

    Typst numbers cells and notes anew in each file (``U1x0y0``); in a book each name must be the only one (PDF 32000-1,
    14.7.2). Tags that only group others and say nothing (``Div``) are a sixth of the book's objects: they go.
    """
    with pikepdf.open(BytesIO(pdf)) as opened:
        root = opened.Root.StructTreeRoot
        names = root.get("/IDTree", pikepdf.Dictionary()).get("/Names", pikepdf.Array())
        for at in range(0, len(names), 2):
            names[at] = pikepdf.String(f"{prefix} {names[at]}")
        for element in opened.objects:
            if isinstance(element, pikepdf.Dictionary) and "/S" in element:
                _rename(element, prefix)
        for kid in root.K if isinstance(root.K, pikepdf.Array) else (root.K,):
            _ungroup(kid)
        out = BytesIO()
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return out.getvalue(), len(opened.pages)


def _rename(element: pikepdf.Object, prefix: str) -> None:
    if "/ID" in element:
        element.ID = pikepdf.String(f"{prefix} {element.ID}")
    if element.S in ("/TH", "/TD"):
        for attribute in element.get("/A", ()):
            if "/Headers" in attribute:
                attribute.Headers = pikepdf.Array([pikepdf.String(f"{prefix} {name}") for name in attribute.Headers])


def _ungroup(element: pikepdf.Object) -> None:
    """Put the kids of each ``Div`` below an element in the place of the ``Div``, unless it holds text itself."""
    kids = element.get("/K")
    if not isinstance(kids, pikepdf.Array):
        return
    kept: list[pikepdf.Object | int] = []
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            _ungroup(kid)
            inner = list(kid.get("/K", ())) if kid.S == "/Div" else []
            if inner and all(isinstance(each, pikepdf.Dictionary) and "/S" in each for each in inner):
                for each in inner:
                    each.P = element
                kept += inner
                continue
        kept.append(kid)
    if len(kept) != len(kids) or any(kid.get("/S") == "/Div" for kid in kids if isinstance(kid, pikepdf.Dictionary)):
        element.K = pikepdf.Array(kept)


if __name__ == "__main__":
    main()
