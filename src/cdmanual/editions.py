"""What an edition may show. Applied once, to the model; every publication after it sees only what is left.

``public`` drops the overlay whole, keeps only posts of this repository that are marked TLP:CLEAR, and takes every
contact from those. It never reads the overlay, so that no overlay can change it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from cdmanual.manual.model import Manual, Marking, Officer, State

PUBLIC, RESTRICTED = "public", "restricted"
# TLP 2.0 (FIRST, 2022), from the widest circle to the narrowest.
_STRICTNESS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the manual, ready to publish.

    ``id`` names the edition, ``version`` the commit or content it was made from, ``day`` the day it speaks of;
    ``marking`` stands on every page; ``address`` is where the site can be read, ending in ``/``, or empty.
    """

    manual: Manual
    kind: str
    id: str
    version: str
    day: date
    marking: Marking
    address: str = ""

    @property
    def is_restricted(self) -> bool:
        """Whether the edition holds what the public must not see."""
        return self.kind == RESTRICTED

    @property
    def label(self) -> str:
        """The marking as it stands on every page."""
        return " ".join([f"TLP:{self.marking.tlp}", *self.marking.handling])

    @property
    def line(self) -> str:
        """The edition in one line, as it stands at the foot of every page."""
        return (
            f"{self.label} · {self.kind.title()} edition {self.id} · version {self.version} · "
            f"information as of {self.day.isoformat()}"
        )


def make_edition(manual: Manual, kind: str, name: str, version: str, day: date, address: str = "") -> Edition:
    """The edition of a kind (``public`` or ``restricted``); ValueError for any other."""
    if kind == PUBLIC:
        shown = replace(manual, overlay=None, states=tuple(_public(state) for state in manual.states))
        return Edition(shown, kind, name, version, day, Marking("CLEAR"), address)
    if kind == RESTRICTED:
        states = tuple(_restricted(state, (manual.overlay or {}).get(state.iso, ())) for state in manual.states)
        markings = [officer.marking for state in states for officer in state.officers]
        marking = strictest([Marking("AMBER"), *markings])
        return Edition(replace(manual, overlay=None, states=states), kind, name, version, day, marking, address)
    raise ValueError(f"there is no edition {kind!r}")


def _public(state: State) -> State:
    kept = (replace(officer, contacts=(), note="") for officer in state.officers if officer.marking.tlp == "CLEAR")
    reviews = {kind: review for kind, review in state.reviews.items() if kind != "officers"}
    return replace(state, officers=tuple(kept), reviews=reviews)


def _restricted(state: State, added: tuple[Officer, ...]) -> State:
    by_id = {officer.id: officer for officer in state.officers} | {officer.id: officer for officer in added}
    return replace(state, officers=tuple(by_id.values()))


def strictest(markings: list[Marking]) -> Marking:
    """The marking that satisfies all: the narrowest circle and every limit; H0, no limit, goes beside another."""
    tlp = max((marking.tlp for marking in markings), key=_STRICTNESS.index)
    codes = {code for marking in markings for code in marking.handling}
    return Marking(tlp, tuple(sorted(codes - {"H0"} or codes)))
