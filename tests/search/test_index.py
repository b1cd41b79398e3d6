"""The index finds what a practitioner looks for: answers, articles, authorities, in any spelling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdmanual.problems import SetupError
from cdmanual.search.analysis import fold
from cdmanual.search.documents import documents
from cdmanual.search.index import COLUMNS, Index
from cdmanual.search.ranking import search
from models import ROOT, edition, manual
from searching import ids, make_index, sections


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("search")


@pytest.fixture(scope="module")
def index(folder: Path) -> Iterator[Index]:
    with make_index(folder) as made:
        yield made


@pytest.fixture(scope="module")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with make_index(tmp_path_factory.mktemp("real-search"), home=ROOT) as made:
        yield made


NAMES = [(state.iso, name) for state in manual().states for name in [*state.name.values(), state.iso, state.adjective]]


@pytest.mark.parametrize(("iso", "name"), NAMES, ids=[name for _, name in NAMES])
@pytest.mark.parametrize("case", [str, str.upper, str.lower, fold], ids=["as-written", "upper", "lower", "plain"])
def test_a_state_is_found_by_every_one_of_its_names_in_any_spelling(
    index: Index, iso: str, name: str, case: Any
) -> None:
    found = search(index, case(name), limit=100)
    assert found["states"] == [iso]
    assert ids(found)[0] == f"countries/{iso.lower()}/index.html"
    assert {f"{iso.lower()}.{question.id}" for question in manual().questionnaire.questions} <= set(ids(found))


@pytest.mark.parametrize("state", manual(home=ROOT).states, ids=lambda state: state.iso)
def test_a_real_state_is_found_by_every_one_of_its_names(real_index: Index, state: Any) -> None:
    names = [*state.name.values(), *state.other_names, state.adjective, state.iso, state.iso.lower()]
    for name in filter(None, names):
        assert search(real_index, name)["results"][0]["url"] == f"countries/{state.key}/index.html", name


@pytest.mark.parametrize(
    ("asked", "iso"),
    [
        ("Turska", "TR"), ("Turquie", "TR"), ("Türkiye", "TR"), ("Турция", "TR"), ("Τουρκία", "TR"), ("Turčija", "TR"),
        ("Njemačka", "DE"), ("Almanya", "DE"), ("Németország", "DE"), ("Γερμανία", "DE"), ("Германија", "DE"),
        ("Österreich", "AT"), ("Oesterreich", "AT"), ("Avusturya", "AT"), ("Ausztria", "AT"), ("Австрија", "AT"),
        ("Грузія", "GE"), ("საქართველო", "GE"), ("sakartvelo", "GE"), ("Gürcistan", "GE"), ("Грчка", "GR"),
        ("Ελλάδα", "GR"), ("Yunanistan", "GR"), ("Grčka", "GR"), ("Görögország", "GR"), ("Crna Gora", "ME"),
        ("Карадаг", "ME"), ("Karadağ", "ME"), ("Mali i Zi", "ME"), ("Shqipëria", "AL"), ("Arnavutluk", "AL"),
        ("BiH", "BA"), ("Босна", "BA"), ("Bosna Hersek", "BA"), ("Magyarország", "HU"), ("Mađarska", "HU"),
        ("Угорщина", "HU"), ("Ungheria", "HU"), ("Киев", ""), ("Severna Makedonija", "MK"), ("Србија", "RS"),
        ("Sırbistan", "RS"), ("Serbien", "RS"), ("Україна", "UA"), ("Ukrajina", "UA"), ("Хърватия", "HR"),
        ("Hırvatistan", "HR"), ("Κροατία", "HR"), ("Кіпр", "CY"), ("Kıbrıs", "CY"), ("Zypern", "CY"),
    ],
)  # fmt: skip
def test_a_state_is_known_by_its_name_in_the_languages_of_the_region(real_index: Index, asked: str, iso: str) -> None:
    assert search(real_index, asked)["states"] == ([iso] if iso else [])


@pytest.mark.parametrize(
    ("asked", "states"),
    [
        ("TR", ["TR"]), ("tr substitution", ["TR"]), ("AT weapons", ["AT"]), ("weapons at the border", []),
        ("is it allowed", []), ("IT languages", ["IT"]), ("serbia hungary weapons", ["RS", "HU"]),
        ("rs who authorises", ["RS"]), ("who can tell me more", []), ("DE", ["DE"]), ("si duration", ["SI"]),
        ("A TRAM", []), ("all weapons", []), ("chi autorizza", []), ("cy languages", ["CY"]),
    ],
)  # fmt: skip
def test_a_code_is_a_state_where_it_can_hardly_be_a_word(real_index: Index, asked: str, states: list[str]) -> None:
    assert search(real_index, asked)["states"] == states


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("cd act 8", "xa.cd-act.8"),
        ("CD ACT čl. 8", "xa.cd-act.8"),
        ("332", "xa.cpc.332"),
        ("§ 332", "xa.cpc.332"),
        ("42.ah", "xa.eu-cooperation-act.42-ah"),
        ("42/ah", "xa.eu-cooperation-act.42-ah"),
        ("42 ah", "xa.eu-cooperation-act.42-ah"),
        ("Fictitious Convention art. 18", "international.x-treaty.18"),
        ("14/2020", "xb.court-decision"),
    ],
)
def test_an_article_is_found_by_its_number(index: Index, asked: str, wanted: str) -> None:
    found = ids(search(index, asked, limit=5))
    assert [name for name in found if name.startswith(wanted)], found


def test_the_albanian_article_is_found_as_it_is_cited_and_as_it_is_typed(real_index: Index) -> None:
    for asked in ("294/c", "294-c", "294c", "art 294/c", "neni 294/c", "article 294/c albania", "АЛБАНИЯ 294/c"):
        assert "al.cpc.294-c" in ids(search(real_index, asked, limit=3)), asked


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("examplia substitution", "xa.substitution"),
        ("substitution examplia", "xa.substitution"),
        ("Фиктонија замена", "xb.substitution"),
        ("fictonia liability", "xb.liability"),
        ("xa languages", "xa.languages"),
        ("egzamplija who authorises", "xa.authorised-by"),
        ("who can authorize in fictonia?", "xb.authorised-by"),
        ("can foreign officers carry guns in examplia", "xa.foreign-weapons"),
        ("how long in fictonia", "xb.duration-initial"),
        ("examplian διάρκεια", "xa.duration-initial"),
        ("fictonia 24/7", "xb.urgent-channel"),
    ],
)
def test_a_question_in_words_finds_its_answer_first(index: Index, asked: str, wanted: str) -> None:
    assert ids(search(index, asked))[0] == wanted


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("Čudnograd Convention", "x-treaty"),
        ("Измишљена конвенција", "x-treaty"),
        ("x-net", "x-net"),
        ("ქსელი", "x-net"),
        ("carinska uprava", "xa.customs-administration"),
        ("Φανταστική Τελωνειακή Υπηρεσία", "xa.customs-administration"),
    ],
)
def test_treaties_channels_and_authorities_are_found_by_their_names_in_any_language(
    index: Index, asked: str, wanted: str
) -> None:
    assert wanted in ids(search(index, asked))[:3]


def test_every_term_is_found_by_its_word_in_every_language(index: Index) -> None:
    for term in manual().terms:
        for word in term.words:
            assert term.id in ids(search(index, word.word, limit=3)), word


def test_a_chapter_and_its_sections_are_found(index: Index) -> None:
    shown = [section for section in sections() if section.place.startswith("guide/request.html")]
    for section in shown:
        assert section.place in ids(search(index, section.title, limit=5)), section.title


def test_a_state_named_leaves_no_other_state(index: Index) -> None:
    for asked in ("fictonia substitution", "XB weapons", "фиктонија"):
        found = search(index, asked, limit=100)
        assert {result["country"] for result in found["results"]} <= {"XB", None}


def test_a_country_narrows_what_is_found_in_any_case(index: Index) -> None:
    everywhere = search(index, "substitution", limit=100)
    for country in ("XB", "xb"):
        found = search(index, "substitution", country, limit=100)
        assert {result["country"] for result in found["results"]} == {"XB"}
        assert 0 < found["total"] < everywhere["total"]


def test_a_question_and_a_kind_narrow_what_is_found(index: Index) -> None:
    found = search(index, "examplia", question="substitution")
    assert ids(found) == ["xa.substitution"]
    found = search(index, "examplia", kind="authority")
    assert {result["kind"] for result in found["results"]} == {"authority"}


def test_narrowing_to_what_does_not_exist_finds_nothing(index: Index) -> None:
    assert search(index, "substitution", "ZZ")["total"] == 0
    assert search(index, "substitution", question="no-such-question")["total"] == 0
    assert search(index, "substitution", kind="no-such-kind")["total"] == 0


def test_facets_count_all_that_was_found(index: Index) -> None:
    found = search(index, "substitution", limit=100)
    assert found["total"] <= 100, "so that all results are there to be counted"
    for name in ("country", "question", "kind"):
        counted = Counter(result[name] for result in found["results"] if result[name])
        assert found["facets"][name] == dict(counted)
        assert list(found["facets"][name].values()) == sorted(counted.values(), reverse=True)


@pytest.mark.parametrize("typed", ["sub", "subst", "substitutio"])
def test_the_last_word_may_be_unfinished(index: Index, typed: str) -> None:
    assert ids(search(index, f"examplia {typed}"))[0] == "xa.substitution"


def test_a_phrase_may_be_unfinished(index: Index) -> None:
    assert ids(search(index, "examplia foreign off"))[0] == "xa.foreign-presence"
    assert ids(search(index, "examplia conditions of sub"))[0] == "xa.substitution-conditions"


@pytest.mark.parametrize(
    ("asked", "corrected", "first"),
    [
        ("examplia substituton", "examplia substitution", "xa.substitution"),
        ("exmaplia substitution", "examplia substitution", "xa.substitution"),
        ("fictonia langauges", "fictonia languages", "xb.languages"),
        ("fictonai weapons", "fictonia weapons", "xb.foreign-weapons"),
        ("athorise examplia", "authorises examplia", "xa.authorised-by"),
    ],
)
def test_a_mistyped_word_is_repaired_and_said(index: Index, asked: str, corrected: str, first: str) -> None:
    found = search(index, asked)
    assert ids(found)[0] == first
    assert found["corrected"].split()[-1][:6] == corrected.split()[-1][:6] or found["corrected"] == corrected
    assert search(index, corrected)["corrected"] is None


def test_a_word_that_the_manual_has_is_never_repaired(index: Index) -> None:
    for term in index.language.terms:
        assert index.language.repair(term, may_go_on=False) == term


def test_where_no_document_has_every_word_those_with_some_are_shown(index: Index) -> None:
    found = search(index, "zzzzqqqq examplia substitution")
    assert ids(found)[0] == "xa.substitution"


@pytest.mark.parametrize("asked", ["zzzzqqqq", "", "   ", "!?…", "§", "\x00", "漢字", "*", "qxzwv" * 50])
def test_what_is_nowhere_finds_nothing_and_does_not_fail(index: Index, asked: str) -> None:
    found = search(index, asked)
    assert found["query"] == asked
    assert (found["total"], found["results"], found["facets"]) == (0, [], {"country": {}, "question": {}, "kind": {}})


@settings(deadline=None, max_examples=60)
@given(asked=st.text(max_size=40), country=st.text(max_size=4), question=st.text(max_size=10))
def test_no_query_fails(index: Index, asked: str, country: str, question: str) -> None:
    found = search(index, asked, country, question, limit=3)
    assert len(found["results"]) <= 3
    assert found["total"] >= len(found["results"])


def test_the_words_of_a_query_language_are_words(index: Index) -> None:
    """Whoosh's own parser would take these for commands."""
    plain = search(index, "examplia and substitution")
    for asked in ("examplia AND substitution", "examplia AND (substitution)", 'examplia "and" substitution*'):
        assert ids(search(index, asked)) == ids(plain)


