"""Run by ``python -m``: make the site from its pages with mkdocs-material. Arguments: configuration, pages, site."""

from __future__ import annotations

import gc
import logging
import os
import sys

from jinja2 import TemplateError
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException


def main(config: str, pages: str, site: str) -> None:
    """Build strictly: a warning, such as a dead link between pages, fails the build."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # else the theme's advertisement stands before every message
    gc.disable()  # the process is short and small: collecting takes a tenth of its time
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        build(load_config(config, docs_dir=pages, site_dir=site, strict=True))
    except (MkDocsException, TemplateError) as exc:
        sys.exit(str(exc))


if __name__ == "__main__":
    main(*sys.argv[1:])
