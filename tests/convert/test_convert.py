"""`safetytool convert`: the Parquet file is read as the spreadsheets are, and nothing is lost or doubled."""

import json
import shlex
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyarrow import parquet

from safetytool.commands.analyse import analyse_exports
from safetytool.commands.check import check, to_json
from safetytool.commands.convert import Converted, convert_exports
from safetytool.convert import portions
from safetytool.convert.parquet_file import GROUP_ROWS
from safetytool.errors import InputError, UsageError
from safetytool.write.json_file import signals_json
from tests.conftest import Run
from tests.exports import HEADERS, rows, write_csv, write_xlsx

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
TOUCHED = ("Veilig", "Nooit", "Nooit", "Eén of twee keer")
AFRAID = ("Onveilig", "Elke week", "Soms", "Nooit")
NAMES_FILES = {"inputs", "notes", "not_recognised"}

pytestmark = pytest.mark.usefixtures("without_deduce")


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(list(row))
    book.save(path)
    return path


def signals(paths: Sequence[Path], **options: Any) -> dict[str, Any]:
    document = signals_json(analyse_exports(paths, **options))
    return {key: value for key, value in document.items() if key not in NAMES_FILES | {"settings"}}


def same(paths: Sequence[Path], out: Path, *, split: bool = False, **options: Any) -> Converted:
    """Convert, and hold the signals of the result against those of the files."""
    done = convert_exports(paths, out, split=split, **options)
    again = {key: value for key, value in options.items() if key == "profile"}
    expected = signals(paths, **options)
    assert expected["signals"]
    assert signals(done.paths, **again) == expected
    return done


def headers(path: Path) -> list[str]:
    return [str(name) for name in parquet.read_schema(path).names]


def column(path: Path, name: str) -> list[object]:
    return list(parquet.read_table(path, columns=[name]).column(0).to_pylist())


# the same signals ------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", ["peilboog", "stemgeluid"])
def test_three_years_of_a_provider_give_the_same_signals(tmp_path: Path, provider: str) -> None:
    done = same(sorted(SAMPLES.glob(f"{provider}-*")), tmp_path / "years.parquet")
    assert [path.name for path in done.paths] == ["years.parquet"]


def test_codes_with_a_codebook_are_written_as_what_they_mean(tmp_path: Path) -> None:
    (path,) = same([SAMPLES / "stemgeluid-2024-2025.xlsx"], tmp_path / "vo.parquet").paths
    header = next(name for name in headers(path) if "bang voor een docent" in name)
    assert header.startswith("V18 - ")
    assert {"nooit", "altijd"} <= set(column(path, header))
    assert set(column(path, "respondent_type")) == {"pupil", "staff", "parent"}


def test_two_providers_need_a_file_each_and_give_the_same_signals_together(tmp_path: Path) -> None:
    both = [SAMPLES / "peilboog-2024-2025.xlsx", SAMPLES / "stemgeluid-2024-2025.xlsx"]
    with pytest.raises(UsageError, match=r"in other words.*--split"):
        convert_exports(both, tmp_path / "all.parquet")
    assert not list(tmp_path.iterdir())
    done = same(both, tmp_path / "all.parquet", split=True)
    assert [path.name for path in done.paths] == ["all-1.parquet", "all-2.parquet"]


def test_classes_on_sheets_of_their_own_numbered_from_one_are_all_counted(tmp_path: Path) -> None:
    def of_class(*answers: tuple[object, ...]) -> list[list[object]]:
        return [[*row[:1], *row[4:]] for row in rows(answers)]

    path = workbook(
        tmp_path / "12AB00 2024-2025.xlsx",
        {"Groep 7A": of_class(TOUCHED, AFRAID), "Groep 7B": of_class(AFRAID, AFRAID)},
    )
    done = same([path], tmp_path / "out.parquet")
    assert done.tables[0].rows == 48
    assert set(column(done.paths[0], "class")) == {"7A", "7B"}


def test_two_halves_of_a_questionnaire_become_one_row_a_respondent(tmp_path: Path) -> None:
    table = rows([TOUCHED, AFRAID, AFRAID])
    first, second = [row[:6] for row in table], [[*row[:4], *row[6:]] for row in table]
    path = workbook(tmp_path / "halves.xlsx", {"Leerlingen deel 1": first, "Leerlingen deel 2": second})
    done = same([path], tmp_path / "out.parquet")
    assert done.tables[0].rows == 24
    assert any("repeat a respondent number" in warning for warning in done.warnings)


def test_the_same_numbers_without_a_class_stay_other_respondents(tmp_path: Path) -> None:
    def of_sheet(answers: Sequence[tuple[object, ...]]) -> list[list[object]]:
        return [[*row[:3], *row[4:]] for row in rows(answers)]

    given = {
        "Lijst 1": of_sheet([TOUCHED, *[AFRAID] * 11]),
        "Lijst 2": of_sheet([*[("Veilig", "Nooit", "Nooit", "Nooit")] * 12, *[AFRAID] * 12]),
    }
    done = same([workbook(tmp_path / "lists.xlsx", given)], tmp_path / "out.parquet")
    assert done.tables[0].rows == 48
    numbers = column(done.paths[0], "respondent_id")
    assert len(set(numbers)) == 48
    assert {"1", "1 (2)"} <= set(numbers)


