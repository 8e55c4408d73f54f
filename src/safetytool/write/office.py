"""What workbooks and documents share: files without a clock in them, texts that never become a formula."""

import io
import re
import zipfile
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from safetytool.write.plain import lines
from safetytool.write.stamp import stamp

if TYPE_CHECKING:
    from openpyxl.cell import Cell

Value: TypeAlias = str | int | float | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that starts so is marked as text, so that no program takes it for a formula."""
CELL_LIMIT = 32_767
"""Characters that a cell can hold."""
CLOCK = re.compile(rb"(<dcterms:\w+[^>]*>)[^<]*(</dcterms:)")
"""The two times in a workbook's properties."""


def set_cell(cell: "Cell", value: Value, number_format: str) -> None:
    """Put a value in a cell: a number as a number, a text as nothing but text."""
    if value is None or value == "":
        return
    if not isinstance(value, str):
        cell.value, cell.number_format = value, number_format
        return
    text, quoted = as_text(value)
    cell.value = text
    cell.data_type = "s"
    if quoted:
        cell.quotePrefix = True


@lru_cache(maxsize=50_000)
def as_text(value: str) -> tuple[str, bool]:
    """Return a text as a cell can hold it, and whether it must be marked so that it is no formula."""
    text = lines(value)[:CELL_LIMIT]
    # The first character before cleaning counts too: some programs see through white space.
    return text, text.startswith(FORMULA_STARTS) or value.startswith(FORMULA_STARTS)


def repacked(file: bytes) -> bytes:
    """The same file with the stamp in place of clock times: the same contents give the same bytes."""
    moment = stamp()
    text = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            contents = old.read(name)
            if name == "docProps/core.xml":
                contents = CLOCK.sub(rb"\g<1>" + text + rb"\g<2>", contents)
            info = zipfile.ZipInfo(name, date_time=moment.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, contents)
    return target.getvalue()
