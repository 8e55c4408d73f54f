"""Advisors' reports and remarks, from files to signals, and what is never shown of them."""

import io
import json
import random
import re
import tomllib
from pathlib import Path
from typing import Any

import docx
import pytest
from rich.console import Console

from safetytool.commands.analyse import OUTPUTS, analyse_exports, as_bytes, summarise
from safetytool.commands.check import check, to_json
from safetytool.errors import InputError, UsageError
from safetytool.masking.vocabulary import doubtful, fold, ordinary
from safetytool.signals import Outcome, Signal
from tests.exports import rows, write_csv, write_xlsx

pytestmark = pytest.mark.usefixtures("without_deduce")

NAMES = tomllib.loads((Path(__file__).parent / "masking" / "names.toml").read_text(encoding="utf-8"))
ADVISOR = ["School", "Schooljaar", "Melder", "Over wie", "Categorie", "Aantal", "Toelichting"]
SILENT = ["99XA00", "2024-2025", "", "", "geen meldingen", 0, ""]
QUIET = ("Veilig", "Nooit", "Nooit", "Nooit")
AFRAID = ("Veilig", "Nooit", "Soms", "Nooit")


def export(path: Path, *answers: tuple[object, ...], remarks: dict[int, str] | None = None) -> Path:
    """An export of 24 pupils with a column of remarks, by place of the pupil."""
    table = rows(answers)
    table[0].append("Wil je nog iets vertellen?")
    told = {0: "ik vind het leuk hier", 1: "meer buiten spelen graag", 2: "de wc is vies"} | (remarks or {})
    for place, row in enumerate(table[1:]):
        row.append(told.get(place))
    return write_xlsx(path, table)


def reports(path: Path, *lines: list[object]) -> Path:
    return write_xlsx(path, [ADVISOR, *lines], sheet="Meldingen")


def analysed(*exports: Path, **options: Any) -> Outcome:
    return analyse_exports(exports, **options)


def by_title(outcome: Outcome, part: str) -> list[Signal]:
    return [signal for signal in outcome.signals if part in signal.title]


# reports --------------------------------------------------------------------------------------


def test_one_report_of_sexual_intimidation_by_a_teacher_is_an_act_with_the_route(tmp_path: Path) -> None:
    line = ["99XA00", "2024-2025", "leerling", "leerkracht", "SGG", 1, ""]
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[reports(tmp_path / "a.xlsx", line)])
    first = outcome.signals[0]
    assert (first.tier, first.detector, first.sources, first.actor) == (
        "act",
        "sentinel",
        ("advisor",),
        "staff",
    )
    assert "0900 111 3 111" in (first.route or "")
    assert not first.items
    assert outcome.inputs[1]["name"] == "a.xlsx"


@pytest.mark.parametrize("anybody", ["alle", ""])
def test_of_two_reports_of_abuse_one_is_about_staff_and_both_are_heard(tmp_path: Path, anybody: str) -> None:
    both = ["99XA00", "2024-2025", "", anybody, "seksueel misbruik", 2, ""]
    one = ["99XA00", "2024-2025", "", "leerkracht", "seksueel misbruik", 1, ""]
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[reports(tmp_path / "a.xlsx", both, one)])
    assert [(h.reports, h.about_staff) for h in outcome.heard] == [(2, 1)]
    told = [(s.tier, s.actor, s.count) for s in outcome.signals if s.detector == "sentinel"]
    assert told == [("act", "staff", 1), ("ask", "unknown", 1)]


def test_two_weak_answers_and_a_report_about_staff_become_one_ask(tmp_path: Path) -> None:
    other = [[*row[:3], "8A", *row[4:]] for row in rows()[1:]]
    table = [*rows([AFRAID, AFRAID]), *[[i + 100, *row[1:]] for i, row in enumerate(other)]]
    line = ["99XA00", "2024-2025", "ouder", "docent", "psychisch geweld", 1, ""]
    outcome = analysed(write_xlsx(tmp_path / "e.xlsx", table), advisors=[reports(tmp_path / "a.xlsx", line)])
    (found,) = [s for s in outcome.signals if "convergence" in {r.detector for r in s.reasons}]
    assert found.tier == "ask"
    assert set(found.sources) == {"monitor", "advisor"}
    assert {r.unit.name for r in found.reasons if r.detector == "convergence"} == {"7A"}


def test_without_an_advisors_report_only_that_nothing_is_known_is_said(tmp_path: Path) -> None:
    outcome = analysed(export(tmp_path / "e.xlsx"))
    told = [s for s in outcome.signals if "advisor" in s.sources]
    assert [s.detector for s in told] == ["blind_spot"]
    assert outcome.heard == ()


