"""The command line: a command reads its arguments, calls one function and prints.

Exit codes: 0 nothing found, 1 findings, 2 wrong use, 3 the set-up is at fault.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from cdmanual.cli_desk import COMMANDS, OVERLAY_HELP, RECORDS_HELP, Date
from cdmanual.cli_edit import EDITING
from cdmanual.cli_form import FORM
from cdmanual.cli_keep import KEEPING
from cdmanual.cli_print import print_command
from cdmanual.problems import FORMATS, Problem, SetupError, as_text, count_words, did_you_mean, has_errors


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
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="How to write the findings.",
)
@click.option("--today", type=Date(), default=None, help="The day to judge freshness by (default: the clock's).")
@click.option(
    "--records",
    type=click.Path(path_type=Path),
    default=None,
    help=RECORDS_HELP,
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
    from cdmanual.records.check import check as check_records
    from cdmanual.records.schemas import Schemas

    home = records or root
    names = []
    for path in paths:
        if not path.exists() and not (home / path).exists():
            raise click.UsageError(f"{path}: there is no such file or folder")
        full = path.resolve() if path.exists() else (home / path).resolve()
        if not full.is_relative_to(home.resolve()):
            raise click.UsageError(f"{path}: not among the records of {home}")
        names.append(full.relative_to(home.resolve()).as_posix())
    day = today or datetime.now(UTC).date()
    _, _, problems = check_records(home, Schemas(root / "schemas"), day, overlay, names)
    if text := as_text(problems) if form == FORMATS[0] else _written(root, form, problems):
        click.echo(text)
    if form == FORMATS[0]:
        more = "cdmanual explain CODE says why each matters and how to mend it"
        click.echo(f"{count_words(problems)}; {more}" if problems else "no problems found", err=bool(problems))
    sys.exit(1 if has_errors(problems) else 0)


def _written(root: Path, form: str, problems: list[Problem]) -> str:
    """The problems in a form that names what explains them."""
    from cdmanual.explanations import read_explanations
    from cdmanual.reports import WRITERS, Guide
    from cdmanual.settings import read_settings

    guide = Guide(read_explanations(root / "content" / "problems.yml"), read_settings(root).site)
    return WRITERS[form](problems, guide)


@app.command()
@click.option("--edition", "kind", type=click.Choice(("public", "restricted")), default="public", show_default=True)
@click.option("--overlay", type=click.Path(path_type=Path), default=None, help=OVERLAY_HELP)
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.option("--target", type=click.Path(path_type=Path), default=None, help="Where to build (default: build/).")
@click.option("--force", is_flag=True, help="Build even when nothing changed.")
@click.pass_obj
def build(root: Path, kind: str, overlay: Path | None, records: Path | None, target: Path | None, force: bool) -> None:
    """Build the site, the search index, the PDF and the data.

    Nothing is made when no input changed. A problem in a record leaves the last build untouched.
    """
    from cdmanual.publish.inputs import Order, is_current

    order = Order(root, records or root, target or root / "build", kind, overlay)
    if not force and is_current(order):
        click.echo(f"Nothing changed since the last build in {order.target}.")
        return
    from cdmanual.publish.build import build as build_all  # heavy: only when there is something to do

    with _progress() as stage:
        outcome = build_all(order, stage)
    if outcome.failed:
        click.echo(as_text(outcome.problems), err=True)
        click.echo(f"{count_words(outcome.problems)}: nothing was built, the last build is untouched", err=True)
        sys.exit(1)
    click.echo(
        f"Built the {kind} edition: {outcome.pages} pages, {count_words(outcome.problems)} in the records.\n"
        f"  site    {order.target / 'site' / 'index.html'}  (open it in a browser)\n"
        f"  manual  {order.target / 'manual.pdf'}\n"
        f"  data    {order.target / 'data'}\n"
        f'  search  cdmanual search "who authorises in croatia"'
    )


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Shows the stage that runs, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status("Starting") as status:

        def show(stage: str) -> None:
            status.console.print(stage)  # a line that stays: a short stage would flash by unseen in the status alone
            status.update(stage)

        yield show


@app.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--country", default="", help="Only this state, by its code, as HR.")
@click.option("--question", default="", help="Only this question, by its id, as substitution.")
@click.option("--kind", default="", help="Only documents of this kind, as answer or authority.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--target", type=click.Path(path_type=Path), default=None, help="The build to search (default: build/).")
@click.pass_obj
def search(
    root: Path,
    words: tuple[str, ...],
    country: str,
    question: str,
    kind: str,
    limit: int,
    form: str,
    target: Path | None,
) -> None:
    """Search the manual, in any language and script: states, questions, articles, authorities.

    Typing errors are repaired; "who can authorise in bosnia" is understood as well as "BA authorisation".
    """
    from cdmanual.search.index import Index
    from cdmanual.search.ranking import search as search_index

    with closing(Index((target or root / "build") / "search")) as index:
        kinds = index.table["labels"]["kind"]
        if kind and kind not in kinds:
            raise click.UsageError(f"there is no kind {kind}. {did_you_mean(kind, kinds) or ', '.join(kinds)}")
        found = search_index(index, " ".join(words), country, question, kind, limit)
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        if found["corrected"]:
            click.echo(f"understood as: {found['corrected']}", err=True)
        for result in found["results"]:
            status = f" [{result['status']}]" if result["status"] else ""
            basis = f" ({result['basis']})" if result["basis"] else ""
            click.echo(click.style(result["title"], bold=True) + status)
            click.echo(f"   {result['text']}{basis}\n   {result['url']}")
        click.echo(f"{found['total']} found" if found["total"] else "nothing found; try one word less", err=True)
    sys.exit(0 if found["results"] else 1)


@app.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on; keep it on this machine."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option("--target", type=click.Path(path_type=Path), default=None, help="The build to serve (default: build/).")
@click.pass_obj
def serve(root: Path, host: str, port: int, target: Path | None) -> None:
    """Serve the built site and GET /api/search on this machine."""
    from cdmanual.serve import run

    run(target or root / "build", host, port)


@app.command()
@click.argument("code", required=False)
@click.pass_obj
def explain(root: Path, code: str | None) -> None:
    """Say what a problem code means and how to mend it; without a code, list them all."""
    from cdmanual.explanations import read_explanations

    known = read_explanations(root / "content" / "problems.yml")
    if code is None:
        for name, explanation in known.items():
            click.echo(f"{name:24} {explanation.title}")
        return
    if code not in known:
        raise click.UsageError(f"there is no problem {code}. {did_you_mean(code, known)}")
    click.echo(known[code].as_text(code))


for command in (*COMMANDS, print_command, *EDITING, *KEEPING, *FORM):
    app.add_command(command)


def main() -> None:
    """Run the command line; what is wrong with the set-up is said in one line, exit code 3."""
    gc.disable()  # a command is short: collecting takes a tenth of its time and frees little
    try:
        app(standalone_mode=True)
    except SetupError as exc:
        click.echo(f"cdmanual: {exc}", err=True)
        sys.exit(3)
    except OSError as exc:
        click.echo(f"cdmanual: {exc.filename or 'the system'}: {exc.strerror or exc}", err=True)
        sys.exit(3)
