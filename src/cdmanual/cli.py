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
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cdmanual.problems import WRITERS, SetupError, count_words, did_you_mean, has_errors

if TYPE_CHECKING:
    from cdmanual.editions import Edition

KINDS = ("answer", "provision", "instrument", "authority", "contact", "channel", "term", "section")
OVERLAY_HELP = "A folder with <state>/officers.yml."
RECORDS_HELP = "Another folder with countries/ and content/regional/."


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
    from cdmanual.records.check import within
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
        click.echo(WRITERS["text"](outcome.problems), err=True)
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


@contextmanager
def _opened(root: Path, records: Path | None, kind: str, overlay: Path | None) -> Iterator[Edition]:
    """The edition of checked records; what is wrong with the records is said, exit code 1."""
    from cdmanual.publish.inputs import Order
    from cdmanual.publish.opening import open_edition

    opened = open_edition(Order(root, records or root, root / "build", kind, overlay))
    if opened.edition is None:
        click.echo(WRITERS["text"](list(opened.problems)), err=True)
        click.echo(f"{count_words(opened.problems)}: mend the records first", err=True)
        sys.exit(1)
    yield opened.edition


def _named_states(edition: Edition, names: tuple[str, ...]) -> list[str]:
    """The ISO codes of states named by code or English name; wrong use where the manual has no such state."""
    known = {name: state.iso for state in edition.manual.states for name in (state.iso, state.name["en"])}
    folded = {name.casefold(): iso for name, iso in known.items()}
    for name in names:
        if name.casefold() not in folded:
            hint = did_you_mean(name, known) or f"the codes are {', '.join(sorted(set(known.values())))}"
            raise click.UsageError(f'there is no state "{name}" in the manual; {hint}')
    return [folded[name.casefold()] for name in names]


