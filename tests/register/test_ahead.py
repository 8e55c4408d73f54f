"""Reports of advisors that run ahead of the exports: told, and not recorded before that year is analysed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safetytool.commands.remember import left_out
from tests.conftest import Run
from tests.exports import rows, write_xlsx
from tests.register.given import records, sighting

AFRAID = ("Veilig", "Nooit", "Vaak", "Nooit")
At = Callable[[str], None]
ADVISOR = [
    ["School", "Schooljaar", "Over wie", "Categorie", "Aantal"],
    ["99XA00", "2024-2025", "leerkracht", "pesten", 1],
]


def analysed(run: Run, tmp_path: Path, *years: str) -> list[dict[str, Any]]:
    """The signals of exports of some years, with a report on 2024-2025."""
    exports = [write_xlsx(tmp_path / f"{year}.xlsx", rows([AFRAID, AFRAID], year=year)) for year in years]
    write_xlsx(tmp_path / "advisor.xlsx", ADVISOR, "Meldingen")
    run("analyse", *exports, "--advisor", tmp_path / "advisor.xlsx", "--register", "r.sqlite", "--quiet")
    found: list[dict[str, Any]] = json.loads(Path("safetytool-out/signals.json").read_bytes())["signals"]
    return found


def years_kept(tmp_path: Path) -> set[str]:
    return {record.signal.school_year for record in records(tmp_path / "r.sqlite").values()}


def test_signals_of_a_year_after_the_exports_wait_for_that_year(run: Run, at: At, tmp_path: Path) -> None:
    at("2024-10-10")
    found = analysed(run, tmp_path, "2023-2024")
    assert {signal["school_year"] for signal in found} == {"2023-2024", "2024-2025"}
    assert years_kept(tmp_path) == {"2023-2024"}
    at("2024-12-10")
    found = analysed(run, tmp_path, "2023-2024", "2024-2025")
    assert set(records(tmp_path / "r.sqlite")) >= {signal["id"] for signal in found}
    assert years_kept(tmp_path) == {"2023-2024", "2024-2025"}


def test_a_year_that_runs_ahead_makes_nothing_a_matter_of_an_earlier_year(
    run: Run, at: At, tmp_path: Path
) -> None:
    """An ask of the last analysed year is not told as one of the year before, because a report is ahead."""
    at("2024-06-10")
    analysed(run, tmp_path, "2023-2024")
    at("2024-10-10")
    found = analysed(run, tmp_path, "2023-2024")
    assert [signal for signal in found if signal["detector"] == "follow_up"] == []
    assert {r["detector"] for signal in found for r in signal["reasons"]}.isdisjoint({"follow_up"})


def test_what_is_left_out_is_said_in_one_line() -> None:
    one, two = sighting(), sighting("bbbb00000002", school_year="2024-2025")
    assert left_out([one, two], [one, two]) == ()
    assert left_out([one, two], [one]) == (
        "1 signal is of 2024-2025, after the last school year of the exports: the register takes it up when "
        "that year is analysed",
    )
    [line] = left_out([one, two], [])
    assert line.startswith("2 signals are of 2023-2024 and 2024-2025, ")


def test_analyse_says_what_waits_for_its_year(run: Run, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "advisor.xlsx", ADVISOR, "Meldingen")
    export = write_xlsx(tmp_path / "export.xlsx", rows([AFRAID, AFRAID], year="2023-2024"))
    words = ("analyse", export, "--advisor", tmp_path / "advisor.xlsx")
    told = "of 2024-2025, after the last school year of the exports"
    assert run(*words, "--register", "r.sqlite")[2].count(told) == 1
    assert told not in run(*words)[2]
