"""Every problem code has a page that says what ``cdmanual explain`` says, with the examples that the tests run."""

from __future__ import annotations

import pytest

from builds import ROOT, Built
from cdmanual.explanations import Explanation, problem_page, read_explanations
from site_reader import Page, Site, read_site

CATALOGUE = read_explanations(ROOT / "content" / "problems.yml")


@pytest.fixture(scope="module")
def site(fictitious: Built) -> Site:
    return read_site(fictitious.site)


def excerpts(page: Page) -> list[str]:
    """The examples on a page as they would be typed: the wrong one, then the right one."""
    return [e.raw_text for e in page.content.all("pre")]


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_page_of_a_code_says_what_explain_says(site: Site, code: str) -> None:
    page, explanation = site[problem_page(code)], CATALOGUE[code]
    assert page.content.one("h1").text == explanation.title
    for words in (code, explanation.severity, explanation.why, explanation.fix, explanation.file):
        assert words in page.content.text, words
    assert excerpts(page) == [explanation.bad_text, explanation.good_text]
    for excerpt in excerpts(page):
        assert excerpt in explanation.as_text(code).replace("\n    ", "\n")


@pytest.mark.parametrize("code", [code for code, explanation in CATALOGUE.items() if explanation.shown])
def test_the_mark_of_an_example_stands_where_the_check_points(site: Site, code: str) -> None:
    explanation: Explanation = CATALOGUE[code]
    marked = site[problem_page(code)].content.one("mark")
    assert marked.raw_text == explanation.bad.partition("▶")[2].split("\n")[0] != ""


def test_the_list_leads_to_every_page_and_editors_find_the_list(site: Site) -> None:
    listed = [link.target for link in site["editors/problems/index.html"].own_links]
    assert [target for target in listed if target != "editors/problems/index.html"] == [
        problem_page(code) for code in CATALOGUE
    ]
    assert "editors/problems/index.html" in [link.target for link in site["editors/index.html"].own_links]


def test_no_page_explains_a_code_that_the_check_does_not_know(site: Site) -> None:
    found = {path for path in site.pages if path.startswith("editors/problems/")}
    assert found == {"editors/problems/index.html", *map(problem_page, CATALOGUE)}
