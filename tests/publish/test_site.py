"""The built site: links lead somewhere, nothing comes from elsewhere, and every record stands there as it was typed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from builds import FICTITIOUS, ROOT, Built
from cdmanual.editions import PUBLIC, make_edition
from cdmanual.manual.assemble import assemble
from cdmanual.manual.model import Manual
from cdmanual.publish.labels import Labels
from cdmanual.publish.pages import Pages
from cdmanual.publish.release import add_policy
from cdmanual.publish.site import finish_site, start_site, write_pages
from cdmanual.records.check import check
from cdmanual.records.schemas import Schemas
from site_reader import Element, Site, css_addresses, read_site

PARTY_SIGNS = {"bound": "B", "signed": "S", "not-bound": "N", "not-open": "–", "not-established": "?"}
# What a page made from records may consist of; text that was taken for markup would bring others.
RECORD_TAGS = frozenset(
    (
        *("a", "abbr", "article", "b", "caption", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "li", "nav", "p"),
        *("section", "small", "span", "strong", "table", "tbody", "td", "th", "thead", "time", "tr", "ul"),
        *("circle", "defs", "figcaption", "figure", "g", "path", "pattern", "rect", "svg", "text", "title"),  # the map
        *("tspan", "use"),
        *("details", "summary", "pre"),  # what a reader sends who knows better
    )
)
RECORD_PAGES = ("countries/", "questions/", "instruments/", "channels/", "glossary/", "coverage/", "sources/")

# Pages that people write in Markdown, whose tables and links have no attributes.
PAGES = ROOT / "content" / "pages"
WRITTEN = ("guide/", *(path.relative_to(PAGES).with_suffix(".html").as_posix() for path in PAGES.rglob("*.md")))


@cache
def load(path: Path) -> Any:
    """A record, its values as they were typed."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  builds text only


def named(records: Path, pattern: str) -> dict[str, Any]:
    """The records that a pattern names, by file name without its ending."""
    return {path.stem: load(path) for path in sorted(records.glob(pattern))}


def states(records: Path) -> dict[str, dict[str, Any]]:
    """The records of every state, by code and kind, in the order of the English names."""
    found = {folder.name: named(folder, "*.yml") for folder in (records / "countries").iterdir()}
    return dict(sorted(found.items(), key=lambda state: state[1]["country"]["name"]["en"]))


def schema(kind: str) -> Any:
    return json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))


PROCEDURE = schema("procedure")
QUESTIONS: dict[str, Any] = PROCEDURE["properties"]["answers"]["properties"]
STATUS_LABELS = {row["const"]: row["title"] for row in PROCEDURE["$defs"]["answer"]["properties"]["status"]["oneOf"]}


@pytest.fixture(scope="module", params=["fictitious", "real"])
def built(request: pytest.FixtureRequest) -> Built:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def site(built: Built) -> Site:
    return read_site(built.site)


# --- links and addresses


def test_every_link_within_the_site_leads_to_a_place_that_exists(site: Site) -> None:
    dead = []
    for page in site:
        for link in page.links:
            if link.is_outside:
                continue
            if link.target not in site.files:
                dead.append(f"{page}: {link.address}: no such file")
            elif link.fragment and link.target in site.pages and link.fragment not in site[link.target].ids:
                dead.append(f"{page}: {link.address}: no such place")
    assert not dead, "\n".join(sorted(set(dead)))


def test_nothing_is_asked_of_another_host(site: Site) -> None:
    asked = [
        f"{page}: <{link.tag} {link.attribute}={link.address}>"
        for page in site
        for link in page.links
        if link.is_outside and link.tag != "a" and not link.address.startswith("data:")
    ]
    asked += [
        f"{page}: meta refresh" for page in site for e in page.top.all("meta") if "refresh" in e.attributes.values()
    ]
    asked += [f"{page}: <{e.tag}>" for page in site for e in page.top.all("base", "iframe", "object", "embed", "audio")]
    styles = [(path.name, path.read_text(encoding="utf-8")) for path in site.files_ending(".css", ".svg")]
    styles += [(f"{page}", e.attributes["style"]) for page in site for e in page.top.walk() if "style" in e.attributes]
    styles += [(f"{page}", "".join(map(str, e.inside))) for page in site for e in page.top.all("style")]
    for name, style in styles:
        asked += [
            f"{name}: {url}" for url in css_addresses(style) if not url.startswith(("data:", "#")) and "//" in url
        ]
    assert not asked, "\n".join(asked)


