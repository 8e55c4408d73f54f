"""A new document in house style: language, properties and page set, and nothing of anybody in it.

Consumes: a house style. Returns: an empty document, and later its bytes. Leaves out: contents.
"""

import io
from typing import TYPE_CHECKING, Final

from safetytool.bank.model import Language
from safetytool.documents.house import HouseStyle
from safetytool.documents.oxml import child, remove, set_language
from safetytool.documents.styles import add_styles
from safetytool.write.office import repacked
from safetytool.write.plain import one_line
from safetytool.write.stamp import stamp

if TYPE_CHECKING:
    from docx.document import Document

TAGS: Final[dict[Language, str]] = {"nl": "nl-NL", "en": "en-GB"}
PAGE: Final = (21.0, 29.7)
"""A4, in centimetres."""
MARGINS: Final = {"top": 2.4, "bottom": 2.2, "left": 2.3, "right": 2.3}
FROM_TEMPLATE: Final = (
    "styles",
    "settings",
    "theme",
    "fontTable",
    "numbering",
    "webSettings",
    "footnotes",
    "endnotes",
)
"""Parts of a template that are used; comments, pictures, headers and hidden data stay behind."""
SETTINGS_LEFT_OUT: Final = (
    "w:attachedTemplate", "w:mailMerge", "w:rsids", "w:documentProtection", "w:trackRevisions",
    "w:evenAndOddHeaders",
)  # fmt: skip
"""Of a template: what points at its maker's files, and what would hide a header or lock the form."""
WORD_2013: Final = "15"
"""The oldest Word whose way of laying out the document asks for; before it boxes could not be ticked."""


def new_document(house: HouseStyle, language: Language, title: str) -> "Document":
    """An empty document with all styles, on A4 or on the template's page."""
    from docx import Document

    document = Document(io.BytesIO(house.template)) if house.template else Document()
    _empty(document)
    add_styles(document, house)
    if not house.template:
        _set_page(document)
        _set_default_font(document, house.font)
    set_language(document, TAGS[language])
    _set_word_version(document)
    _set_properties(document, house, language, title)
    return document


def as_bytes(document: "Document") -> bytes:
    """The file; the same document gives the same bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def _empty(document: "Document") -> None:
    """Keep of a template its page and its styles, and nothing that says who made it."""
    from docx.oxml.ns import qn

    body = document.element.body
    for part in list(body):
        if part.tag != qn("w:sectPr"):
            body.remove(part)
    section = document.sections[0]._sectPr
    for tag in ("w:headerReference", "w:footerReference", "w:titlePg", "w:pgNumType"):
        remove(section, tag)
    _forget(document.part, FROM_TEMPLATE)
    package = document.part.package
    _forget(package, ("officeDocument", "core-properties"))
    settings = document.settings.element
    for tag in SETTINGS_LEFT_OUT:
        remove(settings, tag)
    _forget(document.part._settings_part, ())


def _forget(part: object, kept: tuple[str, ...]) -> None:
    """Cut a part off from all others but these kinds."""
    relations = part.rels  # type: ignore[attr-defined]
    for key, relation in list(relations.items()):
        if relation.reltype.rsplit("/", 1)[-1] not in kept:
            del relations[key]


def _set_page(document: "Document") -> None:
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = (Cm(side) for side in PAGE)
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", Cm(width))
    section.header_distance = section.footer_distance = Cm(1.1)


def _set_default_font(document: "Document", font: str) -> None:
    """What no style reaches (a bullet, a field) has the same font."""
    from docx.oxml.ns import qn

    properties = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = child(properties, "w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def _set_word_version(document: "Document") -> None:
    """Let Word open it as a document of today and not in its compatibility mode."""
    from docx.oxml.ns import qn

    settings = document.settings.element
    compatibility = settings.find(qn("w:compat"))
    if compatibility is None:
        return
    for setting in compatibility.findall(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), WORD_2013)
            return
    child(
        compatibility,
        "w:compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=WORD_2013,
    )


def _set_properties(document: "Document", house: HouseStyle, language: Language, title: str) -> None:
    """Title, language and date; no author, whoever made the template."""
    about = document.core_properties
    about.title, about.language = one_line(title), TAGS[language]
    about.subject = one_line(house.organisation)
    about.author = about.last_modified_by = about.comments = about.keywords = about.category = ""
    about.content_status = about.identifier = about.version = ""
    about.created = about.modified = stamp().replace(tzinfo=None)
    about.revision = 1
    remove(document.part.package.core_properties._element, "cp:lastPrinted")
