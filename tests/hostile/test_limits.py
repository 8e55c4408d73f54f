"""Limits can be raised, and what becomes of the process that reads a workbook is told."""

from pathlib import Path

import pytest

from safetytool import limits
from safetytool.errors import InputError, UsageError
from safetytool.limits import Limits
from safetytool.read import isolated, read_source
from tests.conftest import Run
from tests.hostile import ordinary, texts


@pytest.fixture(autouse=True)
def own_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_used", Limits())


def test_each_limit_is_refused_by_name_and_can_be_raised(tmp_path: Path) -> None:
    wide = ordinary.xlsx(tmp_path / "wide.xlsx")
    text = ordinary.csv(tmp_path / "text.csv")
    text.write_bytes(text.read_bytes() + b"12AB;2024-2025;7A;nooit;soms;goed\r\n" * 40_000)
    for path, name in (
        (wide, "max_cells"),
        (text, "max_cells"),
        (text, "max_file_mb"),
        (text, "max_text_mb"),
    ):
        limits.use({name: 1 if name.endswith("mb") else 100})
        with pytest.raises(InputError, match=f"raise {name} "):
            read_source(path)
        limits.use({name: 100_000_000})
        assert read_source(path).sheets[0].table is not None


def test_option_of_the_environment_goes_before_board_toml(run: Run, tmp_path: Path, monkeypatch) -> None:
    export = ordinary.xlsx(tmp_path / "export.xlsx")
    config = tmp_path / "board.toml"
    config.write_text("[limits]\nmax_cells = 10\n", encoding="utf-8")
    status, _, err = run("check", export, "--config", config)
    assert (status, "max_cells (now 10)" in err) == (2, True)
    monkeypatch.setenv("SAFETYTOOL_MAX_CELLS", "5000")
    assert run("check", export, "--config", config)[0] == 0
    monkeypatch.setenv("SAFETYTOOL_MAX_CELLS", "veel")
    status, _, err = run("check", export, "--config", config)
    assert (status, "SAFETYTOOL_MAX_CELLS is 'veel'" in err) == (2, True)


def test_limits_of_one_run_are_not_those_of_the_next(run: Run, tmp_path: Path) -> None:
    export = ordinary.xlsx(tmp_path / "export.xlsx")
    config = tmp_path / "board.toml"
    config.write_text("[limits]\nmax_cells = 10\n", encoding="utf-8")
    assert run("check", export, "--config", config)[0] == 2
    assert run("check", export)[0] == 0


@pytest.mark.parametrize("name", ["text", "zero", "true", "unknown", "no-table"])
def test_a_wrong_limit_is_refused_with_its_line(run: Run, tmp_path: Path, name: str) -> None:
    config = texts.toml_files(tmp_path)[f"limits-{name}.toml"]
    status, _, err = run("check", ordinary.xlsx(tmp_path / "export.xlsx"), "--config", config)
    assert status == 2
    assert name == "no-table" or "row 2" in err


def test_no_limit_below_one() -> None:
    with pytest.raises(ValueError, match="max_cells"):
        Limits(max_cells=0)


def test_no_limit_below_one_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFETYTOOL_MAX_SECONDS", "-1")
    with pytest.raises(UsageError, match="SAFETYTOOL_MAX_SECONDS"):
        limits.use({})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import os; os.abort()", "damaged"),
        ("import time; time.sleep(60)", "longer than 1 seconds"),
        (
            "import sys; sys.stderr.write('memory allocation of 9 bytes failed'); sys.exit(1)",
            "more than 1,024 MB",
        ),
        ("import sys; sys.stdout.write('not a pickle')", "damaged"),
        ("import pickle, sys, os; pickle.dump((os.system, 'x'), sys.stdout.buffer)", "damaged"),
    ],
)
def test_the_death_of_the_reading_process_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, words: str
) -> None:
    child = tmp_path / "child.py"
    child.write_text(body, encoding="utf-8")
    monkeypatch.setattr(isolated, "CHILD", child)
    monkeypatch.setattr(limits, "_used", Limits(max_seconds=1))
    with pytest.raises(InputError, match=words):
        read_source(ordinary.xls(tmp_path / "export.xls"))


def test_an_old_workbook_is_read_as_any_other(tmp_path: Path) -> None:
    def cells(path: Path) -> list[tuple[str, tuple[object, ...]]]:
        table = read_source(path).sheets[0].table
        assert table is not None
        return [(column.header, column.values) for column in table.columns]

    old, new = ordinary.xls(tmp_path / "a.xls"), ordinary.xlsx(tmp_path / "a.xlsx")
    assert cells(old) == cells(new) == cells(ordinary.ods(tmp_path / "a.ods"))
    assert len(cells(old)) == len(ordinary.HEADER)
