"""Makes files with which everything is wrong that can be wrong with a spreadsheet.

Each maker takes an empty folder and returns the files it put there, by a name for the case. `python -m
tests.hostile.make FOLDER` writes them all, to look at them or to feed them to something else.
"""

import gzip
import io
import json
import os
import socket
import sqlite3
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from odf.opendocument import OpenDocumentSpreadsheet
from xlwt.CompoundDoc import XlsDoc

from tests.hostile import ordinary

Files = dict[str, Path]
OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
MANIFEST: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
SPREADSHEETS: Final = (".xlsx", ".ods", ".xls", ".csv", ".sav", ".parquet")
CUTS: Final = (1, 4, 8, 30, 100, 512, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999)
"""Where files are cut off: after so many bytes, or this part of them."""
PUT_OVER: Final = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
"""Where sixteen bytes of a file are put over with others."""


def empty(folder: Path) -> Files:
    """Files of no bytes, and of nothing that counts."""
    made = {}
    for suffix in (*SPREADSHEETS, ".docx"):
        for name, data in (("none", b""), ("space", b" "), ("lines", b"\r\n" * 50), ("nul", bytes(4096))):
            made[f"empty-{name}{suffix}"] = path = folder / f"{name}{suffix}"
            path.write_bytes(data)
    return made


def truncated(folder: Path) -> Files:
    """Real files, cut off."""
    made = {}
    for suffix, write in ordinary.FORMATS.items():
        data = write(folder / f"whole{suffix}").read_bytes()
        for cut in CUTS:
            size = int(cut * len(data)) if isinstance(cut, float) else cut
            made[f"cut-{cut}{suffix}"] = path = folder / f"cut-{cut}{suffix}"
            path.write_bytes(data[:size])
    return made


def damaged(folder: Path) -> Files:
    """Real files with a few bytes put over; of zip files also in their parts, in an archive that is whole."""
    made = {}
    for suffix, write in ordinary.FORMATS.items():
        data = write(folder / f"sound{suffix}").read_bytes()
        for at in PUT_OVER:
            place = int(at * len(data))
            made[f"damaged-{at}{suffix}"] = path = folder / f"damaged-{at}{suffix}"
            path.write_bytes(data[:place] + b"\xff\x00<&" * 4 + data[place + 16 :])
            if zipfile.is_zipfile(folder / f"sound{suffix}") and suffix != ".sav":
                made[f"damaged-part-{at}{suffix}"] = _damage_parts(folder / f"sound{suffix}", at)
    return made


def _damage_parts(sound: Path, at: float) -> Path:
    def put_over(_name: str, data: bytes) -> bytes:
        place = int(at * len(data))
        return data[:place] + b"\xff<&\x00" + data[place + 4 :]

    return rewritten(sound, sound.with_name(f"damaged-part-{at}{sound.suffix}"), put_over)


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A zip file with the contents of its parts changed."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, change(name, data))
    return target


def others(folder: Path) -> dict[str, bytes]:
    """The contents of files that are no spreadsheets."""
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("Index/Document.iwa", b"numbers")
    with sqlite3.connect(folder / "base.sqlite") as base:
        base.execute("create table t (a)")
    return {
        "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 4,
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
        "docx": ordinary.docx(folder / "real.docx").read_bytes(),
        "zip": plain.getvalue(),
        "xlsb": book.getvalue(),
        "html": b"<!doctype html><html><table><tr><td>a</td></tr></table></html>",
        "json": json.dumps([{"a": 1, "b": [1, 2]}] * 20).encode(),
        "exe": b"MZ\x90\x00\x03" + bytes(100) + bytes(range(256)) * 8,
        "gz": gzip.compress(b"a;b\n1;2\n" * 100),
        "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(range(200)),
        "rar": b"Rar!\x1a\x07\x01\x00" + bytes(range(200)),
        "sqlite": (folder / "base.sqlite").read_bytes(),
        "python": Path(__file__).read_bytes(),
    }


def renamed(folder: Path) -> Files:
    """Every other type under every suffix."""
    made = {}
    for kind, data in others(folder).items():
        for suffix in (*SPREADSHEETS, ".docx", ".xlsm", ".tsv"):
            if suffix != f".{kind}":
                made[f"{kind}-as{suffix}"] = path = folder / f"{kind}-as{suffix}"
                path.write_bytes(data)
    return made


def _filepass() -> bytes:
    """A stream of an old workbook that begins as an encrypted one does (MS-XLS 2.4.117)."""
    bof = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0x0306)
    filepass = struct.pack("<HHHHH", 0x002F, 54, 1, 1, 1) + bytes(48)
    return bof + filepass + bytes(4096)


