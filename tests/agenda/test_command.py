"""`agenda` as a function: two files or none, and what is said on the side."""

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from safetytool.commands.agenda import OUTPUTS, write_agenda
from safetytool.errors import UsageError
from tests.agenda.years import TABLE, written
from tests.documents import signals


def events(folder: Path) -> list[str]:
    return [
        str(e["SUMMARY"]) for e in Calendar.from_ical((folder / "agenda.ics").read_bytes()).walk("VEVENT")
    ]


def test_without_signals_it_holds_the_rules_of_the_year(tmp_path: Path) -> None:
    said: list[str] = []
    paths = write_agenda(config=written(tmp_path), out=tmp_path / "out", on_warning=said.append)
    assert [path.name for path in paths] == list(OUTPUTS)
    assert "Evaluatie van het veiligheidsbeleid" in events(tmp_path / "out")
    assert said == []


def test_with_signals_it_says_what_is_for_today(tmp_path: Path) -> None:
    source, config = signals.written(tmp_path), written(tmp_path)
    said: list[str] = []
    write_agenda(config=config, out=tmp_path / "a", year="2025-2026")
    write_agenda(source, config=config, out=tmp_path / "b", on_warning=said.append)
    assert len(events(tmp_path / "b")) > len(events(tmp_path / "a"))
    assert any("today" in line for line in said)
    assert any("2025-08-25" in line and "--from" in line for line in said)
    text = (tmp_path / "b" / "agenda.ics").read_text(encoding="utf-8").replace("\n ", "")
    for kept in ("7A", "0900", "van de 22"):
        assert kept not in text


def test_the_same_call_gives_the_same_bytes(tmp_path: Path) -> None:
    source, config = signals.written(tmp_path), written(tmp_path)
    for name in ("a", "b"):
        write_agenda(source, config=config, out=tmp_path / name, language="en", talks_from=date(2026, 3, 2))
    for name in OUTPUTS:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("config", [None, "other"])
def test_without_dates_nothing_is_written(tmp_path: Path, config: str | None) -> None:
    path = written(tmp_path, '[settings]\nlang = "nl"\n') if config else None
    with pytest.raises(UsageError, match="holidays"):
        write_agenda(config=path, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_name_of_the_organisation_is_used(tmp_path: Path) -> None:
    config = written(tmp_path, TABLE + '\n[house_style]\norganisation = "Stichting Het Veld"\n')
    [_, page] = write_agenda(config=config, out=tmp_path / "out")
    import docx

    header = docx.Document(str(page)).sections[0].header.paragraphs[0].text
    assert header == "Stichting Het Veld · schooljaar 2025-2026"
