"""Published figures of no school, beside the reports of schools."""

from collections.abc import Sequence
from pathlib import Path

from safetytool.advisors import read_report
from safetytool.counting import count
from safetytool.tidy import tidy
from safetytool.tidy.model import FIGURES, Evidence
from tests.exports import write_csv
from tests.tidy.inputs import BANK

PUBLISHED = Path(__file__).parent.parent / "data" / "figures" / "vertrouwensinspecteurs.csv"
HEAD = ["school_year", "sector", "category", "about", "unit", "count", "source"]


def evidence(*paths: Path, for_trend: bool = True) -> Evidence:
    return tidy([], BANK, reports=[read_report(path) for path in paths], for_trend=for_trend)


def figures(path: Path, *rows: Sequence[object]) -> Path:
    return write_csv(path, [HEAD, *rows], separator=",")


def test_the_inspectorates_figures() -> None:
    said = evidence(PUBLISHED)
    assert list(said.figures.columns) == FIGURES
    assert len(said.figures) == 42
    assert set(said.figures["sector"]) == {"", "po", "vo"}
    own = said.figures[
        (said.figures["school_year"] == "2022-2023") & (said.figures["category"] == "sexual abuse")
    ]
    assert list(zip(own["about"], own["count"], own["unit"], own["kind"], strict=True)) == [
        ("any", 152, "files", "total"),
        ("staff", 91, "files", "count"),
    ]
    assert set(own["file"]) == {PUBLISHED.name}
    assert (
        own["source_text"].iloc[0] == "Inspectorate of Education, Dossiers vertrouwensinspecteurs 2022-2023"
    )


def test_the_categories_of_2022_2023_add_up_to_another_number() -> None:
    told = evidence(PUBLISHED).figure_disagreements.to_dict("records")
    assert told == [
        {
            "school_year": "2022-2023",
            "sector": "",
            "category": "total",
            "about": "any",
            "unit": "files",
            "what": "all categories",
            "stated": 2152,
            "summed": 2153,
            "file": PUBLISHED.name,
        }
    ]


def test_only_a_trend_uses_them() -> None:
    assert any("were not counted" in warning for warning in evidence(PUBLISHED, for_trend=False).warnings)
    assert evidence(PUBLISHED).warnings == ()


def test_they_are_no_reports_of_a_school(tmp_path: Path) -> None:
    school = write_csv(
        tmp_path / "ark.csv",
        [
            ["school", "school year", "category", "about", "count"],
            ["De Ark", "2022-2023", "bullying", "pupil", 2],
        ],
    )
    said = evidence(PUBLISHED, school)
    assert set(said.reports.rows["school"]) == {"De Ark"}
    assert len(said.figures) == 42
    assert len(count(said).reports) == 1  # type: ignore[arg-type]


def test_the_last_of_two_numbers_of_one_figure_counts_and_is_said(tmp_path: Path) -> None:
    first = figures(tmp_path / "a.csv", ["2022-2023", "all", "bullying", "any", "files", 100, "one"])
    second = figures(
        tmp_path / "b.csv",
        ["2022-2023", "all", "bullying", "any", "files", 104, "two"],
        ["2021-2022", "all", "bullying", "any", "files", 90, "two"],
    )
    said = evidence(first, second)
    assert dict(zip(said.figures["school_year"], said.figures["count"], strict=True)) == {
        "2022-2023": 104,
        "2021-2022": 90,
    }
    assert said.warnings == (
        "b.csv: 2022-2023, bullying about any: 100 and 104 are both stated; the last was used.",
    )


def test_the_same_figure_twice_is_one_figure(tmp_path: Path) -> None:
    row = ["2022-2023", "all", "bullying", "any", "files", 100, "one"]
    other = ["2021-2022", "all", "bullying", "any", "files", 90, "one"]
    said = evidence(figures(tmp_path / "a.csv", row), figures(tmp_path / "b.csv", row, other))
    assert sorted(said.figures["count"]) == [90, 100]
    assert said.warnings == ()
