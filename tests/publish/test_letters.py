"""A form as a file: complete in both forms of text, and in Markdown the words of records stay words."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import unquote

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cdmanual.manual.asking import Asking, ask
from cdmanual.manual.model import State
from cdmanual.publish.letters import BOX, as_json, as_markdown, as_text, escape_text
from models import DAY, ROOT, manual
from site_reader import Element, Page

HOSTILE = (
    "</p><script>window.broken=1</script><img src=x onerror=x> &lt;b&gt; `code` *a* _b_ **c** ~~d~~ [e](https://f.org) "
    "![g](h.png) {{ 7*7 }} {: #card } $i$ |j|k| \\* <https://l.org> # m - n 1. o"
)


def form_of(state: State) -> Asking:
    return ask(manual(home=ROOT), state, "2026.1", DAY)


def rendered(text: str) -> list[Element]:
    """Markdown as CommonMark with tables and strikes has it, and as the site's own reader has it."""
    return [
        Page("form", MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)).top,
        Page("form", markdown.markdown(text, extensions=["attr_list", "tables"])).top,
    ]


@pytest.mark.parametrize("state", manual(home=ROOT).states, ids=lambda state: state.iso)
@pytest.mark.parametrize("write", [as_markdown, as_text])
def test_every_question_box_and_point_stands_in_the_file(state: State, write) -> None:
    form = form_of(state)
    text = write(form)
    shown = rendered(text)[0].text if write is as_markdown else " ".join(text.split())
    for asked in form.questions:
        assert f"{asked.number} {asked.question.title}" in shown
        assert asked.question.text in shown
        for said in asked.said:
            assert " ".join(said.text.split()) in shown
            for source in said.sources:
                assert source.title in shown
                assert unquote(source.url) in unquote(shown)
    for point in form.points:
        assert " ".join(point.split()) in shown
    boxes = sum(len(asked.boxes) for asked in form.questions) + len(form.consent)
    assert text.count(f"- {BOX} ") == boxes


@pytest.mark.parametrize("state", manual(home=ROOT).states, ids=lambda state: state.iso)
def test_the_two_forms_of_text_say_the_same_words(state: State) -> None:
    form = form_of(state)
    both = (rendered(as_markdown(form))[0].text, as_text(form))
    letters = ["".join(sign for sign in unquote(text) if sign.isalnum()) for text in both]
    assert letters[0] == letters[1]


@pytest.mark.parametrize("state", manual(home=ROOT).states, ids=lambda state: state.iso)
def test_as_data_the_form_is_whole_and_says_of_which_edition_it_is(state: State) -> None:
    form = form_of(state)
    data = json.loads(as_json(form))
    assert (data["schema_version"], data["edition"], data["day"], data["state"]) == (
        1,
        "2026.1",
        "2026-11-21",
        state.iso,
    )
    assert (data["head"], data["points"]) == (list(form.head), list(form.points))
    rows = [question for group in data["groups"] for question in group["questions"]]
    for asked, row in zip(form.questions, rows, strict=True):
        assert (row["number"], row["question"]["id"], row["status"]) == (asked.number, asked.question.id, asked.status)
        assert [(box["label"], box["text"]) for box in row["boxes"]] == [(box.label, box.text) for box in asked.boxes]
        assert row["blanks"] == list(asked.blanks)
        assert [[source["url"] for source in said["sources"]] for said in row["said"]] == [
            [source.url for source in said.sources] for said in asked.said
        ]


def test_the_fields_of_the_data_are_documented() -> None:
    page = (ROOT / "content" / "pages" / "downloads" / "data.md").read_text(encoding="utf-8")
    data = json.loads(as_json(form_of(manual(home=ROOT).state("BA"))))
    for name in (*data, *data["groups"][0]["questions"][0]):
        assert f"`{name}`" in page, name


def test_record_text_stays_text_in_markdown() -> None:
    made = manual(home=ROOT)
    state = made.state("BA")
    name = {**state.name, "en": HOSTILE}
    answers = tuple(
        replace(answer, parts=tuple(replace(part, text=HOSTILE) for part in answer.parts)) for answer in state.answers
    )
    sources = tuple(replace(source, title=HOSTILE, publisher=HOSTILE) for source in state.sources)
    hostile = replace(state, name=name, answers=answers, sources=sources, open_points=(HOSTILE,))
    for page in rendered(as_markdown(form_of(hostile))):
        tags = {element.tag for element in page.walk()} - {page.tag}
        assert tags <= {"h1", "h2", "h3", "p", "strong", "ul", "li", "a"}, tags
        assert page.text.count(HOSTILE) > 20
        assert not [a for a in page.all("a") if a.attributes["href"] in ("https://f.org", "https://l.org")]
        assert "card" not in [element.id for element in page.walk()]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=["Cc", "Cs"]), max_size=40))
def test_any_text_is_read_from_markdown_as_it_was_typed(text: str) -> None:
    typed = " ".join(text.split())
    page = rendered(f"Before {escape_text(text)}")[0]
    assert page.text == f"Before {typed}".strip()
    alone = rendered(escape_text(text))[0]
    assert alone.text == typed
    assert {element.tag for element in alone.walk()} - {alone.tag} <= {"p"}


def test_ordinary_words_are_left_as_they_are() -> None:
    for words in ("Art. 181(1), see the Law (2009); 12 - 18 months.", "Tužilaštvo: „Суд“, 24/7 + e-mail"):
        assert escape_text(words) == words


def test_an_address_cannot_end_its_brackets() -> None:
    made = manual(home=ROOT)
    state = made.state("BA")
    sources = tuple(replace(s, url="https://a.example/b> <script>x</script>") for s in state.sources)
    for page in rendered(as_markdown(form_of(replace(state, sources=sources)))):
        assert not page.all("script")
