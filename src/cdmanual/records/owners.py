"""Who is asked to review a change: the file CODEOWNERS, from what each state's ``country.yml`` says."""

from __future__ import annotations

from cdmanual.records.load import Records

_HEAD = """\
# Who is asked to review a change to a state's records: `owners:` in countries/*/country.yml. Made by `make derived`.
"""


def code_owners(records: Records) -> str:
    """The text of CODEOWNERS, in the form that GitHub and GitLab share: a line for each state that names owners."""
    lines = []
    for record in records.of_kind("country"):
        if owners := list(filter(None, (record.sound or {}).get("owners", ()))):
            lines.append(f"/countries/{record.key}/ {' '.join(owners)}\n")
    return _HEAD + "".join(lines)
