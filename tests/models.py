"""The fictitious manual as data, without a build: schemas, checked records, manual, editions and labels."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from cdmanual.editions import PUBLIC, Edition, make_edition
from cdmanual.manual.assemble import assemble
from cdmanual.manual.model import Manual
from cdmanual.problems import as_text, has_errors
from cdmanual.publish.labels import Labels
from cdmanual.records.check import check
from cdmanual.records.schemas import Schemas

ROOT = Path(__file__).resolve().parent.parent
FICTITIOUS = ROOT / "tests" / "data" / "fictitious"
OVERLAYS = {name: ROOT / "tests" / "data" / f"overlay-{name}" for name in ("a", "b")}
DAY = date(2026, 11, 21)
# The records of this repository grow older than the tests: nothing in them may lie in the future of the clock.
TODAY = max(DAY, datetime.now(UTC).date())


@cache
def schemas() -> Schemas:
    """The contract of this repository."""
    return Schemas(ROOT / "schemas")


@cache
def manual(overlay: str = "", home: Path = FICTITIOUS) -> Manual:
    """The manual of the fictitious states (or of another folder's), with overlay ``a`` or ``b`` where one is named."""
    records, added, problems = check(home, schemas(), TODAY if home == ROOT else DAY, OVERLAYS.get(overlay))
    assert not has_errors(problems), as_text(problems)
    return assemble(records, added)


@cache
def edition(kind: str = PUBLIC, overlay: str = "", home: Path = FICTITIOUS) -> Edition:
    """An edition of that manual, as of a fixed day."""
    return make_edition(manual(overlay, home), kind, "2026.1", "abc1234567", DAY)


@cache
def labels() -> Labels:
    """The words of every vocabulary."""
    return Labels(schemas().by_kind)
