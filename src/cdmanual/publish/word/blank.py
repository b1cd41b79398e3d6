"""The blank Word document: paper, styles, language, and nothing of the machine or the library that made it.

Every look is a style with a name, so that a ministry can change it in one place. A status is told apart by its words,
its border and its ground, never by a colour alone: it holds in grey print.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

LANGUAGE = "en-GB"
# Segoe UI has Latin, Cyrillic, Greek and Georgian letters; where it is missing, the first of the others is taken.
_FONT, _OTHERS = "Segoe UI", "Noto Sans,DejaVu Sans,Arial"
_NAVY, _QUIET, _RULE, _TINT = "16325C", "434E5E", "8C98A8", "E6EBF2"
_LINE = f'w:val="single" w:sz="4" w:space="1" w:color="{_RULE}"'
_RIGHT = '<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs>'
_KEEP = "<w:keepNext/><w:keepLines/>"


def _spaced(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _sized(half_points: int, colour: str = "", more: str = "") -> str:
    """``more`` is bold or italic, which stand first; sizes are in half points."""
    coloured = f'<w:color w:val="{colour}"/>' if colour else ""
    return f'{more}{coloured}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _framed(border: str, ground: str = "", ink: str = "000000") -> str:
    """Bold small letters in a frame, on a ground."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
    return _sized(16, ink, "<w:b/><w:bCs/>") + f"<w:bdr {border}/>{shade}"


_BOLD, _ITALIC = "<w:b/><w:bCs/>", "<w:i/><w:iCs/>"
# name as Word knows it, the style it rests on, its paragraph, its letters
_PARAGRAPHS = (
    ("Normal", "", "", ""),
    ("heading 1", "Normal", f'{_KEEP}{_spaced(0, 60)}<w:outlineLvl w:val="0"/>', _sized(40, _NAVY, _BOLD)),
    (
        "heading 2",
        "Normal",
        f'{_KEEP}<w:pBdr><w:bottom {_LINE}/></w:pBdr>{_spaced(360, 100)}<w:outlineLvl w:val="1"/>',
        _sized(28, _NAVY, _BOLD),
    ),
    ("heading 3", "Normal", f'{_KEEP}{_spaced(260, 40)}<w:outlineLvl w:val="2"/>', _sized(22, _NAVY, _BOLD)),
    ("Body Text", "Normal", "", ""),
    ("Asked", "Normal", f"{_KEEP}{_spaced(0, 100)}", ""),
    ("Status", "Normal", f"{_KEEP}{_spaced(0, 80)}", _sized(17, _QUIET)),
    ("Verified", "Normal", f"{_KEEP}{_spaced(0, 60)}", _sized(17, _QUIET)),
    ("Gap", "Normal", f"{_KEEP}{_spaced(0, 0)}", _sized(8)),
    ("Own Name", "Normal", f"{_KEEP}{_spaced(0, 80)}", _ITALIC),
    ("Notice", "Normal", _spaced(80, 160), _sized(18, _QUIET)),
    ("Question", "Normal", f"{_KEEP}{_spaced(0, 80)}", _sized(18, _QUIET)),
    ("Case", "Normal", f"{_KEEP}{_spaced(120, 20)}", _sized(19, _NAVY, _BOLD)),
    ("Value", "Normal", f"<w:keepLines/>{_spaced(0, 40)}", _sized(22, "", _BOLD)),
    ("Evidence", "Normal", f"<w:keepLines/>{_spaced(0, 80)}", _sized(17, _QUIET)),
    ("Table Head", "Normal", f"<w:keepNext/>{_spaced(20, 20)}", _sized(17, "", _BOLD)),
    ("Table Text", "Normal", _spaced(0, 40), _sized(18)),
    ("Table Kept", "Table Text", "<w:keepNext/>", ""),
    ("Table Small", "Table Text", "", _sized(17, _QUIET)),
    (
        "List Bullet",
        "Normal",
        '<w:numPr><w:numId w:val="1"/></w:numPr>' + _spaced(0, 80),
        "",
    ),
    ("header", "Normal", f"<w:pBdr><w:bottom {_LINE}/></w:pBdr>{_RIGHT}{_spaced(0, 0)}", _sized(17, _QUIET)),
    ("footer", "Normal", f"<w:pBdr><w:top {_LINE}/></w:pBdr>{_RIGHT}{_spaced(0, 0)}", _sized(17, _QUIET)),
)
_THICK, _DASHED = (
    'w:val="single" w:sz="12" w:space="0" w:color="000000"',
    'w:val="dashed" w:sz="6" w:space="0" w:color="000000"',
)
_THIN = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
_ON_BLACK = f'{_sized(18, "{ink}", _BOLD)}<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'
_CHARACTERS = (
    ("Strong", _BOLD),
    ("Emphasis", _ITALIC),
    ("Hyperlink", '<w:color w:val="0B3D91"/><w:u w:val="single"/>'),
    ("Placeholder Text", '<w:color w:val="5F6670"/>'),
    (
        "Tick Box",
        '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:cs="MS Gothic"/>' + _sized(24),
    ),
    ("Mark confirmed", _framed(_THICK)),
    ("Mark desk-research", _framed(_THIN)),
    ("Mark disputed", _framed(_DASHED)),
    ("Mark not-regulated", _framed(_THIN, "DADFE6")),
    ("Mark unknown", _framed(_THIN, "3A3A3A", "FFFFFF")),
    # TLP 2.0 (FIRST, 2022): coloured letters on black; the words say the same.
    ("TLP CLEAR", _ON_BLACK.format(ink="FFFFFF")),
    ("TLP GREEN", _ON_BLACK.format(ink="33FF00")),
    ("TLP AMBER", _ON_BLACK.format(ink="FFC000")),
    ("TLP RED", _ON_BLACK.format(ink="FF2B2B")),
)
# Styles of the template that every other rests on.
_KEPT = ("DefaultParagraphFont", "TableNormal", "NoList")
_TABLE = f"""<w:style w:type="table" w:customStyle="1" w:styleId="ManualTable" {nsdecls("w")}>
<w:name w:val="Manual Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{_NAVY}"/>
<w:bottom {_LINE}/><w:insideH {_LINE}/></w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/>
<w:left w:w="85" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>
</w:tblPr><w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_NAVY}"/></w:tcBorders>
<w:shd w:val="clear" w:color="auto" w:fill="{_TINT}"/></w:tcPr></w:tblStylePr></w:style>"""
_DEFAULTS = f"""<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="{_FONT}" w:hAnsi="{_FONT}" w:eastAsia="{_FONT}" w:cs="{_FONT}"/><w:sz w:val="20"/>
<w:szCs w:val="20"/><w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="{LANGUAGE}"/>
</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>
<w:spacing w:after="100" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>"""
_BULLETS = f"""<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="•"/>
<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
# Without this number Word opens the file as one of 2010, in which a box cannot be ticked.
_SETTINGS = f"""<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>
<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode"
w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"""
_FONTS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts {nsdecls("w")}><w:font w:name="{_FONT}"><w:altName w:val="{_OTHERS}"/><w:charset w:val="00"/>
<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font><w:font w:name="MS Gothic">
<w:altName w:val="Segoe UI Symbol,DejaVu Sans"/><w:charset w:val="80"/><w:family w:val="modern"/>
<w:pitch w:val="fixed"/></w:font></w:fonts>"""
_PAPER = f"""<w:sectPr {nsdecls("w")}><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1134"
w:bottom="1247" w:left="1134" w:header="624" w:footer="567" w:gutter="0"/><w:cols w:space="708"/></w:sectPr>"""
# What the library's own template brings and nobody needs.
_DROPPED = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects", "webSettings", "fontTable")


