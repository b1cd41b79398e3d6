"""Write the site's pages and have mkdocs-material make the site of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from cdmanual.problems import SetupError
from cdmanual.publish.children import Child, finish, start
from cdmanual.publish.pages import Pages


def write_pages(pages: Pages, folder: Path) -> int:
    """Write every page, with pictures and assets; how many pages there are. SetupError for a bad template."""
    try:
        listed = list(pages)
    except TemplateError as exc:
        place = f" ({exc.name}, line {exc.lineno})" if isinstance(exc, TemplateSyntaxError) else ""
        raise SetupError(f"the pages cannot be written{place}: {exc.message}") from exc
    for page in listed:
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.text, encoding="utf-8", newline="\n")
    shutil.copytree(pages.content / "pages", folder, ignore=shutil.ignore_patterns("*.md"), dirs_exist_ok=True)
    shutil.copytree(pages.content / "theme" / "assets", folder / "assets", dirs_exist_ok=True)
    return len(listed)


# Pages that only a web server at the root of a host can use: their links would be dead in a folder on a stick.
_SERVER_ONLY = ("404.html", "sitemap.xml", "sitemap.xml.gz")


def start_site(config: Path, pages: Path, site: Path, epoch: int) -> Child:
    """Start making the site; ``epoch`` (seconds) is the time that the build speaks of."""
    return start("making the site", "cdmanual.publish.run_mkdocs", config, pages, site, epoch=epoch)


def finish_site(child: Child, site: Path) -> None:
    """Wait for the site; SetupError with mkdocs's own words when it could not be made."""
    finish(child)
    for name in _SERVER_ONLY:
        (site / name).unlink(missing_ok=True)
