"""Rules on party tables and lists of members: every state once."""

from __future__ import annotations

from collections.abc import Iterator

from cdmanual.problems import Problem, error
from cdmanual.records.rules.context import Context, group_of


def parties_are_complete(context: Context) -> Iterator[Problem]:
    """Every state of the manual stands once in each party table and each channel's list of members."""
    states = [state.upper() for state in context.records.states]
    for kind, key in (("instruments", "parties"), ("channels", "members")):
        for record in (record for record in context.all() if record.kind == kind):
            rows = group_of(record, key).get("rows")
            if not isinstance(rows, list):
                continue
            listed = [row.get("state") if row else None for row in rows]
            whole = None not in listed and (kind, record.key) not in context.records.broken
            for state in states:
                if whole and state not in listed:
                    yield error(
                        record.file.key_place((key, "rows")),
                        "missing-state",
                        f"{key}: {state} is missing",
                        f"add {{state: {state}, status: not-established}} where no source says more",
                    )
            for index, state in _repeated(listed):
                place = record.file.place((key, "rows", index, "state"))
                yield error(place, "duplicate-state", f"{key}: {state} stands here twice", "keep one row")


def _repeated(words: list[str | None]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for index, word in enumerate(words):
        if word is None:
            continue
        if word in seen:
            yield index, word
        seen.add(word)
