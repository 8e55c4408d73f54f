"""Reports year by year: what is stated, what is a stated zero, and what nobody says."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from safetytool.advisors import read_report
from safetytool.bank import load_bank
from safetytool.counting import Counts, count
from safetytool.tidy import tidy
from safetytool.trend.model import Break
from safetytool.trend.reported import count_breaks, figure_counts, report_counts, share_counts

BANK = load_bank()
PUBLISHED = Path(__file__).parent.parent / "data" / "figures" / "vertrouwensinspecteurs.csv"
YEAR = "2023-2024"
NONE = pd.DataFrame()


def reports(*rows: dict[str, Any]) -> Counts:
    """Counts with these reports of De Ark in one year, unless they say otherwise."""
    whole = {
        "school": "De Ark", "school_year": YEAR, "about": "pupil", "category": "bullying", "count": 1,
        "reported": True, "side": False,
    }  # fmt: skip
    return Counts(BANK, NONE, NONE, NONE, reports=pd.DataFrame([{**whole, **row} for row in rows]))


def told(counts: Counts, year: str = YEAR) -> dict[tuple[str, str], int | None]:
    """By category and about, the number of a year; None where it is not stated."""
    rows = report_counts(counts)
    own = rows[rows["school_year"] == year]
    assert (own["count"].notna() == own["stated"]).all()
    cells = zip(own["category"], own["about"], own["count"], strict=True)
    return {(category, about): None if pd.isna(n) else int(n) for category, about, n in cells}


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return figure_counts(tidy([], BANK, reports=[read_report(PUBLISHED)], for_trend=True).figures)


def series(numbers: pd.DataFrame, category: str, about: str = "any", sector: str = "") -> dict[str, int]:
    own = numbers[
        (numbers["category"] == category) & (numbers["about"] == about) & (numbers["sector"] == sector)
    ]
    return dict(zip(own["school_year"], own["count"].astype(int), strict=True))


def test_reports_by_category_and_about_add_up_and_name_the_others_as_zero() -> None:
    said = told(reports({"count": 2}, {"category": "discrimination", "about": "staff"}))
    assert said == {
        ("total", "any"): 3, ("total", "pupil"): 2, ("total", "staff"): 1,
        ("bullying", "any"): 2, ("bullying", "pupil"): 2, ("bullying", "staff"): 0,
        ("discrimination", "any"): 1, ("discrimination", "pupil"): 0, ("discrimination", "staff"): 1,
    }  # fmt: skip


def test_a_stated_zero_is_a_zero_of_everything() -> None:
    zero = {"school_year": "2022-2023", "category": "total", "about": "any", "count": 0}
    said = told(reports(zero, {"about": "staff"}), "2022-2023")
    assert len(said) == 4
    assert set(said.values()) == {0}


def test_not_reported_is_no_zero_and_a_year_without_report_is_nothing() -> None:
    unknown = {"school_year": "2022-2023", "category": "total", "about": "any", "count": 0, "reported": False}
    counts = reports(unknown, {})
    assert set(told(counts, "2022-2023").values()) == {None}
    assert told(counts, "2021-2022") == {}


def test_of_a_total_alone_the_categories_are_not_stated() -> None:
    total = {"school_year": "2022-2023", "category": "total", "about": "any", "count": 3}
    said = told(reports(total, {}), "2022-2023")
    assert said == {
        ("total", "any"): 3,
        ("total", "pupil"): None,
        ("bullying", "any"): None,
        ("bullying", "pupil"): None,
    }


def test_a_total_about_pupils_holds_none_about_staff() -> None:
    said = told(reports({"category": "total", "count": 3}, {"about": "staff", "school": "Het Ei"}))
    own = report_counts(reports({"category": "total", "count": 3}, {"about": "staff", "school": "Het Ei"}))
    ark = own[own["school"] == "De Ark"].set_index(["category", "about"])["count"]
    assert ark["bullying", "staff"] == 0
    assert pd.isna(ark["bullying", "pupil"])
    assert said["total", "any"] == 1


@pytest.mark.parametrize("about", ["any", "unknown"])
def test_who_it_is_about_is_not_stated_where_a_report_does_not_say(about: str) -> None:
    said = told(reports({"about": about, "count": 2}, {"category": "discrimination", "about": "staff"}))
    assert said["bullying", "any"] == 2
    assert said["bullying", "staff"] is None
    assert said["discrimination", "staff"] == 1
    assert said["total", "staff"] == 1
    assert said["total", "any"] == 3


def test_a_category_that_is_not_known_leaves_the_others_stated() -> None:
    unknown = {"category": "discrimination", "about": "any", "count": 0, "reported": False}
    said = told(reports({"count": 2}, unknown))
    assert said["discrimination", "any"] is None
    assert said["bullying", "any"] == said["total", "any"] == 2


def test_reports_about_staff_told_beside_the_categories_are_not_added() -> None:
    parts = [{"about": "any", "count": 3}, {"category": "discrimination", "about": "any"}]
    side = {"category": "total", "about": "staff", "count": 2, "side": True}
    said = told(reports(*parts, side))
    assert said["total", "any"] == 4
    assert said["total", "staff"] == 2
    assert said["bullying", "any"] == 3
    assert said["bullying", "staff"] is None


def test_no_reports() -> None:
    for counts in (Counts(BANK, NONE, NONE, NONE), count(tidy([], BANK))):
        rows = report_counts(counts)
        assert rows.empty
        assert count_breaks(rows) == {}
        assert share_counts(rows).empty


def test_the_inspectorates_totals(published: pd.DataFrame) -> None:
    total = series(published, "total")
    assert total["2022-2023"] == 2152
    assert total["2022-2023"] - total["2021-2022"] == 409
    assert round(100 * (total["2022-2023"] / total["2021-2022"] - 1), 1) == 23.5
    assert total["2022-2023"] - total["2020-2021"] == 856
    assert round(100 * (total["2022-2023"] / total["2020-2021"] - 1)) == 66
    assert series(published, "total", sector="po") == {"2021-2022": 880, "2022-2023": 1005, "2023-2024": 1270}
    assert set(published["school"]) == {""}


def test_more_files_about_staff_and_a_smaller_share(published: pd.DataFrame) -> None:
    shares = share_counts(published)
    own = shares[shares["category"] == "sexual abuse"].set_index("school_year")
    assert own.loc["2020-2021":"2022-2023", "count"].tolist() == [67, 79, 91]  # type: ignore[misc]
    assert own.loc["2020-2021":"2022-2023", "n"].tolist() == [91, 139, 152]  # type: ignore[misc]
    percent = (100 * own["count"] / own["n"]).astype(float).round()
    assert percent["2020-2021":"2022-2023"].tolist() == [74, 57, 60]  # type: ignore[misc]


def test_another_unit_and_missing_years(published: pd.DataFrame) -> None:
    found = count_breaks(published)
    unit = {"before": "reports", "after": "files"}
    assert found["", "", "total", "any"] == (Break("2019-2020", "2020-2021", "counting_unit", unit),)
    assert found["", "", "discrimination", "any"] == (
        Break("2019-2020", "2022-2023", "counting_unit", unit),
        Break("2019-2020", "2022-2023", "gap", {"years": ("2020-2021", "2021-2022")}),
    )
    assert found["", "po", "total", "any"] == ()


def test_a_year_that_is_not_stated_is_a_gap() -> None:
    years = ("2021-2022", "2022-2023", "2023-2024")
    unknown = {"category": "total", "about": "any", "count": 0, "reported": False}
    rows = [{"school_year": year, **(unknown if year == years[1] else {})} for year in years]
    found = count_breaks(report_counts(reports(*rows)))
    gap = Break(years[0], years[2], "gap", {"years": (years[1],)})
    assert found["De Ark", "", "bullying", "any"] == (gap,)
    stated = count_breaks(report_counts(reports(*({"school_year": year} for year in years))))
    assert stated["De Ark", "", "bullying", "any"] == ()


def test_a_share_of_nothing_or_of_too_little_is_none() -> None:
    nothing = share_counts(report_counts(reports({"count": 0}, {"about": "staff", "count": 0})))
    assert nothing.empty
    side = {"category": "total", "about": "staff", "count": 3, "side": True}
    assert share_counts(report_counts(reports({"about": "any", "count": 2}, side))).empty
    enough = share_counts(report_counts(reports({"about": "any", "count": 3}, side)))
    assert enough[["category", "count", "n"]].to_numpy().tolist() == [["total", 3, 3]]


def figures(*rows: Sequence[object]) -> pd.DataFrame:
    columns = ["school_year", "sector", "category", "about", "unit", "count", "reported", "source_text"]
    return pd.DataFrame(rows, columns=columns)


def test_a_year_with_two_units_counts_in_that_of_the_other_years() -> None:
    row = ["", "bullying", "any"]
    numbers = figure_counts(
        figures(
            ["2021-2022", *row, "reports", 9, True, "s"],
            ["2022-2023", *row, "reports", 8, True, "s"],
            ["2022-2023", *row, "files", 4, True, "s"],
            ["2023-2024", *row, "files", 5, True, "s"],
            ["2024-2025", *row, "files", 0, False, "s"],
        )
    )
    assert numbers["count"].tolist() == [9, 4, 5, pd.NA]
    assert numbers["stated"].tolist() == [True, True, True, False]