def test_a_result_says_all_that_a_reader_needs(index: Index) -> None:
    result = search(index, "examplia partial replaced drugs", question="substitution")["results"][0]
    assert list(result) == [
        "kind", "country", "question", "id", "title", "text", "status", "basis", "url", "score",
    ]  # fmt: skip
    assert result["kind"] == "answer"
    assert (result["country"], result["question"], result["status"]) == ("XA", "substitution", "confirmed")
    assert result["url"] == "countries/xa/index.html#substitution"
    assert result["title"].startswith("Examplia · Substitution")
    assert "čl. 8" in result["basis"]
    assert result["score"] > 0
    treaty = search(index, "Čudnograd Convention")["results"][0]
    assert (treaty["country"], treaty["question"], treaty["status"]) == (None, None, None)


def test_the_number_of_results_is_limited_and_the_whole_number_said(index: Index) -> None:
    few, many = search(index, "examplia", limit=3), search(index, "examplia", limit=200)
    assert len(few["results"]) == 3
    assert few["total"] == many["total"] == len(many["results"])
    assert ids(few) == ids(many)[:3]


def test_results_come_best_first(index: Index) -> None:
    scores = [result["score"] for result in search(index, "delivery", limit=100)["results"]]
    assert scores == sorted(scores, reverse=True)


