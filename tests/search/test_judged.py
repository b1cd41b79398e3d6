"""The judged queries: what an expert wants stands among the first five, for both halves, and nothing comes back empty.

The queries were judged before the search was tuned; the half ``held`` was never looked at while tuning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from cdmanual.search.index import COLUMNS, Index
from cdmanual.search.ranking import search
from models import ROOT
from searching import judged, make_index

LEAST, MOST_EMPTY = 0.90, 0.02


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with make_index(tmp_path_factory.mktemp("real"), home=ROOT) as made:
        yield made


@pytest.fixture(scope="module")
def urls(index: Index) -> tuple[str, ...]:
    return tuple(row[COLUMNS.index("url")] for row in index.documents)


def test_the_judged_queries_are_many_distinct_and_in_equal_halves(urls: tuple[str, ...]) -> None:
    assert len(judged()) >= 100
    assert len({query.query for query in judged()}) == len(judged())
    groups = Counter((query.group, query.half) for query in judged())
    for group in {group for group, _ in groups}:
        assert groups[group, "tune"] == groups[group, "held"] >= 3, group
    for query in judged():
        assert query.grades(urls).keys() <= set(urls), f"{query.query}: judged a place that is not there"


@pytest.mark.parametrize("half", ["tune", "held"])
def test_what_is_wanted_comes_first(index: Index, urls: tuple[str, ...], half: str) -> None:
    gains, empty = [], []
    for query in judged():
        if query.half == half:
            shown = [result["url"] for result in search(index, query.query, limit=5)["results"]]
            gains.append(query.ndcg(shown, urls))
            if not shown:
                empty.append(query.query)
    assert sum(gains) / len(gains) >= LEAST
    assert len(empty) / len(gains) <= MOST_EMPTY, empty
