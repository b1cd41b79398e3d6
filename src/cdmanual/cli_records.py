"""What commands on records share: the records they work on, states by their codes, a write that is checked first."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdmanual.cli_desk import Date
from cdmanual.problems import as_text, count_words, did_you_mean, has_errors, visible

if TYPE_CHECKING:
    from cdmanual.editing.record_file import Rewrite
    from cdmanual.editing.workspace import Workspace

TODAY_HELP = "The day to judge by (default: the clock's)."
UNTIDY = "it was not in its canonical form (cdmanual fmt); the other lines are only laid out anew"
OFFICERS_HELP = "Officers stand in this folder, as <state>/officers.yml."


class Day(Date):
    """A date, or the word today: said by the person, so that no date is ever written that nobody named."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if value == "today":
            given = (ctx.params.get("today") if ctx else None) or datetime.now(UTC).date()
            return super().convert(given, param, ctx)
        return super().convert(value, param, ctx)


def open_workspace(root: Path, records: Path | None, overlay: Path | None, today: date | None) -> Workspace:
    from cdmanual.editing.workspace import Workspace
    from cdmanual.records.schemas import Schemas

    return Workspace(records or root, Schemas(root / "schemas"), today or datetime.now(UTC).date(), overlay)


def named_state(workspace: Workspace, name: str) -> str:
    """The folder of a state that was named by its code, in any case."""
    if name.lower() not in workspace.records.states:
        known = [key.upper() for key in workspace.records.states]
        hint = did_you_mean(name.upper(), known) or f"the codes are {', '.join(known)}"
        raise click.UsageError(f'there is no state "{name}" in the manual; {hint}')
    return name.lower()


def write_checked(workspace: Workspace, rewrites: Sequence[Rewrite], notes: Sequence[str] = ()) -> list[str]:
    """Write what changed, unless a check would find an error in it; say what it was in words and as a difference.

    Returns these words; exit code 1 where nothing could be written.
    """
    from cdmanual.editing.record_file import MovedOnError, write
    from cdmanual.publish.labels import Labels

    changed = [rewrite for rewrite in rewrites if rewrite.before != rewrite.after]
    if not changed:
        click.echo("Nothing to write: the record says so already.", err=True)
        sys.exit(0)
    found = workspace.faults(changed)
    if has_errors(found):
        click.echo(as_text(found))
        click.echo(f"{count_words(found)}: nothing was written", err=True)
        sys.exit(1)
    words = workspace.words(changed, Labels(workspace.schemas.by_kind))
    sentences = list(dict.fromkeys(visible(change.sentence) for change in words))
    try:
        write(changed)
    except MovedOnError as exc:
        click.echo(str(exc), err=True)
        sys.exit(1)
    click.echo("\n".join([*sentences, *(rewrite.diff for rewrite in changed)]))
    untidy = [f"{each.name}: {UNTIDY}" for each in changed if not workspace.is_tidy(each)]
    for note in [*notes, *untidy]:
        click.echo(f"Note: {note}", err=True)
    if found:
        click.echo(as_text(found), err=True)
    click.echo(f"Written: {', '.join(rewrite.name for rewrite in changed)}", err=True)
    return sentences