def test_a_school_that_the_advisor_does_not_mention_is_a_blind_spot_and_no_silence(tmp_path: Path) -> None:
    other = ["99XB00", "2024-2025", "", "leerling", "pesten", 1, ""]
    outcome = analysed(
        export(tmp_path / "e.xlsx", AFRAID, AFRAID), advisors=[reports(tmp_path / "a.xlsx", other)]
    )
    here = {s.detector for s in outcome.signals if s.school == "99XA00" and s.domain == "disclosure"}
    assert "silence" not in here
    assert [h.reports for h in outcome.heard if h.school == "99XA00"] == [None]


def test_a_stated_zero_beside_pupils_who_are_afraid_is_a_silence(tmp_path: Path) -> None:
    advisor = reports(tmp_path / "a.xlsx", SILENT)
    outcome = analysed(export(tmp_path / "e.xlsx", AFRAID, AFRAID), advisors=[advisor])
    (found,) = [s for s in outcome.signals if s.detector == "silence"]
    assert (found.tier, found.domain, found.count) == ("ask", "disclosure", 0)
    assert "2 van de 24" in found.explanation
    assert [h.reports for h in outcome.heard] == [0]


def test_reports_of_earlier_years_are_history_and_it_is_said(tmp_path: Path) -> None:
    old = ["99XA00", "2022-2023", "", "leerkracht", "seksueel misbruik", 1, ""]
    told: list[str] = []
    outcome = analysed(
        export(tmp_path / "e.xlsx"),
        advisors=[reports(tmp_path / "a.xlsx", old, SILENT)],
        on_warning=told.append,
    )
    assert not [s for s in outcome.signals if s.tier == "act"]
    assert any("2022-2023" in line and "history" in line for line in told)


def test_the_same_reports_twice_are_refused(tmp_path: Path) -> None:
    lines: list[list[object]] = [SILENT, ["99XA00", "2023-2024", "", "leerling", "pesten", 2, ""]]
    one = reports(tmp_path / "a.xlsx", *lines)
    other = write_csv(tmp_path / "b.csv", [ADVISOR, *lines])
    with pytest.raises(UsageError, match=r"a\.xlsx.*b\.csv|b\.csv.*a\.xlsx"):
        analysed(export(tmp_path / "e.xlsx"), advisors=[one, other])
    with pytest.raises(UsageError, match="same file"):
        analysed(export(tmp_path / "e.xlsx"), advisors=[one, one])


def test_a_word_report_is_read_beside_a_spreadsheet(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Jaarverslag vertrouwenspersoon 2024-2025", 0)
    table = document.add_table(rows=2, cols=4)
    for cells, texts in zip(
        table.rows,
        [["School", "Categorie", "Over", "Aantal"], ["99XA00", "agressie", "leerling", "2"]],
        strict=True,
    ):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[tmp_path / "a.docx"])
    (found,) = by_title(outcome, "lichamelijk geweld")
    assert (found.tier, found.count, found.actor) == ("ask", 2, "pupil")


def test_a_school_that_the_advisor_calls_in_full_is_the_one_of_the_export(tmp_path: Path) -> None:
    table = [[*row[:1], "De Ark" if place else row[1], *row[2:]] for place, row in enumerate(rows())]
    line = ["Openbare Basisschool de Ark", "2024-2025", "ouder", "leerkracht", "overig", 1, ""]
    exported = write_xlsx(tmp_path / "e.xlsx", table)
    outcome = analysed(exported, advisors=[reports(tmp_path / "a.xlsx", line)])
    assert [(h.school, h.reports) for h in outcome.heard] == [("De Ark", 1)]


def word_report(path: Path, *blocks: str) -> Path:
    document = docx.Document()
    for block in blocks:
        document.add_paragraph(block)
    document.save(str(path))
    return path


def test_a_sentence_about_touch_by_a_teacher_is_heard_beside_a_stated_zero(tmp_path: Path) -> None:
    advisor = word_report(
        tmp_path / "a.docx",
        "Jaarverslag vertrouwenspersoon 2024-2025, school 99XA00",
        "Er zijn dit jaar geen meldingen binnengekomen. Een moeder vertelde mij over een leerkracht die haar "
        "dochter ongepast aanraakte.",
    )
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[advisor])
    assert (outcome.signals[0].tier, set(outcome.signals[0].sources)) == ("act", {"advisor", "text"})
    assert "a.docx" in set(outcome.not_recognised["file"])


