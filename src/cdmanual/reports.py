"""How findings are written for those who wait for them: a program, a code host, an editor's tools.

Each writer takes the problems and a guide to their codes; what a record says can neither begin a line of its own nor
become markup in any of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote

from cdmanual.explanations import Explanation, problem_page
from cdmanual.problems import FORMATS, Problem, count_words

# The step summary of a GitHub job holds a mebibyte; beyond it nothing at all is shown.
LARGEST_SUMMARY = 900_000
_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_GITLAB_SEVERITIES = {"error": "major", "warning": "minor"}
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+!|<>&~@:]")


@dataclass(frozen=True, slots=True)
class Guide:
    """What the codes mean, and where the site stands that explains them (with a slash at its end; empty if unknown)."""

    explanations: Mapping[str, Explanation]
    site: str = ""

    def page(self, code: str) -> str:
        """The page of a code: its address, or where none is known its path on the site."""
        return self.site + problem_page(code)

    def more(self, code: str) -> str:
        """Where a reader finds more on a code, in words that lead there."""
        return f"Why, and how to mend it: {self.page(code) if self.site else f'cdmanual explain {code}'}"


def as_json(problems: Sequence[Problem], guide: Guide) -> str:
    """For programs: ``{"schema_version": 1, "problems": [{"file", "line", "column", "severity", …}]}``."""
    rows = [
        {**asdict(problem.place), "severity": problem.severity, "code": problem.code}
        | {"message": problem.message, "hint": problem.hint, "page": guide.page(problem.code)}
        for problem in problems
    ]
    return json.dumps({"schema_version": 1, "problems": rows}, ensure_ascii=False, indent=2)


def as_github(problems: Sequence[Problem], guide: Guide) -> str:
    """GitHub workflow commands, one a line, escaped as its documentation of workflow commands demands."""
    return "\n".join(
        f"::{problem.severity} file={_property(problem.place.file)},line={problem.place.line},"
        f"col={problem.place.column},title={_property(problem.code)}::"
        + _data("\n".join(filter(None, (problem.message, problem.hint, guide.more(problem.code)))))
        for problem in problems
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_gitlab(problems: Sequence[Problem], guide: Guide) -> str:
    """A Code Quality report of GitLab, the documented part of the Code Climate form; ``content`` holds the explanation.

    The fingerprint stays when lines move, so that the merge request shows what is new and what is solved.
    """
    rows: list[dict[str, Any]] = []
    for problem, fingerprint in zip(problems, _fingerprints(problems), strict=True):
        explained = guide.explanations.get(problem.code)
        told = [explained.why, explained.fix] if explained else []
        rows.append(
            {
                "type": "issue",
                "check_name": problem.code,
                "description": _sentence(problem),
                "content": {"body": "\n\n".join([*told, guide.more(problem.code)])},
                "categories": ["Bug Risk"],
                "fingerprint": fingerprint,
                "severity": _GITLAB_SEVERITIES[problem.severity],
                "location": {"path": problem.place.file, "lines": {"begin": problem.place.line}},
            }
        )
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _fingerprints(problems: Sequence[Problem]) -> list[str]:
    """What names each finding: its file, code and words, and its number among those that are alike in all three."""
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for problem in problems:
        own = (problem.place.file, problem.code, problem.message)
        seen[own] += 1
        found.append(hashlib.sha256("\n".join((*own, str(seen[own]))).encode()).hexdigest())
    return found


def _sentence(problem: Problem) -> str:
    return f"{problem.message}: {problem.hint}" if problem.hint else problem.message


def as_sarif(problems: Sequence[Problem], guide: Guide) -> str:
    """A log of SARIF 2.1.0 (OASIS, errata 01): the codes that occur as rules with their explanations, then the results.

    Columns count characters, as a Place does. A rule names its page only where the site's address is known, since a
    helpUri is an absolute address.
    """
    codes = list(dict.fromkeys(problem.code for problem in problems))
    driver: dict[str, Any] = {"name": "cdmanual", "rules": [_rule(code, guide) for code in codes]}
    if guide.site:
        driver["informationUri"] = guide.site
    results = [
        {
            "ruleId": problem.code,
            "ruleIndex": codes.index(problem.code),
            "level": problem.severity,
            "message": {"text": _sentence(problem)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(problem.place.file), "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": problem.place.line, "startColumn": problem.place.column},
                    }
                }
            ],
            "partialFingerprints": {"problem/v1": fingerprint},
        }
        for problem, fingerprint in zip(problems, _fingerprints(problems), strict=True)
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(code: str, guide: Guide) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code}
    if explained := guide.explanations.get(code):
        text = explained.as_text(code)
        rule |= {
            "shortDescription": {"text": f"{explained.title}."},
            "fullDescription": {"text": explained.why},
            "help": {"text": text, "markdown": "\n".join(f"    {line}".rstrip() for line in text.splitlines())},
            "defaultConfiguration": {"level": explained.severity},
        }
    if guide.site:
        rule["helpUri"] = guide.page(code)
    return rule


def as_markdown(problems: Sequence[Problem], guide: Guide) -> str:
    """The page of a job: a table for each file, as long as the page of a GitHub job may be."""
    lines = ["## Check of the records", "", count_words(problems) if problems else "No problems found."]
    size, shown = 0, 0
    for file, group in groupby(problems, key=lambda problem: problem.place.file):
        listed = list(group)
        lines += ["", f"### {_escaped(file)}", "", count_words(listed), ""]
        lines += ["| Line | What is wrong | What to do | More |", "|---:|---|---|---|"]
        for problem in listed:
            row = _row(problem, guide)
            size += len(row.encode()) + 1
            if size > LARGEST_SUMMARY:
                return "\n".join([*lines, "", f"And {len(problems) - shown} more: run cdmanual check."])
            lines.append(row)
            shown += 1
    return "\n".join(lines)


def _row(problem: Problem, guide: Guide) -> str:
    more = f"[{problem.code}]({guide.page(problem.code)})" if guide.site else f"`cdmanual explain {problem.code}`"
    told = f"**{problem.severity}** {_escaped(problem.message)}"
    return f"| {problem.place.line} | {told} | {_escaped(problem.hint)} | {more} |"


def _escaped(text: str) -> str:
    """Text that Markdown and a code host leave as it is: no markup, no link, no account told, no issue cited.

    A host looks for accounts and issues in the finished text; a word joiner (U+2060) keeps them from being found.
    """
    return _MARKDOWN.sub(lambda found: f"&#{ord(found.group())};{'&#8288;' if found.group() in '@#' else ''}", text)


Writer = Callable[[Sequence[Problem], Guide], str]
# Each form but the first, the text for a terminal, which needs no guide.
WRITERS: dict[str, Writer] = dict(zip(FORMATS[1:], (as_json, as_github, as_gitlab, as_sarif, as_markdown), strict=True))
