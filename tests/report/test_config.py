"""board.toml: what is read, what is refused and where, and that the example is one."""

from pathlib import Path

import pytest

from safetytool.errors import InputError
from safetytool.report.config import BoardConfig, read_config
from safetytool.report.example import example
from safetytool.settings import read_settings

LEAST = '[board]\nexports = ["*.xlsx"]\n'


def read(folder: Path, text: str) -> BoardConfig:
    file = folder / "board.toml"
    file.write_text(text, encoding="utf-8")
    return read_config(file)


def test_what_is_left_out_has_a_safe_default(tmp_path: Path) -> None:
    config = read(tmp_path, LEAST)
    assert (config.version, config.formats, config.rule.threshold, config.rule.method) == (
        "board",
        ("pdf", "html", "xlsx"),
        5,
        "suppress",
    )
    assert (config.year, config.schools, config.listed, config.earlier) == (None, None, (), ())


def test_everything_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "monitor.toml").touch()
    config = read(
        tmp_path,
        """
        [board]
        name = "Stichting De Ark"
        exports = "exports/*.csv"
        advisors = ["advisors/*"]
        profile = "monitor.toml"
        [report]
        version = "working_group"
        formats = ["xlsx", "pdf"]
        name = "veiligheid-{year}-{lang}"
        year = "24/25"
        [disclosure]
        threshold = 10
        method = "band"
        earlier = ["sent/published-2023-2024.csv"]
        [[school]]
        id = "12ab 00"
        name = "De  Ark"
        sector = "po"
        pupils = 210
        """,
    )
    assert config.exports == ("exports/*.csv",)
    assert config.profile == str(tmp_path / "monitor.toml")
    assert (config.version, config.formats, config.year) == ("working_group", ("pdf", "xlsx"), "2024-2025")
    assert (config.rule.threshold, config.rule.method) == (10, "band")
    assert config.earlier == (tmp_path / "sent/published-2023-2024.csv",)
    (school,) = config.listed
    assert (school.id, school.name, school.pupils, school.staff) == ("12AB00", "De Ark", 210, None)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[board]\nexport = ["a"]\n', 2, "Did you mean 'exports'"),
        ("[board]\nname = 'x'\n", 1, "'exports' is missing"),
        ("[board]\nexports = [1]\n", 2, "Give a list of texts"),
        ('[board]\nexports = ["a"]\nschools = "gone.xlsx"\n', 3, "is no file"),
        (LEAST + '[report]\nversion = "everyone"\n', 4, "Give one of board, working_group"),
        (LEAST + '[report]\nformats = ["docx"]\n', 4, "any of pdf, html, xlsx"),
        (LEAST + "[report]\nformats = []\n", 4, "any of pdf, html, xlsx"),
        (LEAST + '[report]\nname = "../{year}"\n', 4, "without a folder"),
        (LEAST + '[report]\nname = "{school}"\n', 4, "Only {lang}, {version}, {year}"),
        (LEAST + '[report]\nname = "{year"\n', 4, "Give a file name"),
        (LEAST + '[report]\nyear = "2024"\n', 4, "Give a school year"),
        (LEAST + "[disclosure]\nthreshold = 2\n", 4, "3 or more"),
        (LEAST + "[disclosure]\nthreshold = true\n", 4, "3 or more"),
        (LEAST + '[disclosure]\nmethod = "blur"\n', 4, "suppress, round, band"),
        (LEAST + '[[school]]\nid = "12AB00"\n[[school]]\nname = ""\n', 5, "has no 'id'"),
        (LEAST + '[[school]]\nid = "12AB00"\n[[school]]\nid = "12ab00"\n', 6, "stands there twice"),
        (LEAST + '[[school]]\nid = "12AB00"\nsector = "mbo"\n', 5, "Give one of po"),
        (LEAST + '[[school]]\nid = "12AB00"\npupils = -1\n', 5, "whole number of people"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(InputError) as refused:
        read(tmp_path, text)
    assert says in str(refused.value)
    assert refused.value.place.row == line


def test_a_register_and_a_list_of_schools_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "schools.csv").touch()
    with pytest.raises(InputError, match="Keep one of them"):
        read(tmp_path, LEAST + 'schools = "schools.csv"\n[[school]]\nid = "12AB00"\n')


def test_the_example_is_read_by_the_report_and_by_every_other_command(tmp_path: Path) -> None:
    file = tmp_path / "board.toml"
    file.write_bytes(example())
    config = read_config(file)
    assert config.rule.threshold == 5
    assert read_settings(file)["lang"] == "nl"


def test_what_is_off_in_the_example_can_be_turned_on(tmp_path: Path) -> None:
    for name in ("schools.xlsx", "monitor.toml"):
        (tmp_path / name).touch()
    lines = example().decode().splitlines()
    on = [line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in lines]
    text = "\n".join(line for line in on if not line.startswith("schools = "))
    config = read(tmp_path, text)
    assert config.listed
    assert config.year == "2024-2025"
    assert config.earlier
    assert {"budget_ask", "fail_on"} <= set(read_settings(tmp_path / "board.toml"))
