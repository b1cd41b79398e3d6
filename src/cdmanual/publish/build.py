"""The whole build: check, edition, then site, print, search and data, then checksums and the swap into place.

Everything is written beside the last build, which stays untouched until the new one is whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from cdmanual.editions import Edition
from cdmanual.manual.changelog import Entry
from cdmanual.problems import Problem, has_errors
from cdmanual.publish import data, legal, release
from cdmanual.publish.children import stop
from cdmanual.publish.copies import CACHE, press_of
from cdmanual.publish.corrections import Corrections
from cdmanual.publish.feeds import write_feeds
from cdmanual.publish.inputs import Order, hash_inputs
from cdmanual.publish.labels import Labels
from cdmanual.publish.opening import open_edition
from cdmanual.publish.pages import Pages
from cdmanual.publish.printing.book import finish_print, start_print
from cdmanual.publish.site import finish_site, start_site, write_pages
from cdmanual.publish.word.documents import write_documents
from cdmanual.search.browser import export_for_browser
from cdmanual.search.documents import documents
from cdmanual.search.index import Index
from cdmanual.search.sections import read_sections
from cdmanual.search.words import make_words
from cdmanual.search.writing import write_index

KEPT = frozenset({"README.md", CACHE})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to: the problems of the records, and the number of pages."""

    problems: tuple[Problem, ...]
    pages: int = 0

    @property
    def failed(self) -> bool:
        """Whether errors in the records stopped the build."""
        return has_errors(self.problems)


Stage = Callable[[str], None]


def build(order: Order, stage: Stage) -> Outcome:
    """Build everything, unless errors in the records forbid it.

    ``stage`` is told each stage as it begins. SetupError when a tool fails; errors in records come back as problems.
    """
    inputs = hash_inputs(order)
    release.refuse_strangers(order.target, KEPT)
    stage("Checking the records")
    opened = open_edition(order)
    edition = opened.edition
    if edition is None:
        return Outcome(opened.problems)
    work = order.target / ".next"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        labels = Labels(opened.schemas.by_kind)
        corrections = Corrections(edition, opened.places, opened.edit)
        pages = _publish(order, edition, opened.log, labels, corrections, work, opened.epoch, stage)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    release.write_manifest(work, {**release.head_of(edition), "inputs": inputs})
    release.swap(work, order.target, KEPT)
    return Outcome(opened.problems, pages)


def _publish(
    order: Order,
    edition: Edition,
    log: tuple[Entry, ...],
    labels: Labels,
    corrections: Corrections,
    work: Path,
    epoch: int,
    stage: Stage,
) -> int:
    with ExitStack() as at_work:  # whatever happens, no tool is left running
        stage("Writing the pages")
        regional = order.records / "content" / "regional"
        printing = at_work.enter_context(closing(start_print(edition, labels, press_of(order))))
        listed = Pages(edition, labels, order.root / "content", regional, log, corrections)
        pages = write_pages(listed, work / "pages")
        site = start_site(order.root / "mkdocs.yml", work / "pages", work / "site", epoch)
        at_work.callback(stop, site)
        stage("Indexing for search")
        sections = [
            *read_sections(regional / "guide", "guide/"),
            *read_sections(order.root / "content" / "pages", ""),
        ]
        write_index(documents(edition, sections), make_words(edition.manual, sections), work / "search")
        with closing(Index(work / "search")) as index:
            script = export_for_browser(index)
        stage("Writing the data")
        data.write_data(edition, work / "data", epoch)
        stage("Making the site")
        finish_site(site, work / "site")
        (work / "site" / "search" / "index.js").write_text(script, encoding="utf-8", newline="\n")
        data.write_desk(edition, work / "site" / "desk")
        basis = legal.script_for_browser(edition.manual, labels, edition.id, edition.day.isoformat())
        (work / "site" / "legal-basis" / "data.js").write_text(basis, encoding="utf-8", newline="\n")
        write_feeds(edition, log, work / "site" / "changes")
        release.add_policy(work / "site")
        stage("Writing the Word documents")
        write_documents(printing.values, work)
        stage("Printing the manual")
        finish_print(printing, work)
        printing.shelf.clear()
    release.offer_downloads(work)
    return pages
