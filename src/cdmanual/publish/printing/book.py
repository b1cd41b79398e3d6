"""Print an edition: the manual, each state's chapter by itself, cards, and forms with open questions.

Sections that need only the edition are begun first and set in type while the site is being made; what needs to know
where everything stands follows; then all is bound.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cdmanual.editions import Edition
from cdmanual.publish.labels import Labels
from cdmanual.publish.printing.bind import Part, bind
from cdmanual.publish.printing.cards import all_cards, card
from cdmanual.publish.printing.chapters import read_chapters
from cdmanual.publish.printing.forms import form
from cdmanual.publish.printing.sections import (
    Bound,
    Section,
    as_parts,
    first_sections,
    front,
    in_order,
    last_sections,
    leaves,
)
from cdmanual.publish.printing.shelf import Shelf, Typeset, Work
from cdmanual.publish.printing.values import Values


@dataclass(frozen=True, slots=True)
class Press:
    """Where printing takes its templates from, and where it keeps what is set in type."""

    templates: Path
    guide: Path
    shelf: Path


@dataclass(frozen=True, slots=True)
class Printing:
    """An edition being printed."""

    values: Values
    common: dict[str, Any]
    copy: str | None
    shelf: Shelf
    first: tuple[Section, ...]
    papers: dict[str, tuple[Section, ...]]
    work: Work
    papers_work: Work

    def close(self) -> None:
        """End whatever is still at work."""
        self.shelf.close()


def start_print(
    edition: Edition,
    labels: Labels,
    press: Press,
    copy: str | None = None,
    dress: Callable[[Sequence[Section]], tuple[Section, ...]] = tuple,
) -> Printing:
    """Begin to print; processes go on by themselves.

    ``copy`` is the number of the copy, printed on every page; ``dress`` may mark what changed in the sections.
    """
    values = Values.of(edition, labels)
    common = values.common()
    shelf = Shelf(press.shelf, press.templates)
    first = dress(first_sections(values, read_chapters(press.guide)))
    work = shelf.begin(section.job(common, copy) for section in first)
    papers = _papers(values)
    papers_work = shelf.begin(section.job(common, copy) for sections in papers.values() for section in sections)
    return Printing(values, common, copy, shelf, first, papers, work, papers_work)


def _papers(values: Values) -> dict[str, tuple[Section, ...]]:
    """What is printed beside the book, by its file: cards, and forms with open questions."""
    states = values.edition.manual.states
    cards = {f"cards/{state.key}.pdf": (card(values, state),) for state in states}
    sheets = tuple(all_cards(values, [section for (section,) in cards.values()]))
    forms = {f"ask/{state.key}.pdf": (form(values, state),) for state in states}
    return cards | {"cards/all.pdf": sheets} | forms


def finish_print(
    printing: Printing, folder: Path, fresh: Mapping[str, Sequence[int]] = MappingProxyType({})
) -> list[Bound]:
    """Wait, set the rest and bind: ``manual.pdf``, ``countries/``, ``cards/`` and ``ask/``. SetupError when one fails.

    The same edition gives the same bytes. ``fresh`` are the pages that an amendment exchanges, by section. Returns all
    sections of the book as they were set, in order.
    """
    bound = list(zip(printing.first, printing.shelf.finish(printing.work), strict=True))
    for section, typeset in bound:
        if section.iso:
            _put([(section, typeset)], folder / "countries" / f"{section.iso.lower()}.pdf")
    last = list(last_sections(printing.values, bound))
    bound = in_order([*bound, *zip(last, _set(printing, last), strict=True)])
    cover = front(printing.values, bound)
    (first,) = _set(printing, [cover])
    listed = leaves(printing.values, [(cover, first), *bound], fresh)
    (end,) = _set(printing, [listed])
    whole = [(cover, first), *bound, (listed, end)]
    bind(as_parts(whole), folder / "manual.pdf")
    papers = iter(printing.shelf.finish(printing.papers_work))
    for name, sections in printing.papers.items():
        _put([(section, next(papers)) for section in sections], folder / name)
    return whole


def _put(bound: Sequence[Bound], target: Path) -> None:
    """Sections as a file of their own, not of the book."""
    target.parent.mkdir(exist_ok=True)
    if len(bound) == 1:
        shutil.copyfile(bound[0][1].alone, target)
    else:
        bind([Part(section.code, typeset) for section, typeset in bound], target)


def _set(printing: Printing, sections: Sequence[Section]) -> list[Typeset]:
    return printing.shelf.set(section.job(printing.common, printing.copy) for section in sections)


def print_edition(edition: Edition, labels: Labels, press: Press, folder: Path, copy: str | None = None) -> None:
    """Print into a folder and wait for it; SetupError when a section fails."""
    with closing(start_print(edition, labels, press, copy)) as printing:
        finish_print(printing, folder)
        printing.shelf.clear()


def print_paper(paper: Section, values: Values, templates: Path, shelf: Path, target: Path) -> None:
    """Print one paper beside the book, as a form or the brief of a route; SetupError when it fails."""
    with closing(Shelf(shelf, templates)) as own:
        (typeset,) = own.set([paper.job(values.common())])
        shutil.copyfile(typeset.alone, target)
