"""Hold a record against its JSON Schema, and say in a reader's words what does not fit and where.

Labels, vocabularies and the order of questions come from the schemas and from nowhere else. Two libraries read them:
jsonschema-rs judges every record in a few milliseconds, jsonschema explains those that fail; a test holds them equal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from jsonschema_rs import Draft202012Validator, Registry

from cdmanual.problems import Problem, SetupError, did_you_mean, error
from cdmanual.records.yamlfile import Path, YamlFile

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Schemas:
    """The schemas of a folder, by kind of record (``country``, ``procedure``, …)."""

    def __init__(self, folder: FilePath) -> None:
        """Read every ``*.schema.json`` of the folder; SetupError when there is none or one is not JSON."""
        self.by_kind: dict[str, dict[str, Any]] = {}
        for path in sorted(folder.glob("*.schema.json")):
            try:
                self.by_kind[path.name.removesuffix(".schema.json")] = json.loads(path.read_text(encoding="utf-8"))
            except ValueError as exc:
                raise SetupError(f"{path}: not a JSON document: {exc}") from exc
        if "procedure" not in self.by_kind:
            raise SetupError(
                f"{folder}: no schemas here; run the command in the project's folder or name it with --root"
            )
        self._fast: dict[str, Draft202012Validator] = {}
        self._exact: dict[str, Any] = {}

    @cached_property
    def _registry(self) -> Registry:
        return Registry([(schema["$id"], schema) for schema in self.by_kind.values()])

    def is_valid(self, value: Any, kind: str) -> bool:
        """Whether a record fits its schema: the fast judge, which says no more than yes or no."""
        if kind not in self._fast:
            self._fast[kind] = Draft202012Validator(self.by_kind[kind], registry=self._registry, validate_formats=True)
        return self._fast[kind].is_valid(value)

    def failures(self, value: Any, kind: str) -> Iterator[Any]:
        """Each jsonschema ValidationError of a record: the exact judge, asked only when the fast one says no."""
        if kind not in self._exact:
            self._exact[kind] = _exact_validator(self.by_kind, kind)
        yield from self._exact[kind].iter_errors(value)

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The ids of the questions, in the order of the questionnaire."""
        return tuple(self.by_kind["procedure"]["properties"]["answers"]["properties"])

    def judge(self, file: YamlFile, kind: str) -> tuple[list[Problem], set[Path]]:
        """The problems of a record, and the paths of the values that are to blame."""
        problems: dict[Problem, None] = {}
        blamed: set[Path] = set()
        if self.is_valid(file.value, kind):
            return [], blamed
        for failure in self.failures(self._suspects(file.value, kind), kind):
            for problem, path in _explain(file, failure):
                problems[problem] = None
                blamed.add(path)
        if not problems:  # the two judges differ; believe the stricter one
            message = "the record does not fit its schema, and no more can be said"
            return [error(file.place(), "wrong-form", message, "undo the last change and make it anew")], {()}
        return list(problems), blamed

    def _suspects(self, value: Any, kind: str) -> Any:
        """The record less the answers that fit by themselves: to explain takes a hundred times as long as to judge."""
        answers = value.get("answers") if kind == "procedure" and isinstance(value, dict) else None
        if not isinstance(answers, dict):
            return value
        wrong = {key: row for key, row in answers.items() if not self.is_valid({**value, "answers": {key: row}}, kind)}
        return {**value, "answers": wrong}


def _exact_validator(schemas: dict[str, dict[str, Any]], kind: str) -> Any:
    """jsonschema's own validator; imported here, since most runs never need an explanation."""
    import jsonschema
    from referencing import Registry as Resources
    from referencing import Resource

    formats = jsonschema.FormatChecker(formats=())
    formats.checks("date", raises=ValueError)(_is_in_calendar)
    named = Resources().with_resources((form["$id"], Resource.from_contents(form)) for form in schemas.values())
    keywords = {
        "pattern": _matches_to_the_end,
        "uniqueItems": _are_unique,
        "required": _required,
        "properties": _properties,
    }
    exact: Any = jsonschema.validators.extend(jsonschema.Draft202012Validator, keywords)  # type: ignore[no-untyped-call]
    return exact(schemas[kind], registry=named, format_checker=formats)


def _is_in_calendar(text: Any) -> bool:
    """Whether there is such a day; of what has not the form of a date, the pattern says so."""
    return not isinstance(text, str) or not _DAY.fullmatch(text) or bool(date.fromisoformat(text))


def _matches_to_the_end(_: Any, pattern: str, value: Any, __: Any) -> Iterator[Exception]:
    """A ``$`` is the very end, as ECMA 262 has it; Python's own would let a last line break pass."""
    from jsonschema import ValidationError

    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError("")


def _are_unique(_: Any, wanted: bool, value: Any, __: Any) -> Iterator[Exception]:
    """In one pass; jsonschema's own compares every item with every other one."""
    from jsonschema import ValidationError

    if wanted and isinstance(value, list) and any(_repetitions(value)):
        yield ValidationError("")


