"""Rules on the questionnaire: every question is answered, in order, with values that fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from cdmanual.durations import parse_duration
from cdmanual.problems import Problem, did_you_mean, error, warning
from cdmanual.records.rules.context import Context, answer_parts
from cdmanual.records.schemas import subject
from cdmanual.records.yamlfile import Path


def questions_are_answered(context: Context) -> Iterator[Problem]:
    """Every question is answered, if only with unknown, in the order of the questionnaire."""
    questions = context.records.schemas.questions
    for record in context.records.of_kind("procedure"):
        answers = record.file.value.get("answers") if isinstance(record.file.value, dict) else None
        if not isinstance(answers, dict) or ("procedure", record.key) in context.records.broken:
            continue
        misspelt = [key for key in answers if key not in questions]
        for question in questions:
            if question not in answers and not did_you_mean(question, misspelt):
                yield error(
                    record.file.key_place(("answers",)),
                    "missing-question",
                    f"the question {question} is not answered",
                    f"add {question}: {{status: unknown}}",
                )
        listed = [question for question in answers if question in questions]
        ordered = [question for question in questions if question in answers]
        for have, want in zip(listed, ordered, strict=True):
            if have != want:
                yield warning(
                    record.file.key_place(("answers", have)),
                    "question-order",
                    f"{have} stands where {want} belongs",
                    "keep the order of the questionnaire, so that changes are easy to read",
                )
                break


def durations_are_in_order(context: Context) -> Iterator[Problem]:
    """No longest duration is shorter than the first period, where that is one for all cases."""
    for record in context.records.of_kind("procedure"):
        answers = (record.sound or {}).get("answers", {})
        first = answers.get("duration-initial", {}).get("value")
        longest = answers.get("duration-maximum", {})
        at: Path = ("answers", "duration-maximum")
        parts = [(at, longest), *(((*at, "variants", i), part) for i, part in enumerate(longest.get("variants", ())))]
        for path, part in parts:
            length = part and part.get("value")
            if first and length and parse_duration(first).is_longer_than(parse_duration(length)):
                yield error(
                    record.file.place((*path, "value")),
                    "durations-out-of-order",
                    f"the longest duration ({length}) is shorter than the first period ({first})",
                    "look both up again",
                )


def objects_are_known(context: Context) -> Iterator[Problem]:
    """when.object is one of the values of the question objects."""
    listed = context.records.schemas.by_kind["procedure"]["properties"]["answers"]["properties"]["objects"]
    known = [choice["const"] for choice in listed["properties"]["value"]["items"]["oneOf"]]
    for record, _, path, part in answer_parts(context):
        named = part.get("when", {}).get("object")
        if named and named not in known:
            at = (*path, "when", "object")
            yield error(
                record.file.place(at),
                "unknown-value",
                f'{subject(record.file, at)}: "{named}" is not one of {", ".join(known)}',
                did_you_mean(named, known),
            )
