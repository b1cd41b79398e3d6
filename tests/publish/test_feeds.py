"""The feeds are valid by RFC 4287, read without a complaint by a common reader, and tell the record of changes."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest

from atom import violations
from builds import Built
from cdmanual.manual.changelog import entries_of, read_changelog
from cdmanual.records.load import read_records
from models import manual, schemas

BUILDS = pytest.mark.parametrize("build", ["fictitious", "real"])
GOOD = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:example.org,2026:x</id><title>T</title>
<updated>2026-11-21T00:00:00Z</updated><author><name>A</name></author><link rel="self" href="x.xml"/>
<link href="index.html" type="text/html"/><entry><id>tag:example.org,2026:1</id><title>One</title>
<updated>2026-11-21T00:00:00Z</updated><link href="../a.html"/><content type="text">a &lt; b</content></entry></feed>
"""


def feeds(target: Built) -> list[Path]:
    """Every feed of a build."""
    found = sorted(target.site.rglob("*.xml"))
    assert len(found) == 1 + sum(folder.is_dir() for folder in (target.records / "countries").iterdir())
    return found


@BUILDS
def test_every_feed_is_valid_by_rfc_4287(build: str, request: pytest.FixtureRequest) -> None:
    for path in feeds(request.getfixturevalue(build)):
        assert violations(path.read_bytes()) == [], path.name


BROKEN = {
    "a document type": ("<feed", "<!DOCTYPE feed><feed", "2: a document type"),
    "no XML": ("</feed>", "", "2: not well-formed"),
    "another root": ("feed", "rss", "4.1.1: the root is"),
    "no namespace": (' xmlns="http://www.w3.org/2005/Atom"', "", "4.1.1: the root is"),
    "no id": ("<id>tag:example.org,2026:x</id>", "", "4.1.1: 0 id"),
    "two titles": ("<title>T</title>", "<title>T</title><title>U</title>", "4.1.1: 2 title"),
    "an id that is relative": ("tag:example.org,2026:x", "changes/x", "4.2.6: 'changes/x'"),
    "an id with blanks": ("tag:example.org,2026:1", " tag:example.org,2026:1 ", "4.2.6"),
    "a day without time": ("2026-11-21T00:00:00Z", "2026-11-21", "3.3: '2026-11-21'"),
    "a small t": ("2026-11-21T00", "2026-11-21t00", "3.3"),
    "a time without zone": ("00:00Z", "00:00", "3.3"),
    "no day of the calendar": ("2026-11-21T", "2026-11-31T", "3.3: '2026-11-31T00:00:00Z'"),
    "no author": ("<author><name>A</name></author>", "", "4.1.2: no author"),
    "an author without name": ("<name>A</name>", "<uri>x:y</uri>", "3.2.1: 0 name"),
    "elements in text": ("<title>One</title>", "<title>O<b/>ne</title>", "3.1.1: text holds no elements"),
    "a type that is none": ('type="text"', 'type="plain"', "4.1.3.1: 'plain'"),
    "two alternates": ('<link href="../a.html"/>', '<link href="../a.html"/><link href="../b.html"/>', "4.1.2: two"),
    "a link to nowhere": ('<link href="../a.html"/>', "<link/>", "4.2.7.1"),
    "a link with a blank": ("../a.html", "../a b.html", "4.2.7.1"),
    "no media type": ('type="text/html"', 'type="html"', "4.2.7.3"),
    "neither content nor link": (
        '<link href="../a.html"/><content type="text">a &lt; b</content>', "", "4.1.2: an entry without content",
    ),
    "two contents": ("<content", '<content type="text">x</content><content', "4.1.2: 2 content"),
    "content from elsewhere": ('type="text">a &lt; b<', 'src="x.pdf" type="application/pdf"><', "needs a summary"),
    "an element of no such name": ("<title>One</title>", "<title>One</title><guid>1</guid>", "4.1.2: no guid"),
    "an attribute of no such name": ("<entry>", '<entry lang="en">', "2: there is no attribute lang"),
    "no language": ('xml:lang="en"', 'xml:lang="en us"', "2: xml:lang"),
    "an entry twice": (
        "</entry>",
        "</entry><entry><id>tag:example.org,2026:1</id><title>B</title><updated>2026-11-21T00:00:00Z</updated>"
        '<link href="../b.html"/></entry>',
        "4.1.1: tag:example.org,2026:1 stands 2 times",
    ),
}  # fmt: skip


def test_the_judge_of_feeds_finds_nothing_wrong_with_a_good_one() -> None:
    assert violations(GOOD.encode()) == []


@pytest.mark.parametrize("case", BROKEN)
def test_the_judge_of_feeds_finds_what_is_wrong(case: str) -> None:
    good, bad, words = BROKEN[case]
    assert good in GOOD
    assert any(words in said for said in violations(GOOD.replace(good, bad).encode())), case


@BUILDS
def test_a_common_reader_has_no_complaint_and_reads_the_record_of_changes(
    build: str, request: pytest.FixtureRequest
) -> None:
    target: Built = request.getfixturevalue(build)
    log = read_changelog(read_records(target.records, schemas()))
    names = {state.iso: f"{state.name['en']} · " for state in manual(home=target.records).states}
    for path in feeds(target):
        read = feedparser.parse(path.read_bytes())
        assert not read.bozo, f"{path.name}: {read.get('bozo_exception')}"
        assert read.version == "atom10"
        rows = entries_of(log, path.stem.upper()) if path.stem != "all" else log
        wanted = [(row.on, (names.get(row.state, "") if path.stem == "all" else "") + row.text) for row in rows]
        assert [(row.updated[:10], row.content[0].value) for row in read.entries] == wanted, path.name
        for row in read.entries:
            assert row.content[0].type == "text/plain"
            assert row.content[0].value.startswith(row.title[:20])


def test_entries_keep_their_id_in_every_feed(real: Built) -> None:
    everywhere = {row.id: row for row in feedparser.parse((real.site / "changes" / "all.xml").read_bytes()).entries}
    for path in feeds(real):
        for row in feedparser.parse(path.read_bytes()).entries:
            assert row.id in everywhere
            assert everywhere[row.id].content[0].value.endswith(row.content[0].value)
