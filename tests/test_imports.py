"""The parts of the package know only those before them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import ROOT

SOURCE = ROOT / "src" / "cdmanual"
# From the leaves up; a layer knows itself and those before it.
LAYERS = (
    ("problems", "durations", "names", "phones", "embedding"),
    ("records",),
    ("explanations", "settings"),
    ("reports",),
    ("manual",),
    ("editions",),
    ("addresses",),
    ("search",),
    ("publish", "serve", "editing"),
    ("cli_desk",),
    ("cli_records",),
    ("cli_edit", "cli_keep", "cli_form", "cli_print"),
    ("cli",),
)
HEIGHT = {part: height for height, parts in enumerate(LAYERS) for part in parts}
LONGEST = 400
# Catalogues, each of things of one kind side by side; they may be longer, and no longer than this.
CATALOGUES = {"manual/model.py": 450}
MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


def part_of(module: str) -> str:
    """``manual/model.py`` and ``cdmanual.manual.model`` are of ``manual``."""
    return module.removeprefix("cdmanual.").removesuffix(".py").replace("/", ".").split(".")[0]


def imports(module: str) -> Iterator[tuple[str, int]]:
    """Each module of the package that a module imports, at its head or inside a function, and the line."""
    tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: relative import"
            names = [node.module or ""]
            if node.module == "cdmanual":
                names = [f"cdmanual.{alias.name}" for alias in node.names]
        else:
            continue
        yield from ((name, node.lineno) for name in names if name.split(".")[0] == "cdmanual")


def test_every_part_of_the_package_has_its_layer() -> None:
    assert {part_of(module) for module in MODULES} - {"__init__"} == set(HEIGHT)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_lies_before_it(module: str) -> None:
    height = HEIGHT.get(part_of(module), 0)
    wrong = [f"{name} (line {line})" for name, line in imports(module) if HEIGHT[part_of(name)] > height]
    assert wrong == []


@pytest.mark.parametrize("module", MODULES)
def test_leaves_of_one_layer_do_not_know_each_other(module: str) -> None:
    mates = next((parts for parts in LAYERS if part_of(module) in parts), ())
    assert [name for name, _ in imports(module) if part_of(name) in mates and part_of(name) != part_of(module)] == []


def test_no_renderer_knows_another() -> None:
    renderers = {"site", "printing", "data"}
    for name in renderers:
        for module in (each for each in MODULES if each.startswith((f"publish/{name}.", f"publish/{name}/"))):
            known = {found.split(".")[2] for found, _ in imports(module) if found.startswith("cdmanual.publish.")}
            assert not known & (renderers - {name}), module


def test_only_build_and_comparison_make_editions_and_only_editions_see_the_overlay() -> None:
    """No publication may filter for itself, so none may see what is to be filtered."""
    makers = [module for module in MODULES if "make_edition" in (SOURCE / module).read_text(encoding="utf-8")]
    assert makers == ["editions.py", "publish/history.py", "publish/opening.py"]
    readers = [module for module in MODULES if ".overlay" in (SOURCE / module).read_text(encoding="utf-8")]
    allowed = {"cli.py", "cli_desk.py", "cli_print.py", "editions.py"}
    allowed |= {"publish/history.py", "publish/inputs.py", "publish/opening.py"}  # what makes editions, and its orders
    own = ("records", "editing")  # an agency edits its own officers
    assert [module for module in readers if module not in allowed and part_of(module) not in own] == []


def test_the_problem_catalogue_is_known_to_pages_reports_and_command_line_alone() -> None:
    known_to = {module for module in MODULES for name, _ in imports(module) if name == "cdmanual.explanations"}
    assert known_to <= {"cli.py", "reports.py", "publish/pages.py"}


def test_whoosh_typst_mkdocs_and_docx_each_have_one_home() -> None:
    for library, home in (
        ("whoosh", "search/"),
        ("typst", "publish/printing/typeset.py"),
        ("mkdocs", "publish/run_mkdocs.py"),
        ("jinja2", ("publish/", "editing/form/pages.py")),
        ("docx", "publish/word/"),
    ):
        users = []
        for module in MODULES:
            for node in ast.walk(ast.parse((SOURCE / module).read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                users += [module for name in names if name.split(".")[0] == library]
        assert users
        assert all(user.startswith(home) for user in users), users


def test_the_command_line_loads_no_renderer_before_a_command_needs_it() -> None:
    """``--help`` and a build with nothing to do end at once."""
    tree = ast.parse((SOURCE / "cli.py").read_text(encoding="utf-8"))
    early = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert [name for name in early if name and name.startswith("cdmanual.")] == [
        "cdmanual.cli_desk", "cdmanual.cli_edit", "cdmanual.cli_form", "cdmanual.cli_keep", "cdmanual.cli_print",
        "cdmanual.problems",
    ]  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_a_module_begins_with_its_idea_and_is_not_too_long(module: str) -> None:
    text = (SOURCE / module).read_text(encoding="utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a module begins with a sentence that says its idea"
    assert len(text.splitlines()) <= CATALOGUES.get(module, LONGEST)


def test_the_source_folder_holds_only_the_package() -> None:
    assert [path.name for path in (ROOT / "src").iterdir() if path.name != "__pycache__"] == ["cdmanual"]
    assert {path.suffix for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts} == {".py"}


def test_paths_of_the_package_are_where_this_test_looks() -> None:
    import cdmanual

    assert Path(cdmanual.__file__).resolve().parent == SOURCE
