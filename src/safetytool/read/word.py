"""Reading .docx: paragraphs with their heading levels, and tables, in the order of the document.

Only the text is read: no images, no links, nothing from outside the file. Text that was deleted with
changes tracked is left out; text that was added is in. A form's content controls and text boxes are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from safetytool import limits
from safetytool.errors import InputError, Place
from safetytool.read.archive import check_size, names_in, open_archive
from safetytool.read.cells import clean_text
from safetytool.read.grid import Grid, Merge, make_grid
from safetytool.read.on_disk import well_told
from safetytool.read.xml import tree

_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE: Final = frozenset({f"{_W}del", f"{_W}moveFrom", _FALLBACK, f"{_W}rPr", f"{_W}pPr", f"{_W}instrText"})
_DOCUMENT: Final = "word/document.xml"
TITLE_LEVEL: Final = 1
MOST_TEXT_BYTES: Final = 16 << 20
"""A tree takes some twenty times as much memory. The text of a thousand pages is a tenth of this."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `level` is 1 for a title or a first heading, more for lower ones, 0 for text."""

    text: str
    level: int
    number: int
    """Its place in the document, from 1; blank ones and those in tables are not counted."""


@dataclass(frozen=True)
class WordTable:
    """A table, with its place among the tables of the document, from 1."""

    grid: Grid
    number: int


@dataclass(frozen=True)
class WordDocument:
    """What stands in a text document."""

    blocks: tuple[Paragraph | WordTable, ...]
    page_headers: tuple[str, ...] = ()
    """What stands at the top of its pages."""


@dataclass
class _Reader:
    """Walks through the body and numbers what it finds."""

    levels: dict[str, int]
    blocks: list[Paragraph | WordTable] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0

    def walk(self, parent: ET.Element) -> None:
        for child in parent:
            if child.tag == f"{_W}p":
                self._add_paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._add_table(child)
            elif child.tag not in _GONE:
                self.walk(child)

    def _add_paragraph(self, element: ET.Element) -> None:
        if text := clean_text(_text(element)):
            self.paragraphs += 1
            self.blocks.append(Paragraph(text, _level(element, self.levels), self.paragraphs))
        for box in _boxes(element):
            self.walk(box)

    def _add_table(self, element: ET.Element) -> None:
        self.tables += 1
        matrix, merges, inner = _matrix(element)
        if matrix:
            self.blocks.append(WordTable(make_grid(matrix, merges), self.tables))
        for table in inner:
            self._add_table(table)


@well_told
def read_word(path: Path) -> WordDocument:
    """Read a .docx file.

    Raises
    ------
    InputError
        It is another kind of document, protected with a password, damaged, or unreasonably large.
    """
    _check_kind(path)
    check_size(path)
    with open_archive(path) as archive:
        names = frozenset(archive.namelist())
        wanted = [
            name
            for name in sorted(names)
            if name in {_DOCUMENT, "word/styles.xml"}
            or (name.startswith("word/header") and name.endswith(".xml"))
        ]
        if sum(archive.getinfo(name).file_size for name in wanted) > MOST_TEXT_BYTES:
            raise InputError(
                f"the text of the document takes more than {MOST_TEXT_BYTES >> 20} MB",
                do="Copy the part that is about the reports to a new document",
                place=Place(path.name),
            )
        parts = {name: archive.read(name) for name in wanted}
    roots = {name: _parse(data, path) for name, data in parts.items()}
    body = roots[_DOCUMENT].find(f"{_W}body")
    if body is None:
        raise _damaged(path)
    reader = _Reader(_heading_levels(roots.get("word/styles.xml")))
    reader.walk(body)
    above = [
        clean_text(_text(p)) for name, root in roots.items() if "header" in name for p in root.iter(f"{_W}p")
    ]
    return WordDocument(tuple(reader.blocks), tuple(dict.fromkeys(filter(None, above))))