def test_every_file_that_a_stylesheet_names_is_there(site: Site) -> None:
    for path in site.files_ending(".css"):
        for url in css_addresses(path.read_text(encoding="utf-8")):
            if not url.startswith(("data:", "#")):
                assert (path.parent / urlsplit(url).path).is_file(), f"{path.name}: {url}"


def test_links_that_lead_out_are_plain_and_say_nothing_of_the_reader(site: Site) -> None:
    for page in site:
        for link in page.links:
            if link.is_outside and link.tag == "a":
                scheme = urlsplit(link.address).scheme
                assert scheme in ("https", "http", "mailto", "tel"), f"{page}: {link.address}"
                assert "target" not in link.element.attributes, f"{page}: {link.address}"
                if scheme.startswith("http") and not page.path.startswith(WRITTEN):
                    assert link.element.attributes.get("rel") == "noreferrer", f"{page}: {link.address}"


def test_no_page_needs_a_server(site: Site) -> None:
    for page in site:
        for link in page.links:
            if not link.is_outside:
                assert not link.address.startswith("/"), f"{page}: {link.address}"
                assert not urlsplit(link.address).path.endswith("/"), f"{page}: {link.address}"


# --- the form of every page


def test_every_page_has_language_title_and_one_main_heading(site: Site) -> None:
    titles: Counter[str] = Counter()
    for page in site:
        assert page.top.one("html").attributes["lang"] == "en", page
        assert page.title.strip(), page
        titles[page.title] += 1
        headings = page.top.all("h1")
        assert len(headings) == 1, f"{page}: {len(headings)} main headings"
        assert headings[0].text, page
        assert headings[0] in page.content.all("h1"), page
    assert [title for title, count in titles.items() if count > 1] == []


def test_a_title_says_the_name_of_the_manual_once(site: Site) -> None:
    for page in site:
        assert page.title.count("Controlled-Delivery Manual") == 1, f"{page}: {page.title}"


def test_every_page_is_well_formed(site: Site) -> None:
    wrong = [f"{page}: {mistake}" for page in site for mistake in page.mistakes]
    for page in site:
        counted = Counter(e.id for e in page.top.walk() if e.id)
        wrong += [f"{page}: id {name} stands {count} times" for name, count in counted.items() if count > 1]
        for e in page.top.walk():
            for name in ("aria-labelledby", "aria-controls", "aria-describedby", "for"):
                for asked in e.attributes.get(name, "").split():
                    # Material labels a list of contents that it leaves out where a page hides it.
                    if asked not in page.ids and asked != "__toc":
                        wrong.append(f"{page}: {name} names {asked}, which is not there")
    assert not wrong, "\n".join(wrong)


def test_headings_go_down_one_level_at_a_time(site: Site) -> None:
    wrong = []
    for page in site:
        before = 0
        for e in page.content.all("h1", "h2", "h3", "h4", "h5", "h6"):
            level = int(e.tag[1])
            if level > before + 1:
                wrong.append(f"{page}: h{before} is followed by {e.tag} {e.text!r}")
            before = level
    assert not wrong, "\n".join(wrong)


def test_the_way_past_the_header_leads_to_the_beginning_of_the_content(site: Site) -> None:
    for page in site:
        skips = page.top.all("a", cls="md-skip")
        assert skips, f"{page}: no way past the header"
        target = page.ids[skips[0].attributes["href"].removeprefix("#")]
        heading = page.content.one("h1")
        order = list(page.content.walk())
        assert target is page.content or order.index(target) <= order.index(heading), f"{page}: leads to {target.id}"


def test_no_section_is_empty(site: Site) -> None:
    empty = []
    for page in site:
        for e in page.content.all(
            "section", "article", "ul", "ol", "dl", "dd", "dt", "li", "p", "th", "tbody", "caption"
        ):
            speaks_later = e.attributes.get("role") == "status"
            if not (e.text or speaks_later or any(picture.attributes.get("alt") for picture in e.all("img"))):
                within = next((outer.id for outer in e.chain if outer.id), "")
                empty.append(f"{page}: {e} within #{within}")
        order = [e for e in page.content.walk() if e.tag in ("h1", "h2", "h3", "h4")]
        for heading, following in zip(order, [*order[1:], None], strict=True):
            level = int(heading.tag[1])
            deeper = following is not None and int(following.tag[1]) > level
            if not deeper and not _text_between(page.content, heading, following):
                empty.append(f"{page}: nothing under {heading.tag} {heading.text!r}")
    assert not empty, "\n".join(empty)


