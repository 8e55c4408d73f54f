"""The promises of `safetytool report`: made for cron, whole or not at all, and never twice the same."""

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from safetytool.commands import report_run
from safetytool.unattended import RunLock
from tests.conftest import Run
from tests.exports import rows, write_xlsx
from tests.report.boards import board_toml

AFRAID = ("Veilig", "Nooit", "Soms", "Nooit")
TOUCHED = ("Veilig", "Nooit", "Nooit", "Eén of twee keer")
OUT = Path("safetytool-report")
FILES = {f"board-report-2024-2025.{form}" for form in ("pdf", "html", "xlsx")}
OTHERS = {"report.json", "published-2024-2025.csv"}


@pytest.fixture(autouse=True)
def _no_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """Two schools of 60 pupils, at which 8 and 9 are afraid of an adult, and their board.toml."""
    write_xlsx(tmp_path / "a.xlsx", rows([AFRAID] * 8, pupils=60, school="12AB00"))
    write_xlsx(tmp_path / "b.xlsx", rows([AFRAID] * 9, pupils=60, school="34CD00"))
    return board_toml(tmp_path, "?.xlsx")


def written() -> set[str]:
    return {path.name for path in OUT.iterdir() if not path.name.startswith(".")} if OUT.exists() else set()


def contents() -> dict[str, tuple[bytes, int]]:
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in OUT.iterdir()
        if path.name in written()
    }


def page() -> str:
    return (OUT / "board-report-2024-2025.html").read_text(encoding="utf-8")


# -- files and what is printed -------------------------------------------------------------------


@pytest.mark.usefixtures("board")
def test_it_writes_the_report_for_its_owner_alone(run: Run) -> None:
    status, out, err = run("report")
    assert (status, err) == (0, "")
    assert written() == FILES | OTHERS
    assert set(out.split()) == {str(OUT / name) for name in written()}
    assert {stat.S_IMODE(path.stat().st_mode) for path in OUT.iterdir()} == {0o600}
    assert stat.S_IMODE(OUT.stat().st_mode) == 0o700
    assert "8 van de 60 leerlingen geven ten minste één zorgelijk antwoord" in page()


@pytest.mark.usefixtures("board")
def test_quiet_prints_nothing_and_verbose_one_line(run: Run) -> None:
    assert run("report", "--quiet") == (0, "", "")
    status, out, err = run("report", "--verbose", "--force")
    assert (status, out, len(err.splitlines())) == (0, "", 1)
    assert "2024-2025, for the board" in err


@pytest.mark.usefixtures("board")
def test_json_alone_stands_on_standard_output(run: Run) -> None:
    status, out, _ = run("report", "--json")
    told = json.loads(out)
    assert status == 0
    assert (told["school_year"], told["failures"], told["version"]) == ("2024-2025", [], "board")
    assert told == json.loads((OUT / "report.json").read_text(encoding="utf-8"))
    assert run("report", "--json", "--quiet")[1] == out


def test_forms_and_names_are_those_of_board_toml(run: Run, board: Path) -> None:
    text = board.read_text() + '[report]\nformats = ["html"]\nname = "veilig-{year}-{lang}"\n'
    board.write_text(text + '[settings]\nlang = "en"\nout = "elsewhere"\n')
    assert run("report", "--quiet")[0] == 0
    assert {path.name for path in Path("elsewhere").iterdir() if not path.name.startswith(".")} == {
        "veilig-2024-2025-en.html",
        *OTHERS,
    }
    assert run("report", "--quiet", "--lang", "nl", "--out", OUT)[0] == 0
    assert (OUT / "veilig-2024-2025-nl.html").exists()


# -- nothing twice -----------------------------------------------------------------------------


@pytest.mark.usefixtures("board")
def test_nothing_new_touches_nothing_and_force_gives_the_same_bytes(run: Run) -> None:
    run("report", "--quiet")
    before = contents()
    status, out, err = run("report")
    assert (status, err) == (0, "")
    assert out.startswith("nothing new since ")
    assert contents() == before
    assert run("report", "--quiet", "--force")[0] == 0
    assert {name: one[0] for name, one in contents().items()} == {
        name: one[0] for name, one in before.items()
    }


@pytest.mark.parametrize("change", ["export", "settings", "output"])
def test_what_changed_is_written_again(run: Run, board: Path, change: str) -> None:
    run("report", "--quiet")
    if change == "export":
        write_xlsx(Path("c.xlsx"), rows(pupils=60, school="56EF00"))
    elif change == "settings":
        board.write_text(board.read_text() + "[alarm_budget]\nask = 1.0\n")
    else:
        (OUT / "report.json").write_text("{}")
    assert "nothing new" not in run("report")[1]


