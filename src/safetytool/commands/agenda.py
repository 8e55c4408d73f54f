"""`safetytool agenda`: the yearly plan of conversations, as a calendar and on paper."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from safetytool.agenda import agenda_docx, agenda_ics, plan_agenda, read_agenda
from safetytool.bank.model import Language
from safetytool.commands.questions import read_file
from safetytool.documents import read_house
from safetytool.questions import plan
from safetytool.schools import read_schools

OUTPUTS: Final = ("agenda.ics", "agenda.docx")


def write_agenda(
    signals_path: Path | None = None,
    *,
    config: Path | None,
    out: Path,
    year: str | None = None,
    language: Language | None = None,
    talks_from: date | None = None,
    schools: Path | None = None,
    on_warning: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Write `OUTPUTS`, or nothing.

    Parameters
    ----------
    signals_path : a signals.json; without it only the conversations that come back every year.
    config : board.toml with the table [agenda], and perhaps [house_style].
    out : folder to write in.
    year : the school year to plan, to check the dates in [agenda] against.
    language : of what is written; that of the signals if not given, else Dutch.
    talks_from : from when conversations about signals are planned.
    schools : the register of schools, for names and sectors.
    on_warning : told of signals for today, and where a date had to be assumed.

    Raises
    ------
    SafetytoolError
        A file or the call is wrong; nothing is written then.
    """
    from safetytool.write.files import write_all

    settings = read_agenda(config, year)
    house = read_house(config)
    found = read_file(signals_path) if signals_path else None
    language = language or (found.language if found else "nl")
    register = read_schools(schools) if schools else None
    names = register.names() if register else {}
    sectors = register.sectors() if register else {}
    meetings = plan(found.signals, language=language, sectors=sectors, school_names=names) if found else ()
    agenda = plan_agenda(
        settings,
        meetings,
        language=language,
        school_names=names,
        organisation=house.organisation,
        talks_from=talks_from,
    )
    contents = (agenda_ics(agenda), agenda_docx(agenda, house=house))
    paths = write_all(out, dict(zip(OUTPUTS, contents, strict=True)))
    if any(entry.from_signals for entry in agenda.entries) and not (talks_from or settings.talks_from):
        on_warning(
            f"conversations about signals are planned from {settings.start}; give --from for another date"
        )
    if agenda.today:
        on_warning("there is a signal for today: it is not in the agenda. Tell the board today")
    return paths
