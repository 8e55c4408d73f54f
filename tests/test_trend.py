"""The promises of `safetytool trend`: what it says of real and of hand-made years, and what goes where."""

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from safetytool.commands.trend import OUTPUTS
from tests.conftest import Run
from tests.exports import rows, write_csv, write_xlsx

INSPECTORATE = Path(__file__).parent / "data" / "figures" / "vertrouwensinspecteurs.csv"
SAMPLES = Path(__file__).parent.parent / "data" / "samples"
AFRAID, GRAVE = ("Veilig", "Nooit", "Soms", "Nooit"), ("Veilig", "Nooit", "Vaak", "Nooit")
TOUCHED = ("Veilig", "Nooit", "Nooit", "Eén of twee keer")


@pytest.fixture
def years(tmp_path: Path) -> list[Path]:
    """Five years of one school in which ever more pupils are afraid of an adult, and one is touched."""
    files = []
    for at, afraid in enumerate((2, 5, 9, 15, 22)):
        year = f"{2020 + at}-{2021 + at}"
        answers = [*[AFRAID] * afraid, *([TOUCHED] if at == 4 else [])]
        table = rows(answers, pupils=200, year=year)
        files.append(write_xlsx(tmp_path / f"export-{year}.xlsx", table))
    return files


def result(folder: str = "safetytool-out") -> dict[str, Any]:
    return json.loads((Path(folder) / "trend.json").read_text(encoding="utf-8"))


def of_item(document: Mapping[str, Any], item: str) -> Mapping[str, Any]:
    (found,) = [series for series in document["series"] if series.get("item") == item]
    return found


def kinds(series: Mapping[str, Any]) -> list[str]:
    return [finding["kind"] for finding in series["findings"]]


def test_a_drift_is_found_told_and_written(run: Run, years: list[Path]) -> None:
    status, out, err = run("trend", *years, "--lang", "en")
    series = of_item(result(), "pupil.afraid_of_staff")
    assert (status, err) == (0, "")
    assert kinds(series) == ["rise"]
    assert series["comparable"] == [["2020-2021", "2024-2025"]]
    assert [point["count"] for point in series["points"]] == [2, 5, 9, 15, 22]
    assert {"school_year", "count", "n", "rate", "interval", "point_type"} <= set(series["points"][0])
    assert "22 of 200 pupils at school 99XA00 are sometimes or more often afraid" in " ".join(out.split())
    assert kinds(of_item(result(), "pupil.bullied")) == ["no_change"]


def test_one_touch_stands_first_and_is_never_only_a_trend(run: Run, years: list[Path]) -> None:
    _, out, _ = run("trend", *years, "--lang", "en")
    (finding,) = of_item(result(), "pupil.staff_touch")["findings"]
    assert finding["kind"] == "one_is_enough"
    assert "tell the board the same day" in finding["caveats"][0]
    text = " ".join(out.split())
    assert text.index("touched them in a way") < text.index("afraid of a teacher")
    assert "tell the board the same day" in text


def test_all_years_in_one_file_are_the_same_as_a_file_a_year(
    run: Run, years: list[Path], tmp_path: Path
) -> None:
    table = rows([], pupils=0)
    for at, afraid in enumerate((2, 5, 9, 15, 22)):
        year = f"{2020 + at}-{2021 + at}"
        answers = [*[AFRAID] * afraid, *([TOUCHED] if at == 4 else [])]
        table += [[f"{at}-{row[0]}", *row[1:]] for row in rows(answers, pupils=200, year=year)[1:]]
    run("trend", *years, "--quiet", "--out", "apart")
    run("trend", write_csv(tmp_path / "all.csv", table), "--quiet", "--out", "together")
    assert result("apart")["series"] == result("together")["series"]


def test_another_wording_is_a_break_and_not_a_change(run: Run, years: list[Path], tmp_path: Path) -> None:
    table = rows([GRAVE] * 60, pupils=200, year="2025-2026")
    table[0] = [
        "3. Ben je weleens bang voor een juf, meester of andere volwassene op school?"
        if "bang" in str(head)
        else head
        for head in table[0]
    ]
    run("trend", *years, write_xlsx(tmp_path / "export-2025-2026.xlsx", table), "--quiet")
    series = of_item(result(), "pupil.afraid_of_staff")
    assert series["comparable"] == [["2020-2021", "2024-2025"], ["2025-2026", "2025-2026"]]
    assert kinds(series) == ["too_few_years"]
    assert series["breaks"][0]["kind"] == "wording"


