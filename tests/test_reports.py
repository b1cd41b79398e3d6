"""Each form of a report holds every finding, fits what its reader demands, and lets no record steer it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft7Validator
from markdown_it import MarkdownIt

from builds import ROOT
from cdmanual.explanations import read_explanations
from cdmanual.problems import FORMATS, Place, Problem, error, warning
from cdmanual.reports import LARGEST_SUMMARY, WRITERS, Guide, as_github, as_gitlab, as_json, as_markdown, as_sarif
from nodejs import from_npm

EXPLAINED = read_explanations(ROOT / "content" / "problems.yml")
HERE = Guide(EXPLAINED)
PUBLISHED = Guide(EXPLAINED, "https://manual.example.org/")
BAD = error(Place("countries/xa/a.yml", 3, 7), "bad-id", 'id: "A b" is not an id', "write a-b")
AGAIN = error(Place("countries/xa/a.yml", 9, 7), "bad-id", 'id: "A b" is not an id', "write a-b")
OLD = warning(Place("countries/xa/b.yml", 12, 1), "review-due", "the review is due")
ODD = error(Place("countries/xa/a b,č%.yml", 1, 2), "bad-id", "100 % sure: a, b", "do: this")
EVIL = error(
    Place("a"),
    "bad-id",
    "x\n::set-output name=y::z\r\x1b[31m | <script>alert(1)</script> ![a](https://e.example/) @everyone #12 `b` **c**",
    "x\n::stop-commands::y",
)
ALL = [BAD, AGAIN, ODD, EVIL, OLD]


def test_every_form_that_is_offered_has_a_writer() -> None:
    assert ("text", *WRITERS) == FORMATS


@pytest.mark.parametrize("form", WRITERS)
def test_no_finding_is_a_report_too(form: str) -> None:
    text = WRITERS[form]([], HERE)
    if form in ("json", "gitlab", "sarif"):
        assert json.loads(text) is not None
    assert "problem" not in text.replace('"problems"', "") or form == "markdown"


def test_json_holds_all_of_a_finding() -> None:
    assert json.loads(as_json([BAD], HERE)) == {
        "schema_version": 1,
        "problems": [
            {
                "file": "countries/xa/a.yml",
                "line": 3,
                "column": 7,
                "severity": "error",
                "code": "bad-id",
                "message": 'id: "A b" is not an id',
                "hint": "write a-b",
                "page": "editors/problems/bad-id.html",
            }
        ],
    }
    assert json.loads(as_json([], HERE)) == {"schema_version": 1, "problems": []}


# ---------------------------------------------------------------- GitHub


def test_github_annotations_are_escaped_and_lead_to_the_explanation() -> None:
    odd = error(Place("a,b:c%.yml", 1, 2), "bad-id", "100 % sure: a, b", "do: this")
    assert as_github([odd, OLD], HERE) == (
        "::error file=a%2Cb%3Ac%25.yml,line=1,col=2,title=bad-id::100 %25 sure: a, b%0Ado: this"
        "%0AWhy, and how to mend it: cdmanual explain bad-id\n"
        "::warning file=countries/xa/b.yml,line=12,col=1,title=review-due::the review is due"
        "%0AWhy, and how to mend it: cdmanual explain review-due"
    )
    published = as_github([OLD], PUBLISHED)
    assert published.endswith("Why, and how to mend it: https://manual.example.org/editors/problems/review-due.html")


def test_what_a_record_says_cannot_begin_a_workflow_command() -> None:
    lines = as_github([EVIL], HERE).splitlines()
    assert [line.startswith("::error file=a,") for line in lines] == [True]
    assert "\x1b" not in lines[0]


# ---------------------------------------------------------------- GitLab

# The form that GitLab documents for a Code Quality report, and the words that it knows.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
            # Beyond what GitLab documents, as the Code Climate specification has them.
            "type": {"const": "issue"},
            "categories": {"type": "array", "items": {"const": "Bug Risk"}},
            "content": {"type": "object", "properties": {"body": {"type": "string"}}},
        },
        "additionalProperties": False,
    },
}


def gitlab(problems: list[Problem]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(as_gitlab(problems, HERE))
    Draft7Validator(CODE_QUALITY).validate(rows)
    return rows


def test_a_gitlab_report_has_the_documented_form() -> None:
    rows = gitlab(ALL)
    assert len(rows) == len(ALL)
    assert rows[0]["description"] == 'id: "A b" is not an id: write a-b'
    assert rows[0]["location"] == {"path": "countries/xa/a.yml", "lines": {"begin": 3}}
    assert [row["severity"] for row in rows] == ["major"] * 4 + ["minor"]
    assert EXPLAINED["bad-id"].fix in rows[0]["content"]["body"]
    assert gitlab([]) == []


def test_a_fingerprint_stays_when_lines_move_and_is_given_once() -> None:
    before = [row["fingerprint"] for row in gitlab(ALL)]
    moved = [Problem(Place(p.place.file, p.place.line + 5, 1), p.severity, p.code, p.message, p.hint) for p in ALL]
    assert [row["fingerprint"] for row in gitlab(moved)] == before
    assert len(set(before)) == len(ALL)
    assert gitlab([BAD])[0]["fingerprint"] != gitlab([OLD])[0]["fingerprint"]


# ---------------------------------------------------------------- SARIF


def sarif(problems: list[Problem], guide: Guide = HERE) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(as_sarif(problems, guide))
    assert log["version"] == "2.1.0"
    run: dict[str, Any] = log["runs"][0]
    return run


@pytest.mark.parametrize("guide", [HERE, PUBLISHED], ids=["unpublished", "published"])
@pytest.mark.parametrize("problems", [[], ALL], ids=["none", "some"])
def test_sarif_fits_the_official_schema(problems: list[Problem], guide: Guide) -> None:
    schema = json.loads(from_npm("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    found = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    assert [error.message for error in found.iter_errors(json.loads(as_sarif(problems, guide)))] == []


def test_sarif_says_what_the_specification_demands_beyond_its_schema() -> None:
    run = sarif(ALL)
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in rules] == ["bad-id", "review-due"]  # each once (3.19.23)
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]  # 3.27.6
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert uris[2] == "countries/xa/a%20b%2C%C4%8D%25.yml"  # RFC 3986
    assert results[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 7}
    assert [result["level"] for result in results] == ["error"] * 4 + ["warning"]


def test_a_rule_of_sarif_says_what_explain_says_and_names_its_page_where_the_site_is_known() -> None:
    rule, published = (sarif([BAD], guide)["tool"]["driver"]["rules"][0] for guide in (HERE, PUBLISHED))
    assert rule["help"]["text"] == EXPLAINED["bad-id"].as_text("bad-id")
    assert "helpUri" not in rule
    assert published["helpUri"] == "https://manual.example.org/editors/problems/bad-id.html"


def test_a_code_without_an_explanation_is_reported_all_the_same() -> None:
    strange = error(Place("a"), "brand-new", "odd")
    assert sarif([strange])["tool"]["driver"]["rules"] == [{"id": "brand-new"}]
    assert gitlab([strange])[0]["check_name"] == "brand-new"


# ---------------------------------------------------------------- Markdown


def rendered(problems: list[Problem], guide: Guide = HERE) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(as_markdown(problems, guide))


def test_the_page_of_a_job_has_a_table_for_each_file_and_names_every_problem() -> None:
    html = rendered([BAD, AGAIN, OLD])
    assert re.findall(r"<h3>(.*?)</h3>", html) == ["countries/xa/a.yml", "countries/xa/b.yml"]
    assert html.count("<table>") == 2
    assert re.findall(r"<td[^>]*>(\d+)</td>", html) == ["3", "9", "12"]
    assert "<p>2 errors, 1 warning</p>" in html
    assert "<p>2 errors, 0 warnings</p>" in html
    assert "<code>cdmanual explain bad-id</code>" in html
    assert '<a href="https://manual.example.org/editors/problems/bad-id.html">bad-id</a>' in rendered([BAD], PUBLISHED)
    assert "No problems found." in rendered([])


def test_what_a_record_says_is_no_markup_and_tells_no_account() -> None:
    html = rendered([EVIL])
    row = html.split("<tbody>")[1]
    assert row.count("<tr>") == 1
    assert row.count("<td") == 4
    for mark in ("<script", "<img", "<em>", "<a "):
        assert mark not in row, mark
    assert row.count("<strong>") == 1, "the severity alone"
    told = [part for part in re.split("[@#]", html)[1:] if not part.startswith("\u2060")]
    assert told == [], "a code host tells accounts, and cites issues, that it finds in the finished text"


def test_a_long_report_ends_where_a_job_s_page_does_and_counts_the_rest() -> None:
    many = [error(Place("a", line), "bad-id", "č" * 400, "h" * 100) for line in range(1, 3001)]
    text = as_markdown(many, HERE)
    assert len(text.encode()) < LARGEST_SUMMARY + 1000
    shown = text.count("explain bad-id")
    assert 500 < shown < 3000
    assert text.endswith(f"And {3000 - shown} more: run cdmanual check.")
