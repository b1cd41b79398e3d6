"""The public edition holds nothing that must not be public, whatever an agency adds; the restricted one holds it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote, quote_plus

import docx
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import canaries
from builds import FICTITIOUS, Built, build_once
from canaries import Artefact, artefact, artefacts, leaks, needle, restricted_values, word_artefact
from cdmanual import editions
from cdmanual.editions import PUBLIC, RESTRICTED, Edition, make_edition, strictest
from cdmanual.manual.model import Contact, Manual, Marking, Officer, State, Verified
from cdmanual.publish.data import write_data
from cdmanual.publish.pages import Pages
from cdmanual.publish.printing.sections import first_sections
from cdmanual.publish.printing.values import Values
from cdmanual.publish.word.documents import write_documents
from cdmanual.search.documents import documents
from models import DAY, OVERLAYS, ROOT, edition, labels, manual

BASE_FILES = sorted((FICTITIOUS / "countries").glob("*/officers.yml"))
OVERLAY_FILES = {name: sorted(folder.glob("*/officers.yml")) for name, folder in OVERLAYS.items()}
# The one post of the fictitious states that this repository itself marks TLP:CLEAR.
CLEAR = frozenset({"xb/press-desk"})
SECRETS = restricted_values(*BASE_FILES, named=CLEAR)
OVERLAY_SECRETS = restricted_values(*OVERLAY_FILES["a"], *OVERLAY_FILES["b"])


# ---------------------------------------------------------------- what an edition may show


def make(made: Manual, kind: str = PUBLIC) -> Edition:
    return make_edition(made, kind, "2026.1", "abc1234567", DAY)


def posts(shown: Edition, iso: str) -> dict[str, Officer]:
    return {officer.id: officer for officer in shown.manual.state(iso).officers}


def test_the_public_edition_shows_no_post_but_one_marked_clear_in_this_repository() -> None:
    for overlay in ("", "a", "b"):
        shown = edition(PUBLIC, overlay)
        assert posts(shown, "XA") == {}
        assert list(posts(shown, "XB")) == ["press-desk"]


def test_of_a_post_marked_clear_the_public_edition_shows_no_contact_and_no_note() -> None:
    whole = next(officer for officer in manual().state("XB").officers if officer.id == "press-desk")
    shown = posts(edition(), "XB")["press-desk"]
    assert whole.contacts
    assert whole.note
    assert shown == replace(whole, contacts=(), note="")
    assert (shown.post, shown.authority, shown.functions) == (whole.post, whole.authority, whole.functions)


def test_a_post_of_an_overlay_is_never_public_even_if_marked_clear() -> None:
    marked = {officer.id: officer.marking.tlp for officer in manual("b").overlay["XA"]}
    assert marked["clear-desk"] == "CLEAR"
    assert "clear-desk" not in posts(edition(PUBLIC, "b"), "XA")


def test_the_public_edition_carries_no_overlay_and_the_widest_marking() -> None:
    shown = edition(PUBLIC, "a")
    assert shown.manual.overlay is None
    assert (shown.label, shown.is_restricted) == ("TLP:CLEAR", False)


def test_the_public_edition_keeps_all_the_rest() -> None:
    whole, shown = manual("a"), edition(PUBLIC, "a").manual
    assert replace(shown, states=()) == replace(whole, states=(), overlay=None)
    for before, after in zip(whole.states, shown.states, strict=True):
        reviews = {kind: review for kind, review in before.reviews.items() if kind != "officers"}
        assert replace(after, officers=()) == replace(before, officers=(), reviews=reviews)


def test_the_restricted_edition_holds_the_posts_of_the_records_with_every_contact() -> None:
    shown = edition(RESTRICTED)
    for state in manual().states:
        assert shown.manual.state(state.iso).officers == state.officers
    assert shown.is_restricted


def test_an_overlay_adds_posts_and_replaces_those_of_the_same_id() -> None:
    shown = posts(edition(RESTRICTED, "a"), "XA")
    base = [officer.id for officer in manual().state("XA").officers]
    assert list(shown) == [*base, "night-desk", "south-desk"], "replaced in place, added at the end"
    assert shown["duty-desk"].post["en"].startswith("Duty desk, as the agency has it")
    assert shown["duty-desk"].contacts[0].number == "+442079460501"
    assert "canary-x-01" not in repr(shown["duty-desk"]), "nothing of the replaced entry is left"


def test_an_overlay_of_one_state_leaves_the_other_alone() -> None:
    assert posts(edition(RESTRICTED, "a"), "XB") == posts(edition(RESTRICTED), "XB")
    assert list(posts(edition(RESTRICTED, "b"), "XB"))[-1] == "night-post"


def test_an_edition_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no edition"):
        make(manual(), "internal")


@pytest.mark.parametrize(
    ("markings", "label"),
    [
        ([("CLEAR", ()), ("GREEN", ())], ("GREEN", ())),
        ([("AMBER", ("H2",)), ("AMBER+STRICT", ("H1",))], ("AMBER+STRICT", ("H1", "H2"))),
        ([("RED", ()), ("AMBER+STRICT", ("H3",)), ("CLEAR", ())], ("RED", ("H3",))),
        ([("AMBER", ("H1", "H0")), ("AMBER", ("H0",))], ("AMBER", ("H1",))),
        ([("GREEN", ("H0",)), ("CLEAR", ())], ("GREEN", ("H0",))),
        ([("CLEAR", ())], ("CLEAR", ())),
    ],
)
def test_the_strictest_marking_wins_and_every_limit_stays(markings: list, label: tuple) -> None:
    assert strictest([Marking(*marking) for marking in markings]) == Marking(*label)


def test_the_marking_of_the_restricted_edition_is_that_of_its_strictest_post() -> None:
    assert edition(RESTRICTED).label == "TLP:RED H1 H2 H3"
    quiet = replace(
        manual(),
        states=tuple(
            replace(state, officers=tuple(replace(o, marking=Marking("CLEAR")) for o in state.officers))
            for state in manual().states
        ),
    )
    assert make(quiet, RESTRICTED).label == "TLP:AMBER", "a restricted edition is never wider than AMBER"


# ---------------------------------------------------------------- non-interference


def tree(target: Path) -> dict[str, str]:
    return {
        path.relative_to(target).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(target.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("overlay", ["a", "b"])
def test_the_public_edition_is_the_same_to_the_byte_with_any_overlay(
    overlay: str, fictitious: Built, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with_overlay = build_once(tmp_path_factory, FICTITIOUS, "--overlay", f"tests/data/overlay-{overlay}")
    made_from = [
        json.loads((target / "manifest.json").read_text(encoding="utf-8"))["inputs"]
        for target in (fictitious.target, with_overlay.target)
    ]
    assert made_from[0] == made_from[1], "the project was changed while the tests ran; run them again"
    without, beside = tree(fictitious.target), tree(with_overlay.target)
    assert len(without) > 100
    assert [name for name in without.keys() | beside.keys() if without.get(name) != beside.get(name)] == []


TEXT = st.text(max_size=12)
MARKINGS = st.builds(Marking, st.sampled_from(editions._STRICTNESS), st.sampled_from([(), ("H1",), ("H2", "H3")]))
CONTACTS = st.builds(Contact, st.sampled_from(["phone", "email"]), TEXT, address=TEXT, label=TEXT)
OFFICERS = st.builds(
    Officer,
    id=st.sampled_from(["duty-desk", "press-desk", "night-desk", "new-desk"]),
    authority=st.just("interior-ministry"),
    post=st.fixed_dictionaries({"en": TEXT}),
    functions=st.just(("liaison",)),
    marking=MARKINGS,
    contacts=st.lists(CONTACTS, max_size=2).map(tuple),
    availability=TEXT,
    note=TEXT,
    verified=st.none() | st.just(Verified("2026-01-01", "secretariat", "call")),
)
OFFICER_LISTS = st.lists(OFFICERS, max_size=3).map(tuple)


@settings(deadline=None)
@given(st.none() | st.dictionaries(st.sampled_from(["XA", "XB", "ZZ"]), OFFICER_LISTS))
def test_no_overlay_whatever_it_holds_changes_the_public_edition(overlay: dict | None) -> None:
    assert make(replace(manual(), overlay=overlay)) == edition()


@settings(deadline=None)
@given(OFFICER_LISTS)
def test_no_post_of_the_records_that_is_not_marked_clear_changes_the_public_edition(added: tuple) -> None:
    secret = tuple(officer for officer in added if officer.marking.tlp != "CLEAR")
    states = tuple(replace(state, officers=(*secret, *state.officers)) for state in manual().states)
    assert make(replace(manual(), states=states)) == edition()


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["XA", "XB"]), OFFICER_LISTS))
def test_every_post_of_an_overlay_is_in_the_restricted_edition_once(overlay: dict) -> None:
    shown = make(replace(manual(), overlay=overlay), RESTRICTED)
    strictness = editions._STRICTNESS
    for state in shown.manual.states:
        ids = [officer.id for officer in state.officers]
        assert len(ids) == len(set(ids))
        assert {officer.id: officer for officer in overlay.get(state.iso, ())}.items() <= {
            officer.id: officer for officer in state.officers
        }.items()
        assert all(strictness.index(o.marking.tlp) <= strictness.index(shown.marking.tlp) for o in state.officers)


# ---------------------------------------------------------------- canaries in every artefact


def test_the_fixtures_hold_enough_canaries_to_look_for() -> None:
    words = {value.text for value in [*SECRETS, *OVERLAY_SECRETS] if canaries.CANARY.fullmatch(value.text)}
    assert len(words) == 15
    assert sum(bool(value.digits) for value in SECRETS) == 24
    assert sum(bool(value.digits) for value in OVERLAY_SECRETS) == 12
    assert any("canary-x-55" in value.text for value in SECRETS), "the mailbox and the note of the clear post"


def test_what_is_looked_for_is_public_nowhere_in_the_records() -> None:
    public = [p for p in FICTITIOUS.rglob("*.yml") if p.name != "officers.yml"]
    assert leaks([artefact(path.name, path.read_bytes()) for path in public], [*SECRETS, *OVERLAY_SECRETS]) == []


@pytest.mark.parametrize(
    "hidden",
    [
        "+442079460101",
        "tel:+442079460101",
        "+44 20 7946 0101",
        "(020) 7946-0101",
        "0044-20-7946-0101",
        "+44&nbsp;20&nbsp;7946&nbsp;0101",
        quote("+442079460101"),
        base64.b64encode(b"call +442079460101 now").decode(),
        base64.urlsafe_b64encode(b"to +442079460101").decode(),
    ],
)
def test_the_search_finds_a_number_in_every_form(hidden: str) -> None:
    assert artefact("page.html", f"<p>before {hidden} after</p>".encode()).holds(needle("+442079460101"))


@pytest.mark.parametrize("value", ["Служба за везу (canary-x-54)", "Dežurna služba & više", "canary-x-01@example.org"])
@pytest.mark.parametrize(
    "form",
    [
        str,
        str.upper,
        quote,
        quote_plus,
        json.dumps,
        lambda value: "".join(f"&#{ord(char)};" for char in value),
        lambda value: "".join(f"&#x{ord(char):x};" for char in value),
        lambda value: " ".join(value.split(" ")).replace(" ", "\n   "),
        lambda value: "<b>" + value.replace("-", "­-") + "</b>",
        lambda value: base64.b64encode(value.encode()).decode(),
        lambda value: base64.b64encode(b"x" + value.encode()).decode(),
        lambda value: base64.b64encode(b"xy" + value.encode()).decode(),
        canaries.fold,
    ],
    ids=["raw", "upper", "url", "form", "json", "decimal", "hex", "wrapped", "soft", "b64-0", "b64-1", "b64-2", "fold"],
)
def test_the_search_finds_a_text_in_every_form(value: str, form) -> None:
    assert artefact("page.html", f"before {form(value)} after".encode()).holds(needle(value))


def test_the_search_finds_a_value_in_the_name_of_a_file() -> None:
    assert artefact("cards/canary-x-01.pdf", b"").holds(needle("canary-x-01"))


def test_the_search_does_not_find_what_is_not_there() -> None:
    harmless = artefact("page.html", b"<p>+44 20 7946 0301, Fictitious Registry, canary</p>")
    assert leaks([harmless], [*SECRETS, *OVERLAY_SECRETS]) == []


@pytest.fixture(scope="session")
def restricted(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The restricted edition of the fictitious states with overlay B."""
    options = ("--edition", "restricted", "--overlay", "tests/data/overlay-b")
    return build_once(tmp_path_factory, FICTITIOUS, *options)