def test_school_and_year_of_the_options_and_of_titles_are_written_out(tmp_path: Path) -> None:
    bare = write_xlsx(tmp_path / "bare.xlsx", [[row[0], *row[3:]] for row in rows([TOUCHED])])
    done = convert_exports([bare], tmp_path / "out.parquet", year="2024-2025", school="De Ark")
    assert signals(done.paths) == signals([bare], year="2024-2025", school="De Ark")
    titled = [
        ["School: 12AB00"],
        ["Schooljaar: 2023-2024"],
        [],
        *[[row[0], *row[3:]] for row in rows([TOUCHED])],
    ]
    (path,) = same([write_xlsx(tmp_path / "titled.xlsx", titled)], tmp_path / "titled.parquet").paths
    assert set(column(path, "school")) == {"12AB00"}
    assert set(column(path, "school_year")) == {"2023-2024"}


def test_headers_over_two_rows_and_opposite_questions_are_read_as_before(tmp_path: Path) -> None:
    table = rows([TOUCHED, AFRAID])
    table[0][4] = "4. Voel je je onveilig op school?"
    answers = {"Veilig": "Nooit", "Onveilig": "Altijd"}
    body = [[*row[:4], answers[str(row[4])], *row[5:]] for row in table[1:]]
    top = [None, None, None, None, "Veiligheid", "Veiligheid", "Medewerkers", "Medewerkers"]
    same([write_xlsx(tmp_path / "two.xlsx", [top, table[0], *body])], tmp_path / "out.parquet")


def test_counted_answers_stay_counted_and_do_not_mix_with_respondents(tmp_path: Path) -> None:
    counted = Path(__file__).parent.parent / "data" / "exports" / "counted-per-class.csv"
    (path,) = same([counted], tmp_path / "counts.parquet").paths
    assert {"question", "answer", "count"} <= set(headers(path))
    single = write_xlsx(tmp_path / "single.xlsx", rows([TOUCHED]))
    with pytest.raises(UsageError, match="one table cannot hold both"):
        convert_exports([counted, single], tmp_path / "both.parquet")


def test_a_school_where_everybody_says_never_goes_with_the_others(tmp_path: Path) -> None:
    first = write_xlsx(tmp_path / "a.xlsx", rows([TOUCHED, AFRAID], school="99XA00"))
    second = write_xlsx(tmp_path / "b.xlsx", rows(school="99XB00"))
    done = same([first, second], tmp_path / "out.parquet")
    assert len(done.tables) == 1


def test_a_profile_settles_the_same_again(tmp_path: Path) -> None:
    table = rows([TOUCHED])
    table[0][7] = "V12"
    path = write_xlsx(tmp_path / "e.xlsx", table)
    profile = tmp_path / "p.toml"
    profile.write_text('[columns.V12]\nitem = "pupil.staff_touch"\n', encoding="utf-8")
    same([path], tmp_path / "out.parquet", profile=str(profile))


# what is kept, and what is not -----------------------------------------------------------------


def test_unknown_questions_stay_and_names_and_dates_do_not(tmp_path: Path) -> None:
    table = rows([TOUCHED])
    extra = ("Naam leerling", "Ingevuld op", "Welk cijfer geef je de school?", "Wil je nog iets vertellen?")
    table[0] += extra
    for place, row in enumerate(table[1:]):
        row += [f"Kind {place}", "2024-11-05", place % 4 + 6, "leuk hier" if place % 7 else "te druk"]
    done = convert_exports([write_xlsx(tmp_path / "e.xlsx", table)], tmp_path / "out.parquet")
    (path,) = done.paths
    assert {extra[2], extra[3]} <= set(headers(path))
    assert set(column(path, extra[2])) == {"6", "7", "8", "9"}
    assert not {extra[0], extra[1]} & set(headers(path))
    assert b"Kind 3" not in path.read_bytes()
    (sheet,) = to_json(check([path]))["files"][0]["sheets"]
    assert {c["role"] for c in sheet["columns"] if c["header"] == extra[2]} == {"unrecognised"}


def test_answers_that_are_not_understood_are_kept_as_they_stand(tmp_path: Path) -> None:
    table = rows([("Veilig", "op dinsdag", "Nooit", "Nooit")])
    (path,) = convert_exports([write_xlsx(tmp_path / "e.xlsx", table)], tmp_path / "out.parquet").paths
    assert "op dinsdag" in column(path, HEADERS[5])