def protected(folder: Path) -> Files:
    """Workbooks that are protected with a password, by the mark each format gives of it."""
    made = {"password.xlsx": folder / "password.xlsx", "password.docx": folder / "password.docx"}
    for path in made.values():
        path.write_bytes(OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    made["password.xls"] = old = folder / "password.xls"
    with old.open("wb") as file:
        XlsDoc().save(file, _filepass())
    sound = ordinary.ods(folder / "open.ods")
    about = b'<manifest:file-entry manifest:full-path="content.xml">'
    about += b'<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'

    def encrypt(name: str, data: bytes) -> bytes:
        if name == "META-INF/manifest.xml":
            return data.replace(
                b"</manifest:manifest>", b'<manifest:file-entry manifest:full-path="content.xml">' + about
            )
        return bytes(range(256)) * 8 if name == "content.xml" else data

    made["password.ods"] = rewritten(sound, folder / "password.ods", encrypt)
    return made


def encodings(folder: Path) -> Files:
    """Text in encodings that nobody said it was in."""
    plain = ordinary.csv(folder / "plain.csv").read_text(encoding="utf-8")
    lines = plain.replace("BRIN", "BRIN €é").encode()
    data = {
        "utf16-no-mark": plain.encode("utf-16-le"),
        "utf16-odd": plain.encode("utf-16")[:-1],
        "utf32": plain.encode("utf-32"),
        "utf7": plain.replace("BRIN", "Vóór €").encode("utf-7"),
        "ebcdic": plain.encode("cp500"),
        "mixed": lines + "é;ü;ß\r\n".encode("cp1252") * 3,
        "utf8-broken": "\ufeff".encode() + lines + b"\xff\xfe\xfa;x\r\n",
        "surrogates": lines + "\ud800;\udfff;x\r\n".encode("utf-8", "surrogatepass"),
        "surrogates-16": b"\xff\xfe" + plain.encode("utf-16-le") + b"\x00\xd8;\x00\r\x00\n\x00",
        "nul": plain.replace("nooit", "no\0it").encode(),
        "controls": plain.replace("nooit", "".join(map(chr, range(1, 9))) + "nooit\x1b[31m\x9b2J").encode(),
        "marks": plain.replace("nooit", "\u202enooit\u200f\u2067\u2066").encode(),
        "old-mac": plain.replace("\r\n", "\r").encode(),
        "separators": plain.replace("nooit", "no\u2028oit\x85\x1c").encode(),
    }  # fmt: skip
    made = {}
    for name, content in data.items():
        made[f"{name}.csv"] = path = folder / f"{name}.csv"
        path.write_bytes(content)
    return made


def quotes(folder: Path) -> Files:
    """Quotation marks that do not match, and cells that are far too large."""
    head = ";".join(ordinary.HEADER) + "\r\n"
    row = "12AB;2024-2025;7A;nooit;soms;goed\r\n"
    data = {
        "open-at-start": '"' + head + row * 50,
        "open-late": head + row * 40 + row.replace("goed", '"goed') + row * 40,
        "open-at-end": head + row * 40 + '12AB;2024-2025;7A;nooit;soms;"goed',
        "inside": head + row.replace("goed", 'een "goed" woord') * 30,
        "only": '"' * 1001,
        "half-only": '"' + ";" * 1000 + '"' * 7,
        "cell-of-32k": head + row.replace("goed", "x" * 32_767) * 20,
        "cell-of-10MB": head + row * 20 + row.replace("goed", '"' + "lang verhaal " * 800_000 + '"'),
        "cell-of-10MB-plain": head + row * 20 + row.replace("goed", "x" * 10_000_000),
        "one-line": "a" * 5_000_000,
        "separators-only": ";" * 16_383 + "\r\n" + (";" * 16_383 + "\r\n") * 30,
        "too-wide": ";".join(f"v{n}" for n in range(20_000)) + "\r\n" + ";".join("1" * 20_000) + "\r\n",
        "ragged": head + "".join("x;" * (n % 3000) + "\r\n" for n in range(3000)),
        "headers-only": head,
        "sep-nothing": "sep=\r\n",
        "sep-quote": 'sep="\r\n' + head + row,
        "sep-line": "sep=\n\r\n" + head + row,
    }
    made = {}
    for name, text in data.items():
        made[f"quotes-{name}.csv"] = path = folder / f"{name}.csv"
        path.write_bytes(text.encode())
    return made


def no_files(folder: Path) -> Files:
    """What is at a path and is no file; only where the operating system has such things."""
    made = {"folder.xlsx": folder / "folder.xlsx", "gone.xlsx": folder / "gone.xlsx"}
    made["folder.xlsx"].mkdir()
    if sys.platform == "win32":
        return made
    for suffix in (".csv", ".xlsx", ".xls", ".parquet", ".docx"):
        made[f"pipe{suffix}"] = folder / f"pipe{suffix}"
        os.mkfifo(made[f"pipe{suffix}"])
        for device in ("zero", "null", "full"):
            made[f"{device}{suffix}"] = link = folder / f"{device}{suffix}"
            link.symlink_to(f"/dev/{device}")
    made["loop.xlsx"] = folder / "loop.xlsx"
    made["loop.xlsx"].symlink_to(folder / "loop-2.xlsx")
    (folder / "loop-2.xlsx").symlink_to(made["loop.xlsx"])
    made["below-a-file.xlsx"] = ordinary.csv(folder / "file.csv") / "export.xlsx"
    made["long-name.xlsx"] = folder / ("n" * 300 + ".xlsx")
    made["socket.csv"] = folder / "s.csv"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(made["socket.csv"]))
    return made


def nothing_in_it(folder: Path) -> Files:
    """Workbooks in order, with nothing that can be used."""
    OpenDocumentSpreadsheet().save(str(folder / "no-sheets.ods"))
    return {
        "no-sheets.ods": folder / "no-sheets.ods",
        "one-cell.xlsx": ordinary.xlsx(folder / "one-cell.xlsx", [["x"]]),
        "headers.xlsx": ordinary.xlsx(folder / "headers.xlsx", [ordinary.HEADER]),
        "no-rows.parquet": ordinary.parquet(folder / "no-rows.parquet", [ordinary.HEADER]),
        "no-rows.sav": ordinary.sav(folder / "no-rows.sav", [ordinary.HEADER]),
    }


MAKERS: Final = (
    empty, truncated, damaged, renamed, protected, encodings, quotes, no_files, nothing_in_it,
)  # fmt: skip


def make_all(folder: Path, makers: tuple[Callable[[Path], Files], ...] = MAKERS) -> Files:
    """The files of several makers, each in a folder of its own."""
    made: Files = {}
    for maker in makers:
        own = folder / maker.__name__
        own.mkdir()
        made |= maker(own)
    return made


if __name__ == "__main__":
    print(*make_all(Path(sys.argv[1])).values(), sep="\n")
