"""Real processes: killed, out of room, and two at once."""

import json
import multiprocessing
import resource
import subprocess
import sys
from multiprocessing.synchronize import Barrier
from pathlib import Path

from benchmarks.register_kills import run

from safetytool.register import Note, Register
from tests.register.given import records, register, sighting, told

ID = "aaaa00000001"
ADD = """
import sys
from pathlib import Path
from safetytool.errors import SafetytoolError
from safetytool.register import Note, Register
path, name, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
try:
    for number in range(times):
        with Register.open(path) as opened, opened.change():
            opened.add([Note("aaaa00000001", "assigned", f"{name} {number}")], name)
except SafetytoolError as error:
    print(error)
    sys.exit(2)
"""


def test_what_was_recorded_survives_kills_at_any_moment(tmp_path: Path) -> None:
    result = run(20, tmp_path)
    assert result.kills == 20
    assert result.migrations == 2
    assert result.recorded > 0
    assert result.wrong == []


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    path = register(tmp_path / "register.sqlite", sighting())
    started = [
        subprocess.Popen([sys.executable, "-c", ADD, path, name, "25"], stdout=subprocess.PIPE)
        for name in ("een", "twee")
    ]
    assert [process.wait(120) for process in started] == [0, 0]
    for process in started:
        process.communicate()
    said = told(records(path)[ID])[1:]
    assert len(said) == 50
    for name in ("een", "twee"):
        own = [value for _, value in said if value.startswith(name)]
        assert own == [f"{name} {number}" for number in range(25)]


def make(path: Path, together: Barrier) -> None:
    """Make a register at the same moment as other processes; exit status 1 if that fails."""
    together.wait()
    with Register.open(path, create=True) as opened, opened.change():
        opened.add([Note(ID, "assigned", "een")], "een")


def test_processes_that_all_make_it_make_one(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    for number in range(20):
        path = tmp_path / str(number) / "register.sqlite"
        together = context.Barrier(4)
        started = [context.Process(target=make, args=(path, together)) for _ in range(4)]
        for process in started:
            process.start()
        for process in started:
            process.join(120)
        assert [process.exitcode for process in started] == [0] * 4
        assert [copy.name for copy in path.parent.iterdir()] == [path.name]
        with Register.open(path) as opened:
            assert len(opened.history()) == 4


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    path = register(tmp_path / "register.sqlite", sighting())
    room = path.stat().st_size + 8192

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = subprocess.run(
        [sys.executable, "-c", ADD, path, "x" * 200, "500"],
        capture_output=True,
        text=True,
        preexec_fn=little_room,
        timeout=120,
    )
    assert done.returncode == 2, done
    assert "register.sqlite: the register cannot be written, the disk is full or broken" in done.stdout
    said = told(records(path)[ID])[1:]
    assert 0 < len(said) < 500
    assert [value.split()[1] for _, value in said] == [str(number) for number in range(len(said))]


def test_a_register_that_cannot_be_written_is_told_before_outputs_appear(tmp_path: Path) -> None:
    """The folder of the register is a file: nothing is written, and the message names it."""
    from tests.exports import rows, write_xlsx

    export = write_xlsx(tmp_path / "export.xlsx", rows([("Veilig", "Nooit", "Nooit", "Eén of twee keer")]))
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "safetytool", "analyse", export, "--register", tmp_path / "file" / "r.sqlite",
         "--out", tmp_path / "out"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2, done
    assert "register" in done.stderr
    assert not (tmp_path / "out").exists()


def test_signals_and_register_agree(tmp_path: Path) -> None:
    from tests.exports import rows, write_xlsx

    export = write_xlsx(tmp_path / "export.xlsx", rows([("Veilig", "Nooit", "Nooit", "Eén of twee keer")]))
    subprocess.run(
        [sys.executable, "-m", "safetytool", "analyse", export, "--register", tmp_path / "r.sqlite",
         "--out", tmp_path / "out", "--quiet"],
        check=True, timeout=120,
    )  # fmt: skip
    written = json.loads((tmp_path / "out" / "signals.json").read_text(encoding="utf-8"))
    assert set(records(tmp_path / "r.sqlite")) == {signal["id"] for signal in written["signals"]}
