"""What all tests share."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from safetytool.cli import main
from safetytool.masking import mask, second_look

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Run:
    """Run the tool in an empty folder; returns exit status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SAFETYTOOL_")]:
        monkeypatch.delenv(name)

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["safetytool", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capsysbinary.readouterr()
        return int(stopped.value.code or 0), out.decode(), err.decode()

    return call


@pytest.fixture
def without_deduce(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mask with the built-in masking alone: it must be enough, and `deduce` takes seconds to start."""
    monkeypatch.setattr(second_look, "_deduce", lambda: None)
    mask.cache_clear()
