"""The styles of a document: one quiet family, black on white, made for paper.

Consumes: a house style. Returns: a document that has every style below. Leaves out: texts.

In a user's template the styles that it has stay as they are, and the others are added.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from safetytool.documents.house import FONT, HouseStyle
from safetytool.documents.oxml import border, child, child_of, remove, set_font

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

HEADING_1, HEADING_2, HEADING_3 = "Heading 1", "Heading 2", "Heading 3"
NORMAL, HEADER, FOOTER, BULLETS = "Normal", "Header", "Footer", "List Bullet"
LEAD, FACT, QUESTION, NOTE = "Lead", "Fact", "Question", "Question Note"
MORE, LINE, TICK, CELL, CELL_HEADING = "More", "Writing Line", "Tick", "Cell", "Cell Heading"
ALARM, ALARM_NUMBER, FORM = "Alarm", "Alarm Number", "Form"

GREY: Final = "595959"
"""For what is read second: 7 to 1 on white, and still dark on a black-and-white printer."""
HAIRLINE, THIN, THICK = 4, 8, 24
"""Widths of rules, in eighths of a point."""


@dataclass(frozen=True)
class _Spec:
    """A paragraph style: sizes in points, indents in centimetres."""

    name: str
    size: float = 11
    bold: bool = False
    accent: bool = False
    grey: bool = False
    before: float = 0
    after: float = 4
    line: float = 1.15
    left: float = 0
    right: float = 0
    hanging: float = 0
    with_next: bool = False
    outlined: int = 0
    """Width of a rule all round, in eighths of a point."""
    above: int = 0
    below: int = 0
    exact: float = 0
    """Exact line height in points, for lines to write on."""
    based_on: str = NORMAL


SPECS: Final = (
    _Spec(NORMAL, based_on=""),
    _Spec(HEADING_1, 22, bold=True, accent=True, after=6, line=1.05, with_next=True),
    _Spec(HEADING_2, 13, bold=True, accent=True, before=20, after=5, with_next=True, above=THIN),
    _Spec(HEADING_3, 10, bold=True, grey=True, before=9, after=3, with_next=True),
    _Spec(LEAD, 12.5, before=6, after=10, line=1.25),
    _Spec(FACT, left=3.4, hanging=3.4, after=3),
    _Spec(BULLETS, left=0.6, hanging=0.6, after=3),
    _Spec(QUESTION, 11.5, left=0.8, hanging=0.8, before=7, after=3, with_next=True),
    _Spec(NOTE, 10.5, left=0.8, after=3, with_next=True),
    _Spec(MORE, before=10, after=3),
    _Spec(LINE, 10, left=0.8, after=0, exact=23, below=HAIRLINE),
    _Spec(TICK, left=0.8, hanging=0.8, after=5, with_next=True),
    _Spec(CELL, 10, before=2, after=2, line=1.1),
    _Spec(CELL_HEADING, 9.5, bold=True, before=2, after=2, line=1.1, with_next=True),
    _Spec(ALARM, 12.5, bold=True, after=0, left=0.3, right=0.3, outlined=THICK, line=1.3, with_next=True),
    _Spec(
        ALARM_NUMBER, 40, bold=True, after=0, left=0.3, right=0.3, outlined=THICK, line=1.1, with_next=True
    ),
    _Spec(HEADER, 9, grey=True, after=0, line=1.1),
    _Spec(FOOTER, 8.5, grey=True, after=0, line=1.15),
)

KEPT: Final = frozenset({spec.name for spec in SPECS} | {"Default Paragraph Font", "Normal Table", "No List"})
"""Of the library's own blank document; its other hundred styles would only fill the list in Word."""


def add_styles(document: "Document", house: HouseStyle) -> None:
    """Give a document every style of this module; in a template only those that it lacks."""
    own = house.template is not None
    if not own:
        _clear(document)
    present = _usable(document)
    for spec in SPECS:
        if not own or spec.name not in present:
            _apply(document, spec, house)
    if FORM not in present:
        _add_form(document)