def test_an_answer_still_unknown_stands_behind_those_that_are_known(index: Index) -> None:
    for question in manual().questionnaire.questions:
        found = search(index, question.title, question=question.id, kind="answer")
        known = [result["status"] != "unknown" for result in found["results"]]
        assert known == sorted(known, reverse=True), question.id


def test_every_answer_law_authority_treaty_channel_and_term_can_be_found() -> None:
    made = manual()
    kinds = Counter(document.kind for document in documents(edition(), sections()))
    assert kinds["answer"] == len(made.states) * len(made.questionnaire.questions)
    assert kinds["authority"] == sum(len(state.authorities) for state in made.states)
    assert kinds["instrument"] == len(made.treaties) + sum(len(state.legislation) for state in made.states)
    provisions = [p for t in made.treaties for p in t.provisions]
    provisions += [p for state in made.states for law in state.legislation for p in law.provisions]
    assert kinds["provision"] == len(provisions)
    assert kinds["channel"] == len(made.channels)
    assert kinds["term"] == len(made.terms)
    pages = len(made.questionnaire.questions) + 4 * len(made.states) + 1
    assert kinds["section"] == pages + len(sections())


@pytest.mark.parametrize("kind", ["public", "restricted"])
def test_no_two_documents_have_one_id(kind: str) -> None:
    counted = Counter((document.kind, document.id) for document in documents(edition(kind, "a"), sections()))
    assert [name for name, number in counted.items() if number > 1] == []


