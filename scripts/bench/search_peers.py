"""Other searches on the manual's documents: each indexes the same fields and answers the same queries."""

from __future__ import annotations

import gzip
import html
import importlib.util
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from search_browser import Times, new_page
from search_corpus import Corpus
from timing import Failed

from cdmanual.search.index import WEIGHTS, Index
from cdmanual.search.ranking import search

LIMIT = 10
REPEATS = 5
MINISEARCH = "minisearch@7.2.0"
FIELDS = ("title", "text", "topic", "cites")
_SHOWN = ("title", "shown", "url")
_INSTALLING, _INDEXING = 120, 180

# Every engine in the browser is timed the same way: all queries once, then each several times over.
_TIMED = """
async queries => {
  const find = await (%s)();
  const answers = [], times = [];
  for (const query of queries) { answers.push(await find(query)); }
  for (const query of queries) {
    const start = performance.now();
    for (let again = 0; again < %d; again += 1) { await find(query); }
    times.push((performance.now() - start) / %d);
  }
  return [answers, times];
}
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """What a search answered to each query, how long each took in milliseconds, and its index in bytes."""

    name: str
    answers: list[list[str]]
    times: Times
    size: int

    @property
    def empty(self) -> float:
        """The share of queries without a result."""
        return sum(not found for found in self.answers) / len(self.answers)


@dataclass(frozen=True, slots=True)
class Bench:
    """What every contender needs: the documents, the queries, the build, a browser, and a folder to work in."""

    corpus: Corpus
    queries: list[str]
    build: Path
    browser: Browser
    work: Path


# ---------------------------------------------------------------------- in the browser


def ours_in_browser(bench: Bench) -> Peer:
    """The search of the built site."""
    index = bench.build / "site" / "search" / "index.js"
    find = f"""() => {{
      const index = window.cdmanualSearch.prepare(window.cdmanualIndex);
      return query => window.cdmanualSearch.search(index, query, {{}}, {LIMIT}).results.map(found => found.url);
    }}"""
    engine = bench.build / "site" / "assets" / "search.js"
    answers, times = _in_page(bench, [engine, index], find)
    return Peer("cdmanual, browser", answers, times, packed_size(index))


def lunr(bench: Bench) -> Peer:
    """lunr as MkDocs has it: an index built beforehand by lunr.py, read by the lunr.js that MkDocs ships."""
    if importlib.util.find_spec("lunr") is None:
        raise Failed("lunr is missing; make .venv/ready-bench installs it")
    import mkdocs
    from lunr import lunr as build

    rows = bench.corpus.rows
    made = build(ref="id", fields=FIELDS, documents=rows, languages=["en"]).serialize()
    script = Path(mkdocs.__path__[0]) / "contrib" / "search" / "templates" / "search" / "lunr.js"
    data = {"index": made, "docs": _shown(rows)}
    find = f"""() => {{
      const index = lunr.Index.load(window.data.index), docs = window.data.docs;
      return query => {{
        try {{ return index.search(query).slice(0, {LIMIT}).map(found => docs[Number(found.ref)].url); }}
        catch (_) {{ return []; }}
      }};
    }}"""
    answers, times = _in_page(bench, [script], find, data)
    return Peer("lunr as MkDocs has it", answers, times, len(_gzip(_json(data))))


def minisearch(bench: Bench) -> Peer:
    """MiniSearch with prefixes, fuzziness 0.2 and the weights of our own fields."""
    npm = shutil.which("npm")
    if npm is None:
        raise Failed("npm is missing")
    target = bench.work / "npm"
    _run([npm, "install", "--no-audit", "--no-fund", "--prefix", target, MINISEARCH], bench.work, _INSTALLING)
    script = target / "node_modules" / "minisearch" / "dist" / "umd" / "index.js"
    if not script.is_file():
        raise Failed(f"{MINISEARCH} holds no script for browsers")
    options = {"fields": FIELDS, "storeFields": _SHOWN}
    asked = {"prefix": True, "fuzzy": 0.2, "boost": WEIGHTS}
    with new_page(bench.browser, _blank(bench.work)) as page:
        page.add_script_tag(path=script)
        page.evaluate("data => { window.data = data; }", bench.corpus.rows)
        page.evaluate(f"() => {{ window.made = new MiniSearch({_text(options)}); made.addAll(window.data); }}")
        size = len(_gzip(page.evaluate("JSON.stringify(window.made)").encode()))
        find = f"""() => query => window.made.search(query, {_text(asked)}).slice(0, {LIMIT}).map(found => found.url)"""
        answers, times = _timed(page, find, bench.queries)
    return Peer("MiniSearch", answers, times, size)


def pagefind(bench: Bench) -> Peer:
    """Pagefind over one page for each document; the time is that of its search, what it loads being loaded already."""
    if importlib.util.find_spec("pagefind") is None:
        raise Failed("pagefind is missing; make .venv/ready-bench installs it")
    site = bench.work / "pagefind-site"
    site.mkdir()
    for row in bench.corpus.rows:
        (site / f"{row['id']}.html").write_text(_page(row), encoding="utf-8")
    _run([sys.executable, "-m", "pagefind", "--site", str(site)], bench.work, _INDEXING)
    made = site / "pagefind"
    size = sum(path.stat().st_size for path in made.rglob("*.pf_*"))  # these are compressed
    find = f"""async () => {{
      const pagefind = await import("/pagefind/pagefind.js");
      await pagefind.init();
      window.urls = async found => (await Promise.all(found.slice(0, {LIMIT}).map(one => one.data())))
        .map(one => one.url);
      return async query => (await pagefind.search(query)).results;
    }}"""
    # The addresses of what was found are fetched outside the time.
    told = _TIMED.replace("answers.push(await find(query))", "answers.push(await window.urls(await find(query)))")
    with _served(site) as address, new_page(bench.browser, f"{address}/0.html") as page:
        answers, times = _timed(page, find, bench.queries, told)
    rows = bench.corpus.rows
    found = [[rows[int(url.rpartition("/")[2].removesuffix(".html"))]["url"] for url in urls] for urls in answers]
    return Peer("Pagefind", found, times, size)


def _page(row: dict[str, str]) -> str:
    title, text, topic, cites = (html.escape(row[name]) for name in FIELDS)
    marked = "".join(
        f'<p data-pagefind-weight="{WEIGHTS[name]}">{words}</p>'
        for name, words in (("topic", topic), ("cites", cites))
        if words
    )
    body = f"<main data-pagefind-body><h1>{title}</h1>{marked}<p>{text}</p></main>"
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}'


def _in_page(bench: Bench, scripts: Sequence[Path], find: str, data: Any = None) -> tuple[list[list[str]], Times]:
    with new_page(bench.browser, _blank(bench.work)) as page:
        for script in scripts:
            page.add_script_tag(path=script)
        page.evaluate("data => { window.data = data; }", data)
        return _timed(page, find, bench.queries)


def _timed(page: Page, find: str, queries: list[str], told: str = _TIMED) -> tuple[list[list[str]], Times]:
    # A page that hangs is left by the time-out of what it is asked in the end, not by a promise that never comes.
    late = "new Promise((_, fail) => setTimeout(() => fail(new Error('the search takes too long')), 180000))"
    asked = told % (find, REPEATS, REPEATS)
    answers, times = page.evaluate(f"queries => Promise.race([{late}, ({asked})(queries)])", queries)
    return answers, Times(tuple(times))


def _blank(work: Path) -> str:
    page = work / "blank.html"
    page.write_text('<!doctype html><html lang="en"><meta charset="utf-8"><title>Search</title>', encoding="utf-8")
    return page.as_uri()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(10)


# ---------------------------------------------------------------------- in Python


def ours_in_python(bench: Bench) -> Peer:
    """The search of the command and of the API."""
    folder = bench.build / "search"
    with closing(Index(folder)) as index:
        answers, times = _asked(
            bench.queries, lambda query: [found["url"] for found in search(index, query, limit=LIMIT)["results"]]
        )
    return Peer("cdmanual, Python", answers, times, _packed(folder))


def sqlite(bench: Bench) -> Peer:
    """SQLite's FTS5 without marks on letters, any word of the query, BM25 with the weights of our own fields."""
    path = bench.work / "fts5.db"
    weights = ", ".join(str(WEIGHTS[name]) for name in FIELDS)
    asked = f"SELECT url FROM manual WHERE manual MATCH ? ORDER BY bm25(manual, {weights}) LIMIT {LIMIT}"  # noqa: S608
    with closing(sqlite3.connect(path)) as base:
        columns = ", ".join([*FIELDS, "url UNINDEXED", "shown UNINDEXED"])
        base.execute(f"CREATE VIRTUAL TABLE manual USING fts5({columns}, tokenize='unicode61 remove_diacritics 2')")
        rows = [tuple(row[name] for name in (*FIELDS, "url", "shown")) for row in bench.corpus.rows]
        base.executemany("INSERT INTO manual VALUES (?, ?, ?, ?, ?, ?)", rows)
        base.execute("INSERT INTO manual(manual) VALUES ('optimize')")
        base.commit()
        base.execute("VACUUM")

        def find(query: str) -> list[str]:
            words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
            return [url for (url,) in base.execute(asked, (words,))] if words else []

        answers, times = _asked(bench.queries, find)
    return Peer("SQLite FTS5", answers, times, packed_size(path))


