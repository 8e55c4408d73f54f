"""The promises of the command line: exit status, what goes where, and that nothing is half written."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.exports import QUIET, rows, write_csv, write_xlsx

TOUCHED = ("Veilig", "Nooit", "Nooit", "Eén of twee keer")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "export.xlsx", rows([TOUCHED]))


def signals(folder: str | Path = "safetytool-out") -> dict[str, Any]:
    return json.loads((Path(folder) / "signals.json").read_text(encoding="utf-8"))


def test_one_touch_is_an_act_of_the_class_with_the_route(run: Run, export: Path) -> None:
    status, out, _ = run("analyse", export)
    (act,) = [signal for signal in signals()["signals"] if signal["tier"] == "act"]
    assert status == 0
    assert "0900 111 3 111" in out
    assert (act["items"], act["count"], act["n"]) == (["pupil.staff_touch"], 1, 24)
    assert act["unit"] == {"kind": "class", "name": "7A"}
    assert act["questions"]
    assert all(question.startswith("act.") for question in act["questions"])


def test_outputs_are_for_their_owner_alone(run: Run, export: Path) -> None:
    run("analyse", export, "--quiet")
    folder = Path("safetytool-out")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name for path in folder.iterdir()} == {
        "signals.json",
        "signals.xlsx",
        "report.html",
        "questions.docx",
    }
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())


def test_json_is_all_that_stands_on_standard_output(run: Run, export: Path) -> None:
    status, out, _ = run("analyse", export, "--json")
    assert status == 0
    assert json.loads(out) == signals()


def test_quiet_prints_nothing_at_all(run: Run, export: Path) -> None:
    assert run("analyse", export, "--quiet") == (0, "", "")


@pytest.mark.parametrize(("tier", "status"), [("act", 1), ("ask", 1), ("watch", 1)])
def test_fail_on_a_tier_or_a_more_urgent_one(run: Run, export: Path, tier: str, status: int) -> None:
    assert run("analyse", export, "--quiet", "--fail-on", tier)[0] == status


def test_fail_on_act_is_silent_about_less(run: Run, tmp_path: Path) -> None:
    afraid = write_xlsx(tmp_path / "afraid.xlsx", rows([("Veilig", "Nooit", "Soms", "Nooit")]))
    assert run("analyse", afraid, "--quiet", "--fail-on", "act")[0] == 0
    assert run("analyse", afraid, "--quiet", "--fail-on", "watch")[0] == 1


def test_same_input_same_bytes(run: Run, export: Path) -> None:
    for folder in ("one", "two"):
        run("analyse", export, "--quiet", "--out", folder)
    for name in ("signals.json", "signals.xlsx", "report.html", "questions.docx"):
        assert (Path("one") / name).read_bytes() == (Path("two") / name).read_bytes()


WRONG: dict[str, tuple[list[list[object]], list[str], str]] = {
    "no school": ([[*row[:1], *row[2:]] for row in rows()], [], "--school"),
    "no year": ([[*row[:2], *row[3:]] for row in rows()], [], "--year"),
    "another year": (rows(), ["--year", "2023-2024"], "row 2, column 'Schooljaar'"),
    "impossible year": (rows(year="2024-2026"), [], "'2024-2026' is no school year"),
    "a single year": (rows(), ["--year", "2025"], "2024-2025"),
    "no monitor": ([["Naam", "Bedrag"], *[["x", i] for i in range(5)]], [], "safetytool check"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_one_message_status_2_and_no_output(run: Run, tmp_path: Path, name: str) -> None:
    table, options, wanted = WRONG[name]
    status, out, err = run("analyse", write_xlsx(tmp_path / "wrong.xlsx", table), *options)
    assert (status, out) == (2, "")
    assert err.startswith("safetytool: ")
    assert wanted in err
    assert err.count("\n") == 1
    assert not Path("safetytool-out").exists()


@pytest.mark.parametrize(
    "words",
    [["analyse", "nowhere.xlsx"], ["analyse", "."], ["analyse"], ["nonsense"], ["check", "x", "--odd"]],
)
def test_a_wrong_call_is_status_2(run: Run, words: list[str]) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert "Traceback" not in err


def test_existing_outputs_survive_a_failure(run: Run, export: Path) -> None:
    run("analyse", export, "--quiet")
    before = (Path("safetytool-out") / "signals.json").read_bytes()
    assert run("analyse", export, "--year", "2020-2021")[0] == 2
    assert (Path("safetytool-out") / "signals.json").read_bytes() == before


def test_the_same_content_twice_is_refused_and_both_are_named(run: Run, export: Path, tmp_path: Path) -> None:
    copy = write_csv(tmp_path / "copy.csv", rows([TOUCHED]))
    status, _, err = run("analyse", export, copy)
    assert status == 2
    assert "export.xlsx" in err
    assert "copy.csv" in err


def test_a_repeated_respondent_number_counts_once_and_it_is_said(run: Run, tmp_path: Path) -> None:
    table = rows([TOUCHED])
    repeated = write_xlsx(tmp_path / "repeated.xlsx", [*table, table[1]])
    status, _, err = run("analyse", repeated)
    assert status == 0
    assert "1 rows repeat a respondent number" in err
    assert signals()["coverage"][0]["respondents"] == 24


def test_equal_rows_without_numbers_are_different_pupils(run: Run, tmp_path: Path) -> None:
    table = [row[1:] for row in rows([TOUCHED])]
    run("analyse", write_xlsx(tmp_path / "equal.xlsx", [*table, table[1]]), "--quiet")
    assert signals()["coverage"][0]["respondents"] == 25


def test_previous_years_are_history_only(run: Run, export: Path, tmp_path: Path) -> None:
    before = write_xlsx(tmp_path / "before.xlsx", rows([TOUCHED], year="2023-2024"))
    run("analyse", export, "--previous", before, "--quiet")
    assert {signal["school_year"] for signal in signals()["signals"]} == {"2024-2025"}
    assert {row["school_year"] for row in signals()["coverage"]} == {"2024-2025"}
    run("analyse", export, before, "--quiet")
    assert {signal["school_year"] for signal in signals()["signals"]} == {"2023-2024", "2024-2025"}


def test_option_goes_before_environment_before_settings_file(
    run: Run, export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = tmp_path / "board.toml"
    board.write_text('[settings]\nlang = "en"\nout = "from-file"\n', encoding="utf-8")
    run("analyse", export, "--config", board, "--quiet")
    assert signals(tmp_path / "from-file")["settings"]["language"] == "en"
    monkeypatch.setenv("SAFETYTOOL_LANG", "nl")
    run("analyse", export, "--config", board, "--quiet")
    assert signals(tmp_path / "from-file")["settings"]["language"] == "nl"
    run("analyse", export, "--config", board, "--lang", "en", "--out", "chosen", "--quiet")
    assert signals("chosen")["settings"]["language"] == "en"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('[settings]\nlangue = "en"\n', "row 2: 'langue' is not a setting. Did you mean 'lang'?"),
        ('[settings]\nlang = "fr"\n', "Give nl or en"),
        ("[setings]\n", "Did you mean 'settings'?"),
        ("[settings\n", "no valid TOML"),
    ],
)
def test_a_wrong_settings_file_names_the_line(
    run: Run, export: Path, tmp_path: Path, text: str, wanted: str
) -> None:
    board = tmp_path / "board.toml"
    board.write_text(text, encoding="utf-8")
    status, _, err = run("analyse", export, "--config", board)
    assert status == 2
    assert wanted in err


def test_names_in_an_export_are_not_used_and_never_shown(run: Run, tmp_path: Path) -> None:
    table = [["Naam", *row] for row in rows([TOUCHED])]
    for number, row in enumerate(table[1:], 1):
        row[0] = f"Voornaam{number} Achternaam"
    table[0][0] = "Naam leerling"
    _, out, err = run("analyse", write_xlsx(tmp_path / "names.xlsx", table))
    written = "".join(
        path.read_bytes().decode("utf-8", "ignore") for path in Path("safetytool-out").iterdir()
    )
    assert "Achternaam" not in out + err + written


def test_check_is_literally_what_is_promised(run: Run, tmp_path: Path) -> None:
    table = [*rows([TOUCHED, ("Zeer onveilig!?", *QUIET[1:])])]
    status, out, _ = run("check", write_xlsx(tmp_path / "check.xlsx", [["Monitor"], [], *table]), "--json")
    (sheet,) = json.loads(out)["files"][0]["sheets"]
    roles = [column["role"] for column in sheet["columns"]]
    assert status == 0
    assert (sheet["name"], sheet["used"], sheet["header_row"], sheet["rows"]) == ("Leerlingen", True, 3, 24)
    assert roles == ["id", "school", "school_year", "class", "item", "item", "item", "item"]
    for column in sheet["columns"]:
        assert set(column) >= {
            "header",
            "role",
            "item",
            "confidence",
            "answers_not_understood",
            "n",
            "withheld",
            "missing",
        }
        assert 0 <= column["confidence"] <= 1


def test_check_takes_the_common_options(run: Run, export: Path) -> None:
    options = [
        "--lang",
        "en",
        "--out",
        "checked",
        "--fail-on",
        "act",
        "--year",
        "24/25",
        "--school",
        "x",
        "--verbose",
    ]
    status, out, err = run("check", export, "--json", *options)
    assert status == 0
    assert json.loads(out) == json.loads(Path("checked/check.json").read_text(encoding="utf-8"))
    assert "1 file(s) read" in err


def test_a_missing_extra_says_how_to_install_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "export.sav").write_bytes(b"$FL2@(#) SPSS DATA FILE" + bytes(200))
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    status, _, err = run("check", "export.sav")
    assert status == 2
    assert "pip install 'safetytool[spss]'" in err


def test_numbers_without_labels_are_reported_and_not_guessed(run: Run, tmp_path: Path) -> None:
    table = rows()
    for number, row in enumerate(table[1:]):
        row[4] = number % 5 + 1
    path = write_xlsx(tmp_path / "numbers.xlsx", table)
    column = json.loads(run("check", path, "--json")[1])["files"][0]["sheets"][0]["columns"][4]
    assert (column["role"], column["item"], column["n"]) == ("item", "pupil.feels_safe", 0)
    assert {entry["answer"] for entry in column["answers_not_understood"]} == {"1", "2", "3", "4", "5"}
    run("analyse", path, "--quiet")
    spots = [
        s for s in signals()["signals"] if s["detector"] == "blind_spot" and "pupil.feels_safe" in s["items"]
    ]
    assert len(spots) == 1


def test_two_columns_for_one_question_are_told_and_not_called_unasked(run: Run, tmp_path: Path) -> None:
    header = ["Brin", "Schooljaar", "Klas", "Word je vernederd door een leraar?"]
    header += ["Word je vernederd door een docent?", "Voel je je veilig op school?", "Word je gepest?"]
    table = [header, *[["12AB", "2024-2025", "7A", "nooit", "nooit", "veilig", "nooit"]] * 24]
    path = write_xlsx(tmp_path / "twice.xlsx", table)
    _, first, second, *_ = json.loads(run("check", path, "--json")[1])["files"][0]["sheets"][0]["columns"][2:]
    assert (first["item"], first["n"], second["role"]) == ("pupil.staff_humiliates", 0, "unrecognised")
    assert "but so does column 'Word je vernederd door een docent?'" in first["why"]
    run("analyse", path, "--quiet")
    spots = {tuple(s["items"]): s["title"] for s in signals()["signals"] if s["detector"] == "blind_spot"}
    assert "niet te lezen" in spots["pupil.staff_humiliates",]
    assert not any("Niets gevraagd over gedrag van personeel" in title for title in spots.values())


def test_profile_is_drafted_and_gives_the_same_reading(run: Run, export: Path) -> None:
    assert run("profile", export, "--out", "draft.toml")[0] == 0
    plain = json.loads(run("check", export, "--json")[1])["files"][0]["sheets"][0]["columns"]
    drafted = json.loads(run("check", export, "--json", "--profile", "draft.toml")[1])["files"][0]["sheets"][
        0
    ]["columns"]
    keys = ("header", "role", "item", "n", "withheld", "missing", "scale")
    assert [[c[k] for k in keys] for c in plain] == [[c[k] for k in keys] for c in drafted]


def test_items_as_table_and_as_json(run: Run) -> None:
    bank = {item["id"]: item for item in json.loads(run("items", "--json")[1])["items"]}
    assert bank["pupil.staff_touch"]["n1"]["concern"] == "act"
    assert bank["pupil.bullied"]["concern"] == ["monthly", "weekly", "daily"]
    assert "pupil.staff_touch" in run("items")[1].replace("\n", "")


def test_a_failure_of_the_tool_is_status_3_without_a_traceback(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safetytool.commands.analyse.analyse", lambda _: 1 / 0)
    status, out, err = run("analyse", export)
    assert (status, out) == (3, "")
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err


def test_it_runs_as_a_module_without_home_and_in_the_c_locale(export: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "safetytool", "analyse", str(export), "--out", str(tmp_path / "out")],
        env={"PATH": os.environ["PATH"], "LANG": "C", "LC_ALL": "C"},
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "·".encode() in done.stdout or b"99XA00" in done.stdout


def test_no_network_is_used(run: Run, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert run("analyse", export, "--quiet")[0] == 0


# advisors, questions and the agenda ------------------------------------------------------------------


ADVISOR = [
    ["School", "Schooljaar", "Over wie", "Categorie", "Aantal"],
    ["99XA00", "2024-2025", "leerkracht", "pesten", 1],
]
AGENDA = """[agenda]
start = 2025-08-25
end = 2026-07-10
holidays = [{ name = "Herfstvakantie", from = 2025-10-18, to = 2025-10-26 }]
"""


def test_an_advisors_report_gives_signals(run: Run, export: Path, tmp_path: Path) -> None:
    advisor = write_xlsx(tmp_path / "advisor.xlsx", ADVISOR, "Meldingen")
    status, out, _ = run("analyse", export, "--advisor", advisor, "--lang", "en")
    assert status == 0
    assert "1 report: bullying by staff" in " ".join(out.split())
    assert signals()["advisors"] == [
        {"school": "99XA00", "school_year": "2024-2025", "reports": 1, "about_staff": 1}
    ]


def test_advisors_can_stand_in_the_settings_file(run: Run, export: Path, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "advisor.xlsx", ADVISOR, "Meldingen")
    board = tmp_path / "board.toml"
    board.write_text('[settings]\nadvisor = ["advisor.xlsx"]\n' + AGENDA, encoding="utf-8")
    status, _, _ = run("analyse", export, "--config", board, "--quiet")
    assert status == 0
    assert len(signals()["inputs"]) == 2
    board.write_text("[settings]\nadvisor = 3\n", encoding="utf-8")
    status, _, err = run("analyse", export, "--config", board)
    assert status == 2
    assert "a list of file names" in err


def test_a_broken_count_in_an_advisors_report_is_refused_by_row(
    run: Run, export: Path, tmp_path: Path
) -> None:
    advisor = write_xlsx(tmp_path / "advisor.xlsx", [ADVISOR[0], [*ADVISOR[1][:-1], -3]], "Meldingen")
    status, out, err = run("analyse", export, "--advisor", advisor)
    assert (status, out) == (2, "")
    for part in ("advisor.xlsx", "Meldingen", "row 2", "Aantal"):
        assert part in err
    assert not Path("safetytool-out").exists()


def test_questions_of_signals(run: Run, export: Path) -> None:
    run("analyse", export, "--quiet")
    source = Path("safetytool-out") / "signals.json"
    status, out, _ = run("questions", source, "--out", "room")
    assert (status, out.strip()) == (0, str(Path("room") / "questions.docx"))
    for options in (["--format", "xlsx"], ["--format", "md"], ["--audience", "team"], ["--school", "99xa00"]):
        status, _, err = run("questions", source, "--out", "room", *options)
        assert (status, err) == (0, "")
    names = {path.name for path in Path("room").iterdir()}
    assert names == {"questions.docx", "questions.xlsx", "questions.md", "questions-team.docx"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in Path("room").iterdir())


def test_questions_as_json_and_their_exit_status(run: Run, export: Path) -> None:
    run("analyse", export, "--quiet")
    source = Path("safetytool-out") / "signals.json"
    status, out, _ = run("questions", source, "--json", "--fail-on", "act")
    assert status == 1
    kinds = [meeting["kind"] for meeting in json.loads(out)["meetings"]]
    assert kinds[0] == "board_today"
    status, _, err = run("questions", source, "--audience", "everyone")
    assert status == 2
    assert "team" in err


def test_the_questions_of_analyse_are_those_of_questions(run: Run, export: Path) -> None:
    run("analyse", export, "--quiet")
    run("questions", Path("safetytool-out") / "signals.json", "--out", "room", "--quiet")
    assert Path("safetytool-out/questions.docx").read_bytes() == Path("room/questions.docx").read_bytes()


def test_settings_for_analyse_do_not_reach_questions(run: Run, export: Path, tmp_path: Path) -> None:
    run("analyse", export, "--quiet")
    board = tmp_path / "board.toml"
    board.write_text('[settings]\nyear = "2030-2031"\nprevious = ["none.xlsx"]\nschool = "X"\n' + AGENDA)
    for command in ("questions", "agenda"):
        status, _, err = run(command, Path("safetytool-out") / "signals.json", "--config", board)
        assert (status, "none.xlsx" in err) == (0, False), err


def test_the_agenda_of_a_year(run: Run, export: Path, tmp_path: Path) -> None:
    board = tmp_path / "board.toml"
    board.write_text(AGENDA, encoding="utf-8")
    run("analyse", export, "--quiet")
    status, out, err = run(
        "agenda",
        Path("safetytool-out") / "signals.json",
        "--config",
        board,
        "--from",
        "2026-03-02",
        "--out",
        "plan",
    )
    assert status == 0
    assert {Path(line).name for line in out.splitlines()} == {"agenda.ics", "agenda.docx"}
    assert "today" in err
    assert b"BEGIN:VCALENDAR" in Path("plan/agenda.ics").read_bytes()
    status, _, err = run("agenda", "--out", "plan")
    assert status == 2
    assert "[agenda]" in err


def test_without_anywhere_to_print_it_writes_all_the_same(export: Path, tmp_path: Path) -> None:
    command = 'exec "$0" -m safetytool analyse "$1" --json --out "$2" >&- 2>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, str(export), str(tmp_path / "out")], check=False
    )
    assert done.returncode == 0
    assert (tmp_path / "out" / "signals.json").exists()


def test_a_reader_who_has_enough_is_no_failure(export: Path) -> None:
    command = [sys.executable, "-m", "safetytool", "check", str(export), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (0, b"")
