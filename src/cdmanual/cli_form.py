"""The commands around the form: edit opens it, apply brings in a change that it wrote elsewhere."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path

import click

from cdmanual.cli_desk import RECORDS_HELP, Date
from cdmanual.cli_records import OFFICERS_HELP, TODAY_HELP, open_workspace, write_checked


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes any free one.")
@click.option("--no-browser", is_flag=True, help="Only say the address; do not open it.")
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.option(
    "--overlay",
    type=click.Path(path_type=Path),
    default=None,
    help=OFFICERS_HELP,
)
@click.option(
    "--outbox", type=click.Path(path_type=Path), default=None, help="Where changes to be sent are written, without git."
)
@click.pass_obj
def edit(
    root: Path, port: int, no_browser: bool, records: Path | None, overlay: Path | None, outbox: Path | None
) -> None:
    """Open the form: change records in a browser on this machine, without YAML and without git.

    What is typed is checked at once, kept when the tab closes, and saved as a commit on a branch of its own; outside a
    git checkout, as a file for cdmanual apply. Only this machine can reach the form, and only by the address shown.
    """
    from cdmanual.editing.drafts import Drafts, state_folder
    from cdmanual.editing.form.app import Form
    from cdmanual.editing.form.desk import Desk, Setting
    from cdmanual.editing.form.pages import Pages
    from cdmanual.editing.form.run import run
    from cdmanual.publish.labels import Labels
    from cdmanual.records.schemas import Schemas

    home, state = records or root, state_folder(os.environ)
    schemas, templates = Schemas(root / "schemas"), root / "content" / "form"
    setting = Setting(home, schemas, Labels(schemas.by_kind), _now, outbox or state / "outbox", overlay)
    desk = Desk(setting)
    states = desk.workspace.records.states
    form = Form(desk, Drafts(state, home), Pages(templates), templates)

    def announce(address: str) -> None:
        click.echo(f"{len(states)} states. Open this address; it is good once:\n\n  {address}\n\nCtrl-C ends the form.")
        if not no_browser and sys.stdout.isatty():
            click.launch(address)

    run(form, port, announce)


def _now() -> datetime:
    return datetime.now().astimezone()


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--no-commit", is_flag=True, help="Write the records, and leave the commit to you.")
@click.option("--records", type=click.Path(path_type=Path), default=None, help=RECORDS_HELP)
@click.option("--overlay", type=click.Path(path_type=Path), default=None, help="The folder of a change of officers.")
@click.option("--today", type=Date(), default=None, help=TODAY_HELP)
@click.pass_obj
def apply(
    root: Path, file: Path, no_commit: bool, records: Path | None, overlay: Path | None, today: date | None
) -> None:
    """Bring in a change that the form wrote elsewhere, as a commit on a branch of its own.

    Where a record has moved on since, what still fits is made; where the same was changed here too, nothing is, and
    the difference is shown.
    """
    from cdmanual.editing.change_file import LARGEST_FILE, ChangeFileError, from_json
    from cdmanual.editing.change_file import apply as apply_change

    workspace = open_workspace(root, records, overlay, today)
    try:
        with file.open("rb") as stream:
            change = from_json(stream.read(LARGEST_FILE + 1))
        applied = apply_change(workspace, change)
    except ChangeFileError as exc:
        raise click.UsageError(f"{file}: {exc}") from exc
    click.echo(f"{change.title} (made on {change.made_on})", err=True)
    for name in applied.moved:
        click.echo(f"{name} has changed since the change was made.", err=True)
    if applied.clashes:
        for met in applied.clashes:
            click.echo(f"{met.file}: {met.field}\n  was  {met.was}\n  here {met.here}\n  new  {met.new}")
        click.echo("The same was changed here too: nothing was written. Make the change anew on this state.", err=True)
        sys.exit(1)
    rewrites = [rewrite for rewrite in applied.rewrites if rewrite.before != rewrite.after]
    paths = [rewrite.path for rewrite in rewrites]
    dirty = _dirty(paths) if paths else []
    words = write_checked(workspace, rewrites)
    if no_commit or dirty:
        why = f"; {', '.join(dirty)} held changes that no commit has" if dirty else ""
        click.echo(f"Not committed{why}.", err=True)
        return
    _commit(paths, words, change.title, rewrites[0].key)


def _dirty(paths: list[Path]) -> list[str]:
    from cdmanual.editing.checkout import Checkout

    checkout = Checkout.of(paths[0].parent)
    return checkout.dirty(paths) if checkout else []


def _commit(paths: list[Path], words: list[str], title: str, key: str) -> None:
    from cdmanual.editing.checkout import Checkout, GitError, message

    checkout = Checkout.of(paths[0].parent)
    if checkout is None:
        click.echo("Written; there is no git checkout here to commit it in.", err=True)
        return
    try:
        commit = checkout.commit(paths, message(words, title), f"{key}-{_now():%Y-%m-%d}")
    except GitError as exc:
        click.echo(f"Written, but git did not commit it: {exc}", err=True)
        sys.exit(1)
    click.echo(f"Committed as {commit.name} on the branch {commit.branch}. To open a pull request:", err=True)
    for step in checkout.steps(commit.branch):
        click.echo(f"  {step}", err=True)


FORM = (edit, apply)
