"""English names of languages and states after CLDR, by BCP 47 language and ISO 3166-1 code; a leaf that babel feeds."""

from __future__ import annotations

from functools import cache

# ISO 639-2 has Montenegrin since 2017; CLDR's English names do not have it yet.
_MISSING = {"cnr": "Montenegrin"}


@cache
def language_names() -> dict[str, str]:
    """The name of every language by its code."""
    from babel import Locale

    return {**_MISSING, **Locale("en").languages}


@cache
def state_names() -> dict[str, str]:
    """The name of every state and territory by its code of two letters."""
    from babel import Locale

    return {
        code: name for code, name in Locale("en").territories.items() if len(str(code)) == 2 and str(code).isalpha()
    }
