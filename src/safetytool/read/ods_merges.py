"""Merged cells of .ods files, which calamine does not tell."""

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from safetytool.read.archive import open_archive
from safetytool.read.grid import Merge

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SPANNED = re.compile(rb'number-(?:rows|columns)-spanned="(?!1")')
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def merged_ranges(path: Path) -> dict[int, list[Merge]]:
    """The merged ranges by the place of their sheet; nothing for other kinds of workbooks."""
    if path.suffix.lower() != ".ods" or not zipfile.is_zipfile(path):
        return {}
    with open_archive(path) as archive:
        content = archive.read("content.xml") if "content.xml" in archive.namelist() else b""
    # Entities have no place in a spreadsheet, and can make a small file explode.
    if not _SPANNED.search(content) or _ENTITY.search(content):
        return {}
    sheets = ET.fromstring(content).iter(f"{_TABLE}table")  # noqa: S314 (no entities, size is checked)
    return {place: _of_sheet(sheet) for place, sheet in enumerate(sheets)}


def _of_sheet(sheet: ET.Element) -> list[Merge]:
    found: list[Merge] = []
    top = 0
    for row in sheet.iter(f"{_TABLE}table-row"):
        left = 0
        for cell in row:
            tall, wide = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
            if tall > 1 or wide > 1:
                found.append(Merge(top, left, top + tall - 1, left + wide - 1))
            left += _number(cell, "number-columns-repeated")
        top += _number(row, "number-rows-repeated")
    return found


def _number(element: ET.Element, name: str) -> int:
    return int(element.get(f"{_TABLE}{name}", "1"))