def test_it_tells_what_the_inspectorate_reports_and_what_it_does_not(run: Run) -> None:
    status, _, err = run("trend", INSPECTORATE, "--quiet")
    assert (status, err) == (0, "")
    every = {
        (s["category"], s["about"], s["sector"] or "", s["part_of"] or ""): s for s in result()["series"]
    }
    total = every[("total", "any", "", "")]
    texts = " ".join(finding["text"] for finding in total["findings"])
    assert (
        "2022-2023: 2.152, 409 meer dan het jaar ervoor (+23,5%), en 856 meer dan in 2020-2021 (+66%)"
        in texts
    )
    assert "een totaal van 2.152; de onderdelen tellen op tot 2.153" in texts
    assert total["comparable"] == [["2019-2020", "2019-2020"], ["2020-2021", "2024-2025"]]
    assert total["breaks"][0]["kind"] == "counting_unit"
    (abuse,) = [s for key, s in every.items() if key[:2] == ("sexual abuse", "staff") and key[3]]
    assert [(p["count"], p["n"]) for p in abuse["points"]][1:4] == [(67, 91), (79, 139), (91, 152)]
    said = " ".join(finding["text"] for finding in abuse["findings"])
    assert "steeg het aantal dossiers over seksueel misbruik door personeel van 67 naar 91" in said
    assert "van 74% via 57% naar 60% ging" in said


def test_every_count_of_reports_says_what_more_and_fewer_can_mean(run: Run) -> None:
    run("trend", "--advisor", INSPECTORATE, "--quiet", "--lang", "en")
    for series in result()["series"]:
        for finding in series["findings"]:
            if finding["kind"] != "disagreement":
                assert any("report" in caveat for caveat in finding["caveats"])


def test_an_export_or_an_advisor_option_is_the_same_for_a_series_of_counts(run: Run) -> None:
    run("trend", INSPECTORATE, "--quiet", "--out", "one")
    run("trend", "--advisor", INSPECTORATE, "--quiet", "--out", "two")
    assert result("one") == result("two")


def test_reports_alone_need_no_export(run: Run) -> None:
    status, _, err = run("trend", "--advisor", SAMPLES / "vertrouwenspersoon-po.xlsx", "--json")
    assert (status, err) == (0, "")
    assert {series["scope"] for series in result()["series"]} == {"school", "board_same", "board_all"}


def test_what_was_done_with_signals_is_told_where_a_register_knows(run: Run, years: list[Path]) -> None:
    run("analyse", *years[3:], "--register", "r.sqlite", "--out", "signals", "--quiet")
    _, out, _ = run("trend", *years, "--register", "r.sqlite", "--lang", "en")
    assert [(row["school_year"], row["opened"] > 0) for row in result()["loop"]] == [("2024-2025", True)]
    assert "to ask about or to tell, 0 talked about within two school weeks" in " ".join(out.split())
    assert "What was done with the signals" in Path("safetytool-out/trend.html").read_text(encoding="utf-8")
    run("trend", *years, "--quiet", "--out", "without")
    assert result("without")["loop"] == []


def test_outputs_are_whole_and_for_their_owner_alone(run: Run, years: list[Path]) -> None:
    run("trend", *years[:2], "--quiet")
    folder = Path("safetytool-out")
    assert {path.name for path in folder.iterdir()} == set(OUTPUTS)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())


def test_same_input_same_bytes(run: Run, years: list[Path]) -> None:
    for folder in ("one", "two"):
        run("trend", *years[:3], "--advisor", INSPECTORATE, "--quiet", "--out", folder)
    for name in OUTPUTS:
        assert (Path("one") / name).read_bytes() == (Path("two") / name).read_bytes(), name


def test_json_is_all_that_stands_on_standard_output(run: Run, years: list[Path]) -> None:
    status, out, err = run("trend", *years[:2], "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == result()


def test_fail_on_never_makes_it_fail(run: Run, years: list[Path]) -> None:
    assert run("trend", *years, "--quiet", "--fail-on", "watch") == (0, "", "")


def test_nothing_to_look_at_is_said(run: Run) -> None:
    status, out, err = run("trend")
    assert (status, out) == (2, "")
    assert "--advisor" in err
    assert not Path("safetytool-out").exists()


@pytest.mark.parametrize(
    "table",
    [
        [["Naam", "Bedrag"], *[["x", i] for i in range(5)]],
        [["leeg"]],
        [["School", "Schooljaar", "Naam", "Bedrag"], ["99XA00", "2022-2023", "pesten", 3]],
    ],
)
def test_what_is_neither_export_nor_report_is_one_message(
    run: Run, years: list[Path], tmp_path: Path, table: list[list[object]]
) -> None:
    status, out, err = run("trend", *years, write_xlsx(tmp_path / "wrong.xlsx", table))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "wrong.xlsx" in err
    assert not Path("safetytool-out").exists()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sample_board(run: Run, language: str) -> None:
    exports = sorted([*SAMPLES.glob("peilboog*"), *SAMPLES.glob("stemgeluid*")])
    advisors = [word for path in sorted(SAMPLES.glob("vertrouwens*")) for word in ("--advisor", path)]
    status, _, _ = run(
        "trend", *exports, *advisors, "--schools", SAMPLES / "schools.xlsx", "--quiet", "--lang", language
    )
    document = result()
    risen = {(s["school"], s.get("item")) for s in document["series"] if "rise" in kinds(s)}
    assert status == 0
    assert ("99XC00", "pupil.bullied") in risen
    assert len(risen) <= 4
    scopes = {s["scope"] for s in document["series"]}
    assert {"school", "board_same", "board_all"} <= scopes
    missing_class = [s for s in document["series"] if s["school"] == "99XD00" and s.get("item")]
    assert any("4B" in broken["text"] for s in missing_class for broken in s["breaks"])