def test_no_artefact_of_the_public_edition_holds_a_restricted_value(fictitious: Built) -> None:
    assert leaks(artefacts(fictitious.target), [*SECRETS, *OVERLAY_SECRETS]) == []


def test_the_same_search_finds_every_value_in_the_restricted_edition(restricted: Built) -> None:
    sought = restricted_values(*BASE_FILES, *OVERLAY_FILES["b"], without=frozenset({"xa/duty-desk"}))
    sought += restricted_values(OVERLAY_FILES["b"][0])
    files = artefacts(restricted.target)
    assert len(sought) > 150
    assert [value.text for value in sought if not any(file.holds(value) for file in files)] == []


def test_nothing_of_an_entry_that_the_overlay_replaces_is_left_anywhere(restricted: Built) -> None:
    kept = {value.text for value in restricted_values(*OVERLAY_FILES["b"])}
    every = restricted_values(*BASE_FILES)
    others = {value.text for value in restricted_values(*BASE_FILES, without=frozenset({"xa/duty-desk"}))}
    replaced = [value for value in every if value.text not in others | kept]
    assert len(replaced) == 15
    assert leaks(artefacts(restricted.target), replaced) == []


@pytest.mark.parametrize(
    "name",
    [
        "manual.pdf",
        "data/all.json",
        "data/xa.json",
        "site/countries/xa/contacts.html",
        "site/search/index.js",
        "countries/xa.docx",
        "site/downloads/countries/xa.docx",
        "(what the index holds)",
    ],
)
def test_each_kind_of_artefact_can_be_searched(restricted: Built, name: str) -> None:
    """Where officers belong, the search sees canary, number and post: so it would see them where they do not."""
    file = next(file for file in artefacts(restricted.target) if file.name == name)
    for value in ("canary-b-01", "+442079460601", "Dežurna služba druge agencije (canary-b-01)"):
        assert file.holds(needle(value)), value


