"""House style: name, logo, font, accent colour and template of whoever prints the documents.

Consumes: the table [house_style] of board.toml. Returns: a checked `HouseStyle`, with the contents of the
files that it names. Leaves out: how it is applied (`base.py`, `styles.py`).
"""

import io
import re
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from safetytool.documents.section import Section, read_section

NAME: Final = "house_style"
KEYS: Final = ("organisation", "logo", "font", "accent", "template")
FONT: Final = "Arial"
"""On every Windows and Mac, and with the same widths as Liberation Sans elsewhere."""
BLACK: Final = "000000"

MOST_BYTES: Final = 5 << 20
"""Of a logo or a template: 5 MiB, so that a document can still be sent round."""
MOST_UNPACKED: Final = 50 << 20
LEAST_CONTRAST: Final = 4.5
"""Of the accent colour on white: the least for text (WCAG 2.2, success criterion 1.4.3)."""
LONGEST_FONT: Final = 31
"""Characters that Word accepts in a font's name."""
SIGNATURES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
DOCUMENT: Final = b"wordprocessingml.document.main+xml"


@dataclass(frozen=True)
class HouseStyle:
    """How the documents of one organisation look; the default is plain black."""

    organisation: str = ""
    font: str = FONT
    accent: str = BLACK
    """Six hexadecimal digits, dark enough for text on white paper."""
    logo: bytes | None = field(default=None, repr=False)
    """A PNG or JPEG picture."""
    template: bytes | None = field(default=None, repr=False)
    """A .docx whose styles are used; those missing in it are added."""


def read_house(file: Path | None) -> HouseStyle:
    """The house style of a settings file; the default without a file or without that table.

    Raises
    ------
    InputError
        See `house_style`.
    """
    section = read_section(file, NAME) if file else None
    return house_style(section) if section else HouseStyle()


def house_style(section: Section) -> HouseStyle:
    """Check a table [house_style] and read the files that it names.

    Raises
    ------
    InputError
        A key is not known, a value cannot be used, or a file is missing or of another kind.
    """
    section.known(KEYS)
    return HouseStyle(
        organisation=section.text("organisation"),
        font=_font(section),
        accent=_accent(section),
        logo=_logo(section),
        template=_template(section),
    )


def _font(section: Section) -> str:
    font = section.text("font", FONT)
    if not font or len(font) > LONGEST_FONT:
        raise section.fail(
            "font", f"'font' is {font!r}", f"Give a name of 1 to {LONGEST_FONT} characters, such as {FONT}"
        )
    return font


def _accent(section: Section) -> str:
    accent = section.text("accent", BLACK).removeprefix("#").upper()
    if not re.fullmatch("[0-9A-F]{6}", accent):
        raise section.fail("accent", f"'accent' is {accent!r}", "Give a colour as '#1F3864'")
    found = contrast(accent)
    if found < LEAST_CONTRAST:
        raise section.fail(
            "accent",
            f"'accent' #{accent} is too light to read on white paper (contrast {found:.1f}, "
            f"{LEAST_CONTRAST} is needed)",
            "Choose a darker colour",
        )
    return accent


def contrast(colour: str) -> float:
    """Contrast ratio of a colour (six hexadecimal digits) with white, from 1 to 21 (WCAG 2.2).

    >>> round(contrast("000000"), 1), round(contrast("FFFFFF"), 1)
    (21.0, 1.0)
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)


def _logo(section: Section) -> bytes | None:
    contents = _contents(section, "logo", "a PNG or JPEG picture")
    if contents is not None and not (contents.startswith(SIGNATURES) and _has_size(contents)):
        raise section.fail("logo", "'logo' is no PNG or JPEG picture", "Save it as PNG")
    return contents


def _has_size(picture: bytes) -> bool:
    """Whether the picture can be measured, and so placed; a damaged one cannot."""
    from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError
    from docx.image.exceptions import UnrecognizedImageError as Unrecognised
    from docx.image.image import Image

    try:
        image = Image.from_blob(picture)
    except (InvalidImageStreamError, UnexpectedEndOfFileError, Unrecognised, struct.error, KeyError):
        return False
    return image.px_width > 0 and image.px_height > 0


def _template(section: Section) -> bytes | None:
    contents = _contents(section, "template", "a Word document (.docx)")
    if contents is None:
        return None
    do = "Open it in Word and save it as a Word document (.docx)"
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as parts:
            types = parts.read("[Content_Types].xml")
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, KeyError) as error:
        raise section.fail("template", "'template' is no Word document", do) from error
    if DOCUMENT not in types:
        raise section.fail("template", "'template' is another kind of file than .docx", do)
    if unpacked > MOST_UNPACKED:
        raise section.fail("template", "'template' is too large when unpacked", "Take the pictures out of it")
    if not _opens(contents):
        raise section.fail("template", "'template' is damaged", do)
    return contents


def _opens(template: bytes) -> bool:
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        return len(Document(io.BytesIO(template)).sections) > 0
    except (OpcError, SyntaxError, KeyError, ValueError):
        return False


def _contents(section: Section, key: str, wanted: str) -> bytes | None:
    """The contents of the file that a key names; None where the key is absent."""
    path = section.path(key)
    if path is None:
        return None
    try:
        if path.stat().st_size > MOST_BYTES:
            raise section.fail(
                key, f"'{key}' is larger than {MOST_BYTES >> 20} MB", f"Give {wanted} that is smaller"
            )
        return path.read_bytes()
    except OSError as error:
        raise section.fail(
            key, f"'{key}' names {path}, which cannot be read ({error.strerror})", f"Give {wanted}"
        ) from error
