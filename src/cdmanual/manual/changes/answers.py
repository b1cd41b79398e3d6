"""What changed in the answers of a state: value, status, explanation, legal basis, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from cdmanual.manual.changes.change import Change, Pair, by_id
from cdmanual.manual.changes.wording import arrow, exchanged, listed, quoted, reworded
from cdmanual.manual.model import Answer, State
from cdmanual.manual.questionnaire import Question
from cdmanual.manual.reading import PartReading, Reading, read_answer, unique_citations

_LONG_LIST = 8  # values on both sides together: more are not read to the end


def compare_answers(pair: Pair, was: State, now: State) -> Iterator[Change]:
    """Every answer of a state that is not as it was, to the questions of the new side."""
    before, after = by_id(was.answers, "question"), by_id(now.answers, "question")
    known = by_id(pair.old.manual.questionnaire.questions)
    for question in pair.new.manual.questionnaire.questions:
        old, new = before.get(question.id), after.get(question.id)
        if new is None or old == new:
            continue
        reading = read_answer(pair.new.manual, now, question)
        if old is None or question.id not in known:
            if new.status != "unknown":
                said = _said(reading)
                words = f"first answer: {said}{_basis(reading)}"
                yield pair.change("answer", (question.id,), question.title, words, "", said)
            continue
        earlier = read_answer(pair.old.manual, was, known[question.id])
        yield from _answer(pair, question, (old, new), (earlier, reading), (was, now))


def _answer(
    pair: Pair,
    question: Question,
    answers: tuple[Answer, Answer],
    readings: tuple[Reading, Reading],
    states: tuple[State, State],
) -> Iterator[Change]:
    old, new = answers
    earlier, reading = readings
    ids, said = (question.id,), (_said(earlier), _said(reading))
    if old.status == new.status and all(part.when for part in (*old.parts, *new.parts)):
        cases = list(_cases(pair, question, answers, readings))
        yield from cases
        if cases:
            return
    elif _value(old) != _value(new) and said[0] != said[1]:
        plain = {"confirmed", "desk-research"}
        now = f", now {reading.status_label.lower()}" if {old.status, new.status} == plain else ""
        is_list = len(earlier.parts) == len(reading.parts) == 1 and old.status == new.status
        change = _exchange(earlier.parts[0], reading.parts[0]) if is_list else arrow(*said)
        words = f"{change}{_basis(reading)}{now}"
        yield pair.change("answer", ids, question.title, words, *said)
        return
    aspects = "; ".join(_aspects(answers, readings))
    if old.status != new.status:
        labels = earlier.status_label, reading.status_label
        words = f"{arrow(*labels)}{_basis(reading)}{'; ' if aspects else ''}{aspects}"
        yield pair.change("answer", ids, question.title, words, *labels)
    elif words := aspects or _support(old, new, states):
        yield pair.change("answer", ids, question.title, words, _text(old), _text(new))


def _aspects(answers: tuple[Answer, Answer], readings: tuple[Reading, Reading]) -> Iterator[str]:
    """What else an answer says otherwise, where its value is the same."""
    texts = _text(answers[0]), _text(answers[1])
    if texts[0] != texts[1]:
        yield f"explanation {reworded(*texts)}"
    was, now = ([citation.label for citation in unique_citations([reading])] for reading in readings)
    if set(was) != set(now):
        yield exchanged("legal basis", was, now)


def _support(old: Answer, new: Answer, states: tuple[State, State]) -> str:
    """What an answer rests on, where the answer itself is the same."""
    was, now = (_titles(answer, state) for answer, state in zip((old, new), states, strict=True))
    if sorted(was) != sorted(now):
        return exchanged("source", was, now)
    days = [", ".join(dict.fromkeys(part.as_of for part in answer.parts if part.as_of)) for answer in (old, new)]
    return f"as of {arrow(*days)}" if days[0] != days[1] else ""


def _titles(answer: Answer, state: State) -> list[str]:
    """The sources of an answer by their titles, each once."""
    named = dict.fromkeys((*answer.sources, *(source for part in answer.parts for source in part.sources)))
    titles = {source.id: quoted(source.title) for source in state.sources}
    return [titles.get(name, name.upper()) for name in named]


def _cases(
    pair: Pair, question: Question, answers: tuple[Answer, Answer], readings: tuple[Reading, Reading]
) -> Iterator[Change]:
    """Cases of an answer that came, left, hold elsewhere or have another value."""
    was, now = (
        {part.when: case for part, case in zip(answer.parts, reading.parts, strict=True)}
        for answer, reading in zip(answers, readings, strict=True)
    )
    gone = [case for when, case in was.items() if when not in now]
    for when, case in now.items():
        old = was.get(when) or next((one for one in gone if one.headline and one.headline == case.headline), None)
        said = _case(case)
        if old is None:
            yield _of_case(pair, question, case.when, f"case added: {said}", "", said)
        elif when not in was:
            gone.remove(old)
            words = f"{said}, case {reworded(old.when, case.when)}"
            yield pair.change("answer", (question.id,), question.title, words, old.when, case.when)
        elif old.headline != case.headline:
            yield _of_case(pair, question, case.when, _exchange(old, case), _case(old), said)
    for case in gone:
        said = _case(case)
        yield _of_case(pair, question, case.when, f"case removed: {said}", said, "no such case")


def _exchange(old: PartReading, new: PartReading) -> str:
    """Another value: of long lists what came and what left, else the one and the other."""
    if min(len(old.labels), len(new.labels)) > 1 and len(old.labels) + len(new.labels) > _LONG_LIST:
        return exchanged("", old.labels, new.labels).removeprefix(": ").strip()
    return arrow(_case(old), _case(new))


def _case(case: PartReading) -> str:
    return case.headline or quoted(case.text)


def _of_case(pair: Pair, question: Question, when: str, words: str, before: str, after: str) -> Change:
    return pair.change("answer", (question.id,), f"{question.title}, {when}", words, before, after)


def _value(answer: Answer) -> tuple[object, ...]:
    return answer.status in ("unknown", "not-regulated", "disputed"), *((p.when, p.value) for p in answer.parts)


def _text(answer: Answer) -> str:
    return " ".join(text for text in (answer.text, *(part.text for part in answer.parts)) if text)


def _said(reading: Reading) -> str:
    """The answer in one line; where it has no value, its own words."""
    words = reading.headline or quoted(" ".join((reading.text, *(part.text for part in reading.parts))).strip())
    return f"{reading.status_label}: {words}" if reading.status == "disputed" else words


def _basis(reading: Reading) -> str:
    cited = [citation.label for citation in unique_citations([reading])]
    return f" ({listed(cited)})" if cited else ""
