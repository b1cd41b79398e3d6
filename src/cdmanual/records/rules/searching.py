"""Rules on the words for searching: where they lead exists, and no word leads to two places."""

from __future__ import annotations

from collections.abc import Iterator

from cdmanual.problems import Problem, did_you_mean, error
from cdmanual.records.load import REGIONAL
from cdmanual.records.rules.context import Context, dicts, lacks_ids

_ID_HOLDERS = {"instrument": "instruments", "channel": "channels"}
_HINT = "write a question's id, or term., instrument. or channel. with an id"


def leads_exist(context: Context) -> Iterator[Problem]:
    """Every question, instrument, channel and term that a concept leads to is in the manual."""
    known = {"contact", *context.records.schemas.questions}
    for prefix, kind in _ID_HOLDERS.items():
        known |= {f"{prefix}.{record.key}" for record in context.records.of_kind(kind)}
        known |= {f"{prefix}.{key}" for broken, key in context.records.broken if broken == kind}
    terms = (context.sound("terms", REGIONAL) or {}).get("terms")
    judges_terms = terms is not None and not lacks_ids(terms) and ("terms", REGIONAL) not in context.records.broken
    known |= {f"term.{term.get('id')}" for term in dicts(terms)}
    prefixes = {*_ID_HOLDERS, "term"} if judges_terms else set(_ID_HOLDERS)
    for record in context.records.of_kind("search"):
        for index, concept in enumerate((record.sound or {}).get("concepts", ())):
            for at, lead in enumerate((concept or {}).get("leads", ())):
                is_judged = lead and ("." not in lead or lead.partition(".")[0] in prefixes)
                if is_judged and lead not in known:
                    yield error(
                        record.file.place(("concepts", index, "leads", at)),
                        "unknown-lead",
                        f'"{lead}" is no question, and no instrument, channel or term of the manual',
                        did_you_mean(lead, known) or _HINT,
                    )


def words_lead_to_one_place(context: Context) -> Iterator[Problem]:
    """No word stands under two concepts, in whatever language: the reader could mean only one."""
    for record in context.records.of_kind("search"):
        first: dict[str, int] = {}
        concepts = (record.sound or {}).get("concepts", ())
        for index, concept in enumerate(concepts):
            for language, words in ((concept or {}).get("words") or {}).items():
                for at, word in enumerate(words or ()):
                    before = first.setdefault(word.casefold(), index) if word else index
                    if before != index:
                        yield error(
                            record.file.place(("concepts", index, "words", language, at)),
                            "word-leads-twice",
                            f'"{word}" already leads to {concepts[before].get("id", "another concept")}',
                            "keep it where readers most often mean it",
                        )
