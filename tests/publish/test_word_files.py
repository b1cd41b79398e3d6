"""The Word documents are files that Word opens, that name what they link to, and that tell nothing of their making."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn
from lxml import etree

from builds import Built
from cdmanual.publish.printing.values import Values
from cdmanual.publish.word.blank import blank_document, style_id
from cdmanual.publish.word.documents import chapter_facts, form_facts
from models import DAY, ROOT, edition, labels, manual
from word_reader import HOMES, W14, Read, asking_of, chapter, facts_of, form, said

# ---------------------------------------------------------------- what Word needs


def test_a_table_has_a_repeated_header_a_name_and_rows_that_do_not_break(every: dict[str, Read]) -> None:
    for read in every.values():
        assert read.document.tables
        for table in read.document.tables:
            properties = table._tbl.tblPr
            for name in ("w:tblCaption", "w:tblDescription"):
                assert properties.find(qn(name)).get(qn("w:val")).strip()
            rows = [row.trPr for row in table._tbl.tr_lst]
            assert len(rows) > 1
            assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (len(rows) - 1)
            assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
            assert all(said(cell).strip() for cell in table._tbl.tr_lst[0].tc_lst)
            for row in table._tbl.tr_lst:
                assert len(row.tc_lst) == len(table._tbl.tblGrid)
                assert all(cell[-1].tag == qn("w:p") for cell in row.tc_lst), "Word refuses a cell that ends otherwise"
        after = [each.getnext().tag for each in read.body.iterchildren(qn("w:tbl"))]
        assert set(after) == {qn("w:p")}, "two tables without a paragraph between become one"


def style_sheet() -> str:
    """The styles of every document."""
    with ZipFile(BytesIO(blank_document())) as packed:
        return packed.read("word/styles.xml").decode()


# The sequences of ISO/IEC 29500-1 (transitional), as far as the documents use them and a little beyond.
ORDERS = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing mirrorIndents jc textAlignment outlineLvl rPr sectPr",
    "w:rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike noProof vanish color spacing w kern position sz "
    "szCs highlight u effect bdr shd vertAlign rtl cs em lang",
    "w:tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "w:tcPr": "cnfStyle tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "w:tblBorders": "top left start bottom right end insideH insideV",
    "w:tcBorders": "top left start bottom right end insideH insideV",
    "w:tblCellMar": "top left start bottom right end",
    "w:pBdr": "top left bottom right between bar",
    "w:sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex text checkbox",
    "w:sdt": "sdtPr sdtEndPr sdtContent",
    "w14:checkbox": "checked checkedState uncheckedState",
    "w:tbl": "tblPr tblGrid tr",
    "w:tr": "tblPrEx trPr tc",
    "w:tc": "tcPr p",
    "w:sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols",
    "w:style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "w:tblStylePr": "pPr rPr tblPr trPr tcPr",
    "w:styles": "docDefaults latentStyles style",
    "w:docDefaults": "rPrDefault pPrDefault",
    "w:lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr",
    "w:abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "w:settings": "writeProtection view zoom defaultTabStop characterSpacingControl compat rsids themeFontLang "
    "clrSchemeMapping decimalSymbol listSeparator",
    "w:font": "altName panose1 charset family notTrueType pitch sig",
}


def misplaced(read: Read) -> list[str]:
    """Elements that stand where the schema does not have them."""
    found = []
    for name in (name for name in read.parts if re.fullmatch(r"word/\w+\.xml", name)):
        for each in read.xml(name).iter():
            local = etree.QName(each).localname
            prefix = "w14" if each.tag.startswith(W14) else "w"
            order = ORDERS.get(f"{prefix}:{local}", "").split()
            children = [etree.QName(child).localname for child in each]
            places = [order.index(child) if child in order else -1 for child in children] if order else []
            if places != sorted(places) or -1 in places:
                found.append(f"{name}: {local}: {' '.join(children)}")
    return found


def test_elements_stand_in_the_order_of_the_schema(every: dict[str, Read]) -> None:
    for read in every.values():
        assert misplaced(read) == []


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("word/document.xml", "<w:tblLook", '<w:tblCaption w:val="x"/><w:tblLook'),
        ("word/document.xml", '<w:lock w:val="sdtLocked"/><w:showingPlcHdr/>', '<w:showingPlcHdr/><w:lock w:val="x"/>'),
        ("word/document.xml", "<w:pPr><w:pStyle", "<w:pPr><w:keepNext/><w:pStyle"),
        ("word/document.xml", "<w:sdt><w:sdtPr>", "<w:sdt><w:sdtContent/><w:sdtPr>"),
        ("word/styles.xml", "<w:keepNext/><w:keepLines/>", "<w:keepLines/><w:keepNext/>"),
        ("word/styles.xml", "<w:b/><w:bCs/>", "<w:strange/>"),
    ],
)
def test_the_search_for_misplaced_elements_finds_them(
    part: str, before: str, after: str, forms: dict[str, Read], tmp_path: Path
) -> None:
    text = forms["XA"].parts[part].decode()
    assert before in text
    broken = Read(tmp_path / "broken.docx")
    with ZipFile(broken.path, "w") as packed:
        packed.writestr(part, text.replace(before, after, 1))
    assert misplaced(broken)


def test_every_look_is_a_style_that_the_document_defines(every: dict[str, Read]) -> None:
    for read in every.values():
        styles = read.xml("word/styles.xml").iterchildren(qn("w:style"))
        kinds = {style.get(qn("w:styleId")): style.get(qn("w:type")) for style in styles}
        for tag, kind in (("w:pStyle", "paragraph"), ("w:rStyle", "character"), ("w:tblStyle", "table")):
            for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
                used = {each.get(qn("w:val")) for each in read.xml(part).iter(qn(tag))}
                assert {name for name in used if kinds.get(name) != kind} == set()
        assert {child.tag for each in read.all("w:pPr") for child in each} <= {qn("w:pStyle"), qn("w:sectPr")}
        assert {child.tag for each in read.all("w:rPr") for child in each} <= {qn("w:rStyle"), qn("w:lang")}


def test_every_status_and_every_marking_has_its_own_look() -> None:
    marked = {officer.marking.tlp.split("+")[0] for state in manual("b").states for officer in state.officers}
    wanted = {f"Mark {status.id}" for status in manual().questionnaire.statuses} | {f"TLP {tlp}" for tlp in marked}
    assert len(wanted) > 7
    assert {style_id(name) for name in wanted} <= set(re.findall(r'w:styleId="(\w+)"', style_sheet()))
    looks = re.findall(r'w:styleId="Mark\w+"[^>]*>.*?(<w:bdr.*?)</w:rPr>', style_sheet())
    assert len(looks) == len(set(looks)) == 5, "without colour too"
    assert not re.search('<w:bdr[^>]*color="(?!000000)', style_sheet())


def test_the_paper_is_a4_the_language_english_and_word_does_not_fall_back(every: dict[str, Read]) -> None:
    for read in every.values():
        section = read.document.sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        defaults = read.xml("word/styles.xml").find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
        assert set(defaults.attrib.values()) == {"en-GB"}
        assert (
            b'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
            in (read.parts["word/settings.xml"])
        )


def test_names_in_other_languages_say_which(chapters: dict[str, Read]) -> None:
    found = set()
    for iso, read in chapters.items():
        spoken = {}
        for run in read.all("w:r"):
            if (lang := run.find(f"{qn('w:rPr')}/{qn('w:lang')}")) is not None:
                spoken.setdefault(said(run), set()).add(lang.get(qn("w:val")))
        state = manual(home=HOMES[iso]).state(iso)
        named = [state.name, state.measure, *(law.title for law in state.legislation)]
        for names in [*named, *(authority.name for authority in state.authorities)]:
            for tag, name in names.items():
                if tag != "en" and list(names.values()).index(name) == list(names).index(tag):
                    assert f"{tag}-{iso}" in spoken[name], name
        found |= set().union(*spoken.values())
    assert {"sq-AL", "sr-Cyrl-RS", "sr-Latn-RS", "el-GR", "ka-GE", "bg-BG", "tr-TR", "uk-UA"} <= found


def test_all_scripts_are_written_in_one_font_that_has_them(chapters: dict[str, Read]) -> None:
    text = "".join(read.text for read in chapters.values())
    for script in ("[Α-ω]{5}", "[А-я]{5}", "[ა-ჰ]{5}"):
        assert re.search(script, text)
    fonts = set(re.findall(r'<w:rFonts w:ascii="([^"]*)" w:hAnsi="\1" w:eastAsia="\1" w:cs="\1"/>', style_sheet()))
    assert fonts == {"Segoe UI", "MS Gothic"}
    assert style_sheet().count("<w:rFonts") == 2


# ---------------------------------------------------------------- links


def links(read: Read) -> dict[str, str]:
    """The addresses that the document leads to, by the id of the relation."""
    rels = read.xml("word/_rels/document.xml.rels")
    return {each.get("Id"): each.get("Target") for each in rels if each.get("TargetMode") == "External"}


def test_links_lead_to_sources_and_contacts_and_are_plain(chapters: dict[str, Read], forms: dict[str, Read]) -> None:
    for iso, read in chapters.items():
        addresses = set(links(read).values())
        assert all(re.match(r"(https?://|mailto:|tel:)[!-~]+$", address) for address in addresses)
        plain = {row["url"] for row in facts_of(iso)["state"]["bibliography"] if row["url"] and row["url"].isascii()}
        assert plain <= addresses
    for read in [*chapters.values(), *forms.values()]:
        used = {each.get(qn("r:id")) for each in read.all("w:hyperlink")} - {None}
        assert used == set(links(read))


def test_an_answer_jumps_to_its_provision_and_its_source(chapters: dict[str, Read]) -> None:
    for iso, read in chapters.items():
        places = [each.get(qn("w:name")) for each in read.all("w:bookmarkStart")]
        numbers = [each.get(qn("w:id")) for each in read.all("w:bookmarkStart")]
        assert len(places) == len(set(places)) == len(set(numbers))
        assert numbers == [each.get(qn("w:id")) for each in read.all("w:bookmarkEnd")]
        assert all(re.fullmatch(r"[a-z]\w{0,39}", place, re.ASCII) for place in places)
        jumps = [each for each in read.all("w:hyperlink") if each.get(qn("w:anchor"))]
        assert {each.get(qn("w:anchor")) for each in jumps} <= set(places), iso
        assert {said(each) for each in jumps if each.get(qn("w:anchor")).startswith("source_")} <= {
            row["id"].upper() for row in facts_of(iso)["state"]["bibliography"]
        }
        assert any(each.get(qn("w:anchor")).startswith("law_") for each in jumps), iso


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//host/x", "x"])
def test_an_address_of_another_kind_is_text(address: str, tmp_path: Path) -> None:
    facts = facts_of("XA")
    facts["state"]["bibliography"][0]["url"] = address
    read = chapter(tmp_path, facts)
    assert address in read.text
    assert address not in links(read).values()


def test_an_address_cannot_hold_what_word_refuses(tmp_path: Path) -> None:
    facts = facts_of("XA")
    facts["state"]["bibliography"][0]["url"] = 'https://example.org/Закон 95/"<x>"?q=a|b'
    facts["state"]["bibliography"][1]["url"] = "http://[x"
    read = chapter(tmp_path, facts)
    assert 'https://example.org/Закон 95/"<x>"?q=a|b' in read.text
    cited = next(address for address in links(read).values() if "example.org/%D0%97" in address)
    assert cited.isascii()
    assert not re.search(r'[\s"<>|]', cited)


# ---------------------------------------------------------------- the file


def test_two_makings_are_the_same_to_the_byte(tmp_path: Path) -> None:
    script = (
        "import json, sys; from pathlib import Path;"
        "from cdmanual.publish.word.chapter import write_chapter; from cdmanual.publish.word.form import write_form;"
        "chapter, form = json.loads(sys.stdin.read());"
        "write_chapter(chapter, Path('other-chapter.docx')); write_form(form, Path('other-form.docx'))"
    )
    given = [facts_of("RS"), asking_of("RS")]
    elsewhere = {**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(given), text=True, cwd=tmp_path, env=elsewhere, check=True
    )
    for made in (chapter(tmp_path, given[0]), form(tmp_path, given[1])):
        assert made.path.read_bytes() == made.path.with_name(f"other-{made.path.name}").read_bytes()


def test_the_next_commit_alone_does_not_change_a_document() -> None:
    later = replace(edition(), version="def7654321 with changes")
    assert chapter_facts(Values.of(later, labels())) == chapter_facts(Values.of(edition(), labels()))
    assert form_facts(later, later.manual.state("XA")) == asking_of("XA")


def test_the_file_tells_nothing_of_the_machine_and_names_no_author(every: dict[str, Read]) -> None:
    for iso, read in every.items():
        assert sorted(read.parts) == sorted(
            [
                "[Content_Types].xml",
                "_rels/.rels",
                "docProps/core.xml",
                *(f"word/{name}.xml" for name in ("document", "fontTable", "footer1", "header1", "numbering")),
                *(f"word/{name}.xml" for name in ("settings", "styles", "theme/theme1")),
                "word/_rels/document.xml.rels",
            ]
        )
        core = read.xml("docProps/core.xml")
        kept = {etree.QName(each).localname: each.text for each in core}
        assert set(kept) == {"title", "subject", "language", "created", "modified"}
        assert kept["created"] == kept["modified"] == f"{DAY}T00:00:00Z"
        assert kept["language"] == "en-GB"
        assert manual(home=HOMES[iso]).state(iso).name["en"] in kept["title"]
        whole = b"\n".join(read.parts.values())
        assert not re.search(rb"rsid|python|Macintosh|docId", whole)
        assert str(ROOT).encode() not in whole
        with ZipFile(read.path) as packed:
            assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {(entry.create_system, entry.external_attr) for entry in packed.infolist()} == {(0, 0o600 << 16)}
            assert packed.namelist()[:3] == ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]


def test_the_build_makes_them_and_offers_them(real: Built) -> None:
    for folder in ("countries", "ask"):
        made = {path.name: path.read_bytes() for path in (real.target / folder).glob("*.docx")}
        offered = {path.name: path.read_bytes() for path in (real.site / "downloads" / folder).glob("*.docx")}
        assert made == offered
        assert set(made) == {f"{state.key}.docx" for state in manual(home=ROOT).states}
    for page, file in (
        ("countries/rs/index.html", "../../downloads/countries/rs.docx"),
        ("countries/rs/ask.html", "../../downloads/ask/rs.docx"),
        ("downloads/index.html", "countries/rs.docx"),
        ("downloads/index.html", "ask/rs.docx"),
    ):
        text = (real.site / page).read_text(encoding="utf-8")
        assert re.search(rf'href="(\.\./downloads/)?{re.escape(file)}"', text), (page, file)
