"""Boards for the tests of the report: the sample board, and one with counts that are told apart anywhere."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from safetytool.bank.model import Language
from safetytool.commands.report import Made, Wanted, make_report
from safetytool.disclosure import Rule
from safetytool.report.config import BoardConfig, Version, read_config
from safetytool.report.gather import find_files
from tests.exports import rows, write_csv

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
SAFE, UNSAFE = "Veilig", "Onveilig"
THRESHOLD = 100
"""High, so that protected counts are large and unlike anything else that stands in a report."""
CONCERNS = {"12AB00": (61, 131, 67), "34CD00": (113, 73, 79), "56EF00": (127, 149, 137)}
"""School -> how many feel unsafe, are bullied, and are afraid of an adult: many under the threshold."""
PUPILS = 500


def board_toml(folder: Path, exports: str, more: str = "") -> Path:
    """Write a board.toml."""
    file = folder / "board.toml"
    file.write_text(
        f'[board]\nname = "Stichting De Proef"\nexports = ["{exports}"]\n{more}', encoding="utf-8"
    )
    return file


def distinct(folder: Path, year: str = "2024-2025") -> Path:
    """Write three schools of 500 pupils, and the board.toml of their board."""
    table = rows([], pupils=0)
    for school, counts in CONCERNS.items():
        unsafe, bullied, afraid = counts
        answers = [
            (
                UNSAFE if i < unsafe else SAFE,
                "Wekelijks" if i < bullied else "Nooit",
                "Soms" if i < afraid else "Nooit",
                "Nooit",
            )
            for i in range(PUPILS)
        ]
        table += [
            [f"{school}{row[0]}", *row[1:]]
            for row in rows(answers, pupils=PUPILS, school=school, year=year)[1:]
        ]
    write_csv(folder / f"export-{year}.csv", table)
    return board_toml(folder, "export-*.csv", f"[disclosure]\nthreshold = {THRESHOLD}\n")


def made(file: Path, version: Version = "board", language: Language = "nl", **changed: object) -> Made:
    """Make the report of a board.toml."""
    config: BoardConfig = replace(read_config(file), version=version, **changed)  # type: ignore[arg-type]
    wanted = Wanted(config, file.parent / "out", language)
    return make_report(wanted, find_files(config))


@cache
def sample(version: Version = "board", language: Language = "nl") -> Made:
    """The report of the sample board; made once."""
    config = BoardConfig(
        file=SAMPLES / "board.toml",
        board="Stichting Het Verzonnen Veld",
        exports=("peilboog-*.xlsx", "stemgeluid-*"),
        advisors=("vertrouwenspersoon-*",),
        schools=SAMPLES / "schools.xlsx",
        listed=(),
        profile=None,
        version=version,
        formats=("pdf", "html", "xlsx"),
        name="report",
        year=None,
        rule=Rule(),
        earlier=(),
    )
    return make_report(Wanted(config, Path("/nowhere"), language), find_files(config))