def _text_between(top: Element, first: Element, last: Element | None) -> str:
    said, on = [], False

    def visit(e: Element) -> bool:
        nonlocal on
        if e is last:
            return False
        if e is first:
            on = True
            return True
        for part in e.inside:
            if isinstance(part, Element):
                if not visit(part):
                    return False
            elif on:
                said.append(part)
        return True

    visit(top)
    return "".join(said).strip()


def test_tables_have_a_caption_headers_and_a_frame_that_scrolls(site: Site) -> None:
    for page in site:
        for table in page.content.all("table"):
            if page.path.startswith(WRITTEN):
                continue  # written in Markdown
            assert table.one("caption").text, page
            assert all(e.attributes.get("scope") in ("col", "row") for e in table.all("th")), page
            frame = table.chain[0]
            assert frame.attributes.get("tabindex") == "0", page
            assert frame.attributes.get("aria-label"), page
            widths = {len(row.all("td", "th")) for row in table.all("tr")}
            assert len(widths) == 1, f"{page}: rows of {widths} cells"


def test_every_page_has_a_policy_that_allows_only_what_is_there(site: Site) -> None:
    for page in site:
        head = page.top.one("head")
        inside = [e for e in head.inside if isinstance(e, Element)]
        policies = [e for e in inside if e.attributes.get("http-equiv", "").lower() == "content-security-policy"]
        assert len(policies) == 1, page
        before = inside[: inside.index(policies[0])]
        assert [e.tag for e in before] == ["meta"], f"{page}: the policy comes after something that loads"
        rules = {
            name: values for name, *values in (part.split() for part in policies[0].attributes["content"].split(";"))
        }
        assert rules["default-src"] == ["'none'"], page
        assert rules["connect-src"] == ["'none'"], page
        assert rules["base-uri"] == ["'none'"], page
        for name, values in rules.items():
            assert not any("http" in value or value == "*" for value in values), f"{page}: {name}"
        assert not {"'unsafe-inline'", "'unsafe-eval'", "data:"} & set(rules["script-src"]), page
        for script in page.top.all("script"):
            if "src" not in script.attributes and "type" not in script.attributes:
                digest = hashlib.sha256("".join(map(str, script.inside)).encode()).digest()
                assert f"'sha256-{base64.b64encode(digest).decode()}'" in rules["script-src"], page
        assert not [n for e in page.top.walk() for n in e.attributes if n.startswith("on")], page


def test_the_same_few_scripts_stand_on_every_page(site: Site) -> None:
    """An inline script that only one page had would have come out of a record."""
    found: dict[str, set[str]] = {}
    for page in site:
        for script in page.top.all("script"):
            if "src" not in script.attributes and "type" not in script.attributes:
                found.setdefault("".join(map(str, script.inside)).strip(), set()).add(page.path)
    # The first holds the way to the root, which depends on how deep the page lies.
    shapes = {re.sub(r'URL\("[./]*"', 'URL("', code) for code in found}
    assert len(shapes) <= 4
    for shape in shapes:
        pages = {p for code, listed in found.items() if re.sub(r'URL\("[./]*"', 'URL("', code) == shape for p in listed}
        assert pages == set(site.pages), f"only on {sorted(pages)[:3]}: {shape[:80]}"


# --- what the pages say


def _basis(answer: dict[str, Any]) -> Iterator[tuple[list[str], list[str]]]:
    """The legal bases and the sources of every part of an answer."""
    for part in [answer, *answer.get("variants", ()), *answer.get("positions", ())]:
        yield part.get("basis", []), part.get("sources", [])


