"""What a state's chapter holds after the answers: legislation, authorities, officers, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cdmanual.editions import RESTRICTED
from cdmanual.publish.word.pieces import Block, Cells, Element, Inline, paragraph, run, table
from cdmanual.publish.word.sheet import marking
from cdmanual.publish.word.telling import UNKNOWN, Row, Telling, as_of, listed, sources

_RECEIVES = "receives-request"


def law(tell: Telling, law: Row) -> Iterator[Element]:
    """A law: its names, what is established of it, and its provisions."""
    place, name = f"{tell.state['iso']}/{law['id']}", law["name"]
    short = f" ({law['short']})" if law["short"] != name else ""
    yield paragraph("Heading3", *tell.place(place, f"{name}{short}"))
    if law["own"]:
        yield paragraph("OwnName", *tell.own(law["own"]))
    number = f"no. {law['number']}" if law["number"] else "number not established"
    links = [(f"{each['kind']} ({each['language']})", [tell.sheet.link(each["url"])]) for each in law["links"]]
    rows = [
        ("Kind and number", [listed([law["kind"], number])]),
        ("Status", [law["status"]]),
        ("Adopted", [law["adopted"] or UNKNOWN]),
        ("Published", [_published(law["published"] or {}) or UNKNOWN]),
        ("In force since", [law["in_force"] or UNKNOWN]),
        ("Text as of", [law["text_as_of"] or UNKNOWN]),
        ("Amendments", [law["amendments"]]),
        ("Note", [law["note"]]),
        *links,
        ("Sources", tell.sources(law["sources"])),
    ]
    yield tell.facts(name, rows)
    if law["provisions"]:
        yield paragraph("Case", "Provisions")
        yield table(
            f"{name}: provisions",
            "The articles that bear on controlled deliveries: what each says, the questions that it answers, and its "
            "sources.",
            (30, 90, 24, 26),
            ("Article", "What it says", "Questions", "Sources"),
            [row for each in law["provisions"] for row in _provision(tell, f"{place}/{each['id']}", each)],
        )


def _published(publication: Row) -> str:
    issue = f"no. {publication['issue']}" if publication.get("issue") else ""
    return ", ".join(word for word in (publication.get("gazette"), issue, publication.get("date")) if word)


def _provision(tell: Telling, place: str, row: Row) -> Iterator[Cells]:
    """A row for the provision, and one for each of its paragraphs."""
    valid = listed(
        f"{words} {row[name]}"
        for name, words in (
            ("valid_from", "valid from"),
            ("valid_until", "valid until"),
            ("replaced_by", "replaced by"),
        )
        if row[name]
    )
    article = paragraph("TableText", *tell.place(place, run(row["cite"], "Strong")))
    said: list[Block] = [row["summary"], *([paragraph("TableSmall", valid)] if valid else [])]
    questions = paragraph("TableText", *tell.questions(row["topics"]))
    yield [[article], said, [questions], [paragraph("TableText", *tell.sources(row["sources"]))]]
    for part in row["paragraphs"]:
        own = tell.sources(part["sources"]) if part["sources"] != row["sources"] else []
        yield [[f"{row['cite']} {part['cite']}"], [part["summary"]], [], [paragraph("TableText", *own)]]


def authority(tell: Telling, row: Row) -> Iterator[Element]:
    """An authority and its public contacts."""
    part_of = f"part of {row['parent']}" if row["parent"] else ""
    doing = [row["kind"], row["level"], part_of, ", ".join(role.lower() for role in row["roles"])]
    yield from _portrait(tell, row, doing, [sources(row["sources"])])
    rows, address = [], row["address"]
    if address:
        town = " ".join(word for word in (address["postcode"], address["city"]) if word)
        known = listed([as_of(address["as_of"]), sources(address["sources"])])
        rows.append(_reached("Address", ", ".join([*address["lines"], town]), "", known))
    rows += [_contact(tell, each, "date not established") for each in row["contacts"]]
    if rows:
        yield _contacts(row["name"], rows)


def officers(tell: Telling) -> Iterator[Element]:
    """The posts that the edition holds, or why there is none."""
    state = tell.state
    for row in state["officers"]:
        doing = [row["authority"], ", ".join(function.lower() for function in row["functions"]), row["availability"]]
        yield from _portrait(tell, row, doing, [row["verified"], sources(row["sources"])])
        yield paragraph("Status", "Marking: ", marking(row["marking"]))
        if row["contacts"]:
            yield _contacts(row["name"], [_contact(tell, each, "") for each in row["contacts"]])
    if not state["officers"] and tell.edition["kind"] == RESTRICTED:
        asked = next(a for group in state["groups"] for a in group["answers"] if a["id"] == _RECEIVES)
        number = tell.numbered(asked["number"])
        yield paragraph(
            "BodyText", f"No post is recorded. Ask the authority that receives requests (question {number})."
        )
    elif not state["officers"]:
        text = "This public edition shows no post. The restricted edition holds what the state has given."
        yield paragraph("BodyText", text)


def _portrait(tell: Telling, row: Row, doing: Iterable[str], known: Iterable[str]) -> Iterator[Element]:
    """What an authority and a post have in common: names, what they do, languages, note, evidence."""
    yield paragraph("Heading3", row["name"])
    if row["own"]:
        yield paragraph("OwnName", *tell.own(row["own"]))
    languages = f" Languages: {', '.join(row['languages'])}." if row["languages"] else ""
    yield paragraph("BodyText", f"{listed(doing)}.{languages}")
    if row["note"]:
        yield paragraph("BodyText", row["note"])
    if evidence := listed(known):
        yield paragraph("Evidence", evidence)


def _contacts(name: str, rows: Iterable[Cells]) -> Element:
    return table(
        f"{name}: contacts",
        "How to reach it: the kind of contact, the number or address, what it is for, and how it is known.",
        (24, 64, 40, 42),
        ("Contact", "Number or address", "For", "Known from"),
        rows,
        whole=True,
    )


def _contact(tell: Telling, row: Row, undated: str) -> Cells:
    shown = tell.sheet.link(row["link"], row["shown"]) if row["link"] else run(row["shown"])
    dated = as_of(row["as_of"]) or ("" if row["verified"] else undated)
    known = listed([row["verified"], dated, sources(row["sources"])])
    return _reached(row["kind"], shown, listed([row["label"], row["hours"]]), known)


def _reached(kind: str, where: Inline, use: str, known: str) -> Cells:
    return [[kind], [paragraph("TableText", where)], [use], [paragraph("TableSmall", known)]]


def bibliography(tell: Telling) -> Element:
    """The sources that the chapter rests on."""
    return table(
        f"{tell.state['name']}: sources",
        "Each source with its number, title, publisher and address, and when it was read.",
        (14, 110, 46),
        ("No.", "Source", "Kind and date"),
        [_source(tell, row) for row in tell.state["bibliography"]],
    )


def _source(tell: Telling, row: Row) -> Cells:
    number = tell.place(f"{tell.state['iso']}#{row['id']}", run(row["id"].upper(), "Strong"))
    said: list[Block] = [paragraph("TableText", run(row["title"], "Emphasis"), f". {row['publisher']}.")]
    more = [tell.sheet.link(row["url"])] if row["url"] else []
    more += [run(f"Read in: {row['read_in']}")] if row["read_in"] else []
    more += [run(row["note"])] if row["note"] else []
    said += [paragraph("TableSmall", piece) for piece in more]
    dated = f"dated {row['date']}" if row["date"] else "no date shown"
    kind = listed([row["kind"], row["language"], dated, f"read {row['accessed']}"])
    return [[paragraph("TableText", *number)], said, [paragraph("TableSmall", kind)]]
