"""What the fuzzer found worth keeping still goes through the readers: read, or refused in one message."""

import importlib
from pathlib import Path

import pytest
from fuzz.harness import CORPUS, NAMES, Harness, always
from fuzz.mutate import changed, pack, unpack

from safetytool.errors import InputError

MOST_IN_ALL, LARGEST = 1_000_000, 20_000


def broken(_: Path) -> None:
    raise IndexError


def wordless(_: Path) -> None:
    raise InputError("x" * 100, do="y" * 10_000)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_read_or_refused(name: str) -> None:
    harness: Harness = importlib.import_module(f"fuzz.{name}").HARNESS
    files = sorted((CORPUS / name).iterdir())
    assert len(files) > 1
    told = [harness.try_bytes(file.read_bytes()) for file in files]
    # A corpus of refusals would test nothing but the door.
    assert None in told


def test_the_harness_lets_other_errors_through() -> None:
    with pytest.raises(IndexError):
        Harness(broken, always(".csv"), longest=10).try_bytes(b"a")


def test_messages_that_quote_a_whole_cell_are_cut() -> None:
    told = Harness(wordless, always(".csv"), longest=10).try_bytes(b"a")
    assert told is not None
    assert len(told) < 1_200


def test_the_corpus_stays_small() -> None:
    sizes = [file.stat().st_size for file in CORPUS.rglob("*") if file.is_file()]
    assert sum(sizes) < MOST_IN_ALL
    assert max(sizes) <= LARGEST


def test_parts_of_zip_files_are_changed_and_the_file_stays_whole() -> None:
    data = pack({"a.xml": b"<a><b>12</b><c/></a>", "b.bin": b"0123456789"})
    results = {changed(data, 10_000, seed, lambda content, _: content[::-1]) for seed in range(300)}
    whole = [parts for parts in map(unpack, results) if parts is not None]
    assert len({tuple(sorted(parts.items())) for parts in whole}) > 10
    assert any(b"1048577" in content for parts in whole for content in parts.values())
    assert changed(data, 10, 3, lambda content, most: content[:most]) in (data, data[:10])
    assert unpack(b"no zip file") is None
    assert unpack(b"PK\x03\x04" + bytes(200)) is None
