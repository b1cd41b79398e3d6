"""On which law a controlled delivery rested on a day: pairs of states, their days taken from the records by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdmanual.manual.legal_basis import ORDER, LegalBasis, Own, Shared, legal_basis
from cdmanual.manual.model import Manual
from models import ROOT, labels, manual

LADDER = tuple(labels().of("law-kind"))
DAY = "2026-11-21"


def basis(*asked: str, on: str = DAY, wanted: str = "", of: Manual | None = None) -> LegalBasis:
    """The answer from the records of this repository, or of another manual."""
    return legal_basis(of or manual(home=ROOT), asked, on, DAY, wanted, LADDER)


def instrument(found: LegalBasis, name: str) -> Shared:
    return next(row for row in found.shared if row.treaty.id == name)


def names(found: LegalBasis) -> list[str]:
    return [row.treaty.id for row in found.shared]


# --- between two states

# Two states, an instrument, and the first day on which it was in force for both, as the records have it.
FIRST_DAYS = [
    ("RS", "TR", "coe-182", "2016-10-31", "2016-11-01"),
    ("BG", "TR", "coe-182", "2016-10-31", "2016-11-01"),
    ("RS", "HU", "coe-182", "2018-04-30", "2018-05-01"),
    ("HR", "SI", "coe-182", "2013-06-30", "2013-07-01"),
    ("AL", "MK", "coe-182", "2009-03-31", "2009-04-01"),
    ("UA", "MD", "coe-182", "2013-11-30", "2013-12-01"),
    ("IT", "AT", "coe-182", "2019-11-30", "2019-12-01"),
    ("ME", "RS", "coe-182", "2009-01-31", "2009-02-01"),
    ("GR", "CY", "naples-ii", "2009-06-22", "2009-06-23"),
    ("HR", "HU", "naples-ii", "2016-06-30", "2016-07-01"),
    ("DE", "CY", "eu-mla-2000", "2006-02-01", "2006-02-02"),
    ("BG", "HU", "eu-mla-2000", "2007-11-30", "2007-12-01"),
    ("AL", "RS", "pcc-see", "2007-10-09", "2007-10-10"),
    ("SI", "RO", "coe-156", "2002-11-30", "2002-12-01"),
    ("DE", "CY", "untoc", "2006-07-13", "2006-07-14"),
    ("AT", "DE", "at-de-2003", "2005-11-30", "2005-12-01"),
]


@pytest.mark.parametrize(("one", "other", "name", "before", "first"), FIRST_DAYS)
def test_an_instrument_is_a_basis_from_the_day_on_which_both_are_bound(
    one: str, other: str, name: str, before: str, first: str
) -> None:
    for states in ((one, other), (other, one)):
        assert instrument(basis(*states, on=before), name).standing == "later"
        assert instrument(basis(*states, on=first), name).standing == "in-force"
    late = instrument(basis(one, other, on=before), name)
    assert f"in force only from {first}" in [side.validity.words for side in late.sides]
    since = [side.validity.since for side in instrument(basis(one, other, on=first), name).sides]
    assert max(since) == first


def test_each_side_says_since_when_in_the_order_asked() -> None:
    sides = instrument(basis("TR", "RS", on="2019-05-03"), "coe-182").sides
    assert [(side.state, side.validity.words) for side in sides] == [
        ("TR", "in force since 2016-11-01"),
        ("RS", "in force since 2007-08-01"),
    ]


def test_the_articles_that_carry_the_measure_stand_there_and_no_others() -> None:
    articles = [row.provision.cite for row in instrument(basis("RS", "TR"), "coe-182").articles]
    assert articles == ["art. 2", "art. 4", "art. 5", "art. 18", "art. 19"]  # not arts. 7, 11 and 12, without topic


def test_reservations_of_both_states_and_of_no_other_stand_there() -> None:
    sides = instrument(basis("AT", "HR"), "pcc-see").sides
    assert [len(side.reservations) for side in sides] == [1, 1]
    assert "Austrian judi" in sides[0].reservations[0].text
    assert [side.reservations for side in instrument(basis("RO", "MD"), "pcc-see").sides] == [(), ()]


def test_a_party_that_no_source_shows_is_to_be_checked() -> None:
    treaty = instrument(basis("HU", "RS"), "hu-rs-2009")
    assert treaty.standing == "check"
    assert treaty.sides[1].validity.words == "not established for Serbia: check"


def test_consent_without_a_day_of_entry_into_force_is_not_taken_for_one() -> None:
    """UNTOC: Georgia's consent is of 2006-09-05, Ukraine's of 2004-05-21; the table read is of 2015-03-14."""
    early, between, known = (instrument(basis("GE", "UA", on=on), "untoc") for on in ("2006-09-04", "2010-01-01", DAY))
    assert early.standing == "later"
    assert early.sides[0].validity.words == "consent only on 2006-09-05"
    assert between.standing == "check"
    assert "not established for Georgia: check" in between.sides[0].validity.words
    assert known.standing == "in-force"
    assert known.sides[0].validity.words.endswith("the day of entry into force is not established for Georgia")
    assert known.sides[0].validity.since == ""


def test_bound_without_any_date_is_known_only_from_the_day_of_the_source() -> None:
    assert instrument(basis("GR", "CY", on=DAY), "eio").standing == "in-force"
    before = instrument(basis("GR", "CY", on="2019-05-03"), "eio")
    assert before.standing == "check"
    assert before.sides[0].validity.words.endswith("not established for Greece: check")
    assert instrument(basis("GR", "CY", on="2014-05-20"), "eio").standing == "later"


def test_a_succession_may_reach_back_and_is_to_be_checked() -> None:
    """UN 1988: Croatia succeeded on 1993-07-26, Slovenia on 1992-07-06."""
    treaty = instrument(basis("HR", "SI", on="1992-12-31"), "un-1988")
    assert treaty.standing == "check"
    assert treaty.sides[0].validity.words.startswith("succession notified only on 1993-07-26")
    assert instrument(basis("HR", "SI", on="1990-11-10"), "un-1988").standing == "later"


def test_a_signature_is_no_basis_and_an_old_table_says_no_more_than_it_knows() -> None:
    """Greece has only signed treaty 182, by a list of 2022."""
    assert instrument(basis("GR", "TR", on="2022-12-31"), "coe-182").standing == "none"
    later = instrument(basis("GR", "TR", on="2023-01-01"), "coe-182")
    assert later.standing == "check"
    assert "signed only" in later.sides[0].validity.words


def test_acts_of_the_union_show_only_where_both_take_part() -> None:
    assert not {"eio", "naples-ii", "eu-mla-2000", "cisa"} & set(names(basis("RS", "HU")))
    assert {"eio", "naples-ii", "eu-mla-2000"} <= set(names(basis("AT", "HU")))


def test_bilateral_treaties_of_others_do_not_show() -> None:
    bilateral = [row.treaty.id for row in basis("HU", "SI").shared if row.treaty.kind == "bilateral"]
    assert bilateral == ["hu-si-2006"]


def test_a_replaced_instrument_is_never_said_to_be_in_force() -> None:
    treaty = instrument(basis("AT", "GR", on="2003-01-01"), "cisa")
    assert treaty.standing == "check"
    assert treaty.words.startswith("replaced since")


@pytest.mark.parametrize("pair", [("RS", "TR"), ("HU", "SI"), ("GR", "CY")])
def test_within_a_standing_the_order_is_that_of_the_manual(pair: tuple[str, str]) -> None:
    found = basis(*pair, on="2012-02-03")
    order = [treaty.id for treaty in manual(home=ROOT).treaties]
    places = [(ORDER.index(row.standing), order.index(row.treaty.id)) for row in found.shared]
    assert places == sorted(places)


def test_where_nothing_is_established_that_is_said() -> None:
    found = basis("UA", "MD", on="1980-01-01")
    assert "No instrument is established as in force between Ukraine and Moldova on 1980-01-01." in found.remarks
    assert basis("UA", "MD").remarks == ()


def test_a_day_after_the_edition_is_answered_and_said_to_be_so() -> None:
    assert basis("UA", "MD", on="2030-01-01").remarks == (
        "This edition speaks of 2026-11-21; what changes later is not in it.",
    )


def test_a_state_without_a_row_is_not_established() -> None:
    whole = manual(home=ROOT)
    cut = replace(
        whole,
        treaties=tuple(replace(t, parties=tuple(p for p in t.parties if p.state != "RS")) for t in whole.treaties),
    )
    treaty = instrument(basis("RS", "TR", of=cut), "coe-182")
    assert treaty.sides[0].validity.words == "not established for Serbia: check"


# --- an object narrows


def test_an_object_leaves_out_what_is_limited_to_others_and_says_so() -> None:
    found = basis("RS", "TR", wanted="weapons")
    assert not {"un-1988", "fctc-protocol"} & set(names(found))
    assert {"firearms-protocol", "coe-182", "untoc"} <= set(names(found))
    assert "Left out, limited to other objects: UN Convention 1988 (Drugs, Precursors)." in found.remarks
    assert any("names no limit" in remark for remark in found.remarks)
    assert "firearms-protocol" not in names(basis("RS", "TR", wanted="drugs"))
    assert "fctc-protocol" in names(basis("RS", "TR", wanted="other-goods"))


# --- the law of one state


def law(found: LegalBasis, name: str) -> Own:
    return next(row for row in found.own if row.law.id == name)


def article(row: Own, name: str) -> tuple[str, str]:
    return next((a.validity.standing, a.validity.words) for a in row.articles if a.provision.id == name)


@pytest.mark.parametrize("state", [state.iso for state in manual(home=ROOT).states])
def test_the_ladder_goes_down_in_the_order_of_the_vocabulary(state: str) -> None:
    rungs = [LADDER.index(row.law.kind) for row in basis(state).own]
    assert rungs
    assert rungs == sorted(rungs)


def test_an_article_stands_as_its_own_dates_say() -> None:
    before, after = (law(basis("XA", on=on, of=manual()), "cd-act") for on in ("2018-12-31", "2019-01-01"))
    assert article(before, "9-former") == ("in-force", "in force from 2015-05-01 until 2018-12-31")
    assert article(before, "9") == ("later", "in force only from 2019-01-01")
    assert article(after, "9-former") == ("ended", "in force until 2018-12-31; replaced by CD Act čl. 9")
    assert article(after, "9") == ("in-force", "in force since 2019-01-01")
    act = law(basis("XA", on="2015-04-30", of=manual()), "cd-act")
    assert act.validity.words == "in force only from 2015-05-01"
    assert {row.validity.standing for row in act.articles} == {"later"}


def test_a_dated_article_of_an_undated_law_is_established() -> None:
    """Bulgaria: art. 10a of the act on special means is valid from 2006-04-29; when the act began is not recorded."""
    act = law(basis("BG", on="2010-01-01"), "srs-act")
    assert act.validity.standing == "check"
    assert article(act, "10a") == ("in-force", "in force since 2006-04-29")
    assert article(law(basis("BG", on="2006-04-28"), "srs-act"), "10a")[0] == "later"


def test_a_replaced_article_of_a_repealed_law_is_ended_now_and_to_be_checked_before() -> None:
    now, before = (law(basis("GR", on=on), "former-cpc") for on in (DAY, "2015-01-01"))
    assert now.validity.words == "repealed"
    assert article(now, "253a")[0] == "ended"
    assert before.validity.standing == "check"
    assert article(before, "253a") == ("check", "replaced by ΚΠΔ art. 254; from when is not established: check")


@pytest.mark.parametrize(
    ("state", "name", "on", "standing", "words"),
    [
        ("HR", "cpa", "2011-08-31", "later", "in force only from 2011-09-01"),
        ("HR", "cpa", "2011-09-01", "in-force", "in force since 2011-09-01"),
        ("HU", "cpc", "2018-06-30", "later", "in force only from 2018-07-01"),
        ("TR", "act-6415", "2013-02-15", "later", "published only on 2013-02-16"),
        ("TR", "act-6706", "2016-04-22", "later", "adopted only on 2016-04-23"),
        ("TR", "by-law-1997", DAY, "check", "whether it is in force is not established: check"),
        ("AL", "cpc", "2017-12-31", "in-force", "in force; since when is not established"),
        ("AL", "cpc", "2010-01-01", "check", "whether already in force on the day is not established: check"),
    ],
)
def test_a_law_stands_as_its_record_says(state: str, name: str, on: str, standing: str, words: str) -> None:
    validity = law(basis(state, on=on), name).validity
    assert (validity.standing, validity.words) == (standing, words)


def test_a_text_read_later_is_no_proof_of_the_wording_on_the_day() -> None:
    assert (
        law(basis("HR", on="2012-01-01"), "cpa").text == "Text read as of 2026: on the day it may have read otherwise."
    )
    assert law(basis("HR"), "cpa").text == "Text read as of 2026."
    assert "amended since" in law(basis("XA", of=manual()), "cd-act").text


def test_an_object_does_not_narrow_a_state_s_own_law() -> None:
    assert basis("TR", wanted="weapons").own == basis("TR").own
    assert any("do not narrow" in remark for remark in basis("TR", wanted="weapons").remarks)


# --- what is asked wrongly


@pytest.mark.parametrize(
    ("asked", "wanted", "message"),
    [
        (("Hungry", "TR"), "", 'no state "Hungry" in this manual. did you mean "Hungary"?'),
        (("ZZ",), "", "The states are AL, "),
        (("RS", "rs"), "", "RS stands there twice"),
        (("RS", "Serbia"), "", "RS stands there twice"),
        (("RS", "TR", "HU"), "", "name one state for its own law, or two"),
        ((), "", "name one state for its own law, or two"),
        (("RS", "TR"), "weapon", 'no object "weapon". did you mean "weapons"?'),
        (("RS", "TR"), "qqq", "The objects are drugs, "),
    ],
)
def test_what_is_asked_wrongly_is_told(asked: tuple[str, ...], wanted: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as told:
        basis(*asked, wanted=wanted)
    assert message in str(told.value)


def test_states_are_known_by_code_and_by_name() -> None:
    assert basis("rs", "Türkiye") == basis("Serbia", "tr") == basis("Србија", "TR")
