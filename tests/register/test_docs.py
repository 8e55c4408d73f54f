"""docs/register.md is true: every command in it runs, in its order, and tables name what there is."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

from safetytool.register import schema
from safetytool.register.failures import damaged, foreign, newer
from safetytool.register.model import FREE_TEXT
from tests.conftest import Run
from tests.exports import rows, write_xlsx
from tests.register.given import records

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.S | re.M)
AFRAID = ("Veilig", "Nooit", "Vaak", "Nooit")


def commands() -> list[list[str]]:
    lines = [line for block in FENCE.findall(TEXT) for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("safetytool ")]


def test_every_command_runs_in_this_order(run: Run, at: Callable[[str], None], tmp_path: Path) -> None:
    at("2024-04-01")
    write_xlsx(tmp_path / "export-2023-2024.xlsx", rows([AFRAID, AFRAID], year="2023-2024"))
    asked = ""
    assert len(commands()) >= 18
    for words in commands():
        status, _, err = run(*[asked if word == "ID" else word for word in words])
        assert (status, err) == (0, ""), words
        if not asked:
            asked = next(
                r.id for r in records(tmp_path / "register.sqlite").values() if r.signal.tier == "ask"
            )
    record = records(tmp_path / "register.sqlite")[asked]
    assert record.state == "open"
    for kind in ("assigned", "talked_with", "learnt", "changed", "closed", "reopened"):
        said = next(entry.value for entry in record.entries if entry.kind == kind)
        assert said, kind
        assert "[" not in said, kind


def test_the_settings_in_it_are_settings(tmp_path: Path) -> None:
    from safetytool.settings import read_settings

    [block] = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
    (tmp_path / "board.toml").write_text(block, encoding="utf-8")
    assert set(read_settings(tmp_path / "board.toml")) == {"register", "keep_years"}


def test_messages_are_what_it_says() -> None:
    path = Path("r.sqlite")
    for error in (foreign(path), damaged(path, "x"), newer(path, 9, schema.VERSION)):
        words = str(error).removeprefix("r.sqlite: ")
        assert any(
            words.startswith(told) or told in words for told in re.findall(r"^\| (.+?) \|", TEXT, re.M)
        )


def test_free_text_is_what_is_masked() -> None:
    assert "except the owner" in TEXT
    assert "assigned" not in FREE_TEXT
