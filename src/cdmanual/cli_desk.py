"""The commands that answer from the records: route, compare, legal-basis, changes, ask.

Like those of cli.py, each reads its arguments, calls one function and prints.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cdmanual.problems import as_text, count_words, did_you_mean

if TYPE_CHECKING:
    from cdmanual.editions import Edition
    from cdmanual.publish.printing.sections import Section
    from cdmanual.publish.printing.values import Values

OVERLAY_HELP = "A folder with <state>/officers.yml."
OUTPUT_HELP = "The file to write, for a format that is no text."
FILES = ("docx", "pdf")
RECORDS_HELP = "Another folder with countries/ and content/regional/."


class Date(click.ParamType[date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-11-21", param, ctx)


@contextmanager
def opened(root: Path, records: Path | None, kind: str, overlay: Path | None) -> Iterator[Edition]:
    """The edition of checked records; what is wrong with the records is said, exit code 1."""
    from cdmanual.publish.inputs import Order
    from cdmanual.publish.opening import open_edition

    opened = open_edition(Order(root, records or root, root / "build", kind, overlay))
    if opened.edition is None:
        click.echo(as_text(opened.problems), err=True)
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


def _need_output(form: str, output: Path | None, example: str) -> None:
    """Wrong use where a format that is no text has no file to go to, or a text has one."""
    if (form in FILES) != (output is not None):
        raise click.UsageError(
            f"{' and '.join(FILES)} go into a file, named by --output, and nothing else does: {example}"
        )


def _print_paper(root: Path, edition: Edition, paper: Callable[[Values], Section], output: Path) -> None:
    """Set one paper in type and write it."""
    from tempfile import TemporaryDirectory

    from cdmanual.publish.labels import Labels
    from cdmanual.publish.printing.book import print_paper
    from cdmanual.publish.printing.values import Values
    from cdmanual.records.schemas import Schemas

    values = Values.of(edition, Labels(Schemas(root / "schemas").by_kind))
    with TemporaryDirectory() as folder:
        print_paper(paper(values), values, root / "content" / "print", Path(folder), output)


def desk_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that reckon with an edition."""
    for option in (
        click.option("--overlay", type=click.Path(path_type=Path), default=None, help=OVERLAY_HELP),
        click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP),
        click.option(
            "--edition", "kind", type=click.Choice(("public", "restricted")), default="public", show_default=True
        ),
    ):
        command = option(command)
    return command


def _as_json(edition: Edition, found: dict[str, Any]) -> str:
    """An answer as JSON, with the edition that gave it."""
    head = {"schema_version": 1, "edition": edition.id, "day": edition.day.isoformat()}
    return json.dumps({**head, **found}, ensure_ascii=False, indent=2)


@click.command()
@click.argument("states", nargs=-1, required=True)
@click.option(
    "--goods", default="", help="The consignment, by an object of the questionnaire: drugs, weapons, money, …"
)
@click.option("--departure", type=click.DateTime(["%Y-%m-%dT%H:%M"]), default=None, help="In the first state's time.")
@click.option("--format", "form", type=click.Choice(("text", "json", "pdf")), default="text", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help=OUTPUT_HELP)
@desk_options
@click.pass_obj
def route(
    root: Path,
    states: tuple[str, ...],
    goods: str,
    departure: datetime | None,
    form: str,
    output: Path | None,
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

    _need_output(form, output, "cdmanual route TR BG --format pdf --output route.pdf")
    with opened(root, records, kind, overlay) as edition:
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
        if output:
            from cdmanual.publish.printing.routes import brief

            _print_paper(root, edition, lambda values: brief(values, plan, facts), output)
            click.echo(f"written: {output}")
            return
        click.echo(_as_json(edition, plan) if form == "json" else route_text(plan, facts, edition.line))


@click.command()
@click.argument("states", nargs=-1, required=True)
@click.option("--question", "questions", multiple=True, help="Only this question, by its id; may be given again.")
@click.option("--format", "form", type=click.Choice(("text", "json", "csv")), default="text", show_default=True)
@desk_options
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
    from cdmanual.manual.brief import compare_rows, compare_text
    from cdmanual.manual.compare import compare as compare_states
    from cdmanual.manual.desk import desk_facts

    with opened(root, records, kind, overlay) as edition:
        chosen = list(dict.fromkeys(_named_states(edition, states)))
        known = [question.id for question in edition.manual.questionnaire.questions]
        for question in questions:
            if question not in known:
                raise click.UsageError(f"there is no question {question}. {did_you_mean(question, known)}")
        facts = desk_facts(edition.manual, edition.day, chosen)
        table = compare_states(facts, chosen, questions)
        if form == "csv":
            from cdmanual.publish.data import as_csv

            click.echo(as_csv(compare_rows(table, facts)), nl=False)
        else:
            click.echo(_as_json(edition, table) if form == "json" else compare_text(table, facts))


@click.command("legal-basis")
@click.argument("states", nargs=-1, required=True, metavar="STATE [STATE]")
@click.option("--on", type=Date(), default=None, help="The day asked about (default: the edition's).")
@click.option("--object", "wanted", default="", help="Only instruments for this object, as weapons.")
@click.option("--cite", is_flag=True, help="With a citation to copy for each article (text; JSON always has them).")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.pass_obj
def legal_basis(
    root: Path, states: tuple[str, ...], on: date | None, wanted: str, cite: bool, form: str, records: Path | None
) -> None:
    """Say on which articles a controlled delivery rested on a day: between two states, or in the law of one."""
    from cdmanual.editions import PUBLIC
    from cdmanual.manual.legal_basis import legal_basis as find
    from cdmanual.publish import legal
    from cdmanual.publish.labels import Labels
    from cdmanual.records.schemas import Schemas

    with opened(root, records, PUBLIC, None) as edition:
        labels, day = Labels(Schemas(root / "schemas").by_kind), edition.day.isoformat()
        try:
            asked = on.isoformat() if on else day
            basis = find(edition.manual, states, asked, day, wanted, tuple(labels.of("law-kind")))
        except ValueError as exc:
            raise click.UsageError(str(exc)) from exc
        found = legal.as_data(basis, edition.id, day)
        if form == "json":
            click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            click.echo(legal.as_text(found, edition.manual, labels, cite))


@click.command()
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


@click.command()
@click.argument("state")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "json", *FILES)),
    default="text",
    show_default=True,
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help=OUTPUT_HELP)
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.pass_obj
def ask(root: Path, state: str, form: str, output: Path | None, records: Path | None) -> None:
    """Say what to ask a state next, by its code as RS: its open questions, as a form for its national contact."""
    from cdmanual.editions import PUBLIC
    from cdmanual.manual.asking import ask as ask_state
    from cdmanual.publish.letters import WRITERS as FORMS

    _need_output(form, output, "cdmanual ask RS --format docx --output rs.docx")
    with opened(root, records, PUBLIC, None) as edition:
        chosen = edition.manual.state(_named_states(edition, (state,))[0])
        if output and form == "docx":
            from cdmanual.publish.word.documents import form_facts
            from cdmanual.publish.word.form import write_form

            write_form(form_facts(edition, chosen), output)
        elif output:
            from cdmanual.publish.printing.forms import form as form_of

            _print_paper(root, edition, lambda values: form_of(values, chosen), output)
        else:
            click.echo(FORMS[form](ask_state(edition.manual, chosen, edition.id, edition.day)), nl=False)
            return
    click.echo(f"written: {output}")


COMMANDS = (route, compare, legal_basis, changes, ask)
