"""Make the pictures of the README: a state's page in Chromium, and a page of the PDF."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "content" / "images"
STATE = "hr"
PRINTED_PAGE = 20


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
        number = str(PRINTED_PAGE)
        manual = str(ROOT / "build" / "manual.pdf")
        subprocess.run(
            [pdftoppm, "-r", "90", "-png", "-singlefile", "-f", number, "-l", number, manual, f"{folder}/page"],
            check=True,
        )
        shutil.move(f"{folder}/page.png", IMAGES / "manual-page.png")


if __name__ == "__main__":
    main()
