"""Reads a printed book: the text of its pages as it is set, its margins, its outline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pikepdf


@dataclass(frozen=True, slots=True)
class Run:
    """Some glyphs set in one go: what they say, where they begin and end, and whether they belong to head or foot."""

    text: str
    codes: tuple[int, ...]
    left: float
    right: float
    is_margin: bool


def runs(page: pikepdf.Page) -> Iterator[Run]:
    """The text of a page in the order in which it is set (PDF 32000-1, 9.4 and 14.6)."""
    fonts = {name: read_font(font) for name, font in page.Resources.Font.items()}
    shift, is_turned, saved, marked = 0.0, False, [], []
    letters, widths, size = {}, {}, 0.0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                saved.append((shift, is_turned))
            case "Q":
                shift, is_turned = saved.pop()
            case "cm":
                is_turned = is_turned or [float(n) for n in operands[1:3]] != [0, 0]
                shift += float(operands[4])
            case "BDC" | "BMC":
                marked.append(str(operands[0]) == "/Artifact")
            case "EMC":
                marked.pop()
            case "Tf":
                (letters, widths), size = fonts[str(operands[0])], float(operands[1])
            case "Tj" | "TJ":
                pieces = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
                codes, moved = [], 0.0
                for piece in pieces:
                    if isinstance(piece, pikepdf.String):
                        found = [int.from_bytes(bytes(piece)[i : i + 2]) for i in range(0, len(bytes(piece)), 2)]
                        codes += found
                        moved += sum(widths[code] for code in found)
                    else:
                        moved -= float(piece)
                text = "".join(letters.get(code, "") for code in codes)
                if text.endswith(" "):  # the space at the end of a line may hang over
                    moved -= widths[codes[-1]]
                across = 0 if is_turned else moved * size / 1000  # of turned text only the place of its line counts
                yield Run(text, tuple(codes), shift, shift + across, any(marked))


def read_font(font: pikepdf.Object) -> tuple[dict[int, str], dict[int, float]]:
    """What each glyph of a font says, and how wide it is."""
    letters = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.DOTALL):
        for code, said in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            letters[int(code, 16)] = bytes.fromhex(said.decode()).decode("utf-16-be")
    widths, row = {}, list(font.DescendantFonts[0].W)
    while row:
        first, second = int(row.pop(0)), row.pop(0)
        if isinstance(second, pikepdf.Array):
            widths |= {first + i: float(width) for i, width in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(row.pop(0)))
    return letters, widths


@cache
def read(pdf: pikepdf.Pdf) -> tuple[tuple[Run, ...], ...]:
    """The runs of every page."""
    return tuple(tuple(runs(page)) for page in pdf.pages)


def squeezed(text: str) -> str:
    """Text without what the setting of lines may change: spaces and hyphens."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def body(pdf: pikepdf.Pdf) -> str:
    """The text of the book without heads, feet and tabs, squeezed."""
    return squeezed("".join(run.text for page in read(pdf) for run in page if not run.is_margin))


def margins(pdf: pikepdf.Pdf) -> list[str]:
    """Head, foot and tab of each page, squeezed."""
    return [squeezed("".join(run.text for run in page if run.is_margin)) for page in read(pdf)]


def sections(pdf: pikepdf.Pdf) -> dict[str, pikepdf.OutlineItem]:
    """The sections in the outline, by their code (``III.XA``)."""
    with pdf.open_outline() as outline:
        return {item.title.split()[0]: item for part in outline.root for item in part.children}


def chapters(pdf: pikepdf.Pdf) -> dict[str, pikepdf.OutlineItem]:
    """The states' chapters in the outline, by the state's code."""
    return {code[4:]: item for code, item in sections(pdf).items() if code.startswith("III.")}


def labels_of(pdf: pikepdf.Pdf) -> list[str]:
    """What a reader's program calls each page (PDF 32000-1, 12.4.2): ``III.XA-3``."""
    numbers = pdf.Root.PageLabels.Nums
    starts = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    labels, number, prefix = [], 0, ""
    for index in range(len(pdf.pages)):
        if index in starts:
            number, prefix = int(starts[index].get("/St", 1)) - 1, str(starts[index].get("/P", ""))
        number += 1
        labels.append(f"{prefix}{number}")
    return labels


def headings(item: pikepdf.OutlineItem) -> list[str]:
    """The titles below an entry of the outline, from top to bottom."""
    return [title for child in item.children for title in (child.title, *headings(child))]


def page_of(pdf: pikepdf.Pdf, item: pikepdf.OutlineItem) -> int:
    """The page, counted from 1, that an entry of the outline leads to."""
    return pikepdf.Page(item.destination[0]).index + 1
