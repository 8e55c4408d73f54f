"""Advisors' reports on their way to the counts: each once, and none of them lost."""

from pathlib import Path

from safetytool.advisors import read_report
from safetytool.tidy import tidy
from safetytool.tidy.model import Evidence
from tests.advisors.conftest import Rows, write_workbook
from tests.tidy.inputs import BANK

HEAD = ["Categorie", "Over wie", "Aantal"]


def evidence(path: Path, sheets: dict[str, Rows] | Rows) -> Evidence:
    report = read_report(write_workbook(path / "a.xlsx", sheets), school="X", year="2024-2025")
    return tidy([], BANK, reports=[report])


def counted(said: Evidence) -> list[tuple[str, str, int, bool]]:
    rows = said.reports.rows[["category", "about", "count", "side"]]
    return [tuple(row) for row in rows.itertuples(index=False)]  # type: ignore[misc]


def differences(said: Evidence) -> list[str]:
    return [warning for warning in said.warnings if "is in no export" not in warning]


def test_two_reports_of_which_one_is_about_staff_are_two_and_no_warning(tmp_path: Path) -> None:
    said = evidence(tmp_path, [HEAD, ["seksueel misbruik", "alle", 2], ["seksueel misbruik", "docent", 1]])
    assert counted(said) == [("sexual abuse", "staff", 1, False), ("sexual abuse", "unknown", 1, False)]
    assert differences(said) == []
    assert any("1 more counted as not specified" in note for note in said.notes)


def test_a_disagreement_is_warned_of_and_the_larger_figure_counts(tmp_path: Path) -> None:
    said = evidence(tmp_path, [["Categorie", "Aantal"], ["pesten", 2], ["SGG", 1], ["Totaal", 4]])
    assert sum(count for *_, count, side in counted(said) if not side) == 4
    (warning,) = differences(said)
    assert "all categories is stated as 4, and its parts add up to 3" in warning
    assert warning.endswith("the parts were counted, and 1 more as not specified further.")
    assert list(said.reports.disagreements["stated"]) == [4]


def test_a_total_below_its_parts_is_warned_of_and_the_parts_count(tmp_path: Path) -> None:
    said = evidence(tmp_path, [["Categorie", "Aantal"], ["pesten", 2], ["SGG", 1], ["Totaal", 2]])
    assert sum(count for *_, count, side in counted(said) if not side) == 3
    (warning,) = differences(said)
    assert warning.endswith("its parts add up to 3; the parts were counted.")


def test_staff_of_whom_only_a_second_table_tells_are_heard_beside_those_of_the_first(tmp_path: Path) -> None:
    said = evidence(
        tmp_path,
        {
            "Meldingen": [HEAD, ["SGG", "docent", 1], ["pesten", "onbekend", 2], ["pesten", "leerling", 1]],
            "Over wie": [["Over wie", "Aantal"], ["leerling", 2], ["docent", 2]],
        },
    )
    assert sum(count for *_, count, side in counted(said) if not side) == 4
    assert [(about, count) for _, about, count, side in counted(said) if side] == [("staff", 1)]


def test_where_as_many_are_about_nobody_named_as_are_missing_they_are_about_staff(tmp_path: Path) -> None:
    said = evidence(
        tmp_path,
        {
            "Meldingen": [HEAD, ["pesten", "leerling", 1], ["seksueel misbruik", "onbekend", 1]],
            "Over wie": [["Over wie", "Aantal"], ["leerling", 1], ["docent", 1]],
        },
    )
    assert counted(said) == [("bullying", "pupil", 1, False), ("sexual abuse", "staff", 1, False)]