def test_rows_of_one_year_stand_in_row_groups_of_their_own(tmp_path: Path) -> None:
    paths = [
        write_xlsx(tmp_path / f"{n}.xlsx", rows([TOUCHED], school=school, year=year))
        for n, (school, year) in enumerate(
            [("99XB00", "2024-2025"), ("99XA00", "2024-2025"), ("99XA00", "2023-2024")]
        )
    ]
    (path,) = convert_exports(paths, tmp_path / "out.parquet").paths
    file = parquet.ParquetFile(path)
    years = [
        set(file.read_row_group(i).column("school_year").to_pylist()) for i in range(file.num_row_groups)
    ]
    assert years == [{"2023-2024"}, {"2024-2025"}]
    assert column(path, "school") == ["99XA00"] * 48 + ["99XB00"] * 24
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert GROUP_ROWS == 131_072


def test_the_same_files_give_the_same_bytes_for_the_owner_alone(tmp_path: Path) -> None:
    export = write_xlsx(tmp_path / "e.xlsx", rows([TOUCHED]))
    first = convert_exports([export], tmp_path / "one" / "out.parquet").paths[0]
    second = convert_exports([export], tmp_path / "two" / "out.parquet").paths[0]
    assert first.read_bytes() == second.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_made_in_portions_it_is_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exports = sorted(SAMPLES.glob("stemgeluid-*"))
    (whole,) = convert_exports(exports, tmp_path / "one" / "vo.parquet").paths
    monkeypatch.setattr(portions, "PORTION_ROWS", 700)
    (bit_by_bit,) = convert_exports(exports, tmp_path / "two" / "vo.parquet").paths
    assert bit_by_bit.read_bytes() == whole.read_bytes()


# what is refused -------------------------------------------------------------------------------


def test_the_same_answers_twice_are_refused(tmp_path: Path) -> None:
    export = write_xlsx(tmp_path / "e.xlsx", rows([TOUCHED]))
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(export.read_bytes())
    with pytest.raises(UsageError, match="are the same file"):
        convert_exports([export, copy], tmp_path / "out.parquet")
    table = [row[1:] for row in rows([TOUCHED])]
    again = write_csv(tmp_path / "again.csv", table)
    with pytest.raises(UsageError, match="the same answers"):
        convert_exports([write_xlsx(tmp_path / "f.xlsx", table), again], tmp_path / "out.parquet")


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("out.xlsx", "no Parquet file"),
        ("schooljaar 2024-2026.parquet", "2024-2026"),
        ("e.parquet", "one of the files"),
    ],
)
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, out: str, message: str) -> None:
    export = write_xlsx(tmp_path / "e.xlsx", rows([TOUCHED]))
    given = convert_exports([export], tmp_path / "e.parquet").paths[0] if out == "e.parquet" else export
    with pytest.raises((UsageError, InputError), match=message):
        convert_exports([given], tmp_path / out)


def test_a_file_left_of_an_earlier_conversion_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "out-2.parquet").write_bytes(b"")
    export = write_xlsx(tmp_path / "e.xlsx", rows([TOUCHED]))
    with pytest.raises(UsageError, match="earlier conversion"):
        convert_exports([export], tmp_path / "out.parquet", split=True)


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    export = write_xlsx(tmp_path / "e.xlsx", rows([TOUCHED]))
    convert_exports([export], out)
    before = out.read_bytes()
    with pytest.raises(InputError):
        convert_exports([export, tmp_path / "none.xlsx"], out)
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.xlsx", "out.parquet"]


# the command -----------------------------------------------------------------------------------


def test_the_command_says_what_it_wrote(run: Run, tmp_path: Path) -> None:
    write_xlsx(tmp_path / "e.xlsx", rows([TOUCHED]))
    assert run("convert", "e.xlsx", "--out", "data.parquet", "--quiet") == (0, "", "")
    status, out, err = run("convert", "e.xlsx", "--out", "data.parquet")
    assert (status, out) == (0, "data.parquet\n")
    assert "1 files, 1 sheets, 24 rows" in err
    status, out, _ = run("convert", "e.xlsx", "--out", "data.parquet", "--json")
    told = json.loads(out)
    assert (status, told["files"], told["rows"], told["out"][0]["name"]) == (0, 1, 24, "data.parquet")
    assert run("analyse", "data.parquet", "--quiet")[0] == 0


def test_the_command_ends_with_2_where_a_file_is_wrong(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.xlsx").write_bytes(b"")
    status, out, err = run("convert", "empty.xlsx", "--out", "data.parquet")
    assert (status, out) == (2, "")
    assert "the file is empty" in err
    assert not (tmp_path / "data.parquet").exists()


def test_the_commands_in_the_document_do_what_it_says(run: Run, tmp_path: Path) -> None:
    text = (SAMPLES.parent.parent / "docs" / "convert.md").read_text(encoding="utf-8")
    calls = [line for line in text.splitlines() if line.startswith("safetytool ")]
    assert len(calls) >= 4
    for name in SAMPLES.glob("*-20*"):
        (tmp_path / name.name).write_bytes(name.read_bytes())
    for call in calls:
        words = [
            str(found)
            for word in shlex.split(call)[1:]
            for found in (sorted(p.name for p in tmp_path.glob(word)) if "*" in word else [word])
        ]
        status, _, err = run(*words)
        assert status == 0, (call, err)
