"""What a schema cannot say: references, dates, languages, numbers and the order of things.

Each rule is a generator over all records; it yields problems and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from cdmanual.problems import Problem
from cdmanual.records.load import Records
from cdmanual.records.rules.answers import durations_are_in_order, objects_are_known, questions_are_answered
from cdmanual.records.rules.contacts import contacts_are_public, phones_are_possible, printed_forms_agree
from cdmanual.records.rules.context import Context
from cdmanual.records.rules.dates import (
    dates_are_in_order,
    nothing_is_of_tomorrow,
    reviews_are_current,
    time_zones_exist,
)
from cdmanual.records.rules.identity import ids_are_unique, names_its_state, states_exist
from cdmanual.records.rules.references import (
    authorities_are_no_rings,
    authorities_exist,
    basis_resolves,
    provisions_resolve,
    sources_exist,
    treaties_bind,
)
from cdmanual.records.rules.searching import leads_exist, words_lead_to_one_place
from cdmanual.records.rules.tables import parties_are_complete
from cdmanual.records.rules.words import languages_exist, names_have_english, scripts_fit

RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    names_its_state,
    states_exist,
    ids_are_unique,
    sources_exist,
    basis_resolves,
    treaties_bind,
    provisions_resolve,
    authorities_exist,
    authorities_are_no_rings,
    questions_are_answered,
    dates_are_in_order,
    nothing_is_of_tomorrow,
    languages_exist,
    names_have_english,
    scripts_fit,
    phones_are_possible,
    printed_forms_agree,
    contacts_are_public,
    parties_are_complete,
    durations_are_in_order,
    objects_are_known,
    time_zones_exist,
    reviews_are_current,
    leads_exist,
    words_lead_to_one_place,
)


def apply_rules(records: Records, overlay: Records | None, today: date) -> list[Problem]:
    """What every rule finds."""
    context = Context(records, overlay, today)
    return [problem for rule in RULES for problem in rule(context)]
