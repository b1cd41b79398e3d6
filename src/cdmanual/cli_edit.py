"""The commands for editors: fmt, update, verify and new write records, review says what is due.

Like those of cli.py, each reads its arguments, calls one function and prints.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdmanual.cli_desk import RECORDS_HELP, Date
from cdmanual.problems import as_text, count_words, did_you_mean, has_errors, visible

if TYPE_CHECKING:
    from cdmanual.editing.record_file import Rewrite
    from cdmanual.editing.workspace import Workspace
    from cdmanual.records.schemas import Schemas


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


class Day(Date):
    """A date, or the word today: said by the person, so that no date is ever written that nobody named."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if value == "today":
            given = (ctx.params.get("today") if ctx else None) or datetime.now(UTC).date()
            return super().convert(given, param, ctx)
        return super().convert(value, param, ctx)


def _editing_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that write who verified something."""
    for option in (
        click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP),
        click.option(
            "--overlay",
            type=click.Path(path_type=Path),
            default=None,
            help="Officers stand in this folder, as <state>/officers.yml.",
        ),
        click.option("--method", default=None, help="How: call, letter, web or public-sources."),
        click.option("--by", default=None, help="Who verified it: national-authority, secretariat or desk-research."),
        click.option("--on", type=Day(), default=None, help="The day on which it was verified: 2026-11-21, or today."),
        click.option(
            "--today", type=Date(), default=None, is_eager=True, help="The day to judge by (default: the clock's)."
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("state")
@click.argument("entry")
@click.argument("pairs", nargs=-1, required=True, metavar="FIELD VALUE [FIELD VALUE]...")
@click.option(
    "--source", "sources", multiple=True, help="The source's id; again for another. They replace those named."
)
@click.option("--as-of", default="", help="The state of things that the source shows: 2026, 2026-11-21, or null.")
@click.option("--add", is_flag=True, help="Add a contact beside those that are there.")
@_editing_options
@click.pass_obj
def update(
    root: Path,
    state: str,
    entry: str,
    pairs: tuple[str, ...],
    sources: tuple[str, ...],
    as_of: str,
    add: bool,
    on: date | None,
    by: str | None,
    method: str | None,
    overlay: Path | None,
    records: Path | None,
    today: date | None,
) -> None:
    """Give fields of one entry new values: cdmanual update RS officers/duty-desk phone +381…

    ENTRY is a file and an id in it: authorities/ministry-of-justice, procedure/deadline, legislation/cpc/181.
    FIELD is a key (note, name.en), or the kind of a contact (phone, of several phone.2).

    Nothing is written where a check would find an error in the result.
    """
    from cdmanual.editing.update import Evidence, NoDateError
    from cdmanual.editing.update import update as update_entry

    if len(pairs) % 2:
        raise click.UsageError(f"{pairs[-1]}: name a field and its new value, as phone +381113613702")
    workspace = _workspace(root, records, overlay, today)
    key, named = _state(workspace, state), list(zip(pairs[::2], pairs[1::2], strict=True))
    evidence = Evidence(sources, as_of, _verification(workspace.schemas, on, by, method, needed=False))
    with _wrong_use():
        try:
            outcome = update_entry(workspace, key, entry, named, evidence, add)
        except NoDateError:
            evidence = replace(evidence, verified=_verification(workspace.schemas, on, by, method, needed=True))
            outcome = update_entry(workspace, key, entry, named, evidence, add)
    _write_checked(root, workspace, [outcome.rewrite], outcome.notes)


@click.command()
@click.argument("state")
@click.argument("entry", required=False, default="")
@_editing_options
@click.pass_obj
def verify(
    root: Path,
    state: str,
    entry: str,
    on: date | None,
    by: str | None,
    method: str | None,
    overlay: Path | None,
    records: Path | None,
    today: date | None,
) -> None:
    """Write down that you held a record against the facts: cdmanual verify RS procedure --by secretariat …

    ENTRY is a file (all six where none is named), an entry of it as officers/duty-desk, or one of its contacts as
    officers/duty-desk/phone. The day is yours: --on is never filled in for you.
    """
    from cdmanual.editing.update import verify as verify_entry

    workspace = _workspace(root, records, overlay, today)
    verified = _verification(workspace.schemas, on, by, method, needed=True) or {}
    with _wrong_use():
        rewrites = verify_entry(workspace, _state(workspace, state), entry, verified)
    _write_checked(root, workspace, rewrites, ())


@click.group()
def new() -> None:
    """Begin a record that is not there yet."""


@new.command("country")
@click.argument("code")
@click.option(
    "--on", type=Day(), required=True, help="The day on which you begin, as 2026-11-28 or today; the files bear it."
)
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.option("--today", type=Date(), default=None, is_eager=True, help="The day to judge by (default: the clock's).")
@click.pass_obj
def new_country(root: Path, code: str, on: date, records: Path | None, today: date | None) -> None:
    """Begin the record of a state, by its ISO code: six files with every question open, and its rows in the tables.

    What CLDR knows of the state is filled in; a check points at what only you can say.
    """
    from cdmanual.editing.record_file import write
    from cdmanual.editing.skeleton import new_state

    workspace = _workspace(root, records, None, today)
    try:
        rewrites = new_state(workspace, code.upper(), on.isoformat())
    except ValueError as exc:
        raise click.UsageError(str(exc)) from exc
    found = workspace.faults(rewrites)
    write(rewrites)
    files = [rewrite.name for rewrite in rewrites if rewrite.before is None]
    click.echo("\n".join(files))
    if found:
        click.echo(f"\nStill to be said (cdmanual check):\n{as_text(found)}")
    click.echo(_NEXT.format(tables=len(rewrites) - len(files), code=code.upper()))


_NEXT = """
Next:
  1. Mend what the check points at; each place has a line with TODO above it.
  2. {tables} tables of treaties and channels now say not-established for {code}: look each up in content/regional/.
  3. Answer the questions that you have a source for; cdmanual ask {code} writes a form for the rest.
  4. Name who reviews changes to the state, as owners: in its country.yml."""


@click.command()
@click.argument("states", nargs=-1)
@click.option("--today", type=Date(), default=None, help="The day to judge by (default: the clock's).")
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

    workspace = _workspace(root, records, overlay, today)
    chosen = [_state(workspace, state).upper() for state in states]
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


# ---------------------------------------------------------------- what they share


def _workspace(root: Path, records: Path | None, overlay: Path | None, today: date | None) -> Workspace:
    from cdmanual.editing.workspace import Workspace
    from cdmanual.records.schemas import Schemas

    return Workspace(records or root, Schemas(root / "schemas"), today or datetime.now(UTC).date(), overlay)


def _state(workspace: Workspace, name: str) -> str:
    """The folder of a state that was named by its code, in any case."""
    if name.lower() not in workspace.records.states:
        known = [key.upper() for key in workspace.records.states]
        hint = did_you_mean(name.upper(), known) or f"the codes are {', '.join(known)}"
        raise click.UsageError(f'there is no state "{name}" in the manual; {hint}')
    return name.lower()


def _verification(
    schemas: Schemas, on: date | None, by: str | None, method: str | None, needed: bool
) -> dict[str, str] | None:
    """Who verified it, when and how; what was left out is asked for on a terminal and wrong use elsewhere."""
    given = {"on": on.isoformat() if on else None, "by": by, "method": method}
    if not needed and not any(given.values()):
        return None
    missing = [f"--{name}" for name, value in given.items() if value is None]
    if missing and not sys.stdin.isatty():
        example = "--on 2026-11-28 --by national-authority --method call"
        raise click.UsageError(
            f"say when it was verified, by whom and how, as {example}; {', '.join(missing)} is missing"
        )
    form = schemas.by_kind["common"]["$defs"]["verified"]["properties"]
    said: dict[str, str] = {}
    for name, value in given.items():
        known = [choice["const"] for choice in form[name].get("oneOf", ())]
        if value is None and not known:
            value = str(click.prompt("Verified on (as 2026-11-28, or today)", type=Day()))
        elif value is None:
            value = click.prompt(form[name]["title"], type=click.Choice(known))
        if known and value not in known:
            hint = did_you_mean(value, known) or f"one of {', '.join(known)}"
            raise click.UsageError(f"--{name} {value}: {hint}")
        said[name] = value
    return said


@contextmanager
def _wrong_use() -> Iterator[None]:
    """A name that leads nowhere is wrong use."""
    from cdmanual.editing.target import UnknownTargetError

    try:
        yield
    except UnknownTargetError as exc:
        raise click.UsageError(str(exc)) from exc


def _write_checked(root: Path, workspace: Workspace, rewrites: Sequence[Rewrite], notes: Sequence[str]) -> None:
    """Write what changed, unless a check would find an error in it; say what it was in words and as a difference."""
    from cdmanual.editing.record_file import MovedOnError, write
    from cdmanual.publish.labels import Labels

    changed = [rewrite for rewrite in rewrites if rewrite.before != rewrite.after]
    if not changed:
        click.echo("Nothing to write: the record says so already.", err=True)
        return
    found = workspace.faults(changed)
    if has_errors(found):
        click.echo(as_text(found))
        click.echo(f"{count_words(found)}: nothing was written", err=True)
        sys.exit(1)
    words = workspace.words(changed, Labels(workspace.schemas.by_kind))
    try:
        write(changed)
    except MovedOnError as exc:
        click.echo(str(exc), err=True)
        sys.exit(1)
    for line in dict.fromkeys(visible(change.sentence) for change in words):
        click.echo(line)
    for rewrite in changed:
        click.echo(rewrite.diff)
    for note in notes:
        click.echo(f"Note: {note}", err=True)
    if found:
        click.echo(as_text(found), err=True)
    click.echo(f"Written: {', '.join(rewrite.name for rewrite in changed)}", err=True)


EDITING = (fmt, update, verify, new, review)
