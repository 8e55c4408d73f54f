"""Files that once broke the tool, found by the fuzzer or by hand: each is read, or refused in one message.

A new one is put into `files/`, named after what is wrong with it, with the suffix under which it is given.
"""

import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.exports import rows, write_csv

FILES = sorted((Path(__file__).parent / "files").iterdir())
GIVEN = {
    ".toml": (
        ("check", "export.csv", "--config", "{}"),
        ("report", "--config", "{}"),
        ("agenda", "--config", "{}"),
        ("items", "--profile", "{}"),
    ),
    ".json": (("questions", "{}"), ("agenda", "{}")),
    ".docx": (("analyse", "export.csv", "--advisor", "{}"), ("trend", "{}")),
}
AS_EXPORT = (
    ("check", "{}"),
    ("profile", "{}"),
    ("analyse", "{}", "--school", "99XA00", "--year", "2024-2025"),
    ("analyse", "export.csv", "--advisor", "{}", "--school", "99XA00"),
    ("check", "export.csv", "{}"),
)
CALLS = [(file, call) for file in FILES for call in GIVEN.get(file.suffix, AS_EXPORT)]
WRONG_INPUT = 2


def name(value: object) -> str:
    return value.name if isinstance(value, Path) else str(value[0])  # type: ignore[index]


@pytest.mark.parametrize(("file", "call"), CALLS, ids=name)
def test_it_is_read_or_refused(
    run: Run, tmp_path: Path, file: Path, call: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAFETYTOOL_DEBUG", "1")
    write_csv(tmp_path / "export.csv", rows())
    status, _, told = run(*(word.format(file) for word in call))
    assert status in (0, WRONG_INPUT)
    assert (status == 0) or told.startswith("safetytool: ")
    assert "Traceback" not in told
    assert len(told) < 10_000
    assert "\x1b" not in told


def test_there_is_something_to_test() -> None:
    assert {file.suffix for file in FILES} >= {".parquet", ".toml"}
    # With the limit lifted, the file with the endless brackets would show nothing.
    assert sys.getrecursionlimit() < 5_000