def test_every_answer_stands_on_its_states_page_with_what_it_rests_on(built: Built, site: Site) -> None:
    treaties = named(built.records, "content/regional/instruments/*.yml")
    for code, records in states(built.records).items():
        page = site[f"countries/{code}/index.html"]
        assert set(records["procedure"]["answers"]) == set(QUESTIONS)
        laws = {law["id"] for law in records["legislation"]["instruments"]}
        for question, answer in records["procedure"]["answers"].items():
            where = f"{code} {question}"
            section = page.ids[question]
            assert section.one("h3").text == QUESTIONS[question]["title"], where
            marks = {e.text for e in section.all(cls="cd-mark")}
            assert STATUS_LABELS[answer["status"]] in marks, where
            assert not marks & set(STATUS_LABELS.values()) - {STATUS_LABELS[answer["status"]]}, where
            verified = records["procedure"]["review"]["verified"]["on"]
            assert f"Verified {verified}" in section.text, where
            links = {(link.target, link.fragment) for link in page.links if section in link.element.chain}
            for basis, sources in _basis(answer):
                for reference in basis:
                    law, _, rest = reference.partition("#")
                    home = f"countries/{code}/legislation.html" if law in laws else f"instruments/{law}.html"
                    assert law in laws or law in treaties, where
                    assert (home, f"{law}.{rest}" if rest else law) in links, f"{where}: {reference}"
                for source in sources:
                    assert (f"countries/{code}/sources.html", source) in links, f"{where}: {source}"
            assert (f"questions/{question}.html", "") in links, where
            for label in _values(QUESTIONS[question], answer, records):
                assert label in section.text, f"{where}: {label}"


def _values(form: dict[str, Any], answer: dict[str, Any], records: dict[str, Any]) -> Iterator[str]:
    """The labels under which the values of an answer must stand."""
    value = form["properties"]["value"]
    if value is False:
        return
    target = value.get("items", {}).get("$ref", "") if isinstance(value, dict) else ""
    names = {entry["id"]: entry["name"]["en"] for entry in records["authorities"]["authorities"]}
    vocabulary = value.get("oneOf") or value.get("items", {}).get("oneOf")
    if target.startswith("#/$defs/"):
        vocabulary = PROCEDURE["$defs"][target.rsplit("/", 1)[1]]["oneOf"]
    labels = {row["const"]: row["title"] for row in vocabulary or ()}
    for part in [answer, *answer.get("variants", ()), *answer.get("positions", ())]:
        given = part.get("value", [])
        for item in [given] if isinstance(given, str) else given if isinstance(given, list) else given.get("by", []):
            if item in labels:
                yield labels[item]
            elif item in names and (target.endswith("/authority-id") or isinstance(given, dict)):
                yield names[item]


def test_the_quick_card_comes_first_and_leads_to_the_answers(built: Built, site: Site) -> None:
    for code in states(built.records):
        page = site[f"countries/{code}/index.html"]
        card = page.content.one("section", cls="cd-card")
        order = list(page.content.walk())
        first = next(e for e in order if e.tag in ("h2", "section"))
        assert first is card or card in first.chain
        labels = [e.text for e in card.all("dt")]
        assert labels == [cell["label"] for cell in PROCEDURE["x-card"]]
        for cell, shown in zip(PROCEDURE["x-card"], card.all("dd"), strict=True):
            places = {link.fragment for link in page.links if shown in link.element.chain and link.target == page.path}
            assert places & set(cell["questions"]), f"{code}: {cell['label']}"


def test_a_question_page_lists_every_state(built: Built, site: Site) -> None:
    listed = states(built.records)
    for question, form in QUESTIONS.items():
        page = site[f"questions/{question}.html"]
        assert page.content.one("h1").text == form["title"]
        rows = page.content.one("table").one("tbody").all("tr")
        found = {}
        for row in rows:
            links = [link for link in page.links if row.one("th") in link.element.chain]
            found[links[0].target.split("/")[1]] = (row, links[0])
        assert set(found) == set(listed)
        for code, (row, link) in found.items():
            assert link.fragment == question
            answer = listed[code]["procedure"]["answers"][question]
            assert STATUS_LABELS[answer["status"]] in {e.text for e in row.all("td")[-1].all(cls="cd-mark")}
            assert listed[code]["procedure"]["review"]["verified"]["on"] in row.text


def test_the_matrix_has_a_cell_for_each_treaty_and_state(built: Built, site: Site) -> None:
    page = site["instruments/index.html"]
    matrix = page.content.one("table", cls="cd-matrix")
    columns = [e.text for e in matrix.one("thead").all("th")][1:]
    assert {code.upper() for code in states(built.records)} <= set(columns)
    rows = {}
    for row in matrix.one("tbody").all("tr"):
        link = next(link for link in page.links if row.one("th") in link.element.chain)
        rows[link.target] = row
    treaties = named(built.records, "content/regional/instruments/*.yml")
    assert set(rows) == {f"instruments/{name}.html" for name in treaties}
    for name, treaty in treaties.items():
        cells = dict(zip(columns, rows[f"instruments/{name}.html"].all("td"), strict=True))
        parties = {row["state"]: row["status"] for row in treaty["parties"]["rows"]}
        assert set(parties) <= set(columns), name
        for iso, cell in cells.items():
            assert cell.text == PARTY_SIGNS[parties.get(iso, "not-established")], f"{name} {iso}"
            assert cell.all("abbr", "a")[0].attributes.get("title"), f"{name} {iso}"


