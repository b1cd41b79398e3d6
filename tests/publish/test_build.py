"""A build is made from its inputs and nothing else, is whole or not there, and says what it did."""

from __future__ import annotations

import fcntl
import hashlib
import json
import multiprocessing
import os
import pty
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from builds import Built
from canaries import artefact, artefacts, leaks, needle
from cdmanual.problems import SetupError
from cdmanual.publish.build import KEPT, build
from cdmanual.publish.children import Child, finish, start, stop
from cdmanual.publish.inputs import Order, hash_inputs, is_current
from cdmanual.publish.printing import book
from cdmanual.publish.release import refuse_strangers, swap, write_manifest
from models import FICTITIOUS, OVERLAYS, ROOT
from program import whole

# Before the dates in the fictitious records, as the last commit lies before what an editor verifies today.
EPOCH = int(datetime(2025, 12, 31, 23, 30, tzinfo=UTC).timestamp())
NOT_COPIED = (".git", ".venv", "build", "tests", "__pycache__", ".*_cache", ".hypothesis", "scripts")


def copy_project(folder: Path) -> Path:
    """The project without version control and without what was built."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    return folder


def tree(target: Path) -> dict[str, str]:
    """Every file that a build publishes, by its digest; not what the next build may use again."""
    return {
        path.relative_to(target).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(target.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


def touched(target: Path) -> dict[str, tuple[int, int]]:
    """When each file and folder was last written, and which it is on the disk."""
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in [target, *target.rglob("*")]}


# ---------------------------------------------------------------- two builds of the same


@dataclass(frozen=True)
class Twin:
    """A build in its own folder, time zone, language and order of sets, and what it said."""

    project: Path
    user: str

    @property
    def target(self) -> Path:
        return self.project / "build"

    @property
    def said(self) -> str:
        return self.project.with_suffix(".said").read_text(encoding="utf-8")

    @property
    def progress(self) -> str:
        """What it wrote on the terminal."""
        return self.project.with_suffix(".progress").read_text(encoding="utf-8")

    def make(self, records: Path, more: dict[str, str]) -> None:
        home = self.project.parent / f"home-of-{self.user}"
        home.mkdir()
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.project / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(home),
            "USER": self.user,
            "LOGNAME": self.user,
            "HOSTNAME": f"host-of-{self.user}",
            **more,
        }
        program = Path(sys.executable).with_name("cdmanual")
        command = [program, "--root", self.project, "build", "--records", records, "--target", self.target]
        reader, terminal = pty.openpty()
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=terminal)
        os.close(terminal)
        shown = b"".join(iter(lambda: _read(reader), b""))
        os.close(reader)
        said, _ = process.communicate()
        self.project.with_suffix(".said").write_bytes(said)
        self.project.with_suffix(".progress").write_bytes(shown)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that the other end was closed
        return b""


WEST = {"TZ": "America/Adak", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
EAST = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "TERM": "xterm"}


def twins(factory: pytest.TempPathFactory, name: str, records: Path | None, **more: str) -> tuple[Twin, Twin]:
    """The same project built in two folders, at the same time, in two environments; once in a run."""
    base = factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    west = Twin(home / "a" / "checkout-of-westerly", "westerly")
    east = Twin(home / "b" / "deeper and deeper" / "ß" / "checkout-of-easterly", "easterly")
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            running = []
            for twin, environment in ((west, WEST), (east, EAST)):
                copy_project(twin.project)
                given = (records or twin.project, environment | more)
                running.append(threading.Thread(target=twin.make, args=given))
                running[-1].start()
            for thread in running:
                thread.join()
    for twin in (west, east):
        if not (twin.target / "manifest.json").exists():
            pytest.fail(f"the manual was not built:\n{twin.said}{twin.progress}", pytrace=False)
    return west, east


@pytest.fixture(scope="session")
def by_epoch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Twin, Twin]:
    """The fictitious states, with SOURCE_DATE_EPOCH."""
    return twins(tmp_path_factory, "twins-by-epoch", FICTITIOUS, SOURCE_DATE_EPOCH=str(EPOCH))


@pytest.fixture(scope="session")
def by_default(tmp_path_factory: pytest.TempPathFactory) -> tuple[Twin, Twin]:
    """The real states, without version control and without a given time."""
    return twins(tmp_path_factory, "twins-by-default", None)


@pytest.fixture(params=["by_epoch", "by_default"])
def pair(request: pytest.FixtureRequest) -> tuple[Twin, Twin]:
    return request.getfixturevalue(request.param)


def test_folder_time_zone_language_and_hash_seed_leave_no_trace_in_a_single_byte(pair) -> None:
    west, east = (tree(twin.target) for twin in pair)
    assert len(west) > 100
    assert [name for name in sorted(west.keys() | east.keys()) if west.get(name) != east.get(name)] == []


def test_no_artefact_names_a_folder_a_user_or_a_host_of_the_machine(pair: tuple[Twin, Twin]) -> None:
    names = [str(ROOT), sys.prefix, str(Path.home()), socket.gethostname(), socket.getfqdn()]
    for twin in pair:
        names += [twin.user, str(twin.project), f"host-of-{twin.user}"]
    sought = [needle(name) for name in names if len(name) > 5 and name not in ("localhost", "/root")]
    assert leaks(artefacts(pair[0].target), sought) == [], "the other twin is the same to the byte"


def test_the_first_page_opens_where_the_build_says(pair) -> None:
    for twin in pair:
        assert str(twin.target / "site" / "index.html") in twin.said
        assert (twin.target / "site" / "index.html").is_file()
        assert (twin.target / "manual.pdf").read_bytes().startswith(b"%PDF-")


def test_on_a_terminal_the_stages_are_shown_as_they_run(pair) -> None:
    for stage in ("Checking the records", "Printing the manual", "Making the site"):
        assert stage in pair[1].progress


def test_nothing_of_the_workshop_is_left(pair) -> None:
    for twin in pair:
        assert sorted(path.name for path in twin.target.iterdir()) == [
            ".cache", "ask", "cards", "countries", "data", "manifest.json", "manual.pdf", "pages", "search", "site",
        ]  # fmt: skip


def test_a_given_time_is_the_day_of_the_edition_in_utc(by_epoch) -> None:
    manifest = json.loads((by_epoch[0].target / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["day"], manifest["version"]) == ("2025-12-31", "without version control")
    data = json.loads((by_epoch[1].target / "data" / "all.json").read_text(encoding="utf-8"))
    assert data["generated_at"] == "2025-12-31T23:30:00Z"


def test_what_was_verified_after_the_day_of_the_edition_is_built_all_the_same(by_epoch: tuple[Twin, Twin]) -> None:
    """An editor writes today's date and runs make before there is a commit of today."""
    data = json.loads((by_epoch[0].target / "data" / "xa.json").read_text(encoding="utf-8"))
    assert data["state"]["reviews"]["procedure"]["verified"]["on"] > data["generated_at"][:10]