def _desk_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that reckon with an edition."""
    for option in (
        click.option(
            "--overlay", type=click.Path(path_type=Path), default=None, help="A folder with <state>/officers.yml."
        ),
        click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP),
        click.option(
            "--edition", "kind", type=click.Choice(("public", "restricted")), default="public", show_default=True
        ),
    ):
        command = option(command)
    return command


@app.command()
@click.argument("states", nargs=-1, required=True)
@click.option(
    "--goods", default="", help="The consignment, by an object of the questionnaire: drugs, weapons, money, …"
)
@click.option("--departure", type=click.DateTime(["%Y-%m-%dT%H:%M"]), default=None, help="In the first state's time.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@_desk_options
@click.pass_obj
def route(
    root: Path,
    states: tuple[str, ...],
    goods: str,
    departure: datetime | None,
    form: str,
    kind: str,
    records: Path | None,
    overlay: Path | None,
) -> None:
    """Plan a route: what each state on the way says, what each border offers, the strictest of all.

    STATES are two or more codes in the order of travel: cdmanual route TR BG RS HU AT --goods drugs
    """
    from cdmanual.manual.brief import route_text
    from cdmanual.manual.desk import desk_facts
    from cdmanual.manual.route import local_times, plan_route

    with _opened(root, records, kind, overlay) as edition:
        chosen = _named_states(edition, states)
        if len(chosen) < 2 or any(one == other for one, other in pairwise(chosen)):
            raise click.UsageError("a route has two states or more, none twice in a row: cdmanual route TR BG")
        facts = desk_facts(edition.manual, edition.day, chosen)
        known = [name for name, _ in facts["goods"]]
        if goods and goods not in known:
            raise click.UsageError(f"there are no goods {goods}. {did_you_mean(goods, known) or ', '.join(known)}")
        plan = plan_route(facts, chosen, goods)
        if departure:
            plan["departure"] = local_times(plan, departure)
        said = (
            json.dumps(plan, ensure_ascii=False, indent=2) if form == "json" else route_text(plan, facts, edition.line)
        )
        click.echo(said)


@app.command()
@click.argument("states", nargs=-1, required=True)
@click.option("--question", "questions", multiple=True, help="Only this question, by its id; may be given again.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@_desk_options
@click.pass_obj
def compare(
    root: Path,
    states: tuple[str, ...],
    questions: tuple[str, ...],
    form: str,
    kind: str,
    records: Path | None,
    overlay: Path | None,
) -> None:
    """Set states beside each other: cdmanual compare RS HR --question substitution"""
    from cdmanual.manual.brief import compare_text
    from cdmanual.manual.compare import compare as compare_states
    from cdmanual.manual.desk import desk_facts

    with _opened(root, records, kind, overlay) as edition:
        chosen = list(dict.fromkeys(_named_states(edition, states)))
        known = [question.id for question in edition.manual.questionnaire.questions]
        for question in questions:
            if question not in known:
                raise click.UsageError(f"there is no question {question}. {did_you_mean(question, known)}")
        facts = desk_facts(edition.manual, edition.day, chosen)
        table = compare_states(facts, chosen, questions)
        click.echo(json.dumps(table, ensure_ascii=False, indent=2) if form == "json" else compare_text(table, facts))


@app.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--country", default="", help="Only this state, by its code, as HR.")
@click.option("--question", default="", help="Only this question, by its id, as substitution.")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Only documents of this kind.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--target", type=click.Path(path_type=Path), default=None, help="The build to search (default: build/).")
@click.pass_obj
def search(
    root: Path,
    words: tuple[str, ...],
    country: str,
    question: str,
    kind: str | None,
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
        found = search_index(index, " ".join(words), country, question, kind or "", limit)
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


@app.command("legal-basis")
@click.argument("states", nargs=-1, required=True, metavar="STATE [STATE]")
@click.option("--on", type=_Date(), default=None, help="The day asked about (default: the edition's).")
@click.option("--object", "wanted", default="", help="Only instruments for this object, as weapons.")
@click.option("--cite", is_flag=True, help="With a citation to copy for each article (text; JSON always has them).")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.pass_obj
def legal_basis(
    root: Path, states: tuple[str, ...], on: date | None, wanted: str, cite: bool, form: str, records: Path | None
) -> None:
    """Say on which articles a controlled delivery rested on a day: between two states, or in the law of one."""
    from cdmanual.manual.assemble import assemble
    from cdmanual.manual.legal_basis import legal_basis as find
    from cdmanual.publish import legal
    from cdmanual.publish.inputs import Order, edition_file, time_and_version
    from cdmanual.publish.labels import Labels
    from cdmanual.records.check import check as check_records
    from cdmanual.records.schemas import Schemas

    schemas, home = Schemas(root / "schemas"), records or root
    day = datetime.fromtimestamp(time_and_version(Order(root, home, root))[0], UTC).date()
    checked, _, problems = check_records(home, schemas, max(day, datetime.now(UTC).date()))
    if has_errors(problems):
        raise SetupError(f"the records have errors ({count_words(problems)}): run cdmanual check")
    manual, labels = assemble(checked), Labels(schemas.by_kind)
    try:
        basis = find(manual, states, (on or day).isoformat(), day.isoformat(), wanted, tuple(labels.of("law-kind")))
    except ValueError as exc:
        raise click.UsageError(str(exc)) from exc
    found = legal.as_data(basis, edition_file(root)["id"], day.isoformat())
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo(legal.as_text(found, manual, labels, cite))


@app.command()
@click.argument("states", nargs=-1)
@click.option("--since", default=None, help="A tag, a commit, or a day as 2026-11-21 (default: the last tag).")
@click.option("--until", default=None, help="A tag, commit or day to end with (default: the records as they stand).")
@click.option("--old", type=click.Path(path_type=Path), default=None, help="An exported file (data/all.json) …")
@click.option("--new", type=click.Path(path_type=Path), default=None, help="… and the one to compare it with.")
@click.option("--edition", "kind", type=click.Choice(("public", "restricted")), default="public", show_default=True)
@click.option("--format", "form", type=click.Choice(("text", "json", "markdown")), default="text", show_default=True)
@click.option("--write", is_flag=True, help="Put the changes into the record of changes, to be read before a commit.")
@click.option("--most", type=click.IntRange(1, 1000), default=5, show_default=True, help="Lines a state with --write.")
@click.pass_obj
def changes(
    root: Path,
    states: tuple[str, ...],
    since: str | None,
    until: str | None,
    old: Path | None,
    new: Path | None,
    kind: str,
    form: str,
    write: bool,
    most: int,
) -> None:
    """Say in plain words what changed in the records, of all states or of those named by their codes.

    Compares the records with those of an earlier tag, commit or day, or one exported file with another. Ends with 0
    whether or not anything changed.
    """
    from cdmanual.publish import history
    from cdmanual.publish.change_lists import WRITERS as FORMS
    from cdmanual.publish.change_lists import UnknownError, note_down

    if (old is None) != (new is None) or (old and (since or until or write)):
        raise click.UsageError("name two exports with --old and --new, or points in time with --since and --until")
    if write and kind != "public":
        raise click.UsageError("the record of changes is public: --write takes no restricted edition")
    try:
        found = history.compare_exports(root, old, new, kind) if old and new else None
        found = found or history.compare_revisions(root, since, until, kind)
        found = found.of(states)
    except UnknownError as exc:
        raise click.UsageError(str(exc)) from exc
    if write:
        count = note_down(root, found, history.day_of_change(root, until), most)
        click.echo(f"{count} line{'' if count == 1 else 's'} added to the record of changes", err=True)
    elif found.changes or form != "text":
        click.echo(FORMS[form](found))
    click.echo(found.tally, err=True)


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
@click.argument("state")
@click.option("--format", "form", type=click.Choice(("text", "markdown")), default="text", show_default=True)
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.pass_obj
def ask(root: Path, state: str, form: str, records: Path | None) -> None:
    """Say what to ask a state next, by its code as RS: its open questions, as a form for its national contact."""
    from cdmanual.editions import PUBLIC
    from cdmanual.manual.asking import ask as ask_state
    from cdmanual.publish.letters import as_markdown, as_text

    with _opened(root, records, PUBLIC, None) as edition:
        chosen = edition.manual.state(_named_states(edition, (state,))[0])
        asking = ask_state(edition.manual, chosen, edition.id, edition.day)
        click.echo((as_markdown if form == "markdown" else as_text)(asking), nl=False)


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
