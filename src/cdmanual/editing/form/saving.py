"""What the form does when something is to be saved: hold it against what others did, write it, send it on its way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from cdmanual.editing.change_file import as_json, change_of
from cdmanual.editing.checkout import Checkout, Commit, GitError, Refusal, message
from cdmanual.editing.drafts import Typed
from cdmanual.editing.edits import ABSENT
from cdmanual.editing.form.desk import WAS, WHOLE, Desk, Preview
from cdmanual.editing.form.place import Opened
from cdmanual.editing.merging import Clash, Difference, merge
from cdmanual.editing.record_file import RecordFile, Rewrite, is_same, rewritten, write
from cdmanual.records.comments import NO_COMMENTS, read_comments
from cdmanual.records.yamlfile import read_yaml


class ForbiddenError(Exception):
    """A check finds errors in what is to be saved."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What others changed in an entry since it was opened, and where that meets what was typed."""

    others: tuple[Difference, ...]
    clashes: tuple[Clash, ...]
    typed: Typed


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written, and where it went: a commit, or a file to be sent.

    Where git did not commit it there is a ``refusal``, and the ``branch`` that the checkout is on.
    """

    preview: Preview
    file: str
    commit: Commit | None = None
    steps: tuple[str, ...] = ()
    sent: FilePath | None = None
    refusal: Refusal | None = None
    branch: str = ""


def moved(desk: Desk, opened: Opened, typed: Typed) -> Moved | None:
    """What others changed in the entry since the page was opened; None where nothing."""
    if opened.page.is_text:
        return _moved_text(desk, opened, typed)
    try:
        was = json.loads(typed.get(WAS, ["null"])[0])
    except (ValueError, RecursionError):
        was = None
    now = None if opened.value is ABSENT else opened.value
    if is_same(was, now):
        return None
    fields = desk.fields(opened)
    mine = fields.to_value(typed, ABSENT if was is None else was)
    merged = merge(was or {}, mine, now or {})
    fresh = {**fields.from_value(merged.value), WAS: [json.dumps(now, ensure_ascii=False)]}
    return Moved(merged.others, merged.clashes, fresh)


def _moved_text(desk: Desk, opened: Opened, typed: Typed) -> Moved | None:
    was, mine = (typed.get(name, [""])[0].replace("\r\n", "\n") for name in (WAS, WHOLE))
    now = opened.record.text
    if was == now:
        return None
    read = [read_yaml("x", text.encode("utf-8", "surrogatepass")) for text in (was, mine, now)]
    if any(file.problems for file in read):
        return Moved((Difference((), was, now),), (Clash((), was, mine, now),), {WHOLE: [mine], WAS: [now]})
    merged = merge(*(file.value for file in read))
    text = rewritten(_as_typed(opened, mine), merged.value, opened.shape).after
    return Moved(merged.others, merged.clashes, {WHOLE: [text], WAS: [now]})


def save(desk: Desk, opened: Opened, typed: Typed) -> Saved:
    """Write what was typed.

    MovedOnError where the file changed under it, ForbiddenError where a check finds errors that were not there.
    """
    with desk.saving:
        rewrite = desk.rewrite(opened, typed)
        if opened.page.is_text:
            rewrite = _tidied(opened, rewrite)
        judged = desk.judge(opened, typed, rewrite)
        if judged.forbidding:
            raise ForbiddenError
        preview = desk.preview(opened, rewrite)
        if rewrite.before == rewrite.after:
            return Saved(preview, rewrite.name)
        checkout = Checkout.of(rewrite.path.parent)
        was_dirty = bool(checkout and checkout.dirty([rewrite.path]))
        write([rewrite])
        if checkout is None:
            return Saved(preview, rewrite.name, sent=_send(desk, rewrite, preview.words))
        if was_dirty:
            return _uncommitted(desk, checkout, rewrite, preview, checkout.left_over([rewrite.path]))
        return _commit(desk, checkout, rewrite, preview, opened)


def _tidied(opened: Opened, rewrite: Rewrite) -> Rewrite:
    """A file that was edited as text, in its canonical form; as it is where it cannot be read."""
    typed = _as_typed(opened, rewrite.after)
    if typed.file.problems:
        return rewrite
    after = rewritten(typed, typed.value, opened.shape).after
    return Rewrite(rewrite.path, rewrite.name, rewrite.kind, rewrite.key, rewrite.before, after)


def _as_typed(opened: Opened, text: str) -> RecordFile:
    """The file with a text that was typed, and the comments in that."""
    record = opened.record
    file = read_yaml(record.name, text.encode("utf-8", "surrogatepass"))
    return RecordFile(
        record.path, record.kind, record.key, text, file, NO_COMMENTS if file.problems else read_comments(text)
    )


def _commit(desk: Desk, checkout: Checkout, rewrite: Rewrite, preview: Preview, opened: Opened) -> Saved:
    about = f"{opened.page.key}-{opened.page.name.strip('+') or opened.page.kind}-{desk.setting.now():%Y-%m-%d}"
    try:
        commit = checkout.commit([rewrite.path], message(preview.words, f"{rewrite.name}: {opened.title}"), about)
    except GitError as exc:
        refusal = checkout.refusal(str(exc), [rewrite.path])
        return _uncommitted(desk, checkout, rewrite, preview, refusal)
    return Saved(preview, rewrite.name, commit, tuple(checkout.steps(commit.branch)))


def _uncommitted(desk: Desk, checkout: Checkout, rewrite: Rewrite, preview: Preview, refusal: Refusal) -> Saved:
    """Written and in no commit: the change also goes into a file, so that it can be sent all the same."""
    sent = _send(desk, rewrite, preview.words)
    return Saved(preview, rewrite.name, sent=sent, refusal=refusal, branch=checkout.branch)


def _send(desk: Desk, rewrite: Rewrite, words: Sequence[str]) -> FilePath:
    """Without a commit: the change as a file that can be applied elsewhere."""
    now = desk.setting.now()
    change = change_of([rewrite], desk.setting.overlay, words, f"{now:%Y-%m-%d}")
    stem = f"{rewrite.key}-{rewrite.kind}-{now:%Y-%m-%d-%H%M%S}"
    desk.setting.outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    taken = {path.stem for path in desk.setting.outbox.glob("*.json")}
    name = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if name not in taken)
    path = desk.setting.outbox / f"{name}.json"
    path.write_text(as_json(change), encoding="utf-8")
    path.chmod(0o600)
    return path
