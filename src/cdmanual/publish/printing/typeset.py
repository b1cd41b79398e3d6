"""Set a job in type with Typst: a PDF/UA-1 and PDF/A-2a file, and a note of what is where.

A job has ``name`` for messages, ``template``, ``target`` and ``faces`` (a folder of fonts) as paths, and ``data`` as
text. Beside ``<target>.pdf`` stands
``<target>.json`` with ``pages``, ``places``, ``entries`` and ``looks``, a digest of how each page looks (see
`shelf.Typeset`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pikepdf
import typst

from cdmanual.problems import SetupError
from cdmanual.publish.printing.bind import Part, bind
from cdmanual.publish.printing.shelf import read_typeset

_PLACES = "query(<place>).map(it => (it.value, it.location().page(), it.location().position().y.pt()))"
_ENTRIES = "query(<entry>).map(it => (..it.value, it.location().page(), it.location().position().y.pt()))"


def put(job: dict[str, Any]) -> None:
    """Set one job in type and put it where it belongs; SetupError with Typst's words where Typst refuses it.

    Data reach the template as a string, never as markup. The date is the data's own, never the clock's.
    """
    try:
        _put(job)
    except typst.TypstError as exc:
        raise SetupError("; ".join([f"printing failed: {job['name']}: {exc.message}", *exc.hints])) from None


def _put(job: dict[str, Any]) -> None:
    template = Path(job["template"])
    compiler = typst.Compiler(
        template, root=template.parent, font_paths=_fonts(job["faces"]), sys_inputs={"data": job["data"]}
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


@cache
def _fonts(faces: str) -> typst.Fonts:
    """The faces of the book, read once in each process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[faces])


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
        for kid in _kids(root):
            _tidy(kid, prefix)
        out = BytesIO()
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return out.getvalue(), len(opened.pages)


def _tidy(element: pikepdf.Object, prefix: str) -> None:
    """Rename an element and all below it; the kids of each ``Div`` take its place, unless it holds text itself."""
    if "/ID" in element:
        element.ID = pikepdf.String(f"{prefix} {element.ID}")
    if element.S in ("/TH", "/TD"):
        for attribute in element.get("/A", ()):
            if "/Headers" in attribute:
                attribute.Headers = pikepdf.Array([pikepdf.String(f"{prefix} {name}") for name in attribute.Headers])
    kept: list[pikepdf.Object | int] = []
    is_grouped = False
    for kid in _kids(element):
        if not _is_element(kid):
            kept.append(kid)
            continue
        _tidy(kid, prefix)
        inner = _kids(kid) if kid.S == "/Div" else ()
        if inner and all(map(_is_element, inner)):
            is_grouped = True
            for each in inner:
                each.P = element
            kept += inner
        else:
            kept.append(kid)
    if is_grouped:
        element.K = pikepdf.Array(kept)


def _kids(element: pikepdf.Object) -> list[Any]:
    kids = element.get("/K")
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []


def _is_element(kid: pikepdf.Object | int) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/S" in kid
