"""Nothing leaves the machine: no command opens a connection or starts a program of others."""

import ast
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.guard import process
from tests.guard.commands import COMMANDS, ID, Command, a_signal, prepare

GUARD = Path(process.__file__)
ROOT = GUARD.parent.parent.parent
SOURCE = ROOT / "src" / "safetytool"
FOR_THE_NETWORK = {
    "socket", "ssl", "http", "urllib", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc",
    "asyncio", "socketserver", "webbrowser", "requests", "httpx", "aiohttp",
}  # fmt: skip


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str


def guarded(folder: Path, *words: str) -> Ended:
    """Run words in a guarded process."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAFETYTOOL_")}
    environment |= {"SAFETYTOOL_DEBUG": "1", "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    done = subprocess.run(
        [sys.executable, GUARD, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[Command, Ended]:
    """How every command ended."""
    folder = tmp_path_factory.mktemp("guarded")
    prepare(folder)
    found: dict[Command, Ended] = {}
    signal_id = ""
    for command in COMMANDS:
        if ID in command.words and not signal_id:
            listed = guarded(folder, "register", "list", "--config", "board.toml", "--json")
            signal_id = a_signal(listed.out)
        found[command] = guarded(folder, *(word.format(id=signal_id) for word in command.words))
    return found


def test_no_command_reaches_for_the_network_or_starts_a_program(ended: dict[Command, Ended]) -> None:
    wrong = {command.name: done for command, done in ended.items() if done.status != 0}
    assert not wrong


def test_every_command_is_tried() -> None:
    import typer.main

    from safetytool.cli import app

    tool = typer.main.get_command(app)
    every = set()
    for name, command in tool.commands.items():  # type: ignore[attr-defined]
        every |= {f"{name} {inner}" for inner in getattr(command, "commands", {})} or {name}
    assert {" ".join(command.name.split()[:2]) for command in COMMANDS} >= every - {"items"}
    assert {"check", "analyse", "trend", "questions", "agenda", "report", "convert"} <= every


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/', timeout=1)",
        "import http.client; http.client.HTTPConnection('127.0.0.1', 9).connect()",
        "try:\n    __import__('socket').socket()\nexcept BaseException:\n    pass",
        "import pandas; pandas.read_csv('http://127.0.0.1:9/a.csv')",
    ],
)
def test_the_guard_sees_who_reaches_for_the_network(tmp_path: Path, attempt: str) -> None:
    done = guarded(tmp_path, "-c", attempt)
    assert done.status == process.NETWORK
    assert done.err.startswith("guard: ")


@pytest.mark.parametrize(
    "attempt",
    [
        "import os; os.system('true')",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import subprocess; subprocess.run(['true'])",
        "import subprocess; subprocess.run('true', shell=True)",
        "import os; os.fork()",
    ],
)
def test_the_guard_sees_who_starts_a_program(tmp_path: Path, attempt: str) -> None:
    assert guarded(tmp_path, "-c", attempt).status == process.PROGRAM


@pytest.mark.skipif(
    subprocess.run([sys.executable, GUARD, "--can-forbid"]).returncode != 0,
    reason="the kernel cannot be asked to forbid sockets here",
)
@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "import ctypes; ctypes.CDLL(None).socket(2, 1, 0)",
        "import ctypes; ctypes.CDLL(None).socket(10, 2, 0)",
        "import subprocess, sys, os\n"
        "done = subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'])\n"
        "os.kill(os.getpid(), -done.returncode)",
    ],
    ids=["python", "compiled", "compiled, IPv6", "a process that it starts"],
)
def test_the_kernel_sees_what_python_does_not_tell(tmp_path: Path, attempt: str) -> None:
    assert guarded(tmp_path, "--no-audit", "-c", attempt).status == -signal.SIGSYS


def test_the_guard_lets_ordinary_work_through(tmp_path: Path) -> None:
    work = "import subprocess, sys; print(subprocess.run([sys.executable, '-c', '']).returncode)"
    assert guarded(tmp_path, "-c", work) == Ended(0, "0\n", "")


def test_no_module_imports_what_is_for_the_network() -> None:
    modules = list(SOURCE.rglob("*.py"))
    assert len(modules) > 100
    found = [
        f"{path.name}: {name}"
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in names_of(node)
        if name.split(".")[0] in FOR_THE_NETWORK
    ]
    assert not found


def names_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
