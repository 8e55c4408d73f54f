"""What the tool writes is for its owner alone, whatever the umask says."""

import os
import stat
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.guard.commands import COMMANDS, ID, a_signal, prepare

FILE, FOLDER = 0o600, 0o700
WRITERS = {
    "check", "profile", "convert", "analyse", "trend", "questions", "agenda", "report", "register export",
}  # fmt: skip


@pytest.mark.parametrize("umask", [0o000, 0o077], ids=oct)
def test_files_and_folders_of_every_command(run: Run, tmp_path: Path, umask: int) -> None:
    prepare(tmp_path)
    given = set(tmp_path.rglob("*"))
    known = dict.fromkeys(given, 0)
    wrong: dict[str, list[str]] = {}
    wrote: set[str] = set()
    signal_id = ""
    before = os.umask(umask)
    try:
        for command in COMMANDS:
            if ID in command.words and not signal_id:
                signal_id = a_signal(run("register", "list", "--config", "board.toml", "--json")[1])
            status, _, told = run(*(word.format(id=signal_id) for word in command.words))
            assert status == 0, (command.name, told)
            now = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path not in given}
            if any(known.get(path) != time for path, time in now.items()):
                wrote.add(command.name)
            known |= now
            found = [
                f"{path.relative_to(tmp_path)} is {stat.S_IMODE(path.stat().st_mode):o}"
                for path in now
                if stat.S_IMODE(path.stat().st_mode) != (FOLDER if path.is_dir() else FILE)
            ]
            if found:
                wrong[command.name] = found
    finally:
        os.umask(before)
    assert not wrong
    # So that a command that writes nothing is not praised for it.
    assert wrote >= WRITERS
