"""The map on the pages: each state a link with a name, in the colour of what the records say, and a list beside it."""

from __future__ import annotations

import re

import pytest

from builds import ROOT, Built
from cdmanual.manual.coverage import coverage
from cdmanual.manual.reading import read_answer
from cdmanual.manual.shading import shade_by_answer, shade_by_coverage
from models import manual
from site_reader import Element, Page, Site, read_site

MANUAL = manual(home=ROOT)
MAPPED = [q for q in MANUAL.questionnaire.questions if shade_by_answer(MANUAL, q)]
BY_COVERAGE = ("index.html", "countries/index.html")


@pytest.fixture(scope="module")
def site(real: Built) -> Site:
    return read_site(real.site)


def links(page: Page, cls: str) -> list[tuple[Element, str]]:
    """The links of the map with a class, and where each leads."""
    figure = page.content.one("figure", cls="cd-map")
    found = [link for link in page.own_links if figure in link.element.chain and cls in link.element.classes]
    return [(link.element, f"{link.target}#{link.fragment}".rstrip("#")) for link in found]


@pytest.mark.parametrize("path", BY_COVERAGE)
def test_every_state_is_on_the_map_and_leads_to_its_page(site: Site, path: str) -> None:
    pages = [f"countries/{state.key}/index.html" for state in MANUAL.states]
    for cls in ("cd-map__label", "cd-map__state"):
        assert [place for _, place in links(site[path], cls)] == pages, "in the order of the list"
    assert len(pages) == 19


@pytest.mark.parametrize("path", BY_COVERAGE)
def test_a_state_s_name_and_coverage_can_be_heard(site: Site, path: str) -> None:
    heard = [element.attributes["aria-label"] for element, _ in links(site[path], "cd-map__label")]
    assert heard == [f"{c.state.name['en']}: {c.answered} of {c.total} answered" for c in coverage(MANUAL)]


def test_labels_are_the_codes_and_their_signs(site: Site) -> None:
    for element, _ in links(site["countries/index.html"], "cd-map__label"):
        assert re.fullmatch(r"[A-Z]{2} ?[1-4]", element.one("text").text)
    shown = [e.one("text").text[:2] for e, _ in links(site["countries/index.html"], "cd-map__label")]
    assert shown == [state.iso for state in MANUAL.states]


def test_outlines_are_for_the_pointer_only(site: Site) -> None:
    for page in site:
        for element in page.content.all("a", cls="cd-map__state"):
            assert element.attributes["aria-hidden"] == "true"
            assert element.attributes["tabindex"] == "-1"
        for element in page.content.all("a", cls="cd-map__label"):
            assert "tabindex" not in element.attributes
            assert not {"aria-hidden"} & {name for outer in element.chain for name in outer.attributes}


def test_colours_match_the_coverage(site: Site) -> None:
    wanted = [f"cd-map--{found.shade.name}" for found in shade_by_coverage(MANUAL).states]
    for path in BY_COVERAGE:
        assert [e.classes[1] for e, _ in links(site[path], "cd-map__state")] == wanted


@pytest.mark.parametrize("question", MAPPED, ids=lambda question: question.id)
def test_a_question_s_map_shows_each_state_s_answer_and_leads_to_it(site: Site, question) -> None:
    page = site[f"questions/{question.id}.html"]
    shading = shade_by_answer(MANUAL, question)
    labels, outlines = links(page, "cd-map__label"), links(page, "cd-map__state")
    places = [f"countries/{state.key}/index.html#{question.id}" for state in MANUAL.states]
    assert [place for _, place in labels] == [place for _, place in outlines] == places
    for found, (label, _), (outline, _) in zip(shading.states, labels, outlines, strict=True):
        assert label.attributes["aria-label"] == f"{found.state.name['en']}: {found.words}"
        assert outline.classes[1] == f"cd-map--{found.shade.name}"
        assert bool(outline.all("use")) == found.in_some_cases
        reading = read_answer(MANUAL, found.state, question)
        if not reading.is_answered:
            assert found.words == reading.status_label
    legend = [e.text for e in page.content.one("ul", cls="cd-legend").all("li")]
    assert legend[: len(shading.legend)] == [f"{s.sign} {s.label} {shading.count(s)}" for s in shading.legend]


def test_every_colour_of_a_map_has_its_rule_in_both_schemes(site: Site) -> None:
    style = (ROOT / "content" / "theme" / "assets" / "manual.css").read_text(encoding="utf-8")
    names = {name for page in site for e in page.content.all("a", cls="cd-map__state") for name in e.classes[1:]}
    assert len(names) > 6
    for name in names:
        assert re.search(rf"\.{name}[ ,][^}}]*fill: var\(--cd-", style), name
    for token in set(re.findall(r"fill: var\((--cd-[a-z0-9]+)\)", style)):
        assert len(re.findall(rf"{token}:", style)) == 2, token


def test_questions_without_a_few_values_have_no_map(site: Site) -> None:
    with_map = {page.path for page in site if page.content.all("figure", cls="cd-map")}
    assert with_map == {*BY_COVERAGE, *(f"questions/{question.id}.html" for question in MAPPED)}


def test_a_map_is_neutral_static_and_has_a_list_beside_it(site: Site) -> None:
    for page in site:
        for figure in page.content.all("figure", cls="cd-map"):
            assert "does not imply any opinion on the legal status of a territory or its borders" in figure.text
            assert not [e for e in figure.walk() if "style" in e.attributes or e.tag in ("script", "style")]
            if page.path != "index.html":
                listed = {link.target for link in page.own_links if link.element.chain[0].tag == "th"}
                assert {f"countries/{state.key}/index.html" for state in MANUAL.states} <= listed


def test_only_the_states_with_records_are_named_on_the_map(site: Site) -> None:
    for path in BY_COVERAGE:
        svg = site[path].content.one("svg")
        assert {e.text[:2] for e in svg.all("text")} == {state.iso for state in MANUAL.states}
        assert {e.text.split(":")[0] for e in svg.all("title")} == {state.name["en"] for state in MANUAL.states}


def test_states_without_an_outline_are_listed_without_a_map(fictitious: Built) -> None:
    made = read_site(fictitious.site)
    assert not [page for page in made if page.content.all("figure", cls="cd-map")]
    rows = made["countries/index.html"].content.one("table").one("tbody").all("tr")
    assert [row.all("td")[0].text for row in rows] == ["XA", "XB"]
