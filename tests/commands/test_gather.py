"""Large files, a school year and some schools at a time, against the same files all at once."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from safetytool.commands import gather
from safetytool.commands.analyse import analyse_exports
from safetytool.commands.evidence import added_up
from safetytool.commands.trend import trends_of
from safetytool.errors import SafetytoolError, UsageError
from safetytool.read import by_year, read_source
from safetytool.read.parquet import read_column, read_parquet
from safetytool.signals import Outcome
from safetytool.tidy import portions

ANSWERS = ["nooit", "zelden", "soms", "vaak", "altijd"]
QUESTIONS = {
    "Ben je bang voor andere leerlingen?": (0.8, 0.1, 0.05, 0.03, 0.02),
    "Ben je bang voor een leraar of een andere volwassene op school?": (0.93, 0.04, 0.02, 0.007, 0.003),
    "Voel je je alleen op school?": (0.8, 0.1, 0.06, 0.03, 0.01),
}


def export(years: list[str], schools: int = 12, seed: int = 7, per_class: int = 20) -> pd.DataFrame:
    """An export in which one class of every third school has more fear of adults than the others."""
    rng = np.random.default_rng(seed)
    rows = []
    for year in years:
        for school in range(schools):
            classes = 3 + school % 4
            n = classes * per_class
            answers = {q: rng.choice(ANSWERS, n, p=p) for q, p in QUESTIONS.items()}
            if school % 3 == 0:
                answers["Ben je bang voor een leraar of een andere volwassene op school?"][:5] = "vaak"
            place = {
                "BRIN": f"{school:02d}AB",
                "Schooljaar": year,
                "Klas": np.repeat([f"{c + 4}A" for c in range(classes)], per_class),
                "Geslacht": rng.choice(["meisje", "jongen"], n),
                "Opmerking": "",
            }
            rows.append(pd.DataFrame({**place, **answers}))
    frame = pd.concat(rows, ignore_index=True)
    frame.loc[3, "Opmerking"] = "De meester slaat ons soms als het niet goed gaat"
    frame.loc[len(frame) - 1, "Opmerking"] = "Ik vind het een hele fijne school om naartoe te gaan"
    frame.loc[9, "Opmerking"] = "Er wordt veel gepest in de pauze door oudere kinderen"
    return frame


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have files of more than 100 rows read a year at a time, and 300 rows together at most."""

    def set_up() -> None:
        monkeypatch.setattr(by_year, "LARGE_ROWS", 100)
        monkeypatch.setattr(portions.portions, "__defaults__", (300,))

    return set_up