def test_the_coverage_page_counts_every_answer(built: Built, site: Site) -> None:
    page = site["coverage/index.html"]
    totals, heat, by_question, _ = page.content.all("table")
    listed = states(built.records)
    answers = {code: records["procedure"]["answers"] for code, records in listed.items()}
    for (code, given), row in zip(answers.items(), totals.one("tbody").all("tr"), strict=True):
        counted = Counter(answer["status"] for answer in given.values())
        answered = sum(counted[status] for status in ("confirmed", "desk-research", "disputed"))
        assert [e.text for e in row.all("td")] == [
            f"{answered} of {len(QUESTIONS)}",
            f"{counted['unknown'] + counted['disputed']} open",
            *(str(counted[status]) for status in STATUS_LABELS),
        ], code
    for (code, given), row in zip(answers.items(), heat.one("tbody").all("tr"), strict=True):
        links = [(link.target, link.fragment) for link in page.links if row in link.element.chain]
        assert links == [
            (f"countries/{code}/index.html", ""),
            *((f"countries/{code}/index.html", question) for question in QUESTIONS),
        ]
        classes = [e.classes[1] for e in row.all("td")]
        assert classes == [f"cd-m--{given[question]['status']}" for question in QUESTIONS], code
        assert all(e.text for e in row.all("td")), "a letter beside the colour"
    for question, row in zip(QUESTIONS, by_question.one("tbody").all("tr"), strict=True):
        counted = Counter(given[question]["status"] for given in answers.values())
        assert [e.text for e in row.all("td")][1:] == [str(counted[status]) for status in STATUS_LABELS], question


def test_the_coverage_page_shows_the_freshness_of_each_record(built: Built, site: Site) -> None:
    table = site["coverage/index.html"].content.all("table")[-1]
    kinds = [e.text.lower() for e in table.one("thead").all("th")][1:]
    assert kinds == ["country", "legislation", "authorities", "procedure", "sources"]
    for (code, records), row in zip(states(built.records).items(), table.one("tbody").all("tr"), strict=True):
        for kind, cell in zip(kinds, row.all("td"), strict=True):
            assert f"verified {records[kind]['review']['verified']['on']}" in cell.text, f"{code} {kind}"
            assert re.search(r"due \d{4}-\d\d-\d\d$", cell.text), f"{code} {kind}"
            assert cell.one(cls="cd-mark").text in ("Fresh", "Due", "Overdue")


def test_disputed_answers_stand_on_the_coverage_page_with_each_position(built: Built, site: Site) -> None:
    page = site["coverage/index.html"]
    shown = {}
    for section in page.content.all("section", cls="cd-case"):
        heading = section.one("h3")
        link = next(link for link in page.links if heading in link.element.chain)
        shown[link.target.split("/")[1], link.fragment] = section
    expected = {
        (code, question): answer
        for code, records in states(built.records).items()
        for question, answer in records["procedure"]["answers"].items()
        if answer["status"] == "disputed"
    }
    assert set(shown) == set(expected)
    for place, answer in expected.items():
        for position in answer["positions"]:
            assert " ".join(position["text"].split())[:60] in shown[place].text, place


def test_every_open_question_of_a_state_is_on_its_form_and_no_other(built: Built, site: Site) -> None:
    for code, records in states(built.records).items():
        page = site[f"countries/{code}/ask.html"]
        wanted = [
            question
            for question in QUESTIONS
            if records["procedure"]["answers"][question]["status"] in ("unknown", "disputed")
        ]
        asked = [e for e in page.content.all("section", cls="cd-asked") if e.id]
        assert [e.id for e in asked] == wanted, code
        for section in asked:
            form = QUESTIONS[section.id]
            assert form["description"] in section.text
            for label in _values(form, {"value": _vocabulary(form)}, records):
                assert f"☐ {label}" in section.text, f"{code} {section.id}: {label}"
        for point in records["country"].get("open_points", ()):
            assert " ".join(point.split()) in page.content.text
        home = site[f"countries/{code}/index.html"]
        assert any(link.target == page.path for link in home.links), "the state's page leads to its form"


