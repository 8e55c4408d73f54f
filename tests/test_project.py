"""What the project says about itself is true: its documents, its files, its licence."""

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOL = Path(sys.executable).parent / "safetytool"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/samples/*.md")])
DEMO = re.compile(r"<!-- demo -->\n```text\n(.*?)```\n<!-- /demo -->", re.S)
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.S | re.M)
GROUPS = ("register",)
"""Commands that have commands of their own."""
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")

# Written in two halves, so that this file does not contain them itself.
OF_ONE_MACHINE = [
    "/" + folder
    for folder in ("work/main", "work/shared", "root/", "opt/wheels", "tmp/w", "tmp/brief", "home/")
] + [host + tail for host, tail in (("pypi.", "org"), ("pythonhosted.", "org"), ("registry.npmjs", ".org"))]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def command_lines(path: Path) -> list[str]:
    """The lines in code blocks that call the tool."""
    lines = [line for block in FENCE.findall(path.read_text(encoding="utf-8")) for line in block.splitlines()]
    calls = (line.strip().removeprefix("$ ") for line in lines)
    return [line for line in calls if line.startswith("safetytool ")]


@cache
def help_of(*command: str) -> str:
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [TOOL, *command, "--help"], capture_output=True, text=True, check=True, env=environment, timeout=60
    )
    return done.stdout


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_commands_in_documents_exist(path: Path) -> None:
    for line in command_lines(path):
        command, *rest = shlex.split(line, comments=True)[1:]
        if command.startswith("-"):
            assert command in help_of(), line
            continue
        assert re.search(rf"^\W*{command}\b", help_of(), re.M), line
        called = (command,)
        if command in GROUPS and rest:
            called = (command, rest[0])
            assert re.search(rf"^\W*{rest[0]}\b", help_of(command), re.M), line
        for option in (word.split("=")[0] for word in rest if word.startswith("-")):
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", help_of(*called)), line


def test_the_readme_shows_the_two_commands() -> None:
    assert {"safetytool check export.xlsx", "safetytool analyse export.xlsx"} <= set(
        command_lines(ROOT / "README.md")
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    assert not [
        link for link in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()
    ]


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_make_targets_in_documents_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    blocks = FENCE.findall(path.read_text(encoding="utf-8"))
    named = {word for block in blocks for word in re.findall(r"^make ([a-z-]+)", block, re.M)}
    assert named <= targets


def test_the_demo_in_the_readme_is_what_the_demo_prints(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    dry_run = subprocess.run(
        ["make", "-n", "--no-print-directory", "-o", ".venv/installed", "demo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
    )
    _, *arguments = shlex.split(dry_run.stdout.replace("\\\n", " "))
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(
        [TOOL, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=True,
    )
    shown = DEMO.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown is not None
    assert shown[1].rstrip() == "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip("\n")


def test_no_file_speaks_of_one_machine_or_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    files = [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    assert len(files) > 50
    found = [
        f"{relative(file)}: {words}"
        for file in files
        for words in OF_ONE_MACHINE
        if words.encode() in file.read_bytes()
    ]
    assert not found


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert re.findall(r"^(\d+)\. [A-Z]", text, re.M) == [str(article) for article in range(1, 16)]
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text.splitlines()[0]
    assert text.endswith("require the production of a new\nEUPL version.\n")
    assert len(text.split()) == 2237


def test_every_detector_is_described_with_its_sources() -> None:
    from safetytool.analysis import DETECTORS

    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    for detect in DETECTORS:
        name = detect.__module__.rsplit(".", 1)[-1]
        assert f"| `{name}` |" in text
        assert detect.__doc__