def whoosh(bench: Bench) -> Peer:
    """Whoosh as it comes: its standard analyser, BM25F, any word of the query in any field."""
    from whoosh import index as whoosh_index
    from whoosh.fields import STORED, TEXT, Schema
    from whoosh.qparser import MultifieldParser, OrGroup

    folder = bench.work / "whoosh"
    folder.mkdir()
    schema = Schema(**dict.fromkeys(FIELDS, TEXT), url=STORED, shown=STORED)
    made = whoosh_index.create_in(str(folder), schema)
    writer = made.writer()
    for row in bench.corpus.rows:
        writer.add_document(**{name: row[name] for name in (*FIELDS, "url", "shown")})
    writer.commit()
    parser = MultifieldParser(list(FIELDS), schema, group=OrGroup)
    with made.searcher() as searcher:
        answers, times = _asked(
            bench.queries, lambda query: [hit["url"] for hit in searcher.search(parser.parse(query), limit=LIMIT)]
        )
    return Peer("Whoosh as it comes", answers, times, _packed(folder))


def _asked(queries: list[str], find: Callable[[str], list[str]]) -> tuple[list[list[str]], Times]:
    answers = [find(query) for query in queries]
    times = []
    for query in queries:
        start = time.perf_counter()
        for _ in range(REPEATS):
            find(query)
        times.append((time.perf_counter() - start) / REPEATS * 1000)
    return answers, Times(tuple(times))


# ---------------------------------------------------------------------- small parts


def _shown(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: row[name] for name in _SHOWN} for row in rows]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json(value: Any) -> bytes:
    return _text(value).encode()


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 9)


def packed_size(path: Path) -> int:
    """How many bytes a file takes when it is packed."""
    return len(_gzip(path.read_bytes()))


def _packed(folder: Path) -> int:
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=9) as archive:
        archive.add(folder, arcname=".")
    return packed.tell()


def _run(command: Sequence[str | Path], folder: Path, seconds: int) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as exc:
        raise Failed(f"{Path(command[0]).name} took more than {seconds} s") from exc
    if done.returncode:
        raise Failed(f"{Path(command[0]).name} ended with {done.returncode}: {(done.stderr or done.stdout)[-300:]}")


IN_BROWSER: tuple[Callable[[Bench], Peer], ...] = (ours_in_browser, lunr, minisearch, pagefind)
IN_PYTHON: tuple[Callable[[Bench], Peer], ...] = (ours_in_python, sqlite, whoosh)
