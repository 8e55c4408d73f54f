"""What goes wrong at night: kill -9, a full disk, a bare environment. With real processes."""

import shutil
import stat
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from benchmarks.kills import measure

from safetytool.unattended import is_current, write_current
from tests.unattended.processes import SOURCE, WRITE, run, start

DIES = """
import os, signal, sys
from pathlib import Path
from safetytool.unattended import RunLock, write_current
left = int(sys.argv[2])
def count(real):
    def counted(*arguments, **more):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)
    return counted
for name in ("open", "fsync", "mkdir", "replace", "link", "unlink"):
    setattr(os, name, count(getattr(os, name)))
with RunLock(Path(sys.argv[1])):
    write_current(Path(sys.argv[1]), "new", {name: b"new" * 5000 for name in ("a", "b", "c")})
print("alive")
"""
OLD, NEW = (dict.fromkeys("abc", text * 5000) for text in (b"old", b"new"))


def seen(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def times(folder: Path) -> dict[str, int]:
    return {
        path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.name != ".safetytool.lock"
    }


def hidden(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith(".")}


@cache
def may(*prefix: str) -> bool:
    """Whether this system allows what a test needs."""
    return (
        bool(shutil.which(prefix[0]))
        and not subprocess.run([*prefix, "true"], capture_output=True).returncode
    )


def test_killed_at_random_moments() -> None:
    found = measure("safetytool", 25)
    assert found.keys() <= {"mixed", "left over"}
    assert found["left over"] > 0, "no kill fell while something was being written"


def test_the_same_kills_tear_what_is_written_naively() -> None:
    assert measure("naive writer", 8)["torn"] > 0


def test_killed_at_every_step(tmp_path: Path) -> None:
    """Before each call that changes something on disk, from the first to the last."""
    states: Counter[str] = Counter()
    for step in range(1, 100):
        folder = tmp_path / str(step)
        write_current(folder, "old", OLD)
        done = run(DIES, folder, step)
        if done.stdout == "alive\n":
            break
        assert done.returncode == -9, done.stderr
        left = seen(folder)
        assert set(left) == set("abc")
        assert all(left[name] in (OLD[name], NEW[name]) for name in left)
        assert is_current(folder, "old", "abc") is (left == OLD)
        assert left == NEW or not is_current(folder, "new", "abc")
        states["old" if left == OLD else "new" if left == NEW else "mixed"] += 1
        write_current(folder, "next", NEW)
        assert hidden(folder) <= {".safetytool.lock", ".safetytool-report.json"}
    else:
        pytest.fail("the run never came to its end")
    assert states["old"] > 5
    assert states["mixed"] >= 2
    assert states["new"] > 1


def test_a_run_that_lives_keeps_its_files(tmp_path: Path) -> None:
    """Another command that writes here meanwhile does not clean up what is still in use."""
    slow = """
import os, sys, time
from pathlib import Path
from safetytool.write.files import write_all
fsync = os.fsync
def late(handle):
    print("writing", flush=True)
    time.sleep(1)
    fsync(handle)
os.fsync = late
write_all(Path(sys.argv[1]), {"slow": b"slow"})
"""
    with start(slow, tmp_path) as process:
        assert len(list(tmp_path.glob(".*.part"))) == 1
        write_current(tmp_path, "key", {"fast": b"fast"})
        assert process.wait(60) == 0
    assert seen(tmp_path) == {"slow": b"slow", "fast": b"fast"}
    assert hidden(tmp_path) == {".safetytool-report.json"}


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """A limit on the size of files breaks off a write halfway, as a full disk does."""
    write_current(tmp_path, "old", OLD)
    script = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
exec(sys.argv.pop(1))
"""
    done = run(script, WRITE, tmp_path, "x" * 100)
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert "nothing was written" in done.stderr
    assert seen(tmp_path) == OLD
    assert is_current(tmp_path, "old", "abc")
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.skipif(not may("unshare", "-rm"), reason="this system does not let a test mount a disk")
def test_a_full_disk(tmp_path: Path) -> None:
    """A disk of 300 kB that holds an earlier report, and no room for the next."""
    script = """
import contextlib, subprocess, sys
from pathlib import Path
disk = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "none", disk], check=True)
folder = disk / "out"
def write(text):
    done = subprocess.run([sys.executable, "-c", sys.argv[2], folder, text], capture_output=True, text=True)
    print(done.returncode, (done.stdout or done.stderr.replace(str(disk), "")).strip())
    print(sorted((path.name, path.stat().st_size) for path in folder.glob("report.*")))
    print([path.name for path in folder.glob(".*.part")])
write("a" * 100)
write("b" * 200)
with contextlib.suppress(OSError):
    (disk / "rest").write_bytes(bytes(1_000_000))  # to its last byte
write("a" * 100)
"""
    done = run(script, tmp_path, WRITE, prefix=("unshare", "-rm"))
    assert done.returncode == 0, done.stderr
    small = "[('report.html', 100), ('report.pdf', 100000)]"
    assert done.stdout.splitlines() == [
        "0 written", small, "[]",
        "2 /out: The disk is full: nothing was written. Make room, or choose another --out.", small, "[]",
        "0 nothing new", small, "[]",
    ]  # fmt: skip


@pytest.mark.skipif(not may("unshare", "-rm"), reason="this system does not let a test mount a disk")
def test_an_installation_that_cannot_be_written_in(tmp_path: Path) -> None:
    copy = tmp_path / "installed"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    command = (
        'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && ! touch "$1/x" 2>/dev/null && cd / && '
    )
    command += 'exec env -i PYTHONPATH="$1" LC_ALL=C "$2" -c "$3" "$4" é'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", command, "-", copy, sys.executable, WRITE, tmp_path / "out"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("written\n", "", 0)
    assert not list(copy.rglob("__pycache__"))


@pytest.mark.parametrize("locale", ["C", "POSIX", "nl_NL.ISO-8859-1", "missing"])
def test_a_bare_environment(tmp_path: Path, locale: str) -> None:
    """As cron starts it: no HOME, no terminal, no locale, nothing to read from or to write to."""
    folder = tmp_path / "bestuur Noordwijk é"
    command = 'umask 000; exec "$0" "$@" <&- >&- 2>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, "-c", WRITE, folder, "é"],
        env={"PYTHONPATH": str(SOURCE), "LANG": locale},
        cwd="/",
        timeout=60,
    )
    assert done.returncode == 0
    assert seen(folder) == {"report.pdf": "é".encode() * 1000, "report.html": "é".encode()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_second_run_touches_nothing(tmp_path: Path) -> None:
    assert run(WRITE, tmp_path, "x").stdout == "written\n"
    before = times(tmp_path)
    assert run(WRITE, tmp_path, "x").stdout == "nothing new\n"
    assert times(tmp_path) == before
    assert len(before) == 3
