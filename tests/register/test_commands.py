"""`safetytool register` on the command line: tables, JSON, exit statuses, and `analyse` with a register."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tests.conftest import Run
from tests.exports import rows, write_xlsx
from tests.register.given import records, register, say, sighting

ONE, LATER = "aaaa00000001", "cccc00000003"
At = Callable[[str], None]
TOUCHED = ("Veilig", "Nooit", "Nooit", "Eén of twee keer")
AFRAID = ("Veilig", "Nooit", "Vaak", "Nooit")


@pytest.fixture
def path(tmp_path: Path, at: At) -> Path:
    at("2023-11-14")
    return register(tmp_path / "register.sqlite", sighting(ONE))


def as_json(run: Run, *words: object) -> Any:
    status, out, err = run("register", *words, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


# -- looking up and recording -------------------------------------------------------------


@pytest.mark.usefixtures("path")
def test_list_show_answer_close_and_reopen(run: Run) -> None:
    [listed] = as_json(run, "list")["signals"]
    assert (listed["id"], listed["state"], listed["owner"]) == (ONE, "open", None)
    answered = as_json(
        run, "answer", "aaaa", "--owner", "IB'er", "--date", "2023-11-10", "--with", "team en Fatima",
        "--learnt", "toon", "--change", "afspraak", "--evaluate-on", "12-3-2024", "--author", "directie",
    )["signal"]  # fmt: skip
    assert (answered["state"], answered["owner"], answered["evaluate_on"]) == (
        "answered",
        "IB'er",
        "2024-03-12",
    )
    assert {entry["author"] for entry in answered["entries"][1:]} == {"directie"}
    assert "Fatima" not in json.dumps(answered)
    assert as_json(run, "close", "aaaa", "--why", "klaar")["signal"]["closed"] == "klaar"
    assert as_json(run, "list", "--state", "waiting")["signals"] == []
    again = as_json(run, "reopen", "aaaa", "--why", "toch niet")["signal"]
    assert (again["state"], again["owner"], again["evaluate_on"]) == ("open", "IB'er", None)
    assert len(as_json(run, "show", ONE)["signal"]["entries"]) == 9


def test_a_talk_in_the_future_is_a_plan(run: Run, path: Path) -> None:
    run("register", "answer", ONE, "--date", "2023-12-01", "--quiet")
    assert records(path)[ONE].state == "planned"


def test_tables_are_readable_at_80_columns(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    register(path, sighting(LATER, school_year="2024-2025", unit_name="8A"))
    for words in (("list",), ("due",), ("numbers",), ("show", ONE), ("list", "--lang", "en")):
        status, out, err = run("register", *words)
        assert (status, err) == (0, "")
        assert all(len(line.rstrip()) <= 80 for line in out.splitlines())
    assert "dezelfde leerlingen" in run("register", "show", ONE)[1]
    assert "the same pupils" in run("register", "show", ONE, "--lang", "en")[1]


def test_filters(run: Run, path: Path) -> None:
    register(path, sighting(LATER, school="99XB00", school_year="2024-2025", tier="watch"))
    found = [
        [signal["id"] for signal in as_json(run, "list", *words)["signals"]]
        for words in (("--school", "99xb00"), ("--year", "23/24"), ("--tier", "ask"), ("--state", "open"))
    ]
    assert found == [[LATER], [ONE], [ONE], [ONE, LATER]]
    status, _, err = run("register", "list", "--school", "99ZZ00")
    assert status == 2
    assert "Signals are of: 99XA00, 99XB00" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "bbbb"), "no signal starts with 'bbbb'"),
        (("show", "aaa"), "no signal starts with 'aaa'"),
        (("answer", ONE), "there is nothing to record"),
        (("answer", ONE, "--date", "gisteren"), "'gisteren' is no date"),
        (("answer", ONE, "--evaluated", "2030-01-01"), "2030-01-01 has not come yet"),
        (("answer", ONE, "--date", "1999-01-01"), "1999-01-01 is before the school year of this signal"),
        (("answer", ONE, "--date", "2099-01-01"), "2099-01-01 is more than 2 years from today"),
        (("answer", ONE, "--evaluate-on", "2023-01-01"), "2023-01-01 is before the school year"),
        (("answer", ONE, "--evaluate-on", "2099-01-01"), "2099-01-01 is more than 2 years from today"),
        (
            ("answer", ONE, "--date", "2023-11-10", "--evaluate-on", "2023-11-09"),
            "2023-11-09 is before the conversation, on 2023-11-10",
        ),
        (("list", "--tier", "rood"), "safetytool: there is no tier 'rood'. Choose one of: act, ask, watch."),
        (
            ("list", "--state", "dicht"),
            "safetytool: there is no state 'dicht'. Choose one of: waiting, open, ",
        ),
        (("answer", ONE, "--learnt", " "), "a text is empty"),
        (("answer", ONE, "--owner", "x" * 81), "the owner is too long"),
        (("close", ONE), "the reason is missing"),
        (("reopen", ONE, "--why", "x"), "is not closed"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(
    run: Run, path: Path, words: tuple[str, ...], told: str
) -> None:
    status, out, err = run("register", *words)
    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
    assert len(records(path)[ONE].entries) == 1


def test_one_looks_back_after_the_conversation_that_was_recorded(run: Run, path: Path) -> None:
    say(path, (ONE, "planned", "2023-12-01"))
    assert (
        "before the conversation, on 2023-12-01"
        in run("register", "answer", ONE, "--evaluate-on", "2023-11-30")[2]
    )
    assert run("register", "answer", ONE, "--evaluate-on", "2023-12-01", "--quiet")[0] == 0


def test_what_is_opened_again_is_due_the_same_day(run: Run, path: Path, at: At) -> None:
    say(path, (ONE, "learnt", "een les"), (ONE, "evaluated", "2023-11-14"), (ONE, "closed", "klaar"))
    at("2024-03-20")
    run("register", "reopen", ONE, "--why", "het is er nog", "--quiet")
    [waits] = as_json(run, "due")["due"]
    assert (waits["id"], waits["what"], waits["since"]) == (ONE, "answer", "2024-03-20")
    run("register", "answer", ONE, "--learnt", "een tweede les", "--quiet")
    assert as_json(run, "due")["due"] == []


def test_schools_are_shown_by_name(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    at_home = path.parent / "schools.csv"
    at_home.write_text("school,name,sector,pupils\n99XA00,De Papieren Vlieger,po,200\n", encoding="utf-8")
    config = path.parent / "board.toml"
    config.write_text('[settings]\nschools = "schools.csv"\n', encoding="utf-8")
    say(path, (ONE, "planned", "2023-11-14"))
    for words in (("list",), ("due",), ("numbers",), ("show", ONE), ("answer", ONE, "--owner", "IB'er")):
        assert "99XA00" in run("register", *words)[1]
        for given in (("--schools", at_home), ("--config", config)):
            status, out, err = run("register", *words, *given)
            assert (status, err) == (0, "")
            assert "De Papieren" in out, words
            assert "Vlieger" in out, words
            assert "99XA00" not in out
            assert all(len(line.rstrip()) <= 80 for line in out.splitlines())


def test_back_is_told_as_closed_and_found_again(run: Run, path: Path) -> None:
    say(path, (ONE, "closed", "klaar"))
    register(path, sighting(LATER, school_year="2024-2025", unit_name="8A"))
    told = " ".join(run("register", "numbers")[1].split())
    assert "Dicht en terug: afgesloten, en daarna in een later jaar opnieuw gevonden." in told
    told = " ".join(run("register", "numbers", "--lang", "en")[1].split())
    assert "Closed and back: closed, and after that found again in a later year." in told


def test_what_is_closed_is_not_closed_again(run: Run, path: Path) -> None:
    run("register", "close", ONE, "--why", "klaar", "--quiet")
    assert run("register", "close", ONE, "--why", "klaar")[0] == 2
    assert len(records(path)[ONE].entries) == 2


def test_on_a_terminal_it_asks(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import typer

    from safetytool import cli_register

    given = iter(["IB'er", "", "team", "een les", "", "2024-03-12"])
    monkeypatch.setattr(cli_register, "_is_terminal", lambda: True)
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(given))
    assert run("register", "answer", ONE)[0] == 0
    assert [(e.kind, e.value) for e in records(path)[ONE].entries[1:]] == [
        ("assigned", "IB'er"), ("talked_with", "team"), ("learnt", "een les"), ("evaluate_on", "2024-03-12"),
    ]  # fmt: skip


@pytest.mark.usefixtures("path")
def test_due_can_fail_a_cron_job(run: Run, at: At) -> None:
    assert run("register", "due", "--fail-on", "ask")[0] == 0
    at("2024-01-10")
    assert run("register", "due", "--fail-on", "ask")[0] == 1
    assert run("register", "due", "--fail-on", "act")[0] == 0
    assert as_json(run, "due")["due"][0]["what"] == "answer"
    run("register", "answer", ONE, "--learnt", "een les", "--quiet")
    assert run("register", "due", "--fail-on", "watch")[0] == 0


def test_two_school_weeks_leave_out_the_holidays_of_board_toml(run: Run, at: At, tmp_path: Path) -> None:
    from safetytool.agenda.settings import EXAMPLE

    config = tmp_path / "board.toml"
    config.write_text(EXAMPLE, encoding="utf-8")
    at("2025-12-15")
    register(tmp_path / "register.sqlite", sighting(ONE, school_year="2025-2026"))
    at("2026-02-01")
    assert as_json(run, "due")["due"][0]["since"] == "2025-12-29"
    assert as_json(run, "due", "--config", config)["due"][0]["since"] == "2026-01-12"


def test_numbers_add_up_over_schools(run: Run, path: Path) -> None:
    register(path, sighting(LATER, school="99XB00"))
    found = as_json(run, "numbers")["loop"]
    assert [(row["school"], row["opened"]) for row in found] == [("99XA00", 1), ("99XB00", 1), (None, 2)]


def test_check(run: Run, path: Path) -> None:
    assert run("register", "check")[0] == 0
    path.chmod(0o644)
    status, _, err = run("register", "check")
    assert status == 2
    assert "others can open this file" in err
    path.write_bytes(path.read_bytes()[:6000])
    status, _, err = run("register", "check")
    assert status == 2
    assert "register.sqlite: this register is damaged" in err


def test_purge_only_tells_until_it_is_sure(run: Run, path: Path, at: At) -> None:
    at("2026-09-01")
    status, out, _ = run("register", "purge", "--years", "2")
    assert status == 0
    assert "1 signals from before 2024-2025, with 1 entries, would be removed" in out
    assert len(records(path)) == 1
    assert "were removed" in run("register", "purge", "--years", "2", "--yes")[1]
    assert records(path) == {}


def test_board_toml_says_where_it_is_and_how_long_it_is_kept(run: Run, path: Path, at: At) -> None:
    folder = path.parent / "board"
    folder.mkdir()
    path.rename(folder / "moved.sqlite")
    config = folder / "board.toml"
    config.write_text(
        '[settings]\nregister = "moved.sqlite"\nkeep_years = 1\nlang = "en"\n', encoding="utf-8"
    )
    assert len(as_json(run, "list", "--config", config)["signals"]) == 1
    at("2025-09-01")
    assert "1 signals from before 2024-2025" in run("register", "purge", "--config", config)[1]


# -- given away and taken over ------------------------------------------------------------


@pytest.mark.parametrize("fmt", ["xlsx", "csv", "parquet"])
def test_everything_is_in_an_export(run: Run, path: Path, fmt: str) -> None:
    say(path, (ONE, "learnt", "=HYPERLINK(een les)"), (ONE, "closed", "klaar"))
    status, out, _ = run("register", "export", "--format", fmt, "--out", "given")
    assert (status, out.strip()) == (0, f"given/register.{fmt}")
    file = Path("given") / f"register.{fmt}"
    content = file.read_bytes()
    read = {
        "xlsx": lambda c: pd.read_excel(c, "history", engine="openpyxl"),
        "csv": pd.read_csv,
        "parquet": pd.read_parquet,
    }[fmt]
    frame = read(io.BytesIO(content))  # type: ignore[operator]
    assert list(frame["kind"]) == ["seen", "learnt", "closed"]
    assert list(frame["number"]) == [1, 2, 3]
    assert set(frame["signal"]) == {ONE}
    assert set(frame["count"]) == {4}
    learnt = frame.loc[1, "value"]
    assert learnt == ("'" if fmt == "csv" else "") + records(path)[ONE].value("learnt")
    run("register", "export", "--format", fmt, "--out", "given")
    assert file.read_bytes() == content


def test_an_action_list_goes_round(run: Run, at: At, tmp_path: Path) -> None:
    """From analyse by way of a filled-in list to what is recorded."""
    export = write_xlsx(tmp_path / "export.xlsx", rows([AFRAID, AFRAID]))
    at("2024-11-14")
    run("analyse", export, "--register", "r.sqlite", "--quiet")
    run("questions", "safetytool-out/signals.json", "--format", "xlsx", "--quiet")
    book = openpyxl.load_workbook("safetytool-out/questions.xlsx")
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["Wie"], "IB'er")
    sheet.cell(2, columns["Wat hebben we geleerd"], "gym is te druk")
    book.save("filled.xlsx")
    status, out, err = run("register", "import", "filled.xlsx", "--register", "r.sqlite")
    assert (status, err) == (0, "")
    assert "opgepakt door IB'er" in out
    signals = str(sheet.cell(2, columns["signal_ids"]).value).split()
    kept = records(tmp_path / "r.sqlite")
    assert all(kept[name].value("learnt") == "gym is te druk" for name in signals)
    again = ("register", "import", "filled.xlsx", "--register", "r.sqlite")
    assert run(*again)[1] == "Vastgelegd: 0. Geweigerde rijen: 0.\n"
    assert run(*again, "--lang", "en")[1] == "Recorded: 0. Rows refused: 0.\n"


# -- analyse ------------------------------------------------------------------------------


def analysed(folder: str) -> dict[str, Any]:
    return json.loads((Path(folder) / "signals.json").read_text(encoding="utf-8"))


def contents(folder: str) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


def test_without_a_register_none_is_made(run: Run, tmp_path: Path) -> None:
    export = write_xlsx(tmp_path / "export.xlsx", rows([AFRAID]))
    run("analyse", export, "--quiet")
    assert "register" not in analysed("safetytool-out")["settings"]
    assert not list(tmp_path.glob("*.sqlite"))


def test_the_first_run_with_a_register_has_the_same_signals(run: Run, tmp_path: Path) -> None:
    export = write_xlsx(tmp_path / "export.xlsx", rows([AFRAID, TOUCHED]))
    run("analyse", export, "--out", "without", "--quiet")
    run("analyse", export, "--out", "with", "--register", "r.sqlite", "--quiet")
    assert analysed("with")["signals"] == analysed("without")["signals"]
    assert set(records(tmp_path / "r.sqlite")) == {signal["id"] for signal in analysed("with")["signals"]}


def test_the_register_beside_board_toml_is_used_once_it_is_there(run: Run, tmp_path: Path) -> None:
    export = write_xlsx(tmp_path / "export.xlsx", rows([AFRAID]))
    config = tmp_path / "board.toml"
    config.write_text("", encoding="utf-8")
    run("analyse", export, "--config", config, "--quiet")
    assert not (tmp_path / "register.sqlite").exists()
    register(tmp_path / "register.sqlite")
    run("analyse", export, "--config", config, "--quiet")
    assert records(tmp_path / "register.sqlite")


def two_years(run: Run, at: At, tmp_path: Path, *between: str) -> dict[str, Any]:
    """An ask in 2023-2024, something done about it (or not), and the next year the pupils of 8A (then 7A)."""
    table = rows([AFRAID, AFRAID], year="2023-2024")
    at("2023-11-14")
    run("analyse", write_xlsx(tmp_path / "then.xlsx", table), "--register", "r.sqlite", "--quiet")
    [asked] = [s for s in analysed("safetytool-out")["signals"] if s["tier"] == "ask" and s["items"]]
    at("2024-03-20")
    if between:
        run("register", *between[:1], asked["id"], *between[1:], "--register", "r.sqlite", "--quiet")
    at("2024-11-20")
    later = rows([AFRAID, AFRAID], year="2024-2025")
    moved_up = [later[0], *([*row[:3], "8A", *row[4:]] for row in later[1:])]
    run(
        "analyse", write_xlsx(tmp_path / "now.xlsx", moved_up), "--register", "r.sqlite", "--out", "now", "-q"
    )
    return analysed("now")


def follow_ups(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [r for s in document["signals"] for r in s["reasons"] if r["detector"] == "follow_up"]


def test_an_ask_without_an_answer_is_a_follow_up_a_year_later(run: Run, at: At, tmp_path: Path) -> None:
    document = two_years(run, at, tmp_path)
    [reason] = follow_ups(document)
    assert reason["tier"] == "ask"
    assert "toen klas/groep 7A, nu klas/groep 8A" in reason["text"]
    [signal] = [s for s in document["signals"] if reason in s["reasons"]]
    assert "register" in signal["sources"]
    assert "2023-2024" in json.dumps(signal)


def test_what_it_is_about_now_is_kept_as_it_was_found(run: Run, at: At, tmp_path: Path) -> None:
    document = two_years(run, at, tmp_path)
    [signal] = [s for s in document["signals"] if any(r["detector"] == "follow_up" for r in s["reasons"])]
    kept = records(tmp_path / "r.sqlite")[signal["id"]].signal
    own = [reason["detector"] for reason in signal["reasons"] if reason["detector"] != "follow_up"]
    assert kept.detector == own[0]
    assert kept.tier == signal["tier"]
    assert len(kept.about) == 1


def test_an_answer_ends_it(run: Run, at: At, tmp_path: Path) -> None:
    assert follow_ups(two_years(run, at, tmp_path, "answer", "--learnt", "gym is te druk")) == []


def test_what_was_closed_and_is_back_says_when(run: Run, at: At, tmp_path: Path) -> None:
    document = two_years(run, at, tmp_path, "close", "--why", "afspraak met team")
    told = [reason["text"] for reason in follow_ups(document)]
    assert any("Afgesloten in maart 2024, terug in 2024-2025." in text for text in told)


def test_the_same_run_on_the_same_day_gives_the_same_files(run: Run, at: At, tmp_path: Path) -> None:
    two_years(run, at, tmp_path)
    before = contents("now")
    run("analyse", tmp_path / "now.xlsx", "--register", "r.sqlite", "--out", "now", "--quiet")
    assert contents("now") == before


def test_the_terminal_tells_what_was_done(run: Run, at: At, tmp_path: Path) -> None:
    two_years(run, at, tmp_path, "answer", "--learnt", "gym is te druk")
    _, out, _ = run("analyse", tmp_path / "now.xlsx", "--register", "r.sqlite", "--lang", "en")
    assert "2023-2024: 1 to ask about or to tell" in " ".join(out.split())
    assert "1 answered" in " ".join(out.split())


def test_outputs_that_cannot_be_written_leave_the_register_as_it_was(run: Run, path: Path) -> None:
    export = write_xlsx(path.parent / "export.xlsx", rows([AFRAID]))
    (path.parent / "out").write_text("no folder", encoding="utf-8")
    before = records(path)
    status, _, err = run("analyse", export, "--register", path, "--out", "out")
    assert status == 2
    assert "out: This is a file" in err
    assert records(path) == before


def test_a_damaged_register_stops_analyse_before_anything_is_written(run: Run, tmp_path: Path) -> None:
    export = write_xlsx(tmp_path / "export.xlsx", rows([AFRAID]))
    (tmp_path / "r.sqlite").write_bytes(b"no register")
    status, _, err = run("analyse", export, "--register", "r.sqlite")
    assert status == 2
    assert "r.sqlite: this file is no register of safetytool" in err
    assert not (tmp_path / "safetytool-out").exists()