def test_without_commit_and_given_time_the_day_is_that_of_the_edition(by_default) -> None:
    manifest = json.loads((by_default[0].target / "manifest.json").read_text(encoding="utf-8"))
    assert f"as_of: {manifest['day']}" in (ROOT / "content" / "edition.yml").read_text(encoding="utf-8")


# ------------------------------------------------------------ the next build


@pytest.fixture
def workshop(by_epoch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    """A finished build with its project and records, free to be changed."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    records = shutil.copytree(FICTITIOUS, tmp_path / "records")
    target = shutil.copytree(by_epoch[0].target, tmp_path / "build")
    return Order(by_epoch[0].project, records, target)


@pytest.fixture
def command(workshop: Order, capsys, monkeypatch) -> Callable[..., tuple[int, str, str]]:
    def run(*more: str, root: Path = workshop.root) -> tuple[int, str, str]:
        where = ("--records", workshop.records, "--target", workshop.target)
        return whole(capsys, monkeypatch, "--root", root, "build", *where, *more)

    return run


def test_with_nothing_changed_nothing_is_done_and_that_is_said(workshop: Order, command) -> None:
    before = touched(workshop.target)
    assert command() == (0, f"Nothing changed since the last build in {workshop.target}.\n", "")
    assert touched(workshop.target) == before


@pytest.mark.parametrize(
    "name", ["countries/xa/country.yml", "countries/xb/officers.yml", "content/regional/terms.yml"]
)
def test_any_changed_record_makes_the_last_build_old(workshop: Order, name: str) -> None:
    assert is_current(workshop)
    path = workshop.records / name
    path.write_text(path.read_text(encoding="utf-8") + "# one line more\n", encoding="utf-8")
    assert not is_current(workshop)


def test_a_record_that_was_added_moved_or_removed_makes_the_last_build_old(workshop: Order) -> None:
    digests = {hash_inputs(workshop)}
    folder = workshop.records / "content" / "regional" / "channels"
    shutil.copy(folder / "x-net.yml", folder / "x-new.yml")
    digests.add(hash_inputs(workshop))
    (folder / "x-new.yml").rename(folder / "x-other.yml")
    digests.add(hash_inputs(workshop))
    (folder / "x-net.yml").unlink()
    digests.add(hash_inputs(workshop))
    assert len(digests) == 4


def test_a_given_time_is_an_input(workshop: Order, monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH + 1))
    assert not is_current(workshop)


def test_an_overlay_is_an_input_of_the_restricted_edition_alone(workshop: Order) -> None:
    assert is_current(replace(workshop, overlay=OVERLAYS["a"]))
    restricted = replace(workshop, kind="restricted")
    assert not is_current(restricted)
    digests = {hash_inputs(replace(restricted, overlay=overlay)) for overlay in (None, *OVERLAYS.values())}
    assert len(digests) == 3


def test_a_manifest_that_cannot_be_read_is_no_last_build(workshop: Order) -> None:
    for text in ("", "{}", "[]", "null", '{"inputs": null}', "\ufeff{"):
        (workshop.target / "manifest.json").write_text(text, encoding="utf-8")
        assert not is_current(workshop)


def test_a_changed_record_is_built_and_what_is_left_of_older_builds_goes(workshop: Order, command) -> None:
    record = workshop.records / "countries" / "xa" / "procedure.yml"
    text = record.read_text(encoding="utf-8")
    assert "      Three months.\n" in text
    record.write_text(text.replace("      Three months.\n", "      Three months & a day < four.\n"), encoding="utf-8")
    (workshop.target / "README.md").write_text("what lies here", encoding="utf-8")
    (workshop.target / "cards" / "old.pdf").write_text("from an older build", encoding="utf-8")
    before = tree(workshop.target)
    code, out, err = command()
    assert (code, err) == (0, ""), "quiet where there is no terminal"
    assert out.startswith("Built the public edition: ")
    assert "\x1b" not in out
    after = tree(workshop.target)
    assert "Three months &amp; a day &lt; four." in (
        workshop.target / "site" / "countries" / "xa" / "index.html"
    ).read_text(encoding="utf-8")
    assert after["README.md"] == before["README.md"]
    assert "cards/old.pdf" not in after
    changed = {name for name in after if after[name] != before.get(name)}
    assert {"manual.pdf", "manifest.json", "data/xa.json", "data/all.json", "data/answers.csv"} <= changed
    assert "data/xb.json" not in changed
    assert "site/countries/xb/contacts.html" not in changed
    assert command()[1].startswith("Nothing changed")


def test_an_invalid_record_stops_the_build_names_the_place_and_leaves_the_last_one(workshop: Order, command) -> None:
    record = workshop.records / "countries" / "xa" / "procedure.yml"
    lines = record.read_text(encoding="utf-8").split("\n")
    number = next(n for n, line in enumerate(lines) if line.strip() == "value: continuous")
    lines[number] = lines[number].replace("continuous", "continuos")
    record.write_text("\n".join(lines), encoding="utf-8")
    before, dates = tree(workshop.target), touched(workshop.target)
    code, out, err = command()
    assert (code, out) == (1, "")
    column = lines[number].index("continuos") + 1
    assert f"countries/xa/procedure.yml:{number + 1}:{column}: error[" in err
    assert 'did you mean "continuous"?' in err
    assert "nothing was built, the last build is untouched" in err
    assert tree(workshop.target) == before
    assert touched(workshop.target) == dates, "not even moved away and back"


def test_an_invalid_overlay_stops_the_build_too(workshop: Order, command, tmp_path: Path) -> None:
    overlay = shutil.copytree(OVERLAYS["a"], tmp_path / "overlay")
    (overlay / "xa" / "officers.yml").write_text("country: XA\n", encoding="utf-8")
    before = tree(workshop.target)
    code, _, err = command("--edition", "restricted", "--overlay", str(overlay))
    assert code == 1
    assert "xa/officers.yml:1:1: error[" in err
    assert tree(workshop.target) == before


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("content/templates/state.md.j2", "{% for %}", "state.md.j2, line"),
        ("content/templates/parts.j2", "{% endmacro %}", "parts.j2, line"),
        ("content/templates/contacts.md.j2", "{{ nobody.knows.this }}", "nobody"),
        ("content/print/book.typ", '#panic("broken")', "printing failed"),
        ("content/theme/main.html", "{% block %}", "making the site failed"),
        ("mkdocs.yml", "no_such_setting: [", "making the site failed"),
    ],
)
def test_a_tool_that_fails_leaves_the_last_build_and_no_half_one(
    workshop: Order, command, tmp_path: Path, file: str, line: str, said: str
) -> None:
    project = shutil.copytree(workshop.root, tmp_path / "project", ignore=shutil.ignore_patterns("build"))
    with (project / file).open("a", encoding="utf-8") as stream:
        stream.write(f"\n{line}\n")
    before = tree(workshop.target)
    code, out, err = command(root=project)
    assert (code, out) == (3, "")
    assert err.startswith("cdmanual: ")
    assert said in err
    assert "Traceback" not in err
    assert tree(workshop.target) == before
    assert not (workshop.target / ".next").exists()


@pytest.mark.parametrize(
    "last", ["Checking the records", "Writing the pages", "Indexing for search", "Making the site"]
)
def test_a_build_that_is_stopped_by_hand_leaves_the_last_one(workshop: Order, last: str) -> None:
    def stop(stage: str) -> None:
        if stage == last:
            raise KeyboardInterrupt

    before = tree(workshop.target)
    with pytest.raises(KeyboardInterrupt):
        build(workshop, stop)
    assert tree(workshop.target) == before
    assert not (workshop.target / ".next").exists()


def test_half_of_an_earlier_build_that_was_killed_is_cleared_away(workshop: Order) -> None:
    (workshop.target / ".next" / "site").mkdir(parents=True)
    (workshop.target / ".next" / "site" / "half.html").write_text("half", encoding="utf-8")

    def stop(stage: str) -> None:
        if stage == "Writing the pages":
            assert not (workshop.target / ".next" / "site").exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(workshop, stop)


def test_no_tool_is_left_at_work_when_the_next_one_cannot_begin(workshop: Order, monkeypatch) -> None:
    begun: list[book.Printing] = []
    shutil.rmtree(workshop.target / ".cache")

    def start_print(*arguments: Any) -> book.Printing:
        begun.append(book.start_print(*arguments))
        return begun[0]

    def start_site(*_: object) -> Child:
        raise SetupError("no more processes")

    monkeypatch.setattr("cdmanual.publish.build.start_print", start_print)
    monkeypatch.setattr("cdmanual.publish.build.start_site", start_site)
    with pytest.raises(SetupError, match="no more processes"):
        build(workshop, lambda stage: None)
    assert begun[0].work.begun
    assert not multiprocessing.active_children()


def test_a_tool_that_ends_before_it_has_read_all_says_why() -> None:
    child = start("counting", "no_such_module_of_ours", given="x" * 1_000_000)
    with pytest.raises(SetupError, match=r"counting failed: .*no_such_module_of_ours"):
        finish(child)
    stop(child)  # ended long ago: nothing to do, and no complaint


# ---------------------------------------------------------------- manifest, swap, strangers


def test_the_manifest_lists_every_file_with_its_size_and_sum(fictitious: Built) -> None:
    manifest = json.loads((fictitious.target / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["schema_version"] == 1
    assert (manifest["kind"], manifest["marking"]) == ("public", "TLP:CLEAR")
    listed = {name: row["sha256"] for name, row in manifest["files"].items()}
    there = tree(fictitious.target)
    del there["manifest.json"]
    assert listed == there
    assert list(listed) == sorted(listed)
    for name, row in manifest["files"].items():
        assert row["bytes"] == (fictitious.target / name).stat().st_size


def test_the_manifest_names_files_by_forward_slashes_and_not_itself(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "ß.txt").write_bytes(b"x")
    (tmp_path / "manifest.json").write_text("old", encoding="utf-8")
    write_manifest(tmp_path, {"kind": "public"})
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == {
        "kind": "public",
        "files": {"a/b/ß.txt": {"bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}},
    }


@pytest.fixture
def swapped(tmp_path: Path) -> Iterator[Path]:
    """A folder with an old build beside which a new one was finished."""
    for name in ("site/old.html", "README.md", "gone.txt", ".old/older.txt", ".next/site/new.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    yield tmp_path


def test_a_finished_build_takes_the_place_of_the_last_one_whole(swapped: Path) -> None:
    swap(swapped / ".next", swapped, KEPT)
    assert sorted(tree(swapped)) == ["README.md", "site/new.html"]
    assert sorted(path.name for path in swapped.iterdir()) == ["README.md", "site"]


@pytest.mark.parametrize(
    ("names", "is_refused"),
    [
        ([], False),
        (["README.md"], False),
        (["manifest.json", "site/index.html", "anything.txt"], False),
        ([".next/manifest.json", "site/index.html"], False),
        ([".old/manifest.json", "site/index.html"], False),
        (["letter.txt"], True),
        (["README.md", "site/index.html"], True),
        ([".next/half.html", "photos/1.jpg"], True),
    ],
)
def test_a_folder_is_built_into_only_when_it_is_empty_or_holds_a_build(
    names: list[str], is_refused: bool, tmp_path: Path
) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    if is_refused:
        with pytest.raises(SetupError, match="no build made"):
            refuse_strangers(tmp_path, KEPT)
    else:
        refuse_strangers(tmp_path, KEPT)


def test_a_build_with_nothing_to_do_loads_no_heavy_library(fictitious: Built) -> None:
    """What is not loaded takes no time: a second make ends in a blink."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "import cdmanual.cli\n"
        "from cdmanual.publish.inputs import Order, is_current\n"
        f"is_current(Order(Path({str(ROOT)!r}), Path({str(FICTITIOUS)!r}), Path({str(fictitious.target)!r})))\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"typst", "whoosh", "jinja2", "mkdocs", "jsonschema", "jsonschema_rs", "babel", "phonenumbers", "rich"}
    assert heavy & set(done.stdout.split()) == set()


def test_the_search_for_traces_of_a_machine_finds_one() -> None:
    assert artefact("x.html", b'<a href="file:///some/where/checkout-of-westerly/x">').holds(needle("westerly"))
