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


def older_edition(records: Path, since: str | None, edition: Edition, labels: Labels, overlay: Path | None) -> Older:
    """The records of a tag, a commit or a day (the last tag if none is named), as far as the edition may show them.

    ``overlay`` is the one of that time: it has no history here. Without it, all that the present one adds counts as
    new. UnknownError where nothing answers to the name, SetupError where the records of that time cannot be read.
    """
    named = since or history.last_tag(records)
    commit = history.find_revision(records, named)
    with history.opened_revision(records, commit, named, edition.kind, overlay) as (side, folder):
        chapters = read_chapters(folder / "content" / "regional" / "guide")
    values = Values.of(replace(edition, manual=side.manual), side.label)
    now = Side(edition.manual, labels, edition.label)
    changes = compare(side, now, with_posts=edition.is_restricted)
    return Older(named, first_sections(values, chapters), values.common(), changes)
