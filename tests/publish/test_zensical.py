"""The same mkdocs.yml and pages built with zensical, the successor of mkdocs-material: the same site comes out."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from builds import ROOT, Built
from site_reader import Page, Site, read_site

# What each generator adds for a web server at the root of a host; the build leaves them out.
SERVER_ONLY = frozenset(("404.html",))


@pytest.fixture(scope="module")
def material(fictitious: Built) -> Site:
    return read_site(fictitious.site)


@pytest.fixture(scope="module")
def zensical(fictitious: Built, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site that zensical makes of a project of the same layout."""
    project = tmp_path_factory.mktemp("zensical")
    shutil.copy(ROOT / "mkdocs.yml", project)
    shutil.copytree(ROOT / "content" / "theme", project / "content" / "theme")
    shutil.copytree(fictitious.target / "pages", project / "build" / "pages")
    command = [Path(sys.executable).with_name("zensical"), "build", "--clean", "--strict", "-f", "mkdocs.yml"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(project / "build" / "site")


def test_the_same_pages_come_out(material: Site, zensical: Site) -> None:
    assert set(zensical.pages) - SERVER_ONLY == set(material.pages)


def test_the_pages_have_the_same_titles(material: Site, zensical: Site) -> None:
    assert {page.path: page.title for page in zensical if page.path not in SERVER_ONLY} == {
        page.path: page.title for page in material
    }


def graph(page: Page) -> Counter[tuple[str, str]]:
    """Where the links of a page's content lead, and how many lead there."""
    return Counter(
        (link.address, "") if link.is_outside else (link.target, link.fragment)
        for link in page.own_links
        if not link.address.startswith("#__")
    )


def test_the_pages_link_to_the_same_places(material: Site, zensical: Site) -> None:
    different = {
        page.path: (graph(page) - graph(zensical[page.path]), graph(zensical[page.path]) - graph(page))
        for page in material
        if graph(page) != graph(zensical[page.path])
    }
    assert different == {}


def test_every_link_of_the_content_finds_its_place(material: Site, zensical: Site) -> None:
    for page in zensical:
        for link in page.own_links:
            if not link.is_outside and link.target in zensical.pages:
                assert not link.fragment or link.fragment in zensical[link.target].ids, f"{page}: {link.address}"


def test_the_pages_say_the_same(material: Site, zensical: Site) -> None:
    for page in material:
        assert zensical[page.path].content.text == page.content.text, page


def test_the_search_box_and_our_files_are_on_every_page(zensical: Site) -> None:
    for page in zensical:
        if page.path not in SERVER_ONLY:
            assert page.top.one("form", cls="cd-find").attributes["role"] == "search", page
            addresses = {link.target for link in page.links if link.tag in ("script", "link")}
            assert {"assets/manual.css", "assets/manual.js"} <= addresses, page
