"""The legal basis as data, as text for a terminal, and as the script that the page's own engine reads.

A citation is made here for all three: what to copy into a file, with edition and place on the site.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cdmanual import addresses
from cdmanual.embedding import as_script
from cdmanual.manual.legal_basis import ORDER, WORDS, Article, LegalBasis, Validity, carries, seen_on, successor
from cdmanual.manual.model import LegalInstrument, Manual, Provision, State, Treaty
from cdmanual.manual.reading import own_names
from cdmanual.publish.labels import Labels

SCHEMA_VERSION = 1
# The headings of the groups, by standing: of instruments between two states, and of a state's own law.
HEADINGS = {
    "in-force": "In force between the two on that day",
    "check": "Perhaps: a date is not established, check",
    "later": "Not yet in force between the two on that day",
    "none": "Not binding both",
}
STANDINGS = {
    "in-force": "In force",
    "check": "To check",
    "later": "Not yet in force",
    "ended": "No longer in force",
    "none": "Not binding both",
}


def _citation(head: str, article: str, read: str, place: str, edition: str) -> str:
    cited = f"{head}, {article}." if article else f"{head}."
    return " ".join(part for part in (cited, read, f"Controlled-Delivery Manual, edition {edition}, {place}") if part)


def _head(law: LegalInstrument | Treaty) -> str:
    """What a citation begins with: original titles in their script, the English one, number, gazette, days."""
    own = " / ".join(name for _, name in own_names(law.title))
    parts = [f"{own} ({law.title['en']})" if own else law.title["en"]]
    if isinstance(law, Treaty):
        parts += [law.series, law.adopted_at, law.adopted_on or ""]
    else:
        parts += [f"no. {law.number}" if law.number else "", law.adopted or ""]
        if law.published:
            parts += [" ".join(filter(None, (law.published.gazette, law.published.issue))), law.published.date or ""]
    return ", ".join(part for part in parts if part)


def _read(law: LegalInstrument | Treaty, provision: Provision | None) -> str:
    """Which text was read: of a law the state of its text, of a treaty's article the source."""
    if isinstance(law, LegalInstrument):
        return f"Text as of {law.text_as_of}." if law.text_as_of else "The source does not date its text."
    if provision is None:
        return ""
    source = next(row for row in law.bibliography if row.id == provision.sources[0])
    said = (source.title, source.publisher, source.date or "undated", f"accessed {source.accessed}")
    return f"Read in: {', '.join(said)}."


def as_data(basis: LegalBasis, edition: str, day: str) -> dict[str, Any]:
    """The answer as plain data, as ``--format json`` prints it and as the browser's engine comes to it."""
    one = basis.states[0]
    return {
        "schema_version": SCHEMA_VERSION,
        "edition": edition,
        "day": day,
        "states": [state.iso for state in basis.states],
        "on": basis.on,
        "object": basis.object,
        "remarks": list(basis.remarks),
        "instruments": [
            {
                "id": row.treaty.id,
                "short": row.treaty.short,
                "kind": row.treaty.kind,
                "bearing": row.treaty.bearing,
                "objects": list(row.treaty.objects),
                "standing": row.standing,
                "words": row.words,
                "states": [
                    {
                        "state": side.state,
                        **_validity(side.validity),
                        "note": side.note,
                        "reservations": [{"text": said.text, "as_of": said.as_of} for said in side.reservations],
                    }
                    for side in row.sides
                ],
                **_cited(row.treaty, addresses.treaty_page(row.treaty.id), edition, row.articles, summaries=True),
            }
            for row in basis.shared
        ],
        "laws": [
            {
                "id": row.law.id,
                "short": row.law.short,
                "title": row.law.title["en"],
                "kind": row.law.kind,
                **_validity(row.validity),
                "text": row.text,
                **_cited(row.law, addresses.state_page(one, "legislation"), edition, row.articles),
            }
            for row in basis.own
        ],
    }


def _validity(validity: Validity) -> dict[str, str]:
    return {"standing": validity.standing, "since": validity.since, "words": validity.words}


def _cited(
    law: LegalInstrument | Treaty, page: str, edition: str, articles: Iterable[Article], summaries: bool = False
) -> dict[str, Any]:
    head, place = _head(law), f"{page}#{_anchor(law)}"
    rows = []
    for row in articles:
        at = f"{page}#{addresses.provision_anchor(law.id, row.provision.id)}"
        rows.append(
            {
                "id": row.provision.id,
                "cite": row.provision.cite,
                "topics": list(row.provision.topics),
                "summary": row.provision.summary if summaries else "",
                **_validity(row.validity),
                "place": at,
                "citation": _citation(head, row.provision.cite, _read(law, row.provision), at, edition),
            }
        )
    return {"place": place, "citation": _citation(head, "", _read(law, None), place, edition), "articles": rows}


def _anchor(law: LegalInstrument | Treaty) -> str:
    """A treaty has a page of its own; a law is a section of its state's page."""
    return "top" if isinstance(law, Treaty) else law.id


# --- for a terminal


