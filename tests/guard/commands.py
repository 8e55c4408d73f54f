"""Every command, in an order in which each finds what it needs, on small files of every format."""

import json
from dataclasses import dataclass
from pathlib import Path

import docx
import pandas as pd
import xlwt

from tests.exports import rows, write_csv, write_xlsx
from tests.report.boards import board_toml

TOUCHED = ("Veilig", "Nooit", "Nooit", "Eén of twee keer")
AFRAID = ("Onveilig", "Wekelijks", "Soms", "Nooit")
REPORT = (
    ("School", "Schooljaar", "Melder", "Over", "Categorie", "Aantal"),
    ("99XA00", "2024-2025", "leerling", "personeel", "seksuele intimidatie", "1"),
)
AGENDA = """
[agenda]
start = 2025-08-25
end = 2026-07-10
holidays = [{ name = "Kerst", from = 2025-12-20, to = 2026-01-04 }]
"""
EVERY_YEAR = ("2022-2023.csv", "2023-2024.parquet", "2024-2025.xlsx")
SIGNALS = "out/deep/signals.json"
ID = "{id}"
"""Stands for a signal of the register."""


@dataclass(frozen=True)
class Command:
    """One call; `{id}` in it is a signal that the calls before it put in the register."""

    name: str
    words: tuple[str, ...]


def _register(name: str, *words: str) -> Command:
    return Command(f"register {name}", ("register", name, *words, "--config", "board.toml"))


COMMANDS = (
    Command("items", ("items",)),
    Command("check", ("check", *EVERY_YEAR, "old.xls", "--out", "checked")),
    Command("profile", ("profile", "2024-2025.xlsx", "--out", "profiles/draft.toml")),
    Command("convert", ("convert", "2024-2025.xlsx", "--out", "converted/all.parquet")),
    Command(
        "analyse",
        (
            "analyse", "2024-2025.xlsx", "--previous", "2022-2023.csv", "--previous", "2023-2024.parquet",
            "--advisor", "report.docx", "--advisor", "report.csv", "--schools", "schools.xlsx",
            "--config", "board.toml", "--out", "out/deep", "--verbose",
        ),
    ),
    Command("analyse json", ("analyse", "old.xls", "--out", "out/old", "--json")),
    Command("trend", ("trend", *EVERY_YEAR, "--advisor", "report.csv", "--out", "trend")),
    Command("questions", ("questions", SIGNALS, "--out", "questions")),
    Command("questions xlsx", ("questions", SIGNALS, "--format", "xlsx", "--out", "questions")),
    Command("questions md", ("questions", SIGNALS, "--format", "md", "--out", "questions")),
    Command("agenda", ("agenda", SIGNALS, "--config", "board.toml", "--out", "agenda")),
    Command("report", ("report", "--config", "board.toml", "--out", "report")),
    _register("list"),
    _register("show", ID),
    _register("answer", ID, "--owner", "IB'er", "--learnt", "Gym is te druk"),
    _register("close", ID, "--why", "De afspraak werkt"),
    _register("reopen", ID, "--why", "Het is er nog"),
    _register("due"),
    _register("numbers"),
    _register("export", "--format", "xlsx", "--out", "exported"),
    _register("export", "--format", "csv", "--out", "exported"),
    _register("export", "--format", "parquet", "--out", "exported"),
    _register("import", "questions/questions.xlsx", "--skip"),
    _register("check"),
    _register("purge", "--years", "5"),
)  # fmt: skip


def prepare(folder: Path) -> None:
    """Write the inputs of `COMMANDS`."""
    table = rows([AFRAID, AFRAID, TOUCHED], year="2024-2025")
    write_xlsx(folder / "2024-2025.xlsx", table)
    write_csv(folder / "2022-2023.csv", rows([AFRAID], year="2022-2023"))
    header, *body = rows([AFRAID, AFRAID], year="2023-2024")
    pd.DataFrame(body, columns=header).to_parquet(folder / "2023-2024.parquet")
    book = xlwt.Workbook()
    sheet = book.add_sheet("Leerlingen")
    for i, row in enumerate(table):
        for j, cell in enumerate(row):
            sheet.write(i, j, cell)
    book.save(str(folder / "old.xls"))
    write_csv(folder / "report.csv", REPORT)
    document = docx.Document()
    document.add_heading("Vertrouwenspersoon 99XA00, 2024-2025")
    grid = document.add_table(len(REPORT), len(REPORT[0]))
    for i, line in enumerate(REPORT):
        for j, text in enumerate(line):
            grid.cell(i, j).text = text
    document.save(str(folder / "report.docx"))
    write_xlsx(
        folder / "schools.xlsx",
        [["School", "Naam", "Sector", "Leerlingen"], ["99XA00", "De Proef", "po", 25]],
    )
    board_toml(folder, "20*.*", f'[settings]\nregister = "kept/register.sqlite"\n{AGENDA}')


def a_signal(listed: str) -> str:
    """The id of the first signal in what `register list --json` prints."""
    return str(json.loads(listed)["signals"][0]["id"])