def test_what_is_said_of_training_is_no_report(tmp_path: Path) -> None:
    advisor = word_report(
        tmp_path / "a.docx",
        "Jaarverslag vertrouwenspersoon 2024-2025, school 99XA00",
        "Er is 1 melding gedaan over pesten.",
        "Het team volgde een training over seksueel grensoverschrijdend gedrag.",
        "De gedragscode zegt dat medewerkers leerlingen niet slaan.",
    )
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[advisor])
    assert not [s for s in outcome.signals if s.detector == "text"]


def test_an_external_advisors_text_and_table_tell_the_same_reports(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Jaarverslag externe vertrouwenspersoon 2024-2025, school 99XA00", 0)
    document.add_paragraph("Er zijn dit jaar drie meldingen binnengekomen.")
    table = document.add_table(rows=2, cols=2)
    for cells, texts in zip(table.rows, [["Soort melding", "Aantal"], ["pesten", "3"]], strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[tmp_path / "a.docx"])
    assert [h.reports for h in outcome.heard] == [3]


def test_a_school_that_is_in_no_export_is_named(tmp_path: Path) -> None:
    told: list[str] = []
    line = ["De Wilgenhoek", "2024-2025", "", "leerling", "pesten", 1, ""]
    analysed(
        export(tmp_path / "e.xlsx"), advisors=[reports(tmp_path / "a.xlsx", line)], on_warning=told.append
    )
    assert any("De Wilgenhoek" in warning and "--school" in warning for warning in told)


def test_a_document_without_any_report_is_refused(tmp_path: Path) -> None:
    advisor = word_report(tmp_path / "a.docx", "Notulen 2024-2025, school 99XA00", "Er was koffie en cake.")
    with pytest.raises(InputError, match="nothing in it is recognised"):
        analysed(export(tmp_path / "e.xlsx"), advisors=[advisor])


def test_pupils_of_a_school_with_an_act_get_no_questions_about_adults(tmp_path: Path) -> None:
    act = ("Veilig", "Nooit", "Vaak", "Eén of twee keer")
    outcome = analysed(export(tmp_path / "e.xlsx", act))
    for signal in outcome.signals:
        about_adults = [
            q for q in signal.questions if ".pupils_" in q and q.startswith(("staff_conduct", "tone"))
        ]
        assert not about_adults


def two_sides(path: Path, categories: dict[str, int], abouts: dict[str, int]) -> Path:
    """A Word report with a table by category and a table by whom it is about."""
    document = docx.Document()
    document.add_heading("Jaarverslag vertrouwenspersoon 2024-2025, school 99XA00", 0)
    for heading, counts in (("Soort melding", categories), ("Over wie", abouts)):
        table = document.add_table(rows=1, cols=2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = heading, "Aantal"
        for name, count in counts.items():
            cells = table.add_row().cells
            cells[0].text, cells[1].text = name, str(count)
    document.save(str(path))
    return path


def test_reports_about_staff_that_only_a_second_table_tells_are_heard(tmp_path: Path) -> None:
    advisor = two_sides(
        tmp_path / "a.docx", {"pesten": 3, "discriminatie": 1}, {"leerling": 3, "leerkracht": 1}
    )
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[advisor])
    assert [(h.reports, h.about_staff) for h in outcome.heard] == [(4, 1)]
    assert [s.tier for s in outcome.signals if s.actor == "staff" and "advisor" in s.sources] == ["ask"]


def test_where_all_reports_are_about_staff_their_categories_are_too(tmp_path: Path) -> None:
    advisor = two_sides(tmp_path / "a.docx", {"seksuele intimidatie": 1}, {"docent": 1})
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[advisor])
    assert [(h.reports, h.about_staff) for h in outcome.heard] == [(1, 1)]
    assert outcome.signals[0].tier == "act"


def test_national_figures_load_and_are_no_reports_of_a_school(tmp_path: Path) -> None:
    national = write_csv(
        tmp_path / "n.csv",
        [
            ["school_year", "sector", "category", "about", "unit", "count", "source"],
            ["2024-2025", "all", "sexual abuse", "staff", "files", 91, "a report"],
            ["2024-2025", "all", "total", "any", "files", 2152, "a report"],
        ],
        separator=",",
    )
    told: list[str] = []
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[national], on_warning=told.append)
    assert not [s for s in outcome.signals if s.tier == "act"]
    assert any("no school" in line for line in told)


# remarks --------------------------------------------------------------------------------------


def test_a_remark_about_touching_is_an_act_and_shows_the_masked_words(tmp_path: Path) -> None:
    remark = {5: "meester Joost zit steeds aan mijn billen"}
    outcome = analysed(export(tmp_path / "e.xlsx", remarks=remark))
    first = outcome.signals[0]
    assert (first.tier, first.detector, first.unit.name) == ("act", "text", "7A")
    assert "meester [naam] zit steeds aan mijn billen" in first.explanation
    assert first.route