def test_the_public_index_holds_no_officer_but_posts_marked_clear_in_this_repository(index: Index) -> None:
    contacts = [row[COLUMNS.index("id")] for row in index.documents if row[COLUMNS.index("kind")] == "contact"]
    assert contacts == ["xb.officer.press-desk"]
    for asked in ("442079460101", "canary", "442079460501", "x-net xa canary"):
        assert not [name for name in ids(search(index, asked, limit=100)) if "officer" in name and "press" not in name]


def test_the_restricted_index_finds_a_desk_by_post_number_and_state(tmp_path: Path) -> None:
    with make_index(tmp_path, "restricted", "a") as index:
        assert "xa.officer.night-desk" in ids(search(index, "night desk"))[:2]
        assert ids(search(index, "+442079460511")) == ["xa.officer.night-desk"]
        assert "xa.officer.duty-desk" in ids(search(index, "examplia duty desk phone"))[:5]
        assert search(index, "442079460101")["total"] == 0, "the overlay's entry replaces the one of the same id"


def test_the_same_edition_gives_the_same_index_to_the_byte(index: Index, folder: Path, tmp_path: Path) -> None:
    with make_index(tmp_path):
        pass

    def files(home: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in home.iterdir()}

    assert files(tmp_path) == files(folder)


def test_a_folder_without_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="run make"):
        Index(tmp_path)
    with pytest.raises(SetupError, match="run make"):
        Index(tmp_path / "nowhere")
