"""The commands that keep records in order: fmt lays them out, review says what is due.

Like those of cli.py, each reads its arguments, calls one function and prints.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from cdmanual.cli_desk import RECORDS_HELP, Date
from cdmanual.cli_records import TODAY_HELP, named_state, open_workspace
from cdmanual.problems import as_text, has_errors


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit code 1 where a file would change.")
@click.option("--diff", "with_diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.pass_obj
def fmt(root: Path, paths: tuple[Path, ...], only_check: bool, with_diff: bool, records: Path | None) -> None:
    """Lay records out in their one form: all, or the files and folders named.

    Keys in the order of the schema, long texts folded, quotes where they are needed. What a record says is never
    changed, and comments stay.
    """
    from cdmanual.editing.layout import Layout, record_paths
    from cdmanual.editing.record_file import write
    from cdmanual.records.schemas import Schemas

    home = records or root
    listed = _named_files(home, paths) if paths else record_paths(home)
    changed, unread = 0, False
    for rewrite, problems in Layout(Schemas(root / "schemas")).look(listed):
        if rewrite is None:
            click.echo(as_text(problems))
            unread |= has_errors(problems)
            continue
        changed += 1
        if with_diff:
            click.echo(rewrite.diff)
        elif only_check:
            click.echo(f"{rewrite.name}: not in its canonical form")
        else:
            write([rewrite])
            click.echo(f"{rewrite.name}: laid out anew")
    files = f"{len(listed)} file{'' if len(listed) == 1 else 's'}"
    if only_check or with_diff:
        hint = "; cdmanual fmt lays them out, and never changes what they say" if changed else ""
        click.echo(f"{changed} of {files} would change{hint}", err=True)
    else:
        click.echo(f"{changed} of {files} changed", err=True)
    sys.exit(1 if unread or (only_check and changed) else 0)


def _named_files(home: Path, paths: tuple[Path, ...]) -> list[tuple[Path, str]]:
    """The record files among the paths that were named, each with its name; wrong use where one is no record."""
    from cdmanual.records.load import kind_and_key

    found: dict[Path, str] = {}
    for given in paths:
        path = given if given.exists() else home / given
        if not path.exists():
            raise click.UsageError(f"{given}: there is no such file or folder")
        if path.is_file() and not kind_and_key(path.resolve()):
            raise click.UsageError(f"{given}: no record by its name, as countries/hr/procedure.yml")
        for file in [path] if path.is_file() else sorted(path.rglob("*.yml")):
            full = file.resolve()
            if kind_and_key(full):
                inside = full.is_relative_to(home.resolve())
                found[full] = full.relative_to(home.resolve()).as_posix() if inside else file.as_posix()
    return list(found.items())


@click.command()
@click.argument("states", nargs=-1)
@click.option("--today", type=Date(), default=None, help=TODAY_HELP)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "ics", "json")),
    default="text",
    show_default=True,
    help="A list, a checklist, a calendar to subscribe to, or data; the last two hold what is fresh too.",
)
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.option("--overlay", type=click.Path(path_type=Path), default=None, help="With the officers of this folder.")
@click.pass_obj
def review(
    root: Path, states: tuple[str, ...], today: date | None, form: str, records: Path | None, overlay: Path | None
) -> None:
    """Say what is due to be held against the facts again, by owner: all, or of the states named by their codes.

    Nothing is changed: only a person who has checked writes a new date (cdmanual verify). The exit code is 1 where
    something is due; a calendar, which holds all, ends with 0.
    """
    from cdmanual.editing import reminders
    from cdmanual.editing.calendar import as_calendar
    from cdmanual.publish.inputs import Order, time_and_version

    workspace = open_workspace(root, records, overlay, today)
    chosen = [named_state(workspace, state).upper() for state in states]
    listed = reminders.reminders(workspace.records, workspace.added, chosen)
    if form == "ics":
        epoch, _ = time_and_version(Order(root, workspace.home, root / "build"))
        click.echo(as_calendar(listed, epoch).encode(), nl=False)
        return
    writers = {"text": reminders.as_text, "markdown": reminders.as_markdown, "json": reminders.as_json}
    if said := writers[form](listed, workspace.today):
        click.echo(said)
    click.echo(reminders.tally(listed, workspace.today), err=True)
    sys.exit(1 if any(each.standing(workspace.today) != "fresh" for each in listed) else 0)


KEEPING = (fmt, review)
