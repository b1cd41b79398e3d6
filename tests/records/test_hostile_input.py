"""Whatever stands in a file, the check says so at a place inside it, and never breaks off."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builds import ROOT
from cdmanual.problems import Problem
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.yamlfile import YamlFile
from checking import problems_in, read, schemas

TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("countries", "content/regional")
    for path in sorted((ROOT / folder).rglob("*.yml"))
}
# Repeatable, so that a run is green or red for a reason; more examples are drawn by raising the numbers below.
quickly = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))

VALUES = (
    *("", "~", "null", "true", "NO", "0", "-1", "12.5", "2017.0", "2026-02-30", "22:30", "0112", "+38112345678", "x y"),
    *("[]", "{}", "[a, b]", "[[a]]", "{a: b}", "{id: x}", "[null]", "[1, true, 1.0]", "[{a: 1}, {a: 1}]", "[" * 40),
    *("*x", "&x y", "!!int 3", "<b>", "`", "''", '""', '"\\u200b"', '"P3M\\n"', '"2026-11-21\\n"', '"e\\u0301"'),
    *("|", ">-", "- x", "? x", ": x", "# x", "%x", "@x", "---", "...", "'", '"', "[", "}", "\t", "a: b: c"),
    *("P99999Y", f"P{'9' * 5000}D", "PT0M", "9999-12-31", "0001-01-01", "XK", "ZZ", "sh", "mul", "sr-Latn", "x#y.z"),
    *(
        "unknown",
        "disputed",
        "not-regulated",
        "not-open",
        "bound",
        "phone",
        "mobile",
        "+88312345",
        "+999123456",
        "9" * 30,
    ),
)
CHARACTERS = "\0\t\r\n\x0b\x1b\x85\xa0\u2028\u200b\ufeff\u0301\ud7ff\U0001f6a2é:,-#&*!|>'\"%@`[]{}?\\ aX0"


Mutation = Callable[[st.DrawFn, list[str], int], None]


def delete(draw: st.DrawFn, lines: list[str], at: int) -> None:
    del lines[at : at + draw(st.integers(1, 12))]


def repeat(draw: st.DrawFn, lines: list[str], at: int) -> None:
    lines[at:at] = lines[at : at + draw(st.integers(1, 6))]


def swap(draw: st.DrawFn, lines: list[str], at: int) -> None:
    other = draw(st.integers(0, len(lines) - 1))
    lines[at], lines[other] = lines[other], lines[at]


def shift(draw: st.DrawFn, lines: list[str], at: int) -> None:
    by = draw(st.sampled_from((-4, -2, -1, 1, 2, 4)))
    for number in range(at, min(at + draw(st.integers(1, 3)), len(lines))):
        bare = lines[number].lstrip(" ")
        lines[number] = " " * max(0, len(lines[number]) - len(bare) + by) + bare


def retype(draw: st.DrawFn, lines: list[str], at: int) -> None:
    place = draw(st.integers(0, len(lines[at])))
    char = draw(st.sampled_from(CHARACTERS))
    lines[at] = lines[at][:place] + char + lines[at][place + draw(st.integers(0, 1)) :]


def replace_value(draw: st.DrawFn, lines: list[str], at: int) -> None:
    key, colon, _ = lines[at].partition(": ")
    lines[at] = f"{key}{colon or ': '}{draw(st.sampled_from(VALUES))}"


MUTATIONS: tuple[Mutation, ...] = (delete, repeat, swap, shift, retype, replace_value, replace_value)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """A real record with one to four things done to it."""
    name = draw(st.sampled_from(sorted(TEXTS)))
    lines = TEXTS[name].split("\n")
    for mutate in draw(st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=4)):
        if lines:
            mutate(draw, lines, draw(st.integers(0, len(lines) - 1)))
    return name, "\n".join(lines)


def kind_of(name: str) -> str:
    path = Path(name)
    return path.stem if path.stem in (*COUNTRY_KINDS, "terms", "search", "changes") else path.parent.name


def assert_inside(problem: Problem, text: str) -> None:
    lines = text.split("\n")
    assert 1 <= problem.place.line <= len(lines), problem
    assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1, problem
    assert problem.message
    assert (problem.message + problem.hint).isprintable()


def assert_judged(file: YamlFile, text: str, kind: str) -> None:
    """Reading gave a value or a problem, both judges agree on the value, and all problems lie inside the text."""
    assert file.problems or file.value is not None
    problems = list(file.problems)
    if file.value is not None:
        found, blamed = schemas().judge(file, kind)
        assert bool(found) == bool(blamed)
        assert schemas().is_valid(file.value, kind) == (not any(schemas().failures(file.value, kind)))
        problems += found
    for problem in problems:
        assert_inside(problem, text)


@settings(quickly, max_examples=150)
@given(st.binary(max_size=200), st.sampled_from(sorted(schemas().by_kind)))
def test_random_bytes_are_judged(data: bytes, kind: str) -> None:
    assert_judged(read(data), data.decode("utf-8", errors="replace"), kind)


@settings(quickly, max_examples=150)
@given(st.text(st.sampled_from(CHARACTERS) | st.characters(codec="utf-8"), max_size=120))
def test_random_text_is_judged(text: str) -> None:
    assert_judged(read(text), text, "country")


@settings(quickly, max_examples=100)
@given(mutated())
def test_mutated_records_are_judged(record: tuple[str, str]) -> None:
    name, text = record
    assert_judged(read(text), text, kind_of(name))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real records; every example leaves it as it was."""
    home = tmp_path_factory.mktemp("real")
    shutil.copytree(ROOT / "countries", home / "countries")
    shutil.copytree(ROOT / "content/regional", home / "content/regional")
    return home


@settings(quickly, max_examples=15)
@given(st.lists(mutated(), min_size=1, max_size=3, unique_by=lambda record: record[0]))
def test_the_rules_take_whatever_is_left_of_mutated_records(tree: Path, records: list[tuple[str, str]]) -> None:
    texts = {**TEXTS, **dict(records)}
    try:
        for name, text in records:
            (tree / name).write_text(text, encoding="utf-8", newline="")
        for problem in problems_in(tree):
            assert_inside(problem, texts.get(problem.place.file, ""))
    finally:
        for name, _ in records:
            (tree / name).write_text(TEXTS[name], encoding="utf-8", newline="")


def test_a_large_file_of_nothing_but_mistakes_is_judged_in_time() -> None:
    file = read("country: XA\nsources:\n" + "- {}\n" * 2_000)
    found, _ = schemas().judge(file, "sources")
    assert len(found) > 10_000
