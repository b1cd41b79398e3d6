"""What a check would say of a file that is not written yet is what it says once that is written."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from builds import FICTITIOUS, ROOT
from cdmanual.explanations import MARK, read_explanations
from cdmanual.problems import Problem
from cdmanual.records.candidate import Neighbourhood, newly_wrong, with_text
from cdmanual.records.check import judge
from cdmanual.records.load import COUNTRY_KINDS, Records, kind_and_key, read_overlay, read_records
from checking import DAY, OVERLAYS, schemas

CATALOGUE = read_explanations(ROOT / "content" / "problems.yml")
OF_STATES = [code for code, each in CATALOGUE.items() if each.shown and each.file.startswith("countries/")]


@cache
def records() -> Records:
    return read_records(FICTITIOUS, schemas())


def bad_text(code: str) -> str:
    example = CATALOGUE[code]
    text = "\n" + (FICTITIOUS / example.file).read_text(encoding="utf-8")
    return text.replace(f"\n{example.good}\n", f"\n{example.bad.replace(MARK, '')}\n")[1:]


def of_state(problems: list[Problem], key: str) -> list[Problem]:
    return [problem for problem in problems if problem.place.file.startswith(f"countries/{key}/")]


@pytest.mark.parametrize("code", OF_STATES)
def test_each_problem_is_found_in_a_text_as_in_a_file(code: str) -> None:
    file = CATALOGUE[code].file
    kind, key = kind_and_key(FICTITIOUS / file) or ("", "")
    text = bad_text(code)
    whole = of_state(judge(with_text(records(), kind, key, file, text), None, DAY), key)
    near = Neighbourhood(records(), None, DAY, key)
    assert near.with_text(kind, file, text, in_overlay=False).problems() == whole
    assert code in {problem.code for problem in whole}
    assert near.problems() == of_state(judge(records(), None, DAY), key), "what stands there is judged as before"


@pytest.mark.parametrize("home", [ROOT, FICTITIOUS], ids=["real", "fictitious"])
def test_every_state_is_judged_alone_as_among_all(home: Path) -> None:
    found = read_records(home, schemas())
    whole = judge(found, None, DAY)
    for key in found.states:
        assert Neighbourhood(found, None, DAY, key).problems() == of_state(whole, key)


@pytest.mark.parametrize("text", ["", "country: [", "a: b: c", "- x", "7", "country: XA\n", "\x00", "&x y", "\ufeff"])
@pytest.mark.parametrize("kind", COUNTRY_KINDS)
def test_a_text_that_is_no_record_is_judged_too(kind: str, text: str) -> None:
    file = f"countries/xa/{kind}.yml"
    after = Neighbourhood(records(), None, DAY, "xa").with_text(kind, file, text, in_overlay=False)
    whole = of_state(judge(with_text(records(), kind, "xa", file, text), None, DAY), "xa")
    assert after.problems() == whole
    assert whole
    assert after.file(kind) is None or after.file(kind).name == file  # type: ignore[union-attr]


def test_officers_of_an_overlay_are_judged_in_its_place() -> None:
    overlay = read_overlay(OVERLAYS["a"], schemas())
    near = Neighbourhood(records(), overlay, DAY, "xa")
    text = (OVERLAYS["a"] / "xa/officers.yml").read_text(encoding="utf-8")
    wrong = near.with_text(
        "officers", "xa/officers.yml", text.replace("authority: police-directorate", "authority: x"), True
    )
    assert [(p.place.file, p.code) for p in newly_wrong(near.problems(), wrong.problems())] == [
        ("xa/officers.yml", "unknown-authority")
    ]
    assert near.file("officers") is not None
    assert near.file("officers").name == "xa/officers.yml"  # type: ignore[union-attr]


def test_what_only_moved_to_another_line_is_not_new() -> None:
    file = "countries/xb/officers.yml"
    text = (FICTITIOUS / file).read_text(encoding="utf-8")
    near = Neighbourhood(records(), None, DAY, "xb")
    assert near.problems(), "a review is overdue"
    after = near.with_text("officers", file, f"# one line more\n{text}", in_overlay=False)
    assert newly_wrong(near.problems(), after.problems()) == []
    assert newly_wrong([], after.problems()) == after.problems()


def test_a_long_day_of_typing_keeps_nothing_in_memory() -> None:
    import gc
    import weakref

    near = Neighbourhood(records(), None, DAY, "xa")
    file = "countries/xa/procedure.yml"
    text = (FICTITIOUS / file).read_text(encoding="utf-8")
    after = near.with_text("procedure", file, text, in_overlay=False)
    after.problems()
    gone = weakref.ref(after)
    del after
    gc.collect()
    assert gone() is None
