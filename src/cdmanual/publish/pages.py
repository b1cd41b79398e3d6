"""The pages of the site: which there are, from which template each is made, and with what.

A page is Markdown whose record text stands in HTML blocks, escaped by the templates; only headings are Markdown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cdmanual import addresses
from cdmanual.editions import Edition
from cdmanual.explanations import problem_page, read_explanations
from cdmanual.manual.asking import ask
from cdmanual.manual.changelog import Entry, entries_of
from cdmanual.manual.coverage import (
    coverage,
    coverage_of,
    disputes,
    freshness_counts,
    least_answered,
    question_coverage,
)
from cdmanual.manual.examples import worked_examples
from cdmanual.manual.model import Marking, Review
from cdmanual.manual.questionnaire import Question, question_numbers
from cdmanual.manual.reading import (
    country_name,
    language_name,
    link_of,
    own_names,
    read_answer,
    read_card,
    unique_citations,
)
from cdmanual.manual.shading import shade_alike, shade_by_answer, shade_by_coverage
from cdmanual.publish.corrections import Corrections
from cdmanual.publish.labels import Labels
from cdmanual.publish.outlines import read_outlines
from cdmanual.publish.sample import read_samples
from cdmanual.records.places import Places

# How a cell of a matrix shows a status: a letter, so that it can be read without colour.
_SIGNS = {"bound": "B", "signed": "S", "not-bound": "N", "not-open": "–", "not-established": "?"}
_STATUS_SIGNS = {"confirmed": "C", "desk-research": "R", "disputed": "D", "not-regulated": "N", "unknown": "?"}
# A contact older than this is shown as old: five years, in the research's own reckoning.
_OLD_YEARS = 5
# Pages that need the whole width, and so do without a list of contents at their side.
_WIDE = ("index.md", "route/index.md", "compare/index.md", "coverage/index.md")
# How many of the least answered questions the coverage page names.
_LEAST = 10
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&~^=:$\"'])")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it stands below the site's root (``.md``), its title, its text."""

    path: str
    title: str
    text: str


