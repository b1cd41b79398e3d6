"""The pages of route, comparison and legal basis alone, made of any records; how the last choice is made on each."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from contenders import ROOT, Records
from timing import Failed

from cdmanual.publish import data, legal
from cdmanual.publish.inputs import Order
from cdmanual.publish.labels import Labels
from cdmanual.publish.opening import open_edition
from cdmanual.publish.pages import Pages

# Makes the last choice anew for each of some states; for each the milliseconds of the script, and those until the
# first task after the frame that shows the answer.
_MEASURE = """
async states => {
  const prepare = %s, choose = %s, taken = [];
  for (const state of states) {
    prepare(state);
    await new Promise(done => setTimeout(done, 40));
    const start = performance.now();
    choose(state);
    const written = performance.now();
    await new Promise(done => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = done;
      channel.port2.postMessage(null);
    }));
    taken.push([written - start, performance.now() - start]);
  }
  return taken;
}
"""
_NOTHING = "() => {}"
_SELECT = """state => {
  const field = document.querySelector('%s');
  field.value = state;
  field.dispatchEvent(new Event('change', {bubbles: true}));
}"""
_CHIP = "document.querySelector(`#cd-chosen [data-state=${%s}]`).click();"
_UNCHOOSE = f"state => {{ if (window.cdLast) {{ {_CHIP % 'window.cdLast'} }} window.cdLast = state; }}"


@dataclass(frozen=True, slots=True)
class Tool:
    """A page: its name, how many states its address chooses, what shows that it is ready, and the measured change."""

    name: str
    page: str
    states: int
    shown: str
    change: str


TOOLS = (
    Tool(
        "route of 7 states", "route/index.html", 7, ".cd-stop",
        _MEASURE % (_NOTHING, _SELECT % "#cd-stops li:last-child select"),
    ),
    Tool(
        "comparison of 5 states", "compare/index.html", 4, "#cd-table tbody",
        _MEASURE % (_UNCHOOSE, f"state => {{ {_CHIP % 'state'} }}"),
    ),
    Tool(
        "legal basis of 2 states", "legal-basis/index.html", 1, "#cd-legal-found h3",
        _MEASURE % (_NOTHING, _SELECT % "#cd-legal-two"),
    ),
)  # fmt: skip


def write_site(records: Records) -> tuple[Path, list[str]]:
    """Make the three pages, their scripts and data: where they lie, and the codes of the states.

    Failed when the records have errors.
    """
    opened = open_edition(Order(ROOT, records.folder, records.target))
    if opened.edition is None:
        raise Failed(f"{records.name}: the records have errors")
    edition, labels = opened.edition, Labels(opened.schemas.by_kind)
    source, site = records.target / "pages", records.work / "bare"
    wanted = {tool.page.replace(".html", ".md") for tool in TOOLS}
    for page in Pages(edition, labels, ROOT / "content", records.folder / "content" / "regional"):
        if page.path in wanted:
            path = source / page.path
            path.parent.mkdir(parents=True)
            path.write_text(page.text, encoding="utf-8")
    shutil.copytree(ROOT / "content" / "theme" / "assets", source / "assets")
    records.mkdocs()
    data.write_desk(edition, site / "desk")
    basis = legal.script_for_browser(edition.manual, labels, edition.id, edition.day.isoformat())
    (site / "legal-basis" / "data.js").write_text(basis, encoding="utf-8")
    return site, [state.iso for state in edition.manual.states]
