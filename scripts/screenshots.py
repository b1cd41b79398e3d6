"""Make the pictures of the README: a state's page in Chromium, and a page of the PDF."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "content" / "images"
STATE, NAME = "hr", "Croatia"


def first_page(manual: str) -> int:
    """The number of the page on which the state's chapter begins, from the bookmarks."""
    with pikepdf.open(manual) as pdf, pdf.open_outline() as outline:
        entries = [child for item in outline.root for child in item.children]
        target = next(entry.destination[0] for entry in entries if entry.title.endswith(NAME))
        return next(number for number, page in enumerate(pdf.pages, 1) if page.objgen == target.objgen)


def main() -> None:
    """Write state-page.png and manual-page.png; needs a build, Chromium and pdftoppm."""
    chromium, pdftoppm = shutil.which("chromium"), shutil.which("pdftoppm")
    if not chromium or not pdftoppm:
        sys.exit("screenshots need Chromium and pdftoppm (apt-get install chromium poppler-utils)")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1000, "height": 1180})
        page.goto((ROOT / "build" / "site" / "countries" / STATE / "index.html").as_uri())
        page.locator("time[data-zone]").evaluate(
            "place => { place.textContent = ''; }"
        )  # a clock would differ each time
        page.screenshot(path=IMAGES / "state-page.png")
        browser.close()
    with tempfile.TemporaryDirectory() as folder:
        manual = str(ROOT / "build" / "manual.pdf")
        number = str(first_page(manual))
        subprocess.run(
            [pdftoppm, "-r", "90", "-png", "-singlefile", "-f", number, "-l", number, manual, f"{folder}/page"],
            check=True,
        )
        shutil.move(f"{folder}/page.png", IMAGES / "manual-page.png")


if __name__ == "__main__":
    main()