def as_text(data: dict[str, Any], manual: Manual, labels: Labels, citations: bool = False) -> str:
    """The answer as a reader of a terminal gets it, with a citation for each article where they are asked for."""
    names = {state.iso: state.name["en"] for state in manual.states}
    wanted = f", {manual.questionnaire.question('objects').label(data['object'])}" if data["object"] else ""
    lines = [f"{' and '.join(names[iso] for iso in data['states'])} on {data['on']}{wanted}", *data["remarks"]]
    for standing in ORDER:
        rows = [row for row in data["instruments"] if row["standing"] == standing]
        lines += ["", HEADINGS[standing]] if rows else []
        for row in rows:
            kinds = f"{labels('treaty-kind', row['kind'])} · {labels('bearing', row['bearing'])}"
            lines += ["", f"  {row['short']} ({kinds})", *([f"    {row['words']}"] if row["words"] else [])]
            for side in row["states"]:
                lines += [f"    {names[side['state']]}: {side['words']}"]
                lines += [f"      note: {side['note']}"] if side["note"] else []
                for said in side["reservations"]:
                    lines += [f"      declared ({said['as_of'] or 'undated'}): {said['text']}"]
            lines += _articles(row, manual, citations) if standing in ("in-force", "check") else []
            lines += [f"    {row['place']}"]
    for row in data["laws"]:
        said = row["words"][:1].upper() + row["words"][1:]
        lines += ["", f"  {row['short']}: {row['title']} ({labels('law-kind', row['kind'])})"]
        lines += [f"    {said}. {row['text']}".rstrip(), *_articles(row, manual, citations), f"    {row['place']}"]
    return "\n".join(lines)


def _articles(row: dict[str, Any], manual: Manual, citations: bool) -> list[str]:
    lines = []
    for article in row["articles"]:
        topics = ", ".join(manual.questionnaire.question(topic).title for topic in article["topics"])
        said = f" ({article['words']})" if article["words"] else ""
        lines += [f"    {article['cite']}{said}: {article['summary'] or topics or 'see there'}"]
        lines += [f"      {article['citation']}"] if citations else []
    return lines


# --- for the browser


def script_for_browser(manual: Manual, labels: Labels, edition: str, day: str) -> str:
    """The script that sets ``cdmanualLegal``'s data: what the records say, the sentences, and the words of the page."""
    questions = manual.questionnaire.questions
    number = {question.id: at for at, question in enumerate(questions)}
    data = {
        "version": SCHEMA_VERSION,
        "edition": edition,
        "day": day,
        "words": WORDS,
        "order": ORDER,
        "headings": HEADINGS,
        "standings": STANDINGS,
        "topics": [[question.id, question.title] for question in questions],
        "objects": [[choice.id, choice.title] for choice in manual.questionnaire.question("objects").choices],
        "ladder": labels.of("law-kind"),
        "kinds": labels.of("treaty-kind"),
        "bearings": labels.of("bearing"),
        "states": [
            [state.iso, state.name["en"], state.reviews["legislation"].verified.on, _laws(manual, state, number)]
            for state in manual.states
        ],
        "treaties": [_treaty(manual, treaty, number) for treaty in manual.treaties],
    }
    return as_script("cdmanualLegalData", data)


def _laws(manual: Manual, state: State, number: dict[str, int]) -> list[list[Any]]:
    rows = []
    for law in state.legislation:
        articles = [
            [*row, successor(manual, state, provision)] for provision, row in _provisions(law, number, summaries=False)
        ]
        if articles:
            published = law.published.date if law.published else None
            dates = [law.in_force, law.adopted, published, law.text_as_of, seen_on(law.text_as_of or "")]
            names = [law.id, law.short, law.title["en"], _head(law), _read(law, None)]
            rows.append([*names, law.kind, law.status, dates, articles])
    return rows


def _treaty(manual: Manual, treaty: Treaty, number: dict[str, int]) -> list[Any]:
    parties = {}
    for state in manual.states:
        party = treaty.party(state.iso)
        if party.status != "not-open":
            seen = party.as_of or treaty.parties_as_of or treaty.review.verified.on
            said = [[row.text, row.as_of] for row in treaty.reservations if row.state == state.iso]
            dates = [party.in_force, party.bound, party.signed, seen, seen_on(seen)]
            parties[state.iso] = [party.status, party.by, dates, party.note, said]
    articles = [
        [*row, provision.replaced_by, _read(treaty, provision)]
        for provision, row in _provisions(treaty, number, summaries=True)
    ]
    names = [treaty.id, treaty.short, _head(treaty), treaty.kind, treaty.bearing, treaty.objects]
    return [*names, [treaty.in_force, treaty.adopted_on, treaty.review.verified.on], articles, parties]


def _provisions(
    law: LegalInstrument | Treaty, number: dict[str, int], summaries: bool
) -> Iterable[tuple[Provision, list[Any]]]:
    for row in law.provisions:
        if carries(row):
            topics = [number[topic] for topic in row.topics]
            summary = row.summary if summaries else ""
            yield row, [row.id, row.cite, topics, summary, row.valid_from or "", row.valid_until or ""]