@pytest.mark.usefixtures("board")
def test_another_run_in_the_same_folder_is_refused(run: Run) -> None:
    with RunLock(OUT):
        status, out, err = run("report")
    assert (status, out) == (2, "")
    assert "another run is writing here" in err


# -- files that cannot be used -------------------------------------------------------------------


@pytest.mark.usefixtures("board")
def test_a_broken_file_is_told_on_the_first_page_and_by_the_exit_status(run: Run) -> None:
    Path("c.xlsx").write_text("this is no workbook")
    status, _, err = run("report", "--quiet")
    assert status == 2
    assert err.startswith("safetytool: c.xlsx: ")
    assert written() == FILES | {"report.json"}
    assert page().index("c.xlsx kon niet gelezen worden") < page().index("Wat nu uw aandacht vraagt")
    assert "Dit rapport is niet volledig" in page()
    status, out, err = run("report")
    assert status == 2
    assert "nothing new" in out
    assert "c.xlsx" in err


@pytest.mark.usefixtures("board")
def test_strict_writes_nothing_then(run: Run) -> None:
    Path("c.xlsx").write_text("this is no workbook")
    status, out, err = run("report", "--strict")
    assert (status, out, written()) == (2, "", set())
    assert "c.xlsx" in err


@pytest.mark.usefixtures("board")
def test_the_log_tells_what_was_done_and_no_data(run: Run) -> None:
    Path("c.xlsx").write_text("this is no workbook")
    run("report", "--quiet", "--log", "report.log")
    run("report", "--quiet", "--log", "report.log")
    lines = Path("report.log").read_text().splitlines()
    assert [line.split(" ", 2)[1] for line in lines] == ["info", "warning", "info", "info"]
    assert "c.xlsx could not be used" in lines[1]
    assert "nothing new since" in lines[3]


# -- what needs somebody today -------------------------------------------------------------------


@pytest.mark.usefixtures("board")
def test_an_act_goes_to_the_chair_in_a_document_of_its_own(run: Run) -> None:
    from docx import Document

    write_xlsx(Path("b.xlsx"), rows([TOUCHED], pupils=60, school="34CD00"))
    status, _, err = run("report", "--fail-on", "act")
    assert status == 1
    assert "chair-2024-2025.docx" in err
    chair = OUT / "chair-2024-2025.docx"
    assert stat.S_IMODE(chair.stat().st_mode) == 0o600
    text = "\n".join(paragraph.text for paragraph in Document(str(chair)).paragraphs)
    cells = "\n".join(
        cell.text for table in Document(str(chair)).tables for row in table.rows for cell in row.cells
    )
    assert "0900 111 3 111" in text + cells
    assert "34CD00" in text + cells
    assert "Er is een zaak waarover de voorzitter van het bestuur apart is ingelicht." in page()
    assert "aangeraakt" not in page()
    assert run("report", "--quiet", "--fail-on", "act")[0] == 1


def test_a_chairs_document_that_is_no_longer_true_is_pointed_at(run: Run, board: Path) -> None:
    write_xlsx(board.parent / "b.xlsx", rows([TOUCHED], pupils=60, school="34CD00"))
    run("report", "--quiet")
    write_xlsx(board.parent / "b.xlsx", rows([AFRAID] * 9, pupils=60, school="34CD00"))
    _, _, err = run("report", "--forget")
    assert "chair-2024-2025.docx of an earlier run" in err
    assert (OUT / "chair-2024-2025.docx").exists()