def said(outcome: Outcome) -> list[dict[str, object]]:
    """The signals, with numbers to nine digits: sums in another order differ in the last ones."""

    def rounded(value: object) -> object:
        if isinstance(value, float):
            return float(f"{value:.9g}")
        if isinstance(value, dict):
            return {key: rounded(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [rounded(inner) for inner in value]
        return value

    return [{str(k): rounded(v) for k, v in asdict(signal).items()} for signal in outcome.signals]


def test_a_year_in_parts_says_what_the_year_at_once_says(
    tmp_path: Path, in_parts: Callable[[], None]
) -> None:
    file = tmp_path / "year.parquet"
    export(["2024-2025"]).sample(frac=1, random_state=3).to_parquet(file, index=False, row_group_size=77)
    at_once = analyse_exports([file])
    in_parts()
    apart = analyse_exports([file])
    assert said(apart) == said(at_once)
    assert {s.detector for s in apart.signals} >= {"sentinel", "cluster", "text"}
    assert apart.coverage == at_once.coverage
    assert apart.inputs == at_once.inputs
    assert apart.notes == at_once.notes
    pd.testing.assert_frame_equal(apart.not_recognised, at_once.not_recognised)


def test_rules_and_coverage_of_several_years_are_the_same_in_parts(
    tmp_path: Path, in_parts: Callable[[], None]
) -> None:
    years = ["2021-2022", "2022-2023", "2023-2024", "2024-2025"]
    file = tmp_path / "years.parquet"
    export(years).to_parquet(file, index=False)
    at_once = analyse_exports([file])
    in_parts()
    apart = analyse_exports([file])
    rules = ("sentinel", "text", "blind_spot")
    for year in years:
        of_rules = [
            {(s.school, s.unit, s.items, s.count, s.n) for s in o.signals
             if s.school_year == year and s.detector in rules}
            for o in (at_once, apart)
        ]  # fmt: skip
        assert of_rules[0]
        assert of_rules[0] == of_rules[1]
    assert apart.coverage == at_once.coverage
    assert {s.detector for s in apart.signals} & {"change", "persistence"}


def test_history_in_parts_leaves_out_what_is_analysed(tmp_path: Path, in_parts: Callable[[], None]) -> None:
    frame = export(["2023-2024", "2024-2025"])
    both, last = tmp_path / "both.parquet", tmp_path / "last.parquet"
    frame.to_parquet(both, index=False)
    frame[frame["Schooljaar"] == "2024-2025"].to_parquet(last, index=False)
    in_parts()
    warnings: list[str] = []
    outcome = analyse_exports([last], previous=[both], on_warning=warnings.append)
    assert {row.school_year for row in outcome.coverage} == {"2024-2025"}
    rows = int((frame["Schooljaar"] == "2024-2025").sum())
    assert (
        f"both.parquet, sheet 'both': {rows} respondents of a school and year that is analysed" in warnings[0]
    )
    assert len(warnings) == 1
    assert {s.school_year for s in outcome.signals} == {"2024-2025"}


def test_a_small_file_beside_a_large_one(tmp_path: Path, in_parts: Callable[[], None]) -> None:
    large, small = tmp_path / "large.parquet", tmp_path / "small.csv"
    export(["2024-2025"]).to_parquet(large, index=False)
    extra = export(["2024-2025"], schools=1).assign(BRIN="99zz", Opmerking="")
    extra.to_csv(small, index=False)
    at_once = analyse_exports([large, small])
    in_parts()
    apart = analyse_exports([large, small])
    assert said(apart) == said(at_once)
    assert [given["name"] for given in apart.inputs] == ["small.csv", "large.parquet"]


def test_the_same_school_in_two_large_files_is_refused(tmp_path: Path, in_parts: Callable[[], None]) -> None:
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    export(["2024-2025"]).to_parquet(one, index=False)
    export(["2024-2025"], seed=8).to_parquet(other, index=False)
    in_parts()
    with pytest.raises(UsageError, match=r"other\.parquet and .*one\.parquet both have answers of 00AB"):
        analyse_exports([one, other])
    last = tmp_path / "last.parquet"
    export(["2025-2026"]).to_parquet(last, index=False)
    with pytest.raises(UsageError, match="both have answers of 00AB"):
        analyse_exports([last], previous=[one, other])
    other.write_bytes(one.read_bytes())
    with pytest.raises(UsageError, match="are the same file"):
        analyse_exports([one, other])


def test_a_large_file_without_a_column_of_years(tmp_path: Path, in_parts: Callable[[], None]) -> None:
    file = tmp_path / "export.parquet"
    export(["2024-2025"]).drop(columns="Schooljaar").to_parquet(file, index=False)
    at_once = analyse_exports([file], year="2024-2025")
    in_parts()
    assert said(analyse_exports([file], year="2024-2025")) == said(at_once)
    with pytest.raises(SafetytoolError, match="nothing says which school year this is"):
        analyse_exports([file])


def test_a_wrong_year_of_a_large_file_is_told_by_row(tmp_path: Path, in_parts: Callable[[], None]) -> None:
    frame = export(["2024-2025"])
    frame.loc[140, "Schooljaar"] = "2024-2029"
    file = tmp_path / "export.parquet"
    frame.to_parquet(file, index=False)
    in_parts()
    with pytest.raises(SafetytoolError, match=r"row 142.*'2024-2029' is no school year"):
        analyse_exports([file])


def test_trends_of_a_large_file(tmp_path: Path, in_parts: Callable[[], None]) -> None:
    file = tmp_path / "years.parquet"
    export(["2021-2022", "2022-2023", "2023-2024", "2024-2025"], schools=4).to_parquet(file, index=False)
    at_once = trends_of([file])
    in_parts()
    apart = trends_of([file])
    assert [told.series.points for told in apart.series] == [told.series.points for told in at_once.series]
    assert [told.label for told in apart.series] == [told.label for told in at_once.series]


def test_a_school_in_two_spellings_is_one_school(tmp_path: Path, in_parts: Callable[[], None]) -> None:
    frame = export(["2023-2024", "2024-2025"], schools=3)
    school = frame["BRIN"].map({"00AB": "De Regenboog", "01AB": "De Ark", "02AB": "Het Anker"})
    frame["BRIN"] = school.mask((school == "De Ark") & (frame["Schooljaar"] == "2024-2025"), "de ark")
    file = tmp_path / "years.parquet"
    frame.to_parquet(file, index=False)
    in_parts()
    found = analyse_exports([file])
    assert {row.school for row in found.coverage} == {"De Regenboog", "De Ark", "Het Anker"}
    assert {row.school_year for row in found.coverage if row.school == "De Ark"} == {"2023-2024", "2024-2025"}


def test_portions_have_whole_schools(tmp_path: Path) -> None:
    file = tmp_path / "year.parquet"
    frame = export(["2024-2025"]).sample(frac=1, random_state=1)
    frame.to_parquet(file, index=False)
    meaning = gather.recognise(read_source(file), gather.load_bank())
    rows: list[int] = []
    schools: list[set[str]] = []
    for portion in portions.portions(meaning, 200):
        table = portion.sheets[0].sheet.table
        assert table is not None
        rows += table.rows.tolist()
        school = table.columns[0]
        schools.append({str(school.values[code]) for code in school.codes})
    assert len(schools) > 2
    assert sorted(rows) == list(range(2, len(frame) + 2))
    assert sum(map(len, schools)) == len(set().union(*schools)) == 12


def test_some_rows_of_a_parquet_file_are_those_rows(tmp_path: Path) -> None:
    file = tmp_path / "year.parquet"
    frame = export(["2024-2025"])
    frame.to_parquet(file, index=False, row_group_size=50)
    wanted = np.random.default_rng(5).random(len(frame)) < 0.1
    wanted[50:150] = False  # two groups that are not unpacked at all
    (sheet,) = read_parquet(file, "year", rows=wanted)
    assert sheet.table is not None
    assert sheet.table.rows.tolist() == (np.flatnonzero(wanted) + 2).tolist()
    for column in sheet.table.columns:
        cells = [None if code < 0 else column.values[code] for code in column.codes]
        assert cells == [cell or None for cell in frame.loc[wanted, column.header]]
        assert set(column.values) == {cell for cell in cells if cell is not None}
    assert read_column(file, 2).header == "Klas"


def test_numbers_of_one_sentence_are_added_up() -> None:
    told = [
        "a.parquet, sheet 'a': 2 rows without an answer to a known question were not counted.",
        "a.parquet, sheet 'a': it says itself which school it is of.",
        "a.parquet, sheet 'a': 40 rows without an answer to a known question were not counted.",
        "b.parquet, sheet 'b': 1 rows without an answer to a known question were not counted.",
    ]
    assert added_up(told) == (
        "a.parquet, sheet 'a': 42 rows without an answer to a known question were not counted.",
        told[1],
        told[3],
    )