def _vocabulary(form: dict[str, Any]) -> list[str]:
    """Every value that the schema spells out for a question."""
    value = form["properties"]["value"] or {}
    items = value.get("items", {})
    if items.get("$ref", "").startswith("#/$defs/"):
        items = PROCEDURE["$defs"][items["$ref"].rsplit("/", 1)[1]]
    return [row["const"] for row in value.get("oneOf") or items.get("oneOf", ())]


def test_the_field_reference_has_a_place_for_every_question_and_every_value(site: Site) -> None:
    page = site["editors/fields.html"]
    for question, form in QUESTIONS.items():
        entry = page.ids[question]
        assert form["title"] in entry.text
        assert form["description"] in entry.text
    for kind in ("country", "legislation", "authorities", "officers", "sources", "instruments", "channels", "terms"):
        assert kind in page.ids
        for name in schema(kind)["properties"]:
            assert f"{kind}.{name}" in page.ids


# --- record text

# Fields that hold words for the reader, and those that do not stand on the page of their record.
WORDS = frozenset(
    (
        *(
            "text",
            "title",
            "summary",
            "definition",
            "note",
            "cite",
            "publisher",
            "label",
            "hours",
            "extension",
            "read_in",
        ),
        *("open_points", "name", "measure", "amendments", "gazette", "issue", "number", "word", "transliteration"),
        *("seat", "place", "series", "nicknames", "depositary", "lines", "city", "postcode", "short"),
    )
)


