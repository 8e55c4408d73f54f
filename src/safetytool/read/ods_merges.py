"""Merged cells of .ods files, which calamine does not tell.

The contents are looked through as they come out of the archive: a tree of them would take far more memory
than the cells.
"""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError

from safetytool.errors import InputError, Place
from safetytool.read.archive import chunks, open_archive
from safetytool.read.grid import Merge
from safetytool.read.xml import ForbiddenXmlError, parser

CONTENT: Final = "content.xml"
TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
ROW: Final = f"{TABLE}table-row"
CELLS: Final = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
SPANNED: Final = re.compile(rb"""number-(?:rows|columns)-spanned\s*=\s*["'](?!1["'])""")
LONGEST: Final = 64
"""Bytes in which what `SPANNED` looks for fits."""
DIGITS: Final = 9


@dataclass
class _Finder:
    """Follows the place of the cells while the contents go by."""

    found: dict[int, list[Merge]] = field(default_factory=dict)
    sheet: int = -1
    top: int = 0
    left: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in CELLS:
            tall, wide = (_number(attributes, f"number-{what}-spanned") for what in ("rows", "columns"))
            if tall > 1 or wide > 1:
                merge = Merge(self.top, self.left, self.top + tall - 1, self.left + wide - 1)
                self.found.setdefault(self.sheet, []).append(merge)
            self.left += _number(attributes, "number-columns-repeated")
        elif name == ROW:
            self.left = 0
            self.repeated = _number(attributes, "number-rows-repeated")
        elif name == f"{TABLE}table":
            self.sheet += 1
            self.top = 0

    def end(self, name: str) -> None:
        if name == ROW:
            self.top += self.repeated


def merged_ranges(path: Path) -> dict[int, list[Merge]]:
    """The merged ranges by the place of their sheet; nothing for other kinds of workbooks.

    Raises
    ------
    InputError
        If the contents are damaged, or have a document type, which no spreadsheet has.
    """
    if path.suffix.lower() != ".ods" or not zipfile.is_zipfile(path):
        return {}
    with open_archive(path) as archive:
        if CONTENT not in archive.namelist() or not _has_merges(archive):
            return {}
        finder, reader = _Finder(), parser()
        reader.StartElementHandler, reader.EndElementHandler = finder.start, finder.end
        try:
            for chunk in chunks(archive, CONTENT):
                reader.Parse(chunk)
            reader.Parse(b"", True)
        except (ExpatError, ForbiddenXmlError, LookupError) as error:
            raise InputError(
                "the workbook is damaged or not complete",
                do="Open it in LibreOffice and save it as a new .ods",
                place=Place(path.name),
            ) from error
    return finder.found


def _has_merges(archive: zipfile.ZipFile) -> bool:
    before = b""
    for chunk in chunks(archive, CONTENT):
        if SPANNED.search(before + chunk):
            return True
        before = chunk[-LONGEST:]
    return False


def _number(attributes: dict[str, str], name: str) -> int:
    """Return a number of rows or columns; 1 where there is none."""
    text = attributes.get(TABLE + name, "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 1
