"""The commands that write records: update, verify, new.

Like those of cli.py, each reads its arguments, calls one function and prints.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdmanual.cli_desk import RECORDS_HELP, Date
from cdmanual.cli_records import OFFICERS_HELP, TODAY_HELP, Day, named_state, open_workspace, write_checked
from cdmanual.problems import as_text, did_you_mean

if TYPE_CHECKING:
    from cdmanual.records.schemas import Schemas


def _editing_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that write who verified something."""
    for option in (
        click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP),
        click.option(
            "--overlay",
            type=click.Path(path_type=Path),
            default=None,
            help=OFFICERS_HELP,
        ),
        click.option("--method", default=None, help="How: call, letter, web or public-sources."),
        click.option("--by", default=None, help="Who verified it: national-authority, secretariat or desk-research."),
        click.option("--on", type=Day(), default=None, help="The day on which it was verified: 2026-11-21, or today."),
        click.option("--today", type=Date(), default=None, is_eager=True, help=TODAY_HELP),
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
    """Give fields of one entry new values: cdmanual update RS authorities/police phone +381…

    ENTRY is a file and an id in it: authorities/ministry-of-justice, procedure/deadline, legislation/cpc/181.
    FIELD is a key (note, name.en), or the kind of a contact (phone, of several phone.2).

    Nothing is written where a check would find an error in the result.
    """
    from cdmanual.editing.update import Evidence, NoDateError
    from cdmanual.editing.update import update as update_entry

    if len(pairs) % 2:
        raise click.UsageError(f"{pairs[-1]}: name a field and its new value, as phone +381113613702")
    workspace = open_workspace(root, records, overlay, today)
    key, named = named_state(workspace, state), list(zip(pairs[::2], pairs[1::2], strict=True))
    evidence = Evidence(sources, as_of, _verification(workspace.schemas, on, by, method, needed=False))
    with _wrong_use():
        try:
            outcome = update_entry(workspace, key, entry, named, evidence, add)
        except NoDateError:
            evidence = replace(evidence, verified=_verification(workspace.schemas, on, by, method, needed=True))
            outcome = update_entry(workspace, key, entry, named, evidence, add)
    write_checked(workspace, [outcome.rewrite], outcome.notes)


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

    workspace = open_workspace(root, records, overlay, today)
    verified = _verification(workspace.schemas, on, by, method, needed=True) or {}
    with _wrong_use():
        rewrites = verify_entry(workspace, named_state(workspace, state), entry, verified)
    write_checked(workspace, rewrites)


@click.group()
def new() -> None:
    """Begin a record that is not there yet."""


@new.command("country")
@click.argument("code")
@click.option(
    "--on", type=Day(), required=True, help="The day on which you begin, as 2026-11-28 or today; the files bear it."
)
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.option("--today", type=Date(), default=None, is_eager=True, help=TODAY_HELP)
@click.pass_obj
def new_country(root: Path, code: str, on: date, records: Path | None, today: date | None) -> None:
    """Begin the record of a state, by its ISO code: six files with every question open, and its rows in the tables.

    What CLDR knows of the state is filled in; a check points at what only you can say.
    """
    from cdmanual.editing.record_file import write
    from cdmanual.editing.skeleton import new_state

    workspace = open_workspace(root, records, None, today)
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


# ---------------------------------------------------------------- what they share


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
            f"say when it was verified, by whom and how, as {example}; missing: {', '.join(missing)}"
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


EDITING = (update, verify, new)
