"""Write the site's pages and have mkdocs-material make the site of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from cdmanual.problems import SetupError
from cdmanual.publish.pages import Pages


def write_pages(pages: Pages, folder: Path) -> int:
    """Write every page, and the theme's assets beside them; how many pages there are. SetupError for a bad template."""
    try:
        listed = list(pages)
    except TemplateError as exc:
        place = f" ({exc.name}, line {exc.lineno})" if isinstance(exc, TemplateSyntaxError) else ""
        raise SetupError(f"the pages cannot be written{place}: {exc.message}") from exc
    for page in listed:
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.text, encoding="utf-8", newline="\n")
    shutil.copytree(pages.content / "theme" / "assets", folder / "assets", dirs_exist_ok=True)
    return len(listed)


# Run in a process of its own: mkdocs keeps global state, and the PDF and the index are made meanwhile.
_BUILD = """
import logging, sys
from jinja2 import TemplateError
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
logging.basicConfig(level=logging.WARNING, format="%(message)s")
config, pages, site = sys.argv[1:]
try:
    build(load_config(config, docs_dir=pages, site_dir=site, strict=True))
except (MkDocsException, TemplateError) as exc:
    sys.exit(str(exc))
"""
# Pages that only a web server at the root of a host can use: their links would be dead in a folder on a stick.
_SERVER_ONLY = ("404.html", "sitemap.xml", "sitemap.xml.gz")


def start_site(config: Path, pages: Path, site: Path, epoch: int) -> subprocess.Popen[str]:
    """Start making the site; ``epoch`` (seconds) is the time that the build speaks of."""
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(epoch),
        "TZ": "UTC",
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
    }
    command = [sys.executable, "-c", _BUILD, str(config), str(pages), str(site)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)


def finish_site(process: subprocess.Popen[str], site: Path) -> None:
    """Wait for the site; SetupError with mkdocs's own words when it could not be made."""
    said, _ = process.communicate()
    if process.returncode:
        raise SetupError(f"mkdocs could not make the site:\n{said.strip()}")
    for name in _SERVER_ONLY:
        (site / name).unlink(missing_ok=True)