def _check_kind(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        what = (
            "the document is protected with a password"
            if encrypted
            else "this is a Word document of before 2007"
        )
        do = (
            "Open it in Word, choose File > Info > Protect Document > Encrypt with Password, "
            "clear the password, save a copy, and delete that copy afterwards"
            if encrypted
            else "Open it in Word and save it as a Word document (.docx)"
        )
        raise InputError(what, do=do, place=Place(path.name))
    try:
        names = names_in(path) if head.startswith(b"PK\x03\x04") else frozenset[str]()
    except InputError as error:
        raise _damaged(path) from error
    if _DOCUMENT not in names:
        raise InputError(
            "this is no Word document (.docx)",
            do="Open it in Word and save it as a Word document (.docx)",
            place=Place(path.name),
        )


def _damaged(path: Path) -> InputError:
    return InputError(
        "the document is damaged or not complete",
        do="Open it in Word and save it as a new document (.docx)",
        place=Place(path.name),
    )


def _parse(data: bytes, path: Path) -> ET.Element:
    """Parse a part. Word never writes a document type, and does not nest without end."""
    try:
        return tree(data.replace(_STRICT.encode(), _W.strip("{}").encode()))
    except ValueError as error:
        raise _damaged(path) from error


def _heading_levels(styles: ET.Element | None) -> dict[str, int]:
    """Return the heading level of each style, by its outline level or its name."""
    levels: dict[str, int] = {}
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        name_element, outline = style.find(f"{_W}name"), style.find(f"{_W}pPr/{_W}outlineLvl")
        name = (name_element.get(f"{_W}val") or "").casefold() if name_element is not None else ""
        identity = style.get(f"{_W}styleId") or ""
        if outline is not None:
            levels[identity] = _number(outline.get(f"{_W}val")) + 1
        elif name in {"title", "titel"}:
            levels[identity] = TITLE_LEVEL
        elif name.startswith(("heading ", "kop ")) and name[-1].isdigit():
            levels[identity] = int(name[-1])
    return {identity: level for identity, level in levels.items() if 1 <= level <= 9}


def _level(paragraph: ET.Element, levels: dict[str, int]) -> int:
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and (own := _number(outline.get(f"{_W}val")) + 1) <= 9:
        return own
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return levels.get(style.get(f"{_W}val") or "", 0) if style is not None else 0


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _text(element: ET.Element) -> str:
    """Return the text of a paragraph, without what was deleted and what is in text boxes and tables."""
    return "".join(_pieces(element))


def _pieces(element: ET.Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag not in _GONE and child.tag != f"{_W}txbxContent":
            yield from _pieces(child)


def _boxes(element: ET.Element) -> Iterator[ET.Element]:
    for child in element:
        if child.tag == f"{_W}txbxContent":
            yield child
        elif child.tag not in _GONE:
            yield from _boxes(child)


def _found(parent: ET.Element, tag: str) -> Iterator[ET.Element]:
    """Yield the rows of a table or the cells of a row, also those inside content controls."""
    for child in parent:
        if child.tag == f"{_W}{tag}":
            yield child
        elif child.tag not in _GONE and child.tag in {
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}customXml",
        }:
            yield from _found(child, tag)


def _matrix(table: ET.Element) -> tuple[list[list[str | None]], list[Merge], list[ET.Element]]:
    """Return the cells of a table, its merged ranges, and the tables inside its cells."""
    rows: list[list[str | None]] = []
    merges: list[Merge] = []
    inner: list[ET.Element] = []
    running: dict[int, int] = {}
    for number, row in enumerate(_found(table, "tr")):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            rows.append([])
            continue
        before = row.find(f"{_W}trPr/{_W}gridBefore")
        cells: list[str | None] = [None] * (_number(before.get(f"{_W}val")) if before is not None else 0)
        for cell in _found(row, "tc"):
            span_element, merge = cell.find(f"{_W}tcPr/{_W}gridSpan"), cell.find(f"{_W}tcPr/{_W}vMerge")
            span = max(1, _number(span_element.get(f"{_W}val")) if span_element is not None else 1)
            span = min(span, limits.MAX_COLUMNS - len(cells)) or 1
            column = len(cells)
            inner.extend(_inner_tables(cell))
            continues = merge is not None and merge.get(f"{_W}val") != "restart"
            text = None if continues else clean_text(" ".join(_paragraphs(cell))) or None
            if continues and column in running:
                merges[running[column]] = _down(merges[running[column]], number)
            elif merge is not None or span > 1:
                running[column] = len(merges)
                merges.append(Merge(number, column, number, column + span - 1))
            else:
                running.pop(column, None)
            cells.extend([text, *[None] * (span - 1)])
        rows.append(cells)
    width = max(map(len, rows), default=0)
    kept = [merge for merge in merges if merge.bottom > merge.top or merge.right > merge.left]
    return ([row + [None] * (width - len(row)) for row in rows] if width else []), kept, inner


def _inner_tables(cell: ET.Element) -> Iterator[ET.Element]:
    for child in cell:
        if child.tag == f"{_W}tbl":
            yield child
        elif child.tag not in _GONE and child.tag != f"{_W}p":
            yield from _inner_tables(child)


def _down(merge: Merge, row: int) -> Merge:
    return Merge(merge.top, merge.left, row, merge.right)


def _paragraphs(cell: ET.Element) -> Iterator[str]:
    """Yield the paragraphs of a cell, without those of tables inside it."""
    for child in cell:
        if child.tag == f"{_W}p":
            yield _text(child)
        elif child.tag not in _GONE and child.tag != f"{_W}tbl":
            yield from _paragraphs(child)
