"""What stands on every page: logo, school and year, for whom; below it the privacy line and the page number.

Consumes: a section and its texts. Returns: nothing. Leaves out: the page itself.
"""

import io
from typing import TYPE_CHECKING, Final

from safetytool.bank.model import Language
from safetytool.documents.house import HouseStyle
from safetytool.documents.oxml import field
from safetytool.documents.styles import FOOTER, HEADER
from safetytool.documents.words import word
from safetytool.write.plain import one_line

if TYPE_CHECKING:
    from docx.section import Section
    from docx.text.paragraph import Paragraph

LOGO_CM: Final = (1.3, 6.0)
"""The most that a logo may take: height, width."""


def dress(
    section: "Section", house: HouseStyle, language: Language, *, scope: str, mark: str, footer: str
) -> None:
    """Fill a section's header and footer; `mark` says for whom it is, '' for everyone who takes part."""
    line = section.header.paragraphs[0]
    line.style = HEADER
    if house.logo:
        _logo(line, house.logo, house.organisation, language)
        line = section.header.add_paragraph(style=HEADER)
    line.add_run(one_line(scope))
    if mark:
        section.header.add_paragraph(style=HEADER).add_run(mark).bold = True
    section.footer.paragraphs[0].style = FOOTER
    section.footer.paragraphs[0].add_run(footer)
    _page_number(section.footer.add_paragraph(style=FOOTER), language)


def _page_number(paragraph: "Paragraph", language: Language) -> None:
    """'Page 2 of 7' with fields, in the order of the language's own sentence."""
    text = word("doc.page", language, page="\0PAGE\0", pages="\0NUMPAGES\0")
    for place, part in enumerate(text.split("\0")):
        if place % 2:
            field(paragraph.add_run()._r, part, "1")
        elif part:
            paragraph.add_run(part)


def _logo(paragraph: "Paragraph", logo: bytes, organisation: str, language: Language) -> None:
    """Put the logo in a paragraph, with a text for those who cannot see it."""
    from docx.oxml.ns import qn
    from docx.shared import Cm

    shape = paragraph.add_run().add_picture(io.BytesIO(logo), height=Cm(LOGO_CM[0]))
    if shape.width > Cm(LOGO_CM[1]):
        shape.height = round(shape.height * Cm(LOGO_CM[1]) / shape.width)
        shape.width = Cm(LOGO_CM[1])
    named = word("doc.logo", language, organisation=organisation)
    description = named if organisation else word("doc.logo_unnamed", language)
    about = shape._inline.find(qn("wp:docPr"))
    about.set("descr", description)
    about.set("name", description)
