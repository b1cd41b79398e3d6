"""Finds what must not be there: restricted values, in every artefact of a build and in every form they could take.

Knows nothing of editions: what to look for is read from the record files themselves, without the package's own model.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus
from zipfile import ZipFile

import pikepdf
import yaml

from cdmanual.search.analysis import fold

# A new kind of artefact must be made readable here before any edition may hold it.
TEXT = frozenset((".html", ".js", ".css", ".svg", ".json", ".csv", ".txt", ".map", ".md", ".xml"))
PICTURES = frozenset((".png", ".ico", ".woff2"))
INDEX = frozenset((".toc", ".seg", ".trm", ".pst", ".vps", ".col", ".fdt", ""))
CANARY = re.compile(r"canary-[a-z]-\d+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Needle:
    """A restricted value, and what is left of it when only letters and digits, or only digits, are kept."""

    text: str
    plain: str
    digits: str
    encoded: tuple[bytes, ...]


def needle(text: str) -> Needle:
    """The forms in which a value is looked for; of a phone number the part without the country's code counts."""
    is_number = re.fullmatch(r"\+\d+", text) is not None
    plain = squeeze(text)
    assert len(plain) >= 6, f"{text!r} is too short to be looked for"
    return Needle(text, plain, text[3:] if is_number else "", tuple(_encoded(text)))


def _encoded(text: str) -> Iterator[bytes]:
    """The middle of the text's Base64 at each of the three alignments, in both alphabets."""
    for before in range(3):
        raw = base64.b64encode(b"\0" * before + text.encode())
        middle = raw[4 if before else 0 : -4]
        if len(middle) >= 8:
            yield from {middle, middle.replace(b"+", b"-").replace(b"/", b"_")}


@cache
def squeeze(text: str) -> str:
    """Folded letters and digits only."""
    return re.sub(r"[\W_]+", "", fold(text))


def restricted_values(
    *files: Path, named: frozenset[str] = frozenset(), without: frozenset[str] = frozenset()
) -> list[Needle]:
    """Every value of the officers' files that names a post or reaches it, and every canary in them.

    Posts are named by state and id, as ``xa/duty-desk``. Of those in ``named`` only contacts and notes count, since
    the post itself may be shown; those in ``without`` do not count at all.
    """
    values: dict[str, None] = {}
    for file in files:
        for officer in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)["officers"]:  # noqa: S506
            post = f"{file.parent.name}/{officer['id']}"
            hidden = [officer.get("note", "")]
            for contact in officer.get("contacts", ()):
                hidden += [contact.get(key, "") for key in ("number", "address", "label", "printed")]
            if post not in named:
                hidden += [*officer["post"].values(), f"officer.{officer['id']}"]
                hidden += CANARY.findall(json.dumps(officer))
            if post not in without:
                values |= dict.fromkeys(value for value in hidden if value)
    return [needle(value) for value in values]


@dataclass(frozen=True, eq=False)
class Artefact:
    """A file of a build as texts: as it stands, decoded, folded, and reduced to digits."""

    name: str
    raw: bytes
    texts: tuple[str, ...]

    def holds(self, sought: Needle) -> bool:
        """Whether the value is in it, in any form."""
        return (
            sought.plain in self.plain  # where the value stands as it is, it stands plain too
            or (bool(sought.digits) and sought.digits in self.digits)
            or any(form in self.runs for form in sought.encoded)
        )

    @cached_property
    def runs(self) -> bytes:
        """What may be Base64: each run of its letters that is long enough, once."""
        return b"\n".join(sorted(set(re.findall(rb"[A-Za-z0-9+/_-]{12,}", self.raw))))

    @cached_property
    def plain(self) -> str:
        return "\n".join("".join(squeeze(line) for line in text.splitlines()) for text in self.texts)

    @cached_property
    def digits(self) -> str:
        return "\n".join(re.sub(r"\D", "", text) for text in self.texts)


