"""Makes workbooks that are small on disk and large in memory, or that reach outside themselves."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from tests.hostile import ordinary
from tests.hostile.make import Files, rewritten

BILLION_LAUGHS: Final = (
    b"<!DOCTYPE lolz [<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 11))
    + b"]>"
)
OUTSIDE: Final = b'<!DOCTYPE x [<!ENTITY a10 SYSTEM "file:///etc/passwd">]>'
PARAMETER: Final = b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p; <!ENTITY a10 "x">]>'
DOCTYPES: Final = {"laughs": BILLION_LAUGHS, "outside": OUTSIDE, "parameter": PARAMETER}
PARTS: Final = {
    ".xlsx": ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"),
    ".ods": ("content.xml", "META-INF/manifest.xml"),
    ".docx": ("word/document.xml", "word/styles.xml", "[Content_Types].xml"),
}
TABLE: Final = '<table:table table:name="Blad1">'
BOMBS: Final = ("ratio.xlsx", "entries.xlsx", "lying.xlsx", "overlap.xlsx", "nested.xlsx")
END: Final = b"</sheetData>"
REF: Final = re.compile(rb'ref="[A-Z0-9:]+"')
MIB: Final = 1 << 20


def _with_doctype(doctype: bytes, data: bytes) -> bytes:
    """An XML part in which the first text is an entity of this document type."""
    head = re.match(rb"\s*<\?xml[^>]*\?>", data)
    start, body = (data[: head.end()], data[head.end() :]) if head else (b"", data)
    return start + doctype + re.sub(rb">([^<]{2,})<", b">&a10;<", body, count=3)


def entities(folder: Path) -> Files:
    """Entities that explode or reach for a file or the network, in every part that is parsed."""
    made = {}
    for suffix, parts in PARTS.items():
        sound = ordinary.FORMATS[suffix](folder / f"sound{suffix}")
        for part in parts:
            for kind, doctype in DOCTYPES.items():
                name = f"{kind}-{Path(part).stem.strip('[]')}{suffix}"
                made[name] = in_part(sound, folder / name, part, partial(_with_doctype, doctype))
    return made


def in_part(sound: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """A zip file with the contents of those parts changed whose names begin so."""
    return rewritten(sound, target, lambda name, data: change(data) if name.startswith(part) else data)


def bombs(folder: Path) -> Files:
    """Zip bombs: by ratio, by number of entries, by overlap, and by lying about their size."""
    made = {
        name: folder / name
        for name in ("ratio.xlsx", "entries.xlsx", "lying.xlsx", "overlap.xlsx", "nested.xlsx")
    }
    sound = ordinary.xlsx(folder / "sound.xlsx")
    sheet = "xl/worksheets/sheet1.xml"
    zeros = bytes(100 * MIB)
    rewritten(sound, made["ratio.xlsx"], lambda name, data: data + zeros if name == sheet else data)
    with zipfile.ZipFile(rewritten(sound, made["entries.xlsx"], lambda _, data: data), "a") as archive:
        for number in range(60_000):
            archive.writestr(f"x/{number}", b"")
    _lie(made["ratio.xlsx"], made["lying.xlsx"], len(zeros))
    _overlap(sound, made["overlap.xlsx"])
    inner = zlib.compress(bytes(50 * MIB), 9)
    rewritten(sound, made["nested.xlsx"], lambda name, data: inner * 30 if name == sheet else data)
    return made


def _lie(bomb: Path, target: Path, hidden: int) -> None:
    """Copy an archive, with a size in its headers that is smaller than what it unpacks to."""
    with zipfile.ZipFile(bomb) as archive:
        true = max(part.file_size for part in archive.infolist())
    data = bomb.read_bytes()
    target.write_bytes(data.replace(struct.pack("<I", true), struct.pack("<I", true - hidden)))


def _overlap(sound: Path, target: Path) -> None:
    """Write an archive in which thousands of entries share the bytes of one (as Fifield 2019 does)."""
    with zipfile.ZipFile(rewritten(sound, target, lambda _, data: data), "a") as archive:
        archive.writestr("xl/media/a.bin", bytes(20 * MIB), zipfile.ZIP_DEFLATED)
        first = archive.getinfo("xl/media/a.bin")
        for number in range(300):
            twin = zipfile.ZipInfo(f"xl/media/{number}.bin")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(twin, name, getattr(first, name))
            archive.filelist.append(twin)
            vars(archive)["_didModify"] = True


def extents(folder: Path) -> Files:
    """Sheets that are said to be small, or say nothing, and reach to the end of the world."""
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    unsorted = b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    padding = b"<row r='99'>" + b" " * (17 * MIB) + b"</row></sheetData>"
    sound = ordinary.xlsx(folder / "sound.xlsx")
    changes: dict[str, Callable[[bytes], bytes]] = {
        "far-said-near": lambda data: data.replace(b"</sheetData>", far),
        "far-first": lambda data: data.replace(b"<sheetData>", unsorted),
        "far-unsaid": lambda data: re.sub(rb"<dimension[^>]*>", b"", data.replace(b"</sheetData>", far)),
        "far-unsaid-long": lambda data: re.sub(
            rb"<dimension[^>]*>", b"", data.replace(b"</sheetData>", padding).replace(b"</sheetData>", far)
        ),
        "far-quoted": lambda data: data.replace(b"</sheetData>", far.replace(b'"', b"'")),
        "far-other-order": lambda data: data.replace(
            b"</sheetData>", far.replace(b'<c r="', b'<c s="0" t="n"\n r = "')
        ),
        "far-many-digits": lambda data: data.replace(END, far.replace(b"D1048576", b"D9999999999")),
        "far-many-letters": lambda data: data.replace(END, far.replace(b"XFD1048576", b"ZZZZZZZ9")),
        "far-inline": lambda data: data.replace(
            b"</sheetData>", far.replace(b"><v>1</v>", b' t="inlineStr"><is><t>x</t></is>')
        ),
        "said-far": lambda data: REF.sub(b'ref="A1:XFD1048576"', data, count=1),
        "said-nonsense": lambda data: REF.sub(b'ref="ZZZZZ0:A99999999999"', data, count=1),
        "merged-all": lambda data: data.replace(
            END, END + b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
    }  # fmt: skip
    return {
        f"{name}.xlsx": in_part(sound, folder / f"{name}.xlsx", "xl/worksheets/", change)
        for name, change in changes.items()
    }


def repeated(folder: Path) -> Files:
    """OpenDocument sheets in which a few words stand for billions of cells."""
    cell = '<table:table-cell{} office:value-type="string"><text:p>x</text:p></table:table-cell>'
    wide, tall = ' table:number-columns-repeated="16384"', ' table:number-rows-repeated="1048576"'
    blank = f"<table:table-row{tall}><table:table-cell{wide}/></table:table-row>"
    row = "<table:table-row{}>{}</table:table-row>"
    data = {
        "filled-all": row.format(tall, cell.format(wide)),
        "filled-down": row.format(tall, cell.format("") * 100),
        "filled-right": row.format("", cell.format(wide)) * 5000,
        "blank-then-cell": blank + row.format("", cell.format("")),
        "far-right": row.format("", f"<table:table-cell{wide}/>" * 100 + cell.format("")),
        "far-down-far-right": blank + row.format("", f"<table:table-cell{wide}/>" + cell.format("")),
        "number-too-large": row.format(tall.replace("1048576", "9" * 30), cell.format("")),
        "number-negative": row.format(tall.replace("1048576", "-1"), cell.format("")),
        "number-none": row.format(tall.replace("1048576", "veel"), cell.format("")),
        "spanned": row.format(
            "", cell.format(' table:number-columns-spanned="99999999" table:number-rows-spanned="99999999"')
        ),
        "deep": "<table:table-row-group>" * 20_000,
        "other-quotes": row.format(tall.replace('"', "'"), cell.format(wide.replace('"', "'"))),
    }
    sound = ordinary.ods(folder / "sound.ods", [["a"]])
    made = {}
    for name, rows in data.items():

        def put_in(part: str, content: bytes, rows: str = rows) -> bytes:
            if part != "content.xml":
                return content
            own = re.sub(
                rb"<table:table .*</table:table>",
                f"{TABLE}{rows}</table:table>".encode(),
                content,
                flags=re.S,
            )
            assert own != content
            return own

        made[f"repeated-{name}.ods"] = rewritten(sound, folder / f"{name}.ods", put_in)
    # The same, behind rows of an ordinary export, where programs leave it.
    end = b"</table:table>"
    whole = ordinary.ods(folder / "whole.ods")
    made["repeated-blank-after.ods"] = rewritten(
        whole,
        folder / "blank-after.ods",
        lambda part, data: data.replace(end, blank.encode() + end) if part == "content.xml" else data,
    )
    return made


def large(folder: Path) -> Files:
    """Workbooks with a great many columns, blank rows or long texts."""
    rows = ordinary.table()
    sound = ordinary.xlsx(folder / "sound.xlsx")
    blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(40, 1_000_040))

    def blank_rows(part: str, data: bytes) -> bytes:
        return data.replace(b"</sheetData>", blank + b"</sheetData>") if "worksheets" in part else data

    return {
        "wide.xlsx": ordinary.xlsx(folder / "wide.xlsx", [[f"v{n}" for n in range(16_384)], [1] * 16_384]),
        "wide-questions.xlsx": ordinary.xlsx(
            folder / "wide-questions.xlsx",
            [
                [*ordinary.HEADER, *(f"Ben je bang voor {n} leraren?" for n in range(3_000))],
                *([*row, *(["nooit", "soms"] * 1500)] for row in rows[1:6]),
            ],
        ),
        "blank-rows.xlsx": rewritten(sound, folder / "blank-rows.xlsx", blank_rows),
        "long-texts.xlsx": ordinary.xlsx(
            folder / "long-texts.xlsx",
            [ordinary.HEADER, *ordinary.pupils(60, remark="Meester slaat mij vaak hard. " * 1_120)],
        ),
        "long-headers.xlsx": ordinary.xlsx(
            folder / "long-headers.xlsx",
            [[f"{text} " + "ben je bang voor leraren " * 1_000 for text in ordinary.HEADER], *rows[1:]],
        ),
        "one-word.xlsx": ordinary.xlsx(
            folder / "one-word.xlsx", [ordinary.HEADER, *ordinary.pupils(30, remark="a" * 32_000)]
        ),
    }


MAKERS: Final = (entities, bombs, extents, repeated, large)
