"""Year reports in Word, in different styles."""

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from safetytool.advisors import AdvisorReport, read_report
from tests.advisors.conftest import figures

Block = str | Sequence[Sequence[str]]


def write(path: Path, blocks: Sequence[Block]) -> Path:
    """Write paragraphs ('# ' opens a heading) and tables."""
    document = docx.Document()
    for block in blocks:
        if not isinstance(block, str):
            table = document.add_table(len(block), len(block[0]))
            for row, cells in enumerate(block):
                for column, cell in enumerate(cells):
                    table.cell(row, column).text = cell
        elif block.startswith("#"):
            marks, _, text = block.partition(" ")
            document.add_heading(text, len(marks))
        else:
            document.add_paragraph(block)
    document.save(str(path))
    return path


def reported(tmp_path: Path, *blocks: Block, **options: str) -> AdvisorReport:
    return read_report(write(tmp_path / "jaarverslag.docx", blocks), **options)


TITLE = "# Jaarverslag vertrouwenspersoon 2024-2025, Basisschool De Linde"
ALL, BULLYING, SEXUAL = ("total", "any"), ("bullying", "any"), ("sexual intimidation", "any")

STYLES: dict[str, tuple[list[Block], list[tuple[str, str, int]]]] = {
    "only that there are none": (
        [TITLE, "Er zijn dit schooljaar geen meldingen gedaan."],
        [(*ALL, 0)],
    ),
    "a total and its parts": (
        [TITLE, "Er zijn 3 meldingen gedaan.",
         "Twee meldingen gingen over pesten.", "Eén melding betrof SGG."],
        [(*BULLYING, 2), (*SEXUAL, 1)],
    ),
    "in one sentence": (
        [TITLE, "Er zijn drie meldingen gedaan: twee over pesten en één over seksuele intimidatie."],
        [(*BULLYING, 2), (*SEXUAL, 1)],
    ),
    "a bulleted list": (
        [TITLE, "Aard van de meldingen", "Pesten: 2", "Seksuele intimidatie: 1"],
        [(*BULLYING, 2), (*SEXUAL, 1)],
    ),
    "a table": (
        [TITLE, [["Aard", "Aantal"], ["Pesten", "2"], ["SGG", "1"], ["Totaal", "3"]]],
        [(*BULLYING, 2), (*SEXUAL, 1)],
    ),
    "a table and text that repeats it": (
        [TITLE, "Er zijn 3 meldingen gedaan.", [["Aard", "Aantal"], ["Pesten", "2"], ["SGG", "1"]]],
        [(*BULLYING, 2), (*SEXUAL, 1)],
    ),
    "cases in a table": (
        [TITLE,
         [["Datum", "Melder", "Over", "Categorie"], ["3-10-2024", "ouder", "leerkracht", "kleineren"]]],
        [("psychological violence", "staff", 1)],
    ),
    "labels in front": (
        ["Jaarverslag vertrouwenspersoon", "School: De Linde", "Schooljaar: 2024-2025",
         "Ik heb dit jaar 2 meldingen ontvangen."],
        [(*ALL, 2)],
    ),
    "a table of labels": (
        [[["School", "De Linde"], ["Schooljaar", "2024-2025"]],
         "Er is één melding gedaan over een leerkracht."],
        [("total", "staff", 1)],
    ),
    "other years and subjects": (
        [TITLE, "Vorig jaar waren het er 4.", "In 2023-2024 waren er 5 meldingen.",
         "De vertrouwenspersoon gaf 2 trainingen over pesten.",
         "Er is 1 klacht ingediend bij de klachtencommissie.",
         "Er is dit schooljaar één melding gedaan."],
        [(*ALL, 1)],
    ),
    "negation": (
        [TITLE, "Geen enkele melding ging over pesten.", "Niet alle 3 meldingen zijn afgehandeld."],
        [(*BULLYING, 0)],
    ),
    "an English report": (
        ["# Annual report of the confidential advisor 2024-2025, Oak Primary School",
         "We received two reports about bullying."],
        [(*BULLYING, 2)],
    ),
    "English cases": (
        ["# Report 2024-2025, Oak Primary School",
         [["Reported by", "About", "Category", "Count"], ["parent", "teacher", "sexual harassment", "1"]]],
        [("sexual intimidation", "staff", 1)],
    ),
    "a comparison of years": (
        [TITLE, [["Aard", "Aantal"], ["Pesten", "2"]],
         [["Aard", "2023-2024", "2024-2025"], ["Pesten", "1", "2"]]],
        [(*BULLYING, 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_year_reports(tmp_path: Path, style: str) -> None:
    blocks, expected = STYLES[style]
    report = reported(tmp_path, *blocks)
    rows = report.rows[(report.rows["kind"] != "total") & (report.rows["school_year"] == "2024-2025")]
    assert [tuple(row) for row in rows[["category", "about", "count"]].itertuples(index=False)] == expected
    assert not report.disagreements


def test_text_that_differs_from_the_table(tmp_path: Path) -> None:
    report = reported(tmp_path, TITLE, "Er zijn 4 meldingen gedaan.", [["Aard", "Aantal"], ["Pesten", "3"]])
    assert figures(report, "category", "count") == [("bullying", 3), ("total", 1)]
    (found,) = report.disagreements
    assert (found.stated, found.summed, found.sheet) == (4, 3, "text")


def test_reports_of_which_the_text_tells_no_more(tmp_path: Path) -> None:
    """Running text need not tell of every report what it was about: nothing disagrees."""
    report = reported(tmp_path, TITLE, "Er zijn vijf meldingen gedaan, waarvan twee over pesten.")
    assert figures(report, "category", "count", "kind") == [
        ("bullying", 2, "count"), ("total", 3, "remainder"),
    ]  # fmt: skip
    assert not report.disagreements
    assert any("3 more counted" in note for note in report.notes)


def test_a_total_that_is_told_twice_is_one_total(tmp_path: Path) -> None:
    table = [["Aard", "Aantal"], ["Pesten", "2"], ["SGG", "1"]]
    same = "Er zijn 3 meldingen gedaan.", "In totaal waren er dit jaar 3 meldingen."
    report = reported(tmp_path, TITLE, *same, table)
    assert sum(count for (count,) in figures(report, "count")) == 3
    assert not report.disagreements
    more = reported(tmp_path, TITLE, *(text.replace("3", "4") for text in same), table)
    assert sum(count for (count,) in figures(more, "count")) == 4
    assert [(d.stated, d.summed) for d in more.disagreements] == [(4, 3)]


def test_a_text_beside_the_tables_of_two_advisors(tmp_path: Path) -> None:
    report = reported(
        tmp_path, TITLE, "Er zijn 5 meldingen gedaan.",
        "# Interne vertrouwenspersoon", [["Aard", "Aantal"], ["Pesten", "2"], ["SGG", "1"]],
        "# Externe vertrouwenspersoon", [["Aard", "Aantal"], ["Pesten", "1"]],
    )  # fmt: skip
    assert sum(count for (count,) in figures(report, "count")) == 5
    assert figures(report, "category", "count", kind="remainder") == [("total", 1)]
    assert [(d.stated, d.summed) for d in report.disagreements] == [(5, 4)]


def test_a_school_a_heading(tmp_path: Path) -> None:
    report = reported(
        tmp_path, "# Jaarverslag 2024-2025", "## OBS De Berk", "Er zijn 2 meldingen gedaan.",
        "## OBS De Els", "Er zijn geen meldingen gedaan.",
    )  # fmt: skip
    assert figures(report, "school", "school_year", "count") == [
        ("OBS De Berk", "2024-2025", 2),
        ("OBS De Els", "2024-2025", 0),
    ]


def test_what_is_not_certain_is_listed(tmp_path: Path) -> None:
    report = reported(tmp_path, TITLE, "Er waren ongeveer 3 meldingen.", "De school ligt in een park.")
    assert report.rows.empty
    assert list(report.listed["text"]) == ["Er waren ongeveer 3 meldingen."]
    assert list(report.listed["row"]) == [2]
    assert report.rows_in == 1