def test_the_restricted_edition_says_so_on_every_page_and_in_every_data_file(restricted: Built) -> None:
    label = "TLP:RED H1 H2 H3"
    for path in (restricted.target / "data").glob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["edition"]["marking"] == label
    assert json.loads((restricted.target / "manifest.json").read_text(encoding="utf-8"))["marking"] == label
    pages = list(restricted.site.rglob("*.html"))
    assert [page.name for page in pages if label not in page.read_text(encoding="utf-8")] == []
    with pikepdf.open(restricted.target / "manual.pdf") as pdf:
        shown = [canaries.page_text(page) for page in pdf.pages]
    assert [number for number, text in enumerate(shown, 1) if label not in text] == []
    documents = sorted(restricted.target.rglob("*.docx"))
    assert len(documents) == 8, "chapter and form of two states, here and beside the downloads page"
    for path in documents:
        section = docx.Document(str(path)).sections[0]
        for margin in (section.header, section.footer):
            assert label in margin.paragraphs[0].text.replace("\u00a0", " "), path


# ---------------------------------------------------------------- a broken filter is caught


def published(shown: Edition, folder: Path) -> Iterator[Artefact]:
    """All that the renderers get to say, before the tools make files of it."""
    printed = [section.content for section in first_sections(Values.of(shown, labels()), ())]
    yield artefact("print", json.dumps(printed, ensure_ascii=False).encode())
    yield artefact("search", json.dumps([asdict(d) for d in documents(shown)], ensure_ascii=False).encode())
    write_data(shown, folder, 0)
    for path in sorted(folder.iterdir()):
        yield artefact(path.name, path.read_bytes())
    write_documents(Values.of(shown, labels()), folder)
    for path in sorted(folder.glob("*/*.docx")):
        yield word_artefact(f"{path.parent.name}/{path.name}", path)
    for page in Pages(shown, labels(), ROOT / "content", FICTITIOUS / "content" / "regional"):
        yield artefact(page.path, page.text.encode())


