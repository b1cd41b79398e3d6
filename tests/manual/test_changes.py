"""What changed is said in words that a reader understands, one sentence for one change."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cdmanual.addresses import change_place, known_places
from cdmanual.editions import PUBLIC, RESTRICTED, make_edition
from cdmanual.manual.assemble import assemble
from cdmanual.manual.changes import Change, Side, compare
from cdmanual.manual.changes.wording import arrow, cut, exchanged, reworded
from cdmanual.records.load import read_records
from checking import change
from models import DAY, FICTITIOUS, labels, manual, schemas

XA = "countries/xa"
PROCEDURE, AUTHORITIES, LEGISLATION = (f"{XA}/{name}.yml" for name in ("procedure", "authorities", "legislation"))
TREATY = "content/regional/instruments/x-treaty.yml"


def side(home: Path = FICTITIOUS, kind: str = PUBLIC) -> Side:
    made = manual() if home == FICTITIOUS else assemble(read_records(home, schemas()))
    return Side(make_edition(made, kind, "", "", DAY).manual, labels())


def changes(home: Path, kind: str = PUBLIC) -> tuple[Change, ...]:
    """What changed from the fictitious records to a changed copy of them."""
    return compare(side(kind=kind), side(home, kind), with_posts=kind == RESTRICTED)


def sentences(home: Path, kind: str = PUBLIC) -> list[str]:
    return [found.sentence for found in changes(home, kind)]


def test_nothing_changed_where_nothing_did(copied: Path) -> None:
    assert changes(copied) == ()
    assert changes(copied, RESTRICTED) == ()


DURATION = "  duration-initial:\n    value: P3M\n    text: >-\n      Three months.\n    basis: [cd-act#9]\n"
SUBSTITUTION = "        value: full\n        text: >-\n          Weapons are replaced altogether.\n"
EXTENSION = "      One month at a time.\n"
REPORTING = (
    "      The fictitious act and the instruction were read; neither names a report. Ask the prosecution office.\n"
)

EDITS = {
    "a value": (
        (PROCEDURE, DURATION, DURATION.replace("P3M", "P18M").replace("Three", "Eighteen")),
        ["Examplia · First period: 3 → 18 months (CD Act čl. 9); not verified anew"],
    ),
    "a status": (
        (
            PROCEDURE,
            f"{DURATION}    sources: [s1]\n    status: confirmed",
            f"{DURATION}    sources: [s1]\n    status: desk-research",
        ),
        ["Examplia · First period: Confirmed → Desk research (CD Act čl. 9); not verified anew"],
    ),
    "a value with its status": (
        (
            PROCEDURE,
            f"{DURATION}    sources: [s1]\n    status: confirmed",
            f"{DURATION.replace('P3M', 'P4M')}    sources: [s1]\n    status: desk-research",
        ),
        ["Examplia · First period: 3 → 4 months (CD Act čl. 9), now desk research; not verified anew"],
    ),
    "a status with its explanation": (
        (
            PROCEDURE,
            f"{EXTENSION}    basis: [cd-act#9]\n    sources: [s1]\n    status: confirmed",
            "      One month each time.\n    basis: [cd-act#9]\n    sources: [s1]\n    status: desk-research",
        ),
        [
            "Examplia · Extension: Confirmed → Desk research (CD Act čl. 9); "
            "explanation “One month at a time.” → “One month each time.”; not verified anew"
        ],
    ),
    "an answer that was unknown": (
        (
            PROCEDURE,
            f"{REPORTING}    status: unknown",
            "      The unit reports to the court.\n    basis: [cd-act#7]\n    sources: [s1]\n    status: confirmed",
        ),
        ["Examplia · Reporting: Ask first → “The unit reports to the court.” (CD Act čl. 7); not verified anew"],
    ),
    "an explanation": (
        (PROCEDURE, EXTENSION, "      One month at a time, three times at most.\n"),
        ["Examplia · Extension: explanation “… at a time.” → “… at a time, three times at most.”; not verified anew"],
    ),
    "a legal basis": (
        (PROCEDURE, f"{EXTENSION}    basis: [cd-act#9]", f"{EXTENSION}    basis: [cd-act#9, cpc#332]"),
        ["Examplia · Extension: legal basis added: CPC § 332 st. 1 t. 8; not verified anew"],
    ),
    "what an answer rests on": (
        (
            PROCEDURE,
            f"{EXTENSION}    basis: [cd-act#9]\n    sources: [s1]",
            f"{EXTENSION}    basis: [cd-act#9]\n    sources: [s1, s8]",
        ),
        [
            "Examplia · Extension: source added: “@contacts: fictitious list of authorities (phone, fax, e-mail)”; "
            "not verified anew"
        ],
    ),
    "the value of a case": (
        (PROCEDURE, SUBSTITUTION, SUBSTITUTION.replace("value: full", "value: none")),
        ["Examplia · Substitution of the goods, Weapons: Full → None; not verified anew"],
    ),
    "a number": (
        (AUTHORITIES, "+442079460302", "+442079460399"),
        [
            "Examplia · Fictitious County Prosecution Office of Čudnograd: "
            "phone +442079460302 → +442079460399; not verified anew"
        ],
    ),
    "the age of a number": (
        (AUTHORITIES, "        as_of: null\n      - kind: web", "        as_of: 2026-11\n      - kind: web"),
        [
            "Examplia · Fictitious County Prosecution Office of Čudnograd: "
            "fax +442079460303: source of no date → 2026-11; not verified anew"
        ],
    ),
    "a law that was amended": (
        (LEGISLATION, "    text_as_of: 2020-06\n    status: in-force", "    text_as_of: 2026-06\n    status: repealed"),
        [
            "Examplia · Fictitious Regulation on Postal Consignments under Watch: status: In force → Repealed; "
            "text as of: 2020-06 → 2026-06; not verified anew"
        ],
    ),
    "a provision": (
        (LEGISLATION, "Parcels in the sorting centre.", "Parcels in the sorting centre and on the road."),
        [
            "Examplia · Fictitious Regulation on Postal Consignments under Watch čl. 4: "
            "summary “… the sorting centre.” → “… the sorting centre and on the road.”; not verified anew"
        ],
    ),
    "a party that joined": (
        (TREATY, "    - state: XB\n      status: signed", "    - state: XB\n      status: bound"),
        ["Fictonia · Fictitious Convention: status: Signed only → Bound; not verified anew"],
    ),
    "a review": (
        ("countries/xb/legislation.yml", "    on: 2024-01-15\n", "    on: 2026-11-20\n"),
        ["Fictonia · Legislation: verified anew 2026-11-20 by desk research (before: 2024-01-15)"],
    ),
    "a state's own entry": (
        (f"{XA}/country.yml", "schengen: member", "schengen: not-member"),
        ["Examplia · Profile: Schengen area: Member → Not a member; not verified anew"],
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_change_is_said_in_one_sentence(edit: str, copied: Path) -> None:
    made, expected = EDITS[edit]
    change(copied, *made)
    assert sentences(copied) == expected


def test_a_change_is_verified_where_a_day_was_written_with_it(copied: Path) -> None:
    change(copied, *EDITS["a value"][0])
    text = (copied / PROCEDURE).read_text(encoding="utf-8")
    (copied / PROCEDURE).write_text(text.replace("    on: 2026-11-21\n", "    on: 2026-11-22\n"), encoding="utf-8")
    assert "Examplia · First period: 3 → 18 months (CD Act čl. 9); verified 2026-11-22" in sentences(copied)


def test_a_number_is_verified_by_the_day_that_came_with_it_and_not_by_that_of_the_one_before(copied: Path) -> None:
    text = (copied / AUTHORITIES).read_text(encoding="utf-8")
    dated = text.index("          on: 2026-11-03")
    number = re.findall(r'number: "(\+\d+)"', text[:dated])[-1]
    changed = text.replace(number, number[:-1] + "8")
    (copied / AUTHORITIES).write_text(changed, encoding="utf-8")
    assert [said.rpartition("; ")[2] for said in sentences(copied)] == ["not verified anew"]
    (copied / AUTHORITIES).write_text(
        changed.replace("          on: 2026-11-03", "          on: 2026-11-20"), encoding="utf-8"
    )
    assert [said.rpartition("; ")[2] for said in sentences(copied)] == ["verified 2026-11-20"]


def test_every_change_names_a_place_that_the_site_has(copied: Path) -> None:
    for (file, old, new), _ in EDITS.values():
        if old in (copied / file).read_text(encoding="utf-8"):
            change(copied, file, old, new)
    found = changes(copied)
    assert len(found) > 8
    places = known_places(side(copied).manual)
    assert [found.sentence for found in found if change_place(found) not in places] == []


def test_entries_that_come_and_go_are_named_by_what_readers_call_them(copied: Path) -> None:
    law = (copied / LEGISLATION).read_text(encoding="utf-8")
    new = "  - id: new-act\n    title:\n      en: Fictitious New Act\n    kind: act\n    number: null\n"
    new += "    adopted: null\n    in_force: null\n    text_as_of: null\n    status: upcoming\n    sources: [s5]\n"
    new += "    provisions: []\n"
    (copied / LEGISLATION).write_text(law.replace("instruments:\n", f"instruments:\n{new}", 1), encoding="utf-8")
    change(
        copied,
        AUTHORITIES,
        '      - kind: fax\n        number: "+442079460303"',
        '      - kind: phone\n        number: "+442079460398"',
    )
    leaflet = "  - id: s7\n    title: Fletushkë e trilluar për dorëzimin e kontrolluar (ëç ËÇ)\n"
    change(copied, f"{XA}/sources.yml", leaflet, leaflet.replace("s7", "s17"))
    assert sentences(copied) == [
        "Examplia · Fictitious County Prosecution Office of Čudnograd: fax removed: +442079460303; not verified anew",
        "Examplia · Fictitious County Prosecution Office of Čudnograd: phone added: +442079460398; not verified anew",
        "Examplia · Fictitious New Act: law added; not verified anew",
        "Examplia · Fletushkë e trilluar për dorëzimin e kontrolluar (ëç ËÇ): source added; not verified anew",
        "Examplia · Fletushkë e trilluar për dorëzimin e kontrolluar (ëç ËÇ): source removed; not verified anew",
    ]
    assert change_place(changes(copied)[-1]) == "countries/xa/sources.html", "what is gone has no place of its own"


def test_cases_come_go_and_hold_elsewhere(copied: Path) -> None:
    change(
        copied,
        PROCEDURE,
        "      - when: {object: weapons}\n        value: full\n",
        "      - when: {object: money}\n        value: full\n",
    )
    assert sentences(copied) == [
        "Examplia · Substitution of the goods: Full, case “Weapons” → “Money”; not verified anew"
    ]
    change(
        copied,
        PROCEDURE,
        "      - when: {object: money}\n        value: full\n",
        "      - when: {object: money}\n        value: none\n",
    )
    assert sentences(copied) == [
        "Examplia · Substitution of the goods, Money: case added: None; not verified anew",
        "Examplia · Substitution of the goods, Weapons: case removed: Full; not verified anew",
    ]


def test_a_state_that_was_added_or_removed_is_one_change(copied: Path) -> None:
    shutil.rmtree(copied / "countries" / "xb")
    gone = [found for found in changes(copied) if found.state == "XB"]
    assert [found.sentence for found in gone] == ["Fictonia · Record: removed from the manual"]
    assert change_place(gone[0]) == "countries/index.html"
    added = [found for found in compare(side(copied), side()) if found.state == "XB"]
    assert len(added) == 1
    assert re.fullmatch(r"Fictonia · New record: \d+ of 44 questions answered; verified 2024-01-15", added[0].sentence)
    assert change_place(added[0]) == "countries/xb/index.html"


def test_a_new_treaty_is_told_to_its_parties_and_a_removed_one_once(copied: Path) -> None:
    (copied / TREATY).unlink()
    assert sentences(copied) == ["Fictitious Convention · Instrument: removed from the manual"]
    assert [found.sentence for found in compare(side(copied), side())] == [
        "Examplia · Fictitious Convention: Bound, in force 2012-05-06 (instrument added); verified 2026-11-21",
        "Fictonia · Fictitious Convention: Signed only (instrument added); verified 2026-11-21",
        "Fictitious Convention · Instrument: added to the manual; verified 2026-11-21",
    ]


def test_posts_are_compared_in_the_restricted_edition_alone(copied: Path) -> None:
    change(copied, f"{XA}/officers.yml", "+442079460101", "+442079460777")
    change(copied, f"{XA}/officers.yml", "  verified:\n    on: 2026-11-21\n", "  verified:\n    on: 2026-11-22\n")
    assert changes(copied) == ()
    assert sentences(copied, RESTRICTED) == [
        "Examplia · Duty desk for controlled deliveries (canary-x-01): "
        "phone +442079460101 ext. 7 → +442079460777 ext. 7; verified 2026-11-22",
        "Examplia · Officers: verified anew 2026-11-22 by national authority (before: 2026-11-21)",
    ]


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("12 months", "18 months", "12 → 18 months"),
        ("1 month", "3 months", "1 month → 3 months"),
        ("24 hours", "3 days", "24 hours → 3 days"),
        ("", "2026", "not stated → 2026"),
        ("Full", "", "Full → not stated"),
        ("12", "13", "12 → 13"),
    ],
)
def test_the_unit_is_said_once(before: str, after: str, said: str) -> None:
    assert arrow(before, after) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("It lasts two months.", "It lasts three months.", "“It lasts two months.” → “It lasts three months.”"),
        ("a b c d e f g h", "a b c X e f g h", "“… b c d e f …” → “… b c X e f …”"),
        ("One. Three.", "One. Two. Three.", "adds “… Two. …”"),
        ("One. Two.", "One.", "no longer says “… Two.”"),
        ("", "Now.", "added: “Now.”"),
        ("Gone.", "", "no longer says “Gone.”"),
    ],
)
def test_of_a_text_the_changed_words_are_shown(before: str, after: str, said: str) -> None:
    assert reworded(before, after) == said


def test_long_texts_are_cut_and_quotations_closed() -> None:
    said = reworded("word " * 4000, "other " * 4000)
    assert len(said) < 300
    assert said.count("“") == said.count("”") == 2
    assert cut(f"“{'x ' * 200}”").endswith("…”")


def test_a_list_says_what_came_and_what_left() -> None:
    assert exchanged("role", ["Leads"], ["Leads", "Proposes"]) == "role added: Proposes"
    assert exchanged("role", ["a", "b"], ["c"]) == "role added: c; removed: a, b"
    assert exchanged("role", [], list("abcde")) == "role added: a, b, c and 2 more"
