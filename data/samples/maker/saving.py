"""Writes files that are the same, byte for byte, whenever they are made."""

import io
import re
import zipfile
from pathlib import Path

from docx.document import Document
from openpyxl import Workbook

CLOCK = (2025, 1, 6, 12, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def save(document: Workbook | Document, path: Path) -> None:
    """Write a document with a fixed time in place of the clock's, in its parts and its properties."""
    written = io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>2025-01-06T12:00:00Z\g<3>", content)
            entry = zipfile.ZipInfo(name, CLOCK)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            fixed.writestr(entry, content)


def save_text(text: str, path: Path, *, encoding: str) -> None:
    """Write `text` with the line ends of Windows, as the exports of most providers have."""
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