def test_what_the_renderers_say_in_the_public_edition_holds_no_restricted_value(tmp_path: Path) -> None:
    assert leaks(published(edition(PUBLIC, "b"), tmp_path), [*SECRETS, *OVERLAY_SECRETS]) == []


def _keeps_contacts(state: State) -> State:
    return replace(state, officers=tuple(replace(o, note="") for o in state.officers if o.marking.tlp == "CLEAR"))


def _keeps_notes(state: State) -> State:
    return replace(state, officers=tuple(replace(o, contacts=()) for o in state.officers if o.marking.tlp == "CLEAR"))


def _keeps_green(state: State) -> State:
    wide = ("CLEAR", "GREEN")
    return replace(
        state, officers=tuple(replace(o, contacts=(), note="") for o in state.officers if o.marking.tlp in wide)
    )


@pytest.mark.parametrize(
    "broken",
    [lambda state: state, _keeps_contacts, _keeps_notes, _keeps_green],
    ids=["no filter", "keeps contacts", "keeps notes", "keeps what is green"],
)
def test_a_broken_filter_is_caught(broken, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(editions, "_public", broken)
    found = leaks(published(make(manual()), tmp_path), SECRETS)
    kinds = {line.split(":")[0] for line in found}
    assert {"print", "all.json", "countries/xb.docx"} <= kinds, "book, data and Word show what the filter let through"
    assert {"countries/xb/contacts.md", "search"} & kinds


def test_an_overlay_let_into_the_public_edition_is_caught(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = manual("a")
    monkeypatch.setattr(editions, "_public", lambda state: editions._restricted(state, made.overlay.get(state.iso, ())))
    found = leaks(published(make(made), tmp_path), OVERLAY_SECRETS)
    assert {"countries/xa/contacts.md", "countries/xa.docx", "print", "search", "xa.json"} <= {
        line.split(":")[0] for line in found
    }


def test_the_day_of_an_edition_is_given_and_not_read_from_a_clock() -> None:
    assert edition().day == date(2026, 11, 21)