def _required(_: Any, keys: list[str], value: Any, __: Any) -> Iterator[Exception]:
    """One failure for all keys that are missing, since they are explained together."""
    from jsonschema import ValidationError

    if isinstance(value, dict) and not value.keys() >= set(keys):
        yield ValidationError("")


def _properties(validator: Any, properties: dict[str, Any], value: Any, _: Any) -> Iterator[Exception]:
    """As jsonschema's own, which forgets to say which key it was that ``false`` forbids."""
    from jsonschema import ValidationError

    for key in (key for key in properties if isinstance(value, dict) and key in value):
        if properties[key] is False:
            yield ValidationError("", path=(key,), schema=False, instance=value[key])
        else:
            yield from validator.descend(value[key], properties[key], path=key, schema_path=key)


def _repetitions(items: list[Any]) -> Iterator[int]:
    """The positions of the items that stand in the list before; counted from 1, so that each is true."""
    seen: set[str] = set()
    for number, item in enumerate(items, 1):
        form = json.dumps(item, sort_keys=True)
        if form in seen:
            yield number
        seen.add(form)


Finding = tuple[Problem, Path]  # the path is that of the value to blame, which rules then leave out


def _explain(file: YamlFile, failure: Any) -> Iterator[Finding]:
    path: Path = tuple(failure.absolute_path)
    if failure.schema is False:
        yield _wrong_mix(file, path), path
        return
    explain = _EXPLAINERS.get(str(failure.validator))
    if explain is None:  # a keyword that no schema of ours uses yet; say the library's words rather than hide it
        yield error(file.place(path), "wrong-form", f"{subject(file, path)}: {failure.message[:200]}"), path
        return
    yield from explain(file, failure, path)


def subject(file: YamlFile, path: Path) -> str:
    """What a path points at, in words: ids instead of positions, the question instead of ``answers``."""
    words: list[str] = []
    value = file.value
    for step in path:
        value = value[step] if isinstance(value, dict | list) else None  # type: ignore[index]
        if isinstance(step, int):
            own = value.get("id", value.get("state")) if isinstance(value, dict) else None
            words.append(str(own) if isinstance(own, str) else f"no. {step + 1}")
        else:
            words.append(step)
    if (
        words[:1] in (["answers"], ["instruments"], ["authorities"], ["officers"], ["provisions"], ["terms"])
        and len(words) > 1
    ):
        words = words[1:]
    if words[-1:] == ["value"] and len(words) > 1:
        words = words[:-1]
    return " › ".join(words) or "the record"


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}…"'


def _unknown_key(file: YamlFile, failure: Any, path: Path) -> Iterator[Finding]:
    known = failure.schema.get("properties", {})
    for key in failure.instance:
        if key not in known:
            hint = did_you_mean(key, known) or f"allowed here: {', '.join(known)}"
            at = (*path, key)
            yield error(file.key_place(at), "unknown-key", f'{subject(file, path)}: unknown key "{key}"', hint), at


def _missing_key(file: YamlFile, failure: Any, path: Path) -> Iterator[Finding]:
    for key in failure.validator_value:
        if key in failure.instance:
            continue
        code = "no-source" if key == "sources" else "missing-key"
        message = f'{subject(file, path)}: the key "{key}" is missing'
        hint = f"add {key}:"
        if code == "no-source":
            message = f"{subject(file, path)}: nothing says where this comes from"
            hint = "add sources: [id of a source]; without a source the status is unknown"
        yield error(file.key_place(path), code, message, hint), (*path, key)


def _wrong_type(file: YamlFile, failure: Any, path: Path) -> Iterator[Finding]:
    wanted = failure.validator_value
    wanted = [wanted] if isinstance(wanted, str) else wanted
    words = " or ".join(_TYPES[kind] for kind in wanted)
    hint = "write the keys below it, each on a line of its own, indented" if "object" in wanted else f"write {words}"
    if isinstance(failure.instance, int | float) and "string" in wanted:
        hint = "put it in quotes, so that it stays text"
    elif failure.instance is None:
        hint = "write a value behind the colon, or remove the key"
    elif "array" in wanted:
        hint = "write it as a list: [one, two]"
    yield (
        error(
            file.place(path),
            "wrong-type",
            f"{subject(file, path)}: {_shown(failure.instance)} stands where {words} belongs",
            hint,
        ),
        path,
    )


