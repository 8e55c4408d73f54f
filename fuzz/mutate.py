"""Changing zip files from the inside: their parts are unpacked, one is changed, and they are packed again.

Changing the bytes of a zip file only ever teaches a reader that its checksum is wrong.
"""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

PARTS: Final = 64
UNPACKED: Final = 1 << 20
STAMP: Final = (1980, 1, 1, 0, 0, 0)
TOKEN: Final = re.compile(rb"(<[^<>]*>)")
NUMBER: Final = re.compile(rb"\d+")
NUMBERS: Final = (b"0", b"-1", b"1", b"16384", b"1048577", b"2147483648", b"18446744073709551616", b"1e308")


def unpack(data: bytes) -> dict[str, bytes] | None:
    """Return the parts of a zip file; None for what is none, or is unreasonably large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > PARTS or sum(entry.file_size for entry in entries) > UNPACKED:
                return None
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, NotImplementedError, OSError):
        return None


def pack(parts: dict[str, bytes]) -> bytes:
    """Zip parts; the same parts give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def changed(data: bytes, most: int, seed: int, change_bytes: Callable[[bytes, int], bytes]) -> bytes:
    """Change one part of a zip file, or the bytes of anything else.

    Parameters
    ----------
    data : the input.
    most : bytes that the result may have.
    seed : of the random choices.
    change_bytes : the fuzzer's own change of some bytes, to at most so many.
    """
    chance = random.Random(seed)  # noqa: S311 (no secret)
    parts = unpack(data)
    if not parts or chance.random() < 0.1:
        return change_bytes(data, most)
    name = chance.choice(sorted(parts))
    content = parts[name]
    if chance.random() < 0.02:
        del parts[name]
    elif chance.random() < 0.6 and b"<" in content:
        parts[name] = change_markup(content, chance)
    else:
        parts[name] = change_bytes(content or b" ", len(content) + 64)
    packed = pack(parts)
    return packed if len(packed) <= most else data


def change_markup(content: bytes, chance: random.Random) -> bytes:
    """Drop, repeat or exchange a tag or a text, or put an extreme number in one."""
    tokens = TOKEN.split(content)
    at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    match chance.randrange(4):
        case 0:
            del tokens[at]
        case 1:
            first, last = sorted((at, other))
            tokens[first:first] = tokens[first : min(last, first + 40)] * chance.choice((1, 1, 3))
        case 2:
            tokens[at] = tokens[other]
        case _:
            number = chance.choice(NUMBERS)
            with_number = [i for i, token in enumerate(tokens) if NUMBER.search(token)]
            if with_number:
                at = chance.choice(with_number)
                tokens[at] = NUMBER.sub(number, tokens[at], count=1)
    return b"".join(tokens)