def test_a_remark_of_somebody_who_answered_nothing_else_is_read(tmp_path: Path) -> None:
    table = rows()
    table[0].append("Opmerkingen")
    for row in table[1:]:
        row.append("leuk" if row[0] != 4 else None)
    table.append([99, "99XA00", "2024-2025", "7A", None, None, None, None, "de juf slaat mij"])
    outcome = analysed(write_xlsx(tmp_path / "e.xlsx", table))
    assert [s.tier for s in outcome.signals if s.detector == "text"] == ["ask"]


def test_one_pupil_in_two_sheets_is_one_writer(tmp_path: Path) -> None:
    one = export(tmp_path / "e.xlsx", remarks={5: "de juf slaat mij"})
    table = rows()
    table[0].append("Wil je nog iets vertellen?")
    table[0][5] = "Word je gepest door leerlingen?"
    for place, row in enumerate(table[1:]):
        row.append("de juf slaat mij" if place == 5 else None)
    outcome = analysed(one, write_xlsx(tmp_path / "f.xlsx", table[:1] + table[6:7]))
    (found,) = [s for s in outcome.signals if s.detector == "text"]
    assert found.count == 1


def test_an_advisors_remark_is_read_too(tmp_path: Path) -> None:
    line = ["99XA00", "2024-2025", "ouder", "leerkracht", "overig", 1, "Docent stuurt appjes naar leerling."]
    outcome = analysed(export(tmp_path / "e.xlsx"), advisors=[reports(tmp_path / "a.xlsx", line)])
    (found,) = [s for s in outcome.signals if s.detector == "text"]
    assert (found.tier, set(found.sources)) == ("ask", {"advisor", "text"})


def all_outputs(outcome: Outcome, export_path: Path) -> str:
    """Everything that is written or printed of an outcome, as text."""
    stream = io.StringIO()
    summarise(outcome, Console(file=stream, width=80), Path("out"))
    printed = stream.getvalue() + json.dumps(to_json(check([export_path])), ensure_ascii=False)
    written = []
    for name in OUTPUTS:
        content = as_bytes(outcome, name)
        if content.startswith(b"PK"):
            import zipfile

            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                written += [parts.read(part).decode(errors="ignore") for part in parts.namelist()]
        else:
            written.append(content.decode())
    return re.sub(r"<[^>]*>", " ", printed + " ".join(written))


def test_no_name_of_a_remark_is_in_any_output(tmp_path: Path) -> None:
    """30 remarks with names from eleven origins, in answers, remarks and an advisor's notes."""
    rng = random.Random(20261124)  # noqa: S311
    first = [
        n
        for group in NAMES.values()
        if "first" in group and isinstance(group["first"], str)
        for n in group["first"].split()
    ]
    first = [n for n in first if fold(n) not in doubtful() and len(n) > 3]
    templates = [
        "meester {0} slaat mij", "juf {0} scheldt mij uit waar {1} bij is", "ik ben bang voor meneer {0}",
        "{1} en {0} pesten mij", "coach {0} appt mij op 06-{2}", "Mr {0} touches me, mail {1}@voorbeeld.nl",
        "de docent lacht {0} uit, snap: {1}{2}",
    ]  # fmt: skip
    chosen = [rng.sample(first, 2) for _ in range(20)]
    remarks = {
        place: rng.choice(templates).format(*names, rng.randrange(10_000_000, 99_999_999))
        for place, names in enumerate(chosen)
    }
    path = export(tmp_path / "e.xlsx", (f"ik durf niet door {chosen[0][0]}", *QUIET[1:]), remarks=remarks)
    noted = [rng.sample(first, 2) for _ in range(10)]
    lines = [
        [
            "99XA00",
            "2024-2025",
            "ouder",
            "leerkracht",
            "overig",
            1,
            rng.choice(templates).format(*n, 12345678),
        ]
        for n in noted
    ]
    outcome = analysed(path, advisors=[reports(tmp_path / "a.xlsx", *lines)])
    assert len([s for s in outcome.signals if s.detector == "text"]) >= 3
    everything = all_outputs(outcome, path)
    shown = set(re.findall(r"[a-z]+", fold(everything)))
    names = {fold(name) for pair in [*chosen, *noted] for name in pair}
    assert not {name for name in names & shown if name not in ordinary()}
    for remark in [*remarks.values(), *(str(line[-1]) for line in lines)]:
        for number in re.findall(r"\d{6,}", remark):
            assert number not in everything
    assert "voorbeeld.nl" not in everything