def test_a_file_that_changes_while_it_is_read_is_no_basis(
    run: Run, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = report_run.make_report

    def and_replace(*arguments: Any) -> Any:
        made = make(*arguments)
        write_xlsx(board.parent / "b.xlsx", rows([TOUCHED], pupils=60, school="34CD00"))
        return made

    monkeypatch.setattr(report_run, "make_report", and_replace)
    status, _, err = run("report")
    assert (status, written()) == (2, set())
    assert "changed while it was being read" in err


@pytest.mark.usefixtures("board")
def test_fail_on_counts_only_from_its_tier(run: Run) -> None:
    assert run("report", "--quiet", "--fail-on", "act")[0] == 0
    assert run("report", "--quiet", "--fail-on", "watch")[0] == 1


@pytest.mark.usefixtures("board")
def test_a_working_group_reads_everything_and_it_is_marked(run: Run) -> None:
    write_xlsx(Path("b.xlsx"), rows([TOUCHED], pupils=60, school="34CD00"))
    assert run("report", "--quiet", "--for", "working_group")[0] == 0
    text = (OUT / "board-report-2024-2025-working-group.html").read_text(encoding="utf-8")
    assert "Alleen voor de werkgroep" in text
    assert "1 van de 60 leerlingen" in text
    assert "0900 111 3 111" in text
    assert not (OUT / "published-2024-2025.csv").exists()


# -- earlier reports -----------------------------------------------------------------------------


@pytest.mark.usefixtures("board")
def test_a_second_report_on_the_year_gives_nothing_away_about_who_was_added(run: Run) -> None:
    run("report", "--quiet")
    assert "17 van de 120 leerlingen" in page()
    # One pupil answers later: 9 + 1 - 9 would be that pupil.
    write_xlsx(Path("b.xlsx"), rows([AFRAID] * 10, pupils=61, school="34CD00"))
    status, _, err = run("report")
    assert status == 0
    assert "--forget" in err
    assert "18 van de 121" not in page()
    assert "zoals in een eerder rapport" in page()
    run("report", "--quiet", "--forget")
    assert "18 van de 121 leerlingen" in page()


def test_a_record_that_is_none_is_refused(run: Run, board: Path) -> None:
    Path("sent.csv").write_text("a,b\n1,2\n")
    board.write_text(board.read_text() + '[disclosure]\nearlier = ["sent.csv"]\n')
    status, _, err = run("report")
    assert status == 2
    assert "sent.csv" in err


# -- settings ------------------------------------------------------------------------------------


def test_init_writes_a_board_toml_once(run: Run) -> None:
    status, out, err = run("report", "--init")
    assert (status, out, err) == (0, "board.toml\n", "")
    before = Path("board.toml").read_bytes()
    status, _, err = run("report", "--init")
    assert status == 2
    assert "is left as it is" in err
    assert Path("board.toml").read_bytes() == before
    assert run("report", "--init", "--config", "other.toml", "--quiet") == (0, "", "")


def test_without_settings_it_says_how_to_make_them(run: Run) -> None:
    status, _, err = run("report")
    assert status == 2
    assert "safetytool report --init" in err
    assert run("report", "--config", "gone.toml")[0] == 2


def test_an_unknown_key_is_refused_with_its_line(run: Run, board: Path) -> None:
    board.write_text(board.read_text() + "[disclosure]\ntreshold = 5\n")
    status, _, err = run("report")
    assert status == 2
    assert re.search(r"row 5.*Did you mean 'threshold'", err)


def test_the_other_commands_take_the_same_board_toml(run: Run, board: Path) -> None:
    board.write_text(board.read_text() + '[disclosure]\nthreshold = 5\n[settings]\nlang = "en"\n')
    assert run("analyse", "a.xlsx", "--config", "board.toml", "--quiet")[0] == 0
    board.write_text(board.read_text() + "[bord]\n")
    assert "Did you mean 'board'" in run("report")[2]


def test_the_environment_goes_before_board_toml(
    run: Run, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.write_text(board.read_text() + '[settings]\nlang = "nl"\n')
    monkeypatch.setenv("SAFETYTOOL_LANG", "en")
    monkeypatch.setenv("SAFETYTOOL_REPORT_FOR", "working_group")
    run("report", "--quiet")
    assert 'lang="en"' in (OUT / "board-report-2024-2025-working-group.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("board")
def test_the_report_is_on_the_year_that_is_wanted(run: Run) -> None:
    write_xlsx(Path("c.xlsx"), rows(pupils=60, school="12AB00", year="2023-2024"))
    run("report", "--quiet", "--report-year", "2023-2024")
    assert (OUT / "board-report-2023-2024.html").exists()
    assert "2024-2025" in run("report", "--report-year", "2020-2021")[2]


# -- last year -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("board")
def test_what_became_of_last_years_signals_is_told_where_a_register_knows(run: Run) -> None:
    write_xlsx(Path("c.xlsx"), rows([TOUCHED], pupils=60, school="12AB00", year="2023-2024"))
    run("analyse", "c.xlsx", "--register", "register.sqlite", "--quiet", "--out", "last")
    run("report", "--quiet")
    assert "Signalen uit 2023-2024 die een gesprek vroegen: 1." in page()
    assert "Van 1 signaal staat nergens wat eruit kwam. Vraag ernaar." in page()
    Path("register.sqlite").unlink()
    run("report", "--quiet")
    assert "2023-2024 die een gesprek" not in page()
