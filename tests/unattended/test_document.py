"""docs/cron.md: its commands exist, and what can be checked here of its files is right."""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from safetytool.unattended.lock import LOCK, OWNER
from safetytool.unattended.state import STATE
from safetytool.write.files import ABANDONED_AFTER

TEXT = (Path(__file__).parent.parent.parent / "docs" / "cron.md").read_text(encoding="utf-8")
TOOL = Path(sys.executable).parent / "safetytool"
UNITS = re.findall(r"^`/etc/systemd/system/(\S+)`.*?\n```ini\n(.*?)^```", TEXT, re.S | re.M)


def test_every_option_exists() -> None:
    calls = re.findall(r"(?:safetytool(?:\.exe\\?\")? |<Arguments>)report (--.*?)(?:\|\||<|\"|$)", TEXT, re.M)
    assert len(calls) == 7
    options = {word for call in calls for word in call.split() if word.startswith("--")}
    options |= set(re.findall(r"^\| `(--[a-z-]+)", TEXT, re.M))
    shown = subprocess.run([TOOL, "report", "--help"], capture_output=True, text=True, check=True).stdout
    assert {option for option in options if not re.search(rf"{option}\b", shown)} == set()
    assert len(options) == 9


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_units_are_right(tmp_path: Path) -> None:
    assert [name for name, _ in UNITS] == [
        "safetytool-report.service",
        "safetytool-report.timer",
        "safetytool-report-failed.service",
    ]
    for name, text in UNITS:
        # The program need not be installed in that folder here.
        (tmp_path / name).write_text(text.replace("/opt/safetytool/bin/safetytool", str(TOOL)))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name, _ in UNITS)],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    assert not [line for line in done.stderr.splitlines() if "safetytool" in line], done.stderr
    times = re.findall(r"^OnCalendar=(.*)", TEXT, re.M)
    assert times
    subprocess.run(["systemd-analyze", "calendar", *times], check=True, capture_output=True)


def test_the_crontab_line_is_a_line_of_a_shell() -> None:
    [line] = re.findall(r"^30 6 \* \* 1-5  (.*)", TEXT, re.M)
    assert "%" not in line
    program, rest = line.split(" ", 1)
    done = subprocess.run(
        ["/bin/sh", "-c", f"false {rest}"], capture_output=True, text=True, env={}, check=True
    )
    assert program.startswith("/")
    assert done.stdout == "safetytool report ended with status 1; see report.log\n"


def test_the_task_is_well_formed() -> None:
    [text] = re.findall(r"^```xml\n(.*?)^```", TEXT, re.S | re.M)
    task = ET.fromstring(text.encode("utf-16"))  # noqa: S314 - our own
    assert task.tag.endswith("}Task")


def test_what_the_tool_keeps_for_itself_is_named() -> None:
    assert all(f"| `{name}` |" in TEXT for name in (LOCK, OWNER, STATE))
    assert f"{ABANDONED_AFTER // 3600} hours old" in TEXT