def _usable(document: "Document") -> set[str]:
    """The names of the styles there are, without those of our names that are of another kind."""
    from docx.enum.style import WD_STYLE_TYPE

    kinds = {spec.name: WD_STYLE_TYPE.PARAGRAPH for spec in SPECS} | {FORM: WD_STYLE_TYPE.TABLE}
    for style in list(document.styles):
        if style.name in kinds and style.type != kinds[style.name]:
            style.delete()
    return {str(style.name) for style in document.styles}


def _clear(document: "Document") -> None:
    """Take the ready-made styles out that are not used, what points at them, and theme fonts and colours."""
    from docx.oxml.ns import qn

    for style in list(document.styles):
        if style.name not in KEPT:
            style.delete()
    for properties in document.styles.element.iter("{*}rPr"):
        for tag in ("w:rFonts", "w:color", "w:spacing", "w:kern"):
            remove(properties, tag)
    for style in document.styles:
        remove(style.element, "w:link")
    present = {style.style_id for style in document.styles}
    for level in document.part.numbering_part.element.iter("{*}lvl"):
        if any(named.get(qn("w:val")) not in present for named in level.findall(qn("w:pStyle"))):
            remove(level, "w:pStyle")
    for properties in document.styles.element.iter("{*}pPr"):
        remove(properties, "w:pBdr")
        remove(properties, "w:contextualSpacing")


def _apply(document: "Document", spec: _Spec, house: HouseStyle) -> None:
    """Make a paragraph style, or bring the one of that name into line."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    names = {style.name for style in document.styles}
    style: ParagraphStyle = (
        document.styles[spec.name]
        if spec.name in names
        else document.styles.add_style(spec.name, WD_STYLE_TYPE.PARAGRAPH)
    )
    if spec.based_on:
        style.base_style = document.styles[spec.based_on]
    style.quick_style, style.hidden = True, False
    style.font.size, style.font.bold, style.font.italic = Pt(spec.size), spec.bold, False
    if not house.template or house.font != FONT:
        set_font(style.element, house.font)
    colour = house.accent if spec.accent else GREY if spec.grey else "000000"
    style.font.color.rgb = RGBColor.from_string(colour)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(spec.before), Pt(spec.after)
    shape.line_spacing = Pt(spec.exact) if spec.exact else spec.line
    shape.left_indent, shape.right_indent = Cm(spec.left), Cm(spec.right)
    shape.first_line_indent = Cm(-spec.hanging)
    shape.keep_with_next, shape.widow_control = spec.with_next, True
    _rules(style, spec)


def _rules(style: "ParagraphStyle", spec: _Spec) -> None:
    """Draw the rules of a style; lines to write on also between two of the same style."""
    edges = {
        "top": spec.outlined or spec.above,
        "left": spec.outlined,
        "bottom": spec.outlined or spec.below,
        "right": spec.outlined,
        "between": 0 if spec.outlined else spec.below,
    }
    ink = "8C8C8C" if spec.below and not spec.outlined else "000000"
    space = 8 if spec.outlined else 6 if spec.above else 1
    border(style.element, {edge: (width, ink, space) for edge, width in edges.items() if width})


def _add_form(document: "Document") -> None:
    """Add the table style: hairlines between rows, a stronger one under the header row."""
    from docx.enum.style import WD_STYLE_TYPE

    style = document.styles.add_style(FORM, WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"] if _has_plain_table(document) else None
    table = child_of(style.element, "w:tblPr")
    edges = child(table, "w:tblBorders")
    for edge in ("w:top", "w:bottom", "w:insideH"):
        child(edges, edge, val="single", sz=str(HAIRLINE), space="0", color="7F7F7F")
    cells = child(table, "w:tblCellMar")
    for edge in ("w:left", "w:right"):
        child(cells, edge, w="85", type="dxa")
    first = child(style.element, "w:tblStylePr", type="firstRow")
    child(child(first, "w:rPr"), "w:b")
    lines = child(child(first, "w:tcPr"), "w:tcBorders")
    child(lines, "w:bottom", val="single", sz=str(THIN), space="0", color="000000")


def _has_plain_table(document: "Document") -> bool:
    return any(style.name == "Normal Table" for style in document.styles)
