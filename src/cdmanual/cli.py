"""The command line: a command reads its arguments, calls one function and prints.

Exit codes: 0 nothing found, 1 findings, 2 wrong use, 3 the set-up is at fault.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from cdmanual.problems import WRITERS, SetupError, count_words, has_errors


class _Date(click.ParamType[date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-11-21", param, ctx)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root", type=click.Path(path_type=Path), default=Path(), show_default="this folder", help="The project's folder."
)
@click.version_option(package_name="cdmanual")
@click.pass_context
def app(context: click.Context, root: Path) -> None:
    """The Controlled-Delivery Manual: check its records, build it, search it."""
    context.obj = root


@app.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(WRITERS)),
    default="text",
    show_default=True,
    help="How to write the findings.",
)
@click.option("--today", type=_Date(), default=None, help="The day to judge freshness by (default: the clock's).")
@click.option(
    "--records",
    type=click.Path(path_type=Path),
    default=None,
    help="Another folder with countries/ and content/regional/.",
)
@click.option(
    "--overlay", type=click.Path(path_type=Path), default=None, help="An overlay folder to check with the records."
)
@click.pass_obj
def check(
    root: Path, paths: tuple[Path, ...], form: str, today: date | None, records: Path | None, overlay: Path | None
) -> None:
    """Check the records: all, or those of the files and folders named.

    Every problem of every file is shown in one run, with file, line and column.
    """
    from cdmanual.records.load import check as check_records
    from cdmanual.records.load import within
    from cdmanual.records.schemas import Schemas

    home = records or root
    _, _, problems = check_records(home, Schemas(root / "schemas"), today or datetime.now(UTC).date(), overlay)
    if paths:
        names = []
        for path in paths:
            if not path.exists() and not (home / path).exists():
                raise click.UsageError(f"{path}: there is no such file or folder")
            full = path.resolve() if path.exists() else (home / path).resolve()
            if not full.is_relative_to(home.resolve()):
                raise click.UsageError(f"{path}: not among the records of {home}")
            names.append(full.relative_to(home.resolve()).as_posix())
        problems = [p for p in problems if "." in names] or within(problems, names)
    text = WRITERS[form](problems)
    if text:
        click.echo(text)
    if form == "text":
        click.echo(f"{count_words(problems)}" if problems else "no problems found", err=bool(problems))
    sys.exit(1 if has_errors(problems) else 0)


def main() -> None:
    """Run the command line; what is wrong with the set-up is said in one line, exit code 3."""
    try:
        app(standalone_mode=True)
    except SetupError as exc:
        click.echo(f"cdmanual: {exc}", err=True)
        sys.exit(3)