class Pages:
    """Renders the pages of one edition from the templates of a folder."""

    def __init__(
        self,
        edition: Edition,
        labels: Labels,
        content: Path,
        regional: Path,
        log: tuple[Entry, ...] = (),
        corrections: Corrections | None = None,
    ) -> None:
        """``content`` is the project's content folder, ``regional`` the folder of the region's chapters and records.

        ``log`` is the record of changes, the newest first; ``corrections`` say how a reader mends what stands there.
        """
        self.edition = edition
        self.manual = edition.manual
        self.content = content
        self.regional = regional
        self.labels = labels
        self.log = log
        self.environment = Environment(
            loader=FileSystemLoader(content / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            keep_trailing_newline=True,
        )
        self.environment.filters.update(md=escape_markdown, host=lambda url: urlsplit(url).hostname)
        names = {state.iso: state.name["en"] for state in self.manual.states}
        self.environment.globals.update(
            {
                name: getattr(addresses, name)
                for name in (
                    "answer_place",
                    "ask_file",
                    "channel_page",
                    "card_file",
                    "chapter_file",
                    "citation_place",
                    "form_file",
                    "source_place",
                )
            },
            anchor=addresses.provision_anchor,
            changes_of=lambda iso: entries_of(log, iso),
            feed_file=addresses.feed_file,
            known_places=addresses.known_places(self.manual),
            problem_page=problem_page,
            question_page=addresses.question_page,
            state_page=addresses.state_page,
            treaty_page=addresses.treaty_page,
            age=self._age,
            correct=corrections or Corrections(edition, Places()),
            country=lambda iso: names.get(iso) or country_name(iso),
            coverage_of=coverage_of,
            freshness=self._freshness,
            is_overdue=lambda review: review.freshness(edition.day) == "overdue",
            label=labels,
            language_name=language_name,
            link_of=link_of,
            marking=_marking,
            outlines=read_outlines(content / "map.json"),
            own_names=own_names,
            recorded=frozenset(names),
            questionnaire=self.manual.questionnaire,
            source_kind=lambda kind: labels("source-kind", kind),
            verified_by=lambda by: labels("verified-by", by),
            states=self.manual.states,
            unique_citations=unique_citations,
            treaties=self.manual.treaties,
            channels=self.manual.channels,
            terms=self.manual.terms,
            restricted=edition.is_restricted,
            kind=edition.kind,
            edition_id=edition.id,
            version=edition.version,
            today=edition.day.isoformat(),
            day=edition.day,
        )

    def _age(self, as_of: str | None) -> str:
        if as_of is None:
            return "undated source: overdue, check before use"
        old = int(as_of[:4]) <= self.edition.day.year - _OLD_YEARS
        return f"source of {as_of}" + (": overdue, check before use" if old else "")

    def _freshness(self, review: Review) -> str:
        state = review.freshness(self.edition.day)
        words = {"fresh": "review due", "due": "review due soon:", "overdue": "review overdue since"}
        return f"{words[state]} {review.due.isoformat()}"

    def _page(self, path: str, title: str, template: str, **given: Any) -> Page:
        root = "../" * path.count("/")
        body = self.environment.get_template(template).render(root=root, title=title, **given)
        hidden = ["navigation"] if "\n## " in body and path not in _WIDE else ["navigation", "toc"]
        return Page(path, title, self._framed(_front(title, *hidden), body))

    def _framed(self, front: str, body: str) -> str:
        """The page with marking and edition at its foot; in a restricted edition the marking stands at its head too."""
        edition = self.edition
        marking = f'<p class="cd-marking">{escape(edition.label)}</p>\n\n' if edition.is_restricted else ""
        return f'{front}{marking}{body.rstrip()}\n\n<p class="cd-edition">{escape(edition.line)}</p>\n'

    def __iter__(self) -> Iterator[Page]:
        """Every page of the site, the written ones included."""
        manual = self.manual
        covered = coverage(manual)
        shading = shade_by_coverage(manual)
        examples = worked_examples(manual, self.edition.day, self.log)
        yield self._page("index.md", "Home", "home.md.j2", shading=shading, examples=examples)
        yield self._page("search/index.md", "Search", "search.md.j2")
        yield self._page("countries/index.md", "States", "states.md.j2", coverage=covered, shading=shading)
        yield from self._state_pages()
        yield from self._question_pages()
        yield self._page("route/index.md", "Route", "route.md.j2", shading=shade_alike(manual))
        yield self._page("compare/index.md", "Compare", "compare.md.j2")
        yield self._page("instruments/index.md", "Instruments", "instruments.md.j2", matrix=self._matrix())
        for treaty in manual.treaties:
            yield self._page(f"instruments/{treaty.id}.md", treaty.short, "instrument.md.j2", treaty=treaty)
        yield self._page("legal-basis/index.md", "Legal basis", "legal_basis.md.j2")
        yield self._page("channels/index.md", "Channels", "channels.md.j2")
        for channel in manual.channels:
            yield self._page(f"channels/{channel.id}.md", channel.short, "channel.md.j2", channel=channel)
        yield self._page("glossary/index.md", "Glossary", "glossary.md.j2", bibliography_=manual.terms_bibliography)
        yield self._coverage_page()
        yield self._page("changes/index.md", "Changes", "changes.md.j2", log=self.log)
        yield self._page("downloads/index.md", "Downloads", "downloads.md.j2")
        yield self._page("editors/fields.md", "Field reference", "fields.md.j2", kinds=self.labels.field_reference())
        yield from self._sample_pages()
        yield from self._problem_pages()
        yield self._page("sources/index.md", "Sources", "bibliographies.md.j2")
        yield from self._written_pages()

    def _sample_pages(self) -> Iterator[Page]:
        samples = read_samples(self.content / "sample", self.labels.schemas)
        for sample in samples:
            title = f"Sample record: {sample.kind}.yml"
            yield self._page(f"editors/sample/{sample.kind}.md", title, "sample.md.j2", sample=sample, samples=samples)

    def _problem_pages(self) -> Iterator[Page]:
        explained = read_explanations(self.content / "problems.yml")
        yield self._page("editors/problems/index.md", "What a check may say", "problem_list.md.j2", problems=explained)
        for code, explanation in explained.items():
            path = problem_page(code).removesuffix("html") + "md"
            yield self._page(path, explanation.title, "problem.md.j2", code=code, p=explanation)

    def _state_pages(self) -> Iterator[Page]:
        manual = self.manual
        for state in manual.states:
            name = state.name["en"]
            groups = [
                {
                    "id": group.id,
                    "title": group.title,
                    "readings": [read_answer(manual, state, question) for question in group.questions],
                }
                for group in manual.questionnaire.groups
            ]
            bound = [treaty for treaty in manual.treaties if treaty.party(state.iso).status == "bound"]
            open_ones = [treaty for treaty in manual.treaties if treaty.party(state.iso).status == "not-established"]
            joined = [
                channel
                for channel in manual.channels
                if channel.member(state.iso).status in ("member", "partner", "observer")
            ]
            home = f"countries/{state.key}"
            yield self._page(
                f"{home}/index.md",
                name,
                "state.md.j2",
                state=state,
                card=read_card(manual, state),
                groups=groups,
                treaties=bound,
                open_treaties=open_ones,
                channels=joined,
            )
            for page in ("legislation", "contacts", "sources"):
                yield self._page(f"{home}/{page}.md", f"{name}: {page}", f"{page}.md.j2", state=state)
            asking = ask(manual, state, self.edition.id, self.edition.day)
            yield self._page(f"{home}/ask.md", asking.title, "ask.md.j2", state=state, asking=asking)

    def _coverage_page(self) -> Page:
        manual = self.manual
        return self._page(
            "coverage/index.md",
            "Coverage",
            "coverage.md.j2",
            coverage=coverage(manual),
            by_question=question_coverage(manual),
            least=least_answered(manual, _LEAST),
            disputed=[(state, read_answer(manual, state, question)) for state, question in disputes(manual)],
            fresh_counts=freshness_counts(manual.states, self.edition.day),
            numbers=question_numbers(manual.questionnaire),
            signs=_STATUS_SIGNS,
        )

    def _question_pages(self) -> Iterator[Page]:
        manual = self.manual
        yield self._page("questions/index.md", "Questions", "questions.md.j2")
        questions = manual.questionnaire.questions
        for index, question in enumerate(questions):
            given = {
                "question": question,
                "group_title": next(g.title for g in manual.questionnaire.groups if g.id == question.group),
                "shading": shade_by_answer(manual, question),
                "answers": [(state, read_answer(manual, state, question)) for state in manual.states],
                "before": _at(questions, index - 1),
                "after": _at(questions, index + 1),
            }
            yield self._page(f"questions/{question.id}.md", question.title, "question.md.j2", question=given)

    def _matrix(self) -> dict[str, Any]:
        listed = {party.state for treaty in self.manual.treaties for party in treaty.parties}
        return {"states": sorted(listed | {state.iso for state in self.manual.states}), "signs": _SIGNS}

    def _written_pages(self) -> Iterator[Page]:
        """The pages that people write, taken as they are: content/pages/ and content/regional/guide/."""
        for folder, home in ((self.content / "pages", ""), (self.regional / "guide", "guide/")):
            for path in sorted(folder.rglob("*.md")):
                text = path.read_text(encoding="utf-8")
                heading = re.search(r"^# (.+)$", text, re.MULTILINE)
                title = heading.group(1) if heading else path.stem
                name = home + path.relative_to(folder).as_posix()
                yield Page(name, title, self._framed(_front(title, "navigation"), text))


def _at(questions: tuple[Question, ...], index: int) -> Question | None:
    return questions[index] if 0 <= index < len(questions) else None


def _front(title: str, *hidden: str) -> str:
    # Both generators print a title as it is given, and add the name of the manual to it.
    named = json.dumps(escape(title, quote=False), ensure_ascii=False)
    return f"---\ntitle: {named}\nhide: {json.dumps(hidden)}\n---\n\n"


def _marking(marking: Marking) -> str:
    return " ".join([f"TLP:{marking.tlp}", *marking.handling])


def escape_markdown(text: str) -> Markup:
    """Text for a Markdown heading: every character that Markdown could act on is escaped, so it is safe as it is."""
    return Markup(_MARKDOWN.sub(lambda found: f"&#{ord(found.group())};", " ".join(text.split())))  # noqa: S704
