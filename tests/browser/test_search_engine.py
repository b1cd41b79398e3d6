"""The engine in the browser (search.js) comes to the very same as the command line, to the last number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from builds import Built
from cdmanual.search.analysis import fold, index_tokens, tokens
from cdmanual.search.index import Index
from cdmanual.search.ranking import search
from embedded import read_script
from models import ROOT
from searching import judged

FOLDING = ROOT / "tests" / "data" / "folding.tsv"
ENGINE = ROOT / "content" / "theme" / "assets" / "search.js"
ODD = (
    "", "  ", "!?…", "§", "*", "\x00", "漢字", "IS IT", "is it", "At the border", "AT", "at", "Ѓ ß ẞ", "ΑΣ", "i̇stanbul",
    "a" * 400, "x " * 60, "__proto__", "constructor toString", "Serbia\u00a0substituton", "I-24/7", "294/c 42.ah 99",
    "\u202e\U0001f600 serbia", "who's in \"charge\" - romania?", "TR\ttr", "serbia ", "croatia last resor",
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(browser: Browser, real: Built) -> Iterator[Page]:
    """A page that holds the engine and the index of the 19 states, prepared."""
    page = browser.new_page()
    for script in (ENGINE, real.site / "search" / "index.js"):
        page.evaluate(f"() => {{ {script.read_text(encoding='utf-8')} }}")
    page.evaluate("window.prepared = window.cdmanualSearch.prepare(window.cdmanualIndex); null")
    yield page
    page.close()


@pytest.fixture(scope="module")
def index(real: Built) -> Iterator[Index]:
    opened = Index(real.target / "search")
    yield opened
    opened.close()


def answers(engine: Page, asked: list[tuple[str, dict[str, str]]], limit: int) -> list[dict[str, Any]]:
    """What the engine finds for each query; facets as the command line gives them."""
    found = engine.evaluate(
        "([asked, limit]) => asked.map(one => window.cdmanualSearch.search(window.prepared, one[0], one[1], limit))",
        [asked, limit],
    )
    return [{**one, "facets": {name: dict(pairs) for name, pairs in one["facets"].items()}} for one in found]


def variations() -> list[str]:
    """Each judged query, its beginning, and itself with one letter changed."""
    chance = random.Random(7)  # noqa: S311
    varied = []
    for query in (judged_.query for judged_ in judged()):
        cut = chance.randrange(len(query))
        varied += [query, query[:cut], query[:cut] + chance.choice("abcčжqzη ") + query[cut + 1 :]]
    return varied


def test_every_query_comes_to_the_same_in_the_browser(engine: Page, index: Index) -> None:
    asked = [*variations(), *ODD]
    for query, shown in zip(asked, answers(engine, [(query, {}) for query in asked], 20), strict=True):
        assert shown == search(index, query, limit=20), query


def test_narrowing_comes_to_the_same_in_the_browser(engine: Page, index: Index) -> None:
    wanted = [
        {"country": "RS"}, {"question": "substitution"}, {"kind": "provision"}, {"country": "TR", "kind": "answer"},
        {"country": "ZZ"},
    ]  # fmt: skip
    asked = [(query, narrow) for query in ("substitution", "who authorises", "customs") for narrow in wanted]
    for (query, narrow), shown in zip(asked, answers(engine, asked, 50), strict=True):
        assert shown == search(index, query, limit=50, **narrow), (query, narrow)


def test_every_vector_of_the_folding_table_folds_alike(engine: Page) -> None:
    rows = [line.split("\t") for line in FOLDING.read_text(encoding="utf-8").splitlines()[1:]]
    words = [word for row in rows for word in row[:2]]
    folded = engine.evaluate("words => words.map(word => window.cdmanualSearch.tokens(window.prepared, word))", words)
    assert folded == [tokens(word) for word in words]


def test_the_judged_queries_hold_in_the_browser(engine: Page, index: Index) -> None:
    urls = tuple(row[4] for row in index.documents)
    shown = answers(engine, [(query.query, {}) for query in judged()], 5)
    for half in ("tune", "held"):
        gains = [
            query.ndcg([result["url"] for result in found["results"]], urls)
            for query, found in zip(judged(), shown, strict=True)
            if query.half == half
        ]
        assert sum(gains) / len(gains) >= 0.90
    assert sum(not found["results"] for found in shown) / len(shown) <= 0.02


def test_every_term_of_the_index_is_read_back_with_its_weights(engine: Page, index: Index) -> None:
    """A search for each hundredth term, alone, so that decoding of every length of posting is seen."""
    terms = index.language.terms[::100]
    for term, shown in zip(terms, answers(engine, [(term, {}) for term in terms], 500), strict=True):
        assert [(r["id"], r["score"]) for r in shown["results"]] == [
            (r["id"], r["score"]) for r in search(index, term, limit=500)["results"]
        ], term


def test_the_exported_script_can_stand_in_any_page(real: Built) -> None:
    script = real.site / "search" / "index.js"
    assert not set("<\u2028\u2029") & set(script.read_text(encoding="utf-8"))
    terms = read_script(script)["terms"].split("\n")
    assert len(terms) == len(set(terms))
    assert all(len(index_tokens(term)) in (1, 2) and fold(term) for term in terms)
