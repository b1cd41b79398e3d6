"""Open an edition: read and check the records, assemble the manual, keep what the edition may show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from cdmanual.editions import Edition, make_edition
from cdmanual.manual.assemble import assemble
from cdmanual.manual.changelog import Entry, read_changelog
from cdmanual.problems import Problem, has_errors
from cdmanual.publish.inputs import Order, time_and_version
from cdmanual.records.check import check
from cdmanual.records.places import Places, places_of
from cdmanual.records.schemas import Schemas
from cdmanual.settings import read_settings


@dataclass(frozen=True, slots=True)
class Opened:
    """An edition with the schemas it was read by, the problems found and its time; None where errors forbid it.

    ``log`` is the record of changes; ``places`` says where in the records things stand, ``edit`` where those are
    edited.
    """

    edition: Edition | None
    schemas: Schemas
    problems: tuple[Problem, ...]
    epoch: int
    log: tuple[Entry, ...] = ()
    places: Places = field(default_factory=Places)
    edit: str = ""


def open_edition(order: Order) -> Opened:
    """The edition that an order names. SetupError when there is no project in its folder."""
    epoch, version = time_and_version(order)
    day = datetime.fromtimestamp(epoch, UTC).date()
    schemas = Schemas(order.root / "schemas")
    # An editor writes today's date into a record before any commit has it: only the check may look at the clock.
    today = max(day, datetime.now(UTC).date())
    records, overlay, problems = check(order.records, schemas, today, order.overlay)
    if has_errors(problems):
        return Opened(None, schemas, tuple(problems), epoch)
    settings = read_settings(order.root)
    manual = assemble(records, overlay)
    edition = make_edition(manual, order.kind, settings.id, version, day, settings.site)
    return Opened(edition, schemas, tuple(problems), epoch, read_changelog(records), places_of(records), settings.edit)
