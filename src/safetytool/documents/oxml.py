"""The few pieces of WordprocessingML that the library has no word for.

Consumes: elements of a document. Returns: nothing, or the element that was added. Leaves out: all meaning.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An lxml element of the library's own classes, which have no public types."""

ORDER_IN_PPR = ("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl",
    "w:numPr", "w:suppressLineNumbers")  # fmt: skip
"""What stands before w:pBdr in w:pPr; the schema fixes the order, and Word calls another one damage."""


def child(parent: Element, tag: str, **attributes: str) -> Element:
    """Add an element with attributes of the main namespace at the end of another."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def child_of(parent: Element, tag: str) -> Element:
    """The child with this tag, added at the end where there is none."""
    from docx.oxml.ns import qn

    found = parent.find(qn(tag))
    return child(parent, tag) if found is None else found


def remove(parent: Element, tag: str) -> None:
    """Take all children with this tag out."""
    from docx.oxml.ns import qn

    for found in parent.findall(qn(tag)):
        parent.remove(found)


def set_font(styled: Element, font: str) -> None:
    """Use one font for every script, and no font of a theme."""
    from docx.oxml.ns import qn

    fonts = styled.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def border(styled: Element, edges: Mapping[str, tuple[int, str, int]]) -> None:
    """Draw rules round a paragraph or style: edge -> width (1/8 pt), colour, distance (pt)."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = styled.get_or_add_pPr()
    remove(properties, "w:pBdr")
    if not edges:
        return
    rules = OxmlElement("w:pBdr")
    for edge in ("top", "left", "bottom", "right", "between"):
        if edge in edges:
            width, colour, space = edges[edge]
            child(rules, f"w:{edge}", val="single", sz=str(width), space=str(space), color=colour)
    before = [qn(tag) for tag in ORDER_IN_PPR]
    place = sum(1 for part in properties if part.tag in before)
    properties.insert(place, rules)


def field(run: Element, code: str, shown: str) -> None:
    """Put a field, such as PAGE, in a run; `shown` stands there until it is worked out."""
    child(run, "w:fldChar", fldCharType="begin")
    instruction = child(run, "w:instrText")
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    instruction.text = f" {code} "
    child(run, "w:fldChar", fldCharType="separate")
    child(run, "w:t").text = shown
    child(run, "w:fldChar", fldCharType="end")


def tick_box(paragraph: Element, name: str, number: int) -> None:
    """Add a box that can be ticked in Word, and with a pen on paper; `name` is what a screen reader says."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    box = parse_xml(
        f"<w:sdt {nsdecls('w', 'w14')}><w:sdtPr><w:alias/><w:tag w:val='tick'/><w:id w:val='{number}'/>"
        "<w14:checkbox><w14:checked w14:val='0'/>"
        "<w14:checkedState w14:val='2612' w14:font='MS Gothic'/>"
        "<w14:uncheckedState w14:val='2610' w14:font='MS Gothic'/></w14:checkbox></w:sdtPr>"
        "<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii='MS Gothic' w:hAnsi='MS Gothic' w:eastAsia='MS Gothic'/>"
        "</w:rPr><w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"
    )
    from docx.oxml.ns import qn

    box.find(f"{qn('w:sdtPr')}/{qn('w:alias')}").set(qn("w:val"), name)
    paragraph.append(box)


def header_row(row: Element) -> None:
    """Mark a table row as the header, repeated on every page and read out by a screen reader."""
    child(row.get_or_add_trPr(), "w:tblHeader")


def whole_row(row: Element, height_cm: float = 0) -> None:
    """Keep a row on one page; with a height at least that high."""
    properties = row.get_or_add_trPr()
    child(properties, "w:cantSplit")
    if height_cm:
        child(properties, "w:trHeight", val=str(round(height_cm * 567)), hRule="atLeast")


def set_language(document: Element, language_tag: str) -> None:
    """Set the language of all text: in the defaults, and in no style another one."""
    from docx.oxml.ns import qn

    styles = document.styles.element
    for found in list(styles.iter(qn("w:lang"))):
        found.getparent().remove(found)
    defaults = child_of(child_first(child_first(styles, "w:docDefaults"), "w:rPrDefault"), "w:rPr")
    child(defaults, "w:lang", val=language_tag, eastAsia=language_tag, bidi="ar-SA")
    settings = document.settings.element
    for theme in settings.findall(qn("w:themeFontLang")):
        theme.set(qn("w:val"), language_tag)


def child_first(parent: Element, tag: str) -> Element:
    """The child with this tag, added at the start where there is none."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = parent.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        parent.insert(0, found)
    return found
