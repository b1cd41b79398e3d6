"""The edition that a binder holds, read from the history of the records, as it would be set in type today."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cdmanual.editions import Edition
from cdmanual.manual.changes import Side, compare
from cdmanual.publish import history
from cdmanual.publish.labels import Labels
from cdmanual.publish.printing.amendment import Older
from cdmanual.publish.printing.chapters import read_chapters
from cdmanual.publish.printing.sections import first_sections
from cdmanual.publish.printing.values import Values


def older_edition(records: Path, binder: history.Binder, edition: Edition, labels: Labels) -> Older:
    """What a binder holds, as far as the edition may show it.

    Without the overlay of that time, all that the present one adds counts as new. UnknownError where nothing answers to
    the name of the time, SetupError where its records cannot be read.
    """
    with history.opened_binder(records, binder, edition.kind) as (side, folder):
        chapters = read_chapters(folder / "content" / "regional" / "guide")
    values = Values.of(replace(edition, manual=side.manual), side.label)
    now = Side(edition.manual, labels, edition.label)
    changes = compare(side, now, with_posts=edition.is_restricted)
    return Older(binder.since, first_sections(values, chapters), values.common(), changes)
