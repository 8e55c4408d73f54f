"""Files that change or vanish while they are read, disks that are full, and readers that go away."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from safetytool.errors import InputError
from safetytool.read import delimited, read_source
from safetytool.write import files as writing
from tests.conftest import Run
from tests.hostile import ordinary

OUTPUTS = ("signals.json", "signals.xlsx", "report.html", "questions.docx")


@pytest.mark.parametrize("what", ["grows", "shrinks", "vanishes", "is replaced"])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    path = ordinary.csv(tmp_path / "export.csv")
    find = delimited.find_encoding

    def meanwhile(data: bytes, name: str) -> tuple[bytes, str]:
        if what == "grows":
            path.write_bytes(data + data)
        elif what == "shrinks":
            os.truncate(path, 10)
        elif what == "vanishes":
            path.unlink()
        else:
            shutil.copy(path, tmp_path / "copy.csv")
            (tmp_path / "copy.csv").replace(path)
        return find(data, name)

    monkeypatch.setattr(delimited, "find_encoding", meanwhile)
    words = "no such file" if what == "vanishes" else "changed while it was being read"
    with pytest.raises(InputError, match=words):
        read_source(path)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO])
def test_a_full_disk_leaves_what_was_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    export, out = ordinary.xlsx(tmp_path / "export.xlsx"), tmp_path / "out"
    assert run("analyse", export, "--out", out)[0] == 0
    before = {name: (out / name).read_bytes() for name in OUTPUTS}

    def full(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(writing.os, "fsync", full)
    status, printed, err = run("analyse", ordinary.xlsx(export, ordinary.table()[:20]), "--out", out)
    assert (status, printed, len(err.splitlines())) == (2, "", 1)
    assert "nothing was written" in err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_limit_on_the_size_of_files_is_told(tmp_path: Path) -> None:
    export, out = ordinary.xlsx(tmp_path / "export.xlsx"), tmp_path / "out"
    out.mkdir()
    (out / "signals.json").write_text("old", encoding="utf-8")
    command = f"ulimit -f 4; exec {sys.executable} -B -m safetytool analyse {export} --out {out} --quiet"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert [(path.name, path.read_text(encoding="utf-8")) for path in out.iterdir()] == [
        ("signals.json", "old")
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
@pytest.mark.parametrize("words", [("questions",), ("check", "export.xlsx", "--config"), ("analyse",)])
def test_a_pipe_or_device_is_not_waited_for(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    ordinary.xlsx(tmp_path / "export.xlsx")
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/zero")):
        status, _, err = run(*words, path)
        assert (status, "a pipe or a device" in err) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_reader_that_goes_away_is_no_reason_to_complain(tmp_path: Path) -> None:
    export = ordinary.xlsx(tmp_path / "export.xlsx")
    with subprocess.Popen(
        [sys.executable, "-m", "safetytool", "check", str(export), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".ods", ".xls", ".xlsx"])
def test_the_same_answers_in_another_file_are_refused(run: Run, tmp_path: Path, suffix: str) -> None:
    first = ordinary.xlsx(tmp_path / "first.xlsx")
    status, _, err = run("analyse", first, ordinary.FORMATS[suffix](tmp_path / f"second{suffix}"))
    assert status == 2
    assert "first.xlsx" in err
    assert f"second{suffix}" in err


def test_the_same_file_by_another_path_is_refused(run: Run, tmp_path: Path) -> None:
    first = ordinary.xlsx(tmp_path / "first.xlsx")
    (tmp_path / "below").mkdir()
    (tmp_path / "link.xlsx").symlink_to(first)
    for again in (tmp_path / "below" / ".." / "first.xlsx", tmp_path / "link.xlsx"):
        assert run("analyse", first, again)[0] == 2


def test_a_name_that_is_too_long_is_no_profile(run: Run, tmp_path: Path) -> None:
    status, _, err = run("check", ordinary.xlsx(tmp_path / "export.xlsx"), "--profile", "n" * 300)
    assert (status, len(err.splitlines())) == (2, 1)
