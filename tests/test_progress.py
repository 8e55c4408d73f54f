"""Progress: a bar on a terminal, and nothing anywhere else."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from safetytool.progress import open_progress, rate
from tests.exports import rows, write_xlsx


class Terminal(io.StringIO):
    """Something that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def work(stream: io.StringIO, **how: bool) -> list[str]:
    told: list[str] = []
    with open_progress(stream=stream, tell=told.append, **how) as progress:
        progress.on_step("reading [one].xlsx")
        progress.start(200, "rows")
        progress.advance(100)
        progress.on_step("reading two\x1b[2J.xlsx")
        progress.advance(100)
    return told


def test_a_terminal_shows_what_is_done_and_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    shown = Terminal()
    assert work(shown) == []
    text = shown.getvalue()
    assert "reading two?[2J.xlsx" in text
    assert "100%" in text
    assert "left" in text
    assert "\x1b[2J." not in text


@pytest.mark.parametrize("how", [{"quiet": True}, {"as_json": True}])
def test_nothing_is_shown_where_it_is_not_wanted(
    monkeypatch: pytest.MonkeyPatch, how: dict[str, bool]
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setenv("TERM", "xterm")
    shown = Terminal()
    work(shown, **how)
    assert shown.getvalue() == ""


def test_nothing_is_shown_in_a_pipe_and_verbose_tells_every_step() -> None:
    piped = io.StringIO()
    assert work(piped) == []
    assert work(piped, verbose=True) == ["reading [one].xlsx", "reading two\x1b[2J.xlsx"]
    assert work(piped, verbose=True, quiet=True) == []
    assert piped.getvalue() == ""


def test_a_speed_is_told_in_its_unit() -> None:
    assert [rate(12_400.0, "rows"), rate(2_500_000.0, "bytes"), rate(None, "rows")] == [
        "12,400 rows/s",
        "2.5 MB/s",
        "",
    ]


def test_what_draws_it_is_imported_only_to_be_shown() -> None:
    code = (
        "import sys; from safetytool.progress import open_progress\n"
        "with open_progress() as p: p.start(3); p.advance(3)\n"
        "assert 'rich.progress' not in sys.modules and 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.PIPE, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
def test_convert_shows_its_bar_on_a_real_terminal_and_not_in_a_pipe(tmp_path: Path) -> None:
    import pty

    write_xlsx(tmp_path / "e.xlsx", rows())
    call = [
        sys.executable, "-c", "from safetytool.cli import main; main()",
        "convert", "e.xlsx", "--out", "e.parquet",
    ]  # fmt: skip
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    ours, theirs = pty.openpty()
    done = subprocess.run(
        call, cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs, env=environment, timeout=60, check=True
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # Linux says so when the other side is closed.
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    assert b"reading e.xlsx" in seen
    assert b"%" in seen
    assert done.stdout == b"e.parquet\n"
    piped = subprocess.run(call, cwd=tmp_path, capture_output=True, env=environment, timeout=60, check=True)
    assert piped.stderr == b"safetytool: 1 files, 1 sheets, 24 rows\n"