_TYPES = {
    "string": "text",
    "object": "a group of keys",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def _unknown_value(file: YamlFile, failure: Any, path: Path) -> Iterator[Finding]:
    choices = [choice["const"] for choice in failure.validator_value]
    if not isinstance(failure.instance, str):
        hint = f"write one of {', '.join(choices)}"
        yield (
            error(
                file.place(path),
                "wrong-type",
                f"{subject(file, path)}: {_shown(failure.instance)} stands where a word belongs",
                hint,
            ),
            path,
        )
        return
    message = f"{subject(file, path)}: {_shown(failure.instance)} is not one of {', '.join(choices)}"
    yield error(file.place(path), "unknown-value", message, did_you_mean(failure.instance, choices)), path


def _pattern(file: YamlFile, failure: Any, path: Path) -> Iterator[Finding]:
    code = failure.schema.get("x-problem", "wrong-form")
    in_key = "propertyNames" in failure.absolute_schema_path
    at = (*path, failure.instance) if in_key else path
    place = file.key_place(at) if in_key else file.place(path)
    lacking = _not_in_calendar(failure.instance) if code == "bad-date" else ""
    what = f"the calendar has no such {lacking}: " if lacking else ""
    form = _FORMS.get(code, "what is expected here")
    message = f"{subject(file, at)}: {what}{_shown(failure.instance)} is not {form}"
    yield error(place, code, message, failure.schema.get("description") or f"write {form}"), at


def _not_in_calendar(text: str) -> str:
    """What the calendar does not have of a date that is written well: the day or the month."""
    if _DAY.fullmatch(text):
        return "day"
    return "month" if re.fullmatch(r"[0-9]{4}-(00|1[3-9]|[2-9][0-9])", text) else ""


_FORMS = {
    "bad-country": "a state's code of two capital letters",
    "bad-id": "an id of small letters, digits and hyphens",
    "bad-basis": "a reference to a provision",
    "bad-date": "a date",
    "bad-duration": "a duration after ISO 8601",
    "bad-language": "a language tag",
    "bad-url": "a web address",
    "bad-time-zone": "a time zone",
    "bad-phone": "a number in E.164",
    "bad-address": "an address",
    "bad-hours": "a time of availability",
    "bad-owner": "an account or team",
    "markup": "plain text (it holds markup, a backtick or, in a one-line field, a line break)",
}


def _too_little(file: YamlFile, failure: Any, path: Path) -> Iterator[Finding]:
    least = failure.validator_value
    hint = "fill it or remove the key" if least == 1 else f"at least {least} are needed"
    message = f"{subject(file, path)}: too little stands here"
    if failure.validator == "minimum":
        message, hint = f"{subject(file, path)}: {_shown(failure.instance)} is too small", f"the least is {least}"
    yield error(file.place(path), "too-little", message, hint), path


def _too_much(file: YamlFile, failure: Any, path: Path) -> Iterator[Finding]:
    hint = f"the limit is {failure.validator_value}"
    message = f"{subject(file, path)}: {_shown(failure.instance)} is over the limit"
    if failure.validator == "maxLength":
        hint = f"the limit is {failure.validator_value} characters; this has {len(failure.instance)}"
    yield error(file.place(path), "too-much", message, hint), path


def _repeated(file: YamlFile, failure: Any, path: Path) -> Iterator[Finding]:
    items = failure.instance
    for number in _repetitions(items):
        at = (*path, number - 1)
        message = f"{subject(file, path)}: {_shown(items[number - 1])} stands here twice"
        yield error(file.place(at), "repeated-item", message, "keep one"), at


def _wrong_mix(file: YamlFile, path: Path) -> Problem:
    key = path[-1]
    parent: Any = file.value
    for step in path[:-1]:
        parent = parent[step]
    status = parent.get("status", "") if isinstance(parent, dict) else ""
    if (key == "value" and status in ("confirmed", "desk-research") and "variants" not in parent) or "when" in parent:
        message, hint = "this question is answered in words: it takes no value", "move what value says into text"
    elif "variants" in parent and key in ("value", "basis"):
        message, hint = f'"{key}" does not go with variants', f"give each variant its own {key}"
    elif path[-2:-1] and "kind" in parent and "status" not in parent:
        message, hint = (
            f'"{key}" does not go with kind {parent["kind"]}',
            "phone, mobile and fax take number; email, web and secure take address",
        )
    else:
        message, hint = f'"{key}" does not go with status {status}', _MIX_HINTS.get(status, "")
    return error(file.key_place(path), "wrong-mix", f"{subject(file, path[:-1])}: {message}", hint)


_MIX_HINTS = {
    "unknown": "unknown takes only text (what was looked at) and sources; with an answer the status is desk-research",
    "not-regulated": "not-regulated takes text, basis and sources, but no value: the law that was read is silent",
    "disputed": "disputed takes positions, each with its own value, text, basis and sources",
    "not-open": "an instrument that is not open to the state has no dates for it",
    "not-established": "without a source there are no dates either",
}

_EXPLAINERS: dict[str, Callable[[YamlFile, Any, Path], Iterator[Finding]]] = {
    "additionalProperties": _unknown_key,
    "required": _missing_key,
    "type": _wrong_type,
    "oneOf": _unknown_value,
    "pattern": _pattern,
    "format": _pattern,
    "minItems": _too_little,
    "minLength": _too_little,
    "minProperties": _too_little,
    "maxItems": _too_much,
    "maxLength": _too_much,
    "minimum": _too_little,
    "maximum": _too_much,
    "uniqueItems": _repeated,
}
