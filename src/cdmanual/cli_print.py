"""The command that prints: numbered copies, and amendments to what a binder holds."""

from __future__ import annotations

from pathlib import Path

import click

from cdmanual.cli_desk import desk_options, opened


@click.command("print")
@click.option("--since", default=None, help="What the binder holds: a tag, a commit or a day. Prints an amendment.")
@click.option(
    "--since-overlay",
    type=click.Path(path_type=Path),
    default=None,
    help="The overlay that the binder was printed from, as it was then; without it every post counts as new.",
)
@click.option("--copy", default=None, help="The number of this copy; it stands on every page.")
@click.option("--target", type=click.Path(path_type=Path), default=Path("build-print"), show_default=True)
@desk_options
@click.pass_obj
def print_command(
    root: Path,
    since: str | None,
    since_overlay: Path | None,
    copy: str | None,
    target: Path,
    kind: str,
    records: Path | None,
    overlay: Path | None,
) -> None:
    """Print the manual, chapters, cards and forms into a folder of their own.

    With --since, black bars stand beside what changed, and amendment.pdf says which leaves to exchange, and why, and
    holds the new ones: cdmanual print --since 2026.1
    """
    from cdmanual.publish.change_lists import UnknownError
    from cdmanual.publish.copies import print_copies
    from cdmanual.publish.history import Binder
    from cdmanual.publish.inputs import Order
    from cdmanual.publish.labels import Labels
    from cdmanual.records.schemas import Schemas

    if copy is not None and not (copy.isascii() and copy.isalnum() and len(copy) <= 12):
        raise click.UsageError(f"--copy {copy!r}: give a number of up to twelve letters and figures, as 7 or A12")
    if since_overlay and not since:
        raise click.UsageError("--since-overlay goes with --since, which names what the binder holds")
    binder = Binder(since, since_overlay) if since else None
    with opened(root, records, kind, overlay) as edition:
        labels = Labels(Schemas(root / "schemas").by_kind)
        try:
            print_copies(Order(root, records or root, target, kind, overlay), edition, labels, binder, copy)
        except UnknownError as exc:
            raise click.UsageError(str(exc)) from exc
    click.echo(
        f"  manual     {target / 'manual.pdf'}\n  chapters   {target / 'countries'}\n  cards      {target / 'cards'}"
    )
    if since:
        click.echo(f"  amendment  {target / 'amendment.pdf'}")