def artefact(name: str, raw: bytes, more: tuple[str, ...] = ()) -> Artefact:
    """Bytes with the texts that can be read out of them; the name is one of them."""
    text = raw.decode("utf-8", "replace")
    decoded = [text, unquote_plus(html.unescape(text)), _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)]
    return Artefact(name, raw, (name, *dict.fromkeys(decoded), *more))


@cache
def artefacts(target: Path) -> tuple[Artefact, ...]:
    """Every file of a build, and what its index holds."""
    return tuple(_artefacts(target))


def _artefacts(target: Path) -> Iterator[Artefact]:
    for path in sorted(target.rglob("*")):
        if not path.is_file():
            continue
        name, kind = path.relative_to(target).as_posix(), path.suffix
        if kind == ".pdf":
            yield artefact(name, path.read_bytes(), tuple(pdf_texts(path)))
        elif kind == ".docx":
            yield word_artefact(name, path)
        elif name.startswith("search/"):
            assert kind in INDEX | {".json"}, f"{name}: the search for canaries cannot read this kind of file"
            yield artefact(name, path.read_bytes())
        else:
            assert kind in TEXT | PICTURES, f"{name}: the search for canaries cannot read this kind of file"
            yield artefact(name, path.read_bytes())
    yield artefact("(what the index holds)", b"", tuple(index_texts(target / "search")))


def index_texts(folder: Path) -> Iterator[str]:
    """Every row of the table and every term of a Whoosh index."""
    from whoosh.index import open_dir

    from cdmanual.search.index import TABLE

    for row in json.loads((folder / TABLE).read_text(encoding="utf-8"))["documents"]:
        yield " ".join(row)
    with open_dir(str(folder)).searcher() as searcher:
        reader = searcher.reader()
        for field in reader.indexed_field_names():
            yield " ".join(term.decode() for term in reader.lexicon(field))


def word_artefact(name: str, path: Path) -> Artefact:
    """A Word document as its parts, unpacked: their names, their bytes, and the text of each without its tags."""
    with ZipFile(path) as packed:
        parts = {part: packed.read(part) for part in packed.namelist()}
    assert all(part.endswith((".xml", ".rels")) for part in parts), f"{name}: holds a part that cannot be read"
    shown = (html.unescape(re.sub(r"<[^>]*>", "", raw.decode())) for raw in parts.values())
    return artefact(name, b"\n".join(parts.values()), (*parts, *shown))


def pdf_texts(path: Path) -> Iterator[str]:
    """The text of each page, every string of every object (outline, metadata, links), and every stream, unpacked."""
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            yield page_text(page)
        for thing in pdf.objects:
            yield " ".join(_strings(thing, 0))
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield thing.read_bytes().decode("utf-8", "replace")
                except pikepdf.PdfError:  # a picture, which has its own packing
                    yield thing.read_raw_bytes().decode("latin-1")


def _strings(thing: Any, depth: int) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in thing.keys():  # noqa: SIM118
            yield str(key)
            value = thing[key]
            if depth < 8 and not getattr(value, "is_indirect", False):
                yield from _strings(value, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if depth < 8 and not getattr(value, "is_indirect", False):
                yield from _strings(value, depth + 1)
    elif isinstance(thing, pikepdf.Name):
        yield str(thing)


def page_text(page: pikepdf.Page) -> str:
    """The text of a page, glyph by glyph through each font's ToUnicode table (PDF 32000-1, 9.10.3)."""
    fonts = {str(name): _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    letters: dict[int, str] = {}
    shown = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ", "'", '"'):
            pieces = operands[-1] if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
            codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
            shown += [letters.get(int.from_bytes(codes[i : i + 2]), "") for i in range(0, len(codes), 2)]
    return "".join(shown)


def _letters(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("ascii")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letters in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, letters in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for code in range(int(first, 16), int(last, 16) + 1):
                start = bytes.fromhex(letters).decode("utf-16-be")
                found[code] = start[:-1] + chr(ord(start[-1]) + code - int(first, 16))
    return found


def leaks(searched: Iterable[Artefact], sought: list[Needle]) -> list[str]:
    """Where which of the values were found."""
    return [f"{file.name}: {value.text[:60]}" for file in searched for value in sought if file.holds(value)]