@cache
def blank_document() -> bytes:
    """The blank document as a file."""
    document = docx.Document()
    package = document.part.package
    for relations in (package.rels, document.part.rels):
        for name in [name for name, each in relations.items() if each.reltype.endswith(_DROPPED)]:
            del relations[name]
    package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element[:] = []
    _replace(document.settings.element, _SETTINGS)
    _replace(document.part.numbering_part.element, _BULLETS)
    fonts = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, _FONTS.encode(), package)
    document.part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    _set_styles(document.styles.element)
    document.element.body.replace(document.element.body.sectPr, parse_xml(_PAPER))
    for margin in (document.sections[0].header, document.sections[0].footer):
        margin.is_linked_to_previous = False
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def style_id(name: str) -> str:
    """The id of a style by its name: ``heading 1`` is ``Heading1``."""
    return "".join(word[:1].upper() + word[1:] for word in name.replace("-", " ").split())


def _replace(old: Any, new: str) -> None:
    """The children of an element give way to those of another."""
    old[:] = list(parse_xml(new))


def _set_styles(styles: Any) -> None:
    kept = {style.styleId: style for style in styles.style_lst}
    latent = styles.find(".//{*}latentStyles")
    made = [_style("paragraph", *row) for row in _PARAGRAPHS]
    made += [_style("character", name, "Default Paragraph Font", "", letters) for name, letters in _CHARACTERS]
    styles[:] = [parse_xml(_DEFAULTS), latent, *(kept[name] for name in _KEPT), *made, parse_xml(_TABLE)]


# Names that Word has of its own; a style under another name is a custom one.
_BUILT_IN = {"Normal", "heading 1", "heading 2", "heading 3", "Body Text", "List Bullet", "header", "footer", "Strong",
             "Emphasis", "Hyperlink", "Placeholder Text"}  # fmt: skip


def _style(kind: str, name: str, base: str, body: str, letters: str) -> Any:
    default = ' w:default="1"' if name == "Normal" else ""
    custom = "" if name in _BUILT_IN else ' w:customStyle="1"'
    rests = f'<w:basedOn w:val="{style_id(base)}"/>' if base else ""
    body = f"<w:pPr>{body}</w:pPr>" if body else ""
    letters = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    return parse_xml(
        f'<w:style w:type="{kind}"{default}{custom} w:styleId="{style_id(name)}" {nsdecls("w")}>'
        f'<w:name w:val="{name}"/>{rests}<w:qFormat/>{body}{letters}</w:style>'
    )
