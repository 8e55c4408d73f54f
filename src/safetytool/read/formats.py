"""Which file formats there are, how to recognise them by their content, and who reads them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from safetytool.errors import InputError, Place
from safetytool.read.archive import check_size, names_in, open_archive
from safetytool.read.delimited import UTF_MARKS, evident_utf16, read_delimited
from safetytool.read.grid import Page
from safetytool.read.isolated import password_error
from safetytool.read.model import Sheet
from safetytool.read.on_disk import well_told
from safetytool.read.parquet import read_parquet
from safetytool.read.spreadsheet import read_spreadsheet
from safetytool.read.spss import read_spss

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MANIFEST = "META-INF/manifest.xml"
_ODS_ENCRYPTED = b"encryption-data"
_HEAD_BYTES = 4096


@dataclass(frozen=True)
class Format:
    """A file format: what to call it, and who reads it (None: nobody).

    A reader takes the path and the name for a sheet that has none of its own.
    """

    name: str
    read: Callable[[Path, str], list[Page]] | Callable[[Path, str], list[Sheet]] | None = None
    instead: str = ""
    """What to do with a file of a format that nobody reads."""


_SAVE = "Open it in Excel and save it as a workbook (.xlsx)"

XLSX = Format("an Excel workbook", well_told(read_spreadsheet))
XLS = Format("an Excel workbook of before 2007", well_told(read_spreadsheet))
ODS = Format("an OpenDocument spreadsheet", well_told(read_spreadsheet))
TEXT = Format("a text file (CSV)", well_told(read_delimited))
SPSS = Format("an SPSS file", well_told(read_spss))
PARQUET = Format("a Parquet file", well_told(read_parquet))
WEB_PAGE = Format("a web page", instead=_SAVE)
XML = Format("an XML file", instead=_SAVE)
PDF = Format("a PDF", instead="Ask the provider for the export as .xlsx or .csv")
ZIP = Format("a zip file", instead="Unpack it and use the file that is in it")
DOCUMENT = Format(
    "a text document",
    instead="Copy its table to Excel and save it as a workbook (.xlsx); "
    "the report of a confidential advisor is given with --advisor",
)
RTF = Format("a text document", instead=DOCUMENT.instead)
BINARY = Format("no format that is known", instead="Export it again as .xlsx or .csv")

SUFFIXES = {
    ".xlsx": (XLSX, XLS, ODS),
    ".xlsm": (XLSX, XLS, ODS),
    ".xls": (XLS, XLSX, ODS),
    ".ods": (ODS, XLSX, XLS),
    ".csv": (TEXT,),
    ".tsv": (TEXT,),
    ".txt": (TEXT,),
    ".sav": (SPSS,),
    ".parquet": (PARQUET,),
}
"""The formats that a file with this suffix may have. One kind of workbook under the suffix of
another is common and read as what it is; any other mismatch is refused, as it hides a mistake."""


@well_told
def find_format(path: Path) -> Format:
    """The format of a file: its content, if that agrees with its suffix.

    Raises
    ------
    InputError
        If the suffix is not supported, or the content is something else, protected or damaged.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            f"files of the kind '{suffix}' cannot be read" if suffix else "the file's name has no suffix",
            do=f"Use one of: {', '.join(SUFFIXES)}",
            place=Place(path.name),
        )
    actual = _sniff(path)
    if actual in SUFFIXES[suffix]:
        return actual
    do = actual.instead or f"Give its name the suffix {_suffix_of(actual)}, or export it again"
    raise InputError(f"this {suffix} file is really {actual.name}", do=do, place=Place(path.name))


def _suffix_of(actual: Format) -> str:
    return next(suffix for suffix, formats in SUFFIXES.items() if formats[0] is actual)


def _sniff(path: Path) -> Format:
    """What a file is by its first bytes."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(path)
    if head.startswith(_OLE):
        return _sniff_ole(path)
    for mark, known in (
        (b"PAR1", PARQUET),
        (b"$FL2", SPSS),
        (b"$FL3", SPSS),
        (b"%PDF", PDF),
        (b"{\\rtf", RTF),
    ):
        if head.startswith(mark):
            return known
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body", b"<style")):
        return WEB_PAGE
    if start.startswith(b"<?xml"):
        return WEB_PAGE if b"<html" in start else XML
    is_text = b"\0" not in head or head.startswith(UTF_MARKS) or evident_utf16(head) is not None
    return TEXT if is_text else BINARY


def _sniff_zip(path: Path) -> Format:
    names = names_in(path)
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        check_size(path)
        return XLSX
    if "content.xml" in names:
        check_size(path)
        if _is_encrypted_ods(path):
            raise password_error(path)
        return ODS
    return DOCUMENT if "word/document.xml" in names else ZIP


def _is_encrypted_ods(path: Path) -> bool:
    """Whether the parts are encrypted, as the manifest then says (OpenDocument 1.3, part 2, 4.8)."""
    with open_archive(path) as archive:
        return _MANIFEST in archive.namelist() and _ODS_ENCRYPTED in archive.read(_MANIFEST)


def _sniff_ole(path: Path) -> Format:
    """A compound file: an old workbook, a Word document, or the envelope of an encrypted workbook."""
    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise password_error(path)
    return DOCUMENT if "WordDocument".encode("utf-16-le") in data else XLS