def _words(value: Any, key: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record that a reader must find, with its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            inherited = key in ("title", "name", "measure", "post")
            yield from _words(inner, key if inherited else name, f"{path}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _words(inner, key, f"{path}[{index}]")
    elif key in WORDS and value not in ("null", "~", ""):
        yield path, " ".join(value.split())


def _pages_of_records(records: Path) -> Iterator[tuple[str, Any]]:
    pages = (
        {"country": "index", "procedure": "index"}
        | {name: name for name in ("legislation", "sources")}
        | {"authorities": "contacts"}
    )
    for code, listed in states(records).items():
        for kind, page in pages.items():
            yield f"countries/{code}/{page}.html", listed[kind]
    for kind in ("instruments", "channels"):
        for name, record in named(records, f"content/regional/{kind}/*.yml").items():
            yield f"{kind}/{name}.html", record
    yield "glossary/index.html", load(records / "content" / "regional" / "terms.yml")


def test_every_text_of_a_record_is_on_its_page_as_it_was_typed(built: Built, site: Site) -> None:
    missing = []
    for path, record in _pages_of_records(built.records):
        said = site[path].content.text
        for where, words in _words(record):
            if words not in said and not (path.endswith("legislation.html") and where.endswith(".short")):
                missing.append(f"{path} {where}: {words}")
    assert not missing, f"{len(missing)}:\n" + "\n".join(missing)


def test_no_record_text_became_markup(site: Site) -> None:
    for page in site:
        if page.path.startswith(RECORD_PAGES):
            tags = {e.tag for e in page.content.walk()} - {"article"}
            assert tags <= RECORD_TAGS, f"{page}: {sorted(tags - RECORD_TAGS)}"


# A name that tries every way out of its place: element, attribute, script, Markdown, template, attribute list, entity.
# A check refuses most of it; the pages must not depend on that.
HOSTILE = (
    "</title></script><script>window.broken=1</script><img src=x onerror=window.broken=1> \"' &lt;b&gt; `code` *a* _b_ "
    "[c](https://example.org) {{ 7*7 }} {% raw %} { #card } <!-- -->"
)


def break_out(manual: Manual) -> Manual:
    """The manual, but the names of a state, a law, an institution, a treaty, a channel and a term are hostile."""
    first, *others = manual.states
    names = {"en": HOSTILE, "hr": HOSTILE}
    laws = [replace(law, title=names, short=HOSTILE, number=HOSTILE) for law in first.legislation]
    desks = [replace(desk, name=names) for desk in first.authorities]
    state = replace(first, name=names, measure=names, legislation=tuple(laws), authorities=tuple(desks))
    treaties = [replace(t, short=HOSTILE, series=HOSTILE) if t.id == "x-treaty" else t for t in manual.treaties]
    channels = [replace(c, short=HOSTILE, seat=HOSTILE) if c.id == "x-net" else c for c in manual.channels]
    terms = [replace(term, term=HOSTILE) for term in manual.terms[:1]]
    return replace(
        manual,
        states=(state, *others),
        treaties=tuple(treaties),
        channels=tuple(channels),
        terms=(*terms, *manual.terms[1:]),
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of which many names try to break out of their place."""
    folder = tmp_path_factory.mktemp("hostile")
    day = date(2026, 11, 21)
    schemas = Schemas(ROOT / "schemas")
    records, overlay, _ = check(FICTITIOUS, schemas, day, None)
    edition = make_edition(break_out(assemble(records, overlay)), PUBLIC, "hostile", "0", day)
    write_pages(
        Pages(edition, Labels(schemas.by_kind), ROOT / "content", FICTITIOUS / "content" / "regional"), folder / "pages"
    )
    finish_site(start_site(ROOT / "mkdocs.yml", folder / "pages", folder / "site", 0), folder / "site")
    (folder / "site" / "search" / "index.js").write_text("", encoding="utf-8")
    add_policy(folder / "site")
    return Site(folder / "site")


def test_hostile_names_stay_text_everywhere(hostile: Site) -> None:
    wrong = []
    for page in hostile:
        wrong += [f"{page}: {mistake}" for mistake in page.mistakes]
        wrong += [f"{page}: <img {e.attributes}>" for e in page.top.all("img") if e.attributes.get("src") == "x"]
        wrong += [f"{page}: handler" for e in page.top.walk() if any(name.startswith("on") for name in e.attributes)]
        wrong += [f"{page}: script" for e in page.top.all("script") if "broken" in "".join(map(str, e.inside))]
        wrong += [f"{page}: link" for link in page.links if link.address == "https://example.org"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "path",
    [
        "countries/xa/index.html",
        "countries/xa/legislation.html",
        "countries/xa/contacts.html",
        "countries/xa/ask.html",
        "coverage/index.html",
        "instruments/x-treaty.html",
        "instruments/index.html",
        "channels/x-net.html",
        "channels/index.html",
        "glossary/index.html",
        "countries/index.html",
        "index.html",
    ],
)
def test_hostile_names_can_be_read_as_they_were_typed(hostile: Site, path: str) -> None:
    assert " ".join(HOSTILE.split()) in hostile[path].content.text
    if path.startswith(("countries/xa/", "instruments/x-", "channels/x-")):
        assert HOSTILE in hostile[path].title


# --- the public edition


def test_no_public_page_holds_a_word_of_a_restricted_officer(fictitious: Built) -> None:
    hidden, shown = set(), set()
    for code in states(FICTITIOUS):
        for officer in load(FICTITIOUS / "countries" / code / "officers.yml")["officers"]:
            is_clear = officer.get("marking", {}).get("tlp") == "CLEAR"
            (shown if is_clear else hidden).update(officer["post"].values())
            hidden |= {value for contact in officer["contacts"] for value in _contact_words(contact)}
            hidden.add(officer["note"])
    assert shown, "one fictitious post is marked clear"
    canaries = {found for words in hidden for found in re.findall(r"canary-x-\d\d", words)}
    canaries -= {found for words in shown for found in re.findall(r"canary-x-\d\d", words)}
    for path in sorted(fictitious.site.rglob("*")):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert not [words for words in hidden | canaries if words in text], path


def _contact_words(contact: dict[str, Any]) -> Iterator[str]:
    yield from (contact[key] for key in ("number", "address", "label") if key in contact)


def test_an_authority_that_is_not_competent_for_the_whole_state_says_so(fictitious: Built) -> None:
    (page,) = (page for page in read_site(fictitious.site) if page.path.endswith("countries/xb/contacts.html"))
    assert "Prosecution, entity level, part of" in page.content.text
    assert "Court, regional level" in page.content.text
    assert "state level" not in page.content.text


def test_the_contacts_page_says_where_the_desks_are_to_be_found(real: Built) -> None:
    for page in read_site(real.site):
        if page.path.endswith("/contacts.html"):
            assert "restricted edition" in page.content.text, page
            posts = [e for e in page.content.walk() if e.id.startswith("officer.")]
            assert all("TLP:CLEAR" in post.text and "@" not in post.text and "+" not in post.text for post in posts), (
                page
            )
