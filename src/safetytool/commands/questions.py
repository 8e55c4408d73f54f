"""`safetytool questions`: from signals.json to question lists that people take into the room."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from safetytool.bank.model import LANGUAGES, TIERS, Language, Tier
from safetytool.documents import (
    HouseStyle,
    choose,
    questions_docx,
    questions_md,
    questions_xlsx,
)
from safetytool.errors import InputError, Place, UsageError
from safetytool.questions import plan, read_signals
from safetytool.questions.model import AskedSignal, Meeting
from safetytool.regular import refuse_other_than_a_file
from safetytool.schools import read_schools
from safetytool.tidy.assemble import option_year
from safetytool.wording import normalise

Format: TypeAlias = Literal["docx", "xlsx", "md"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What JSON can write and no document can hold (XML 1.0, 2.2): control characters, half characters."""

MOST_BYTES: Final = 200 << 20
"""Of signals.json: 200 MiB, far above a whole region's."""
DO: Final = "Give the signals.json that `safetytool analyse` wrote"


@dataclass(frozen=True)
class SignalsFile:
    """A signals.json as far as questions and the agenda need it."""

    signals: tuple[AskedSignal, ...]
    language: Language
    """The language that it was written in."""


@dataclass(frozen=True)
class Sheets:
    """The meetings that were asked for, and what is needed to write them."""

    meetings: tuple[Meeting, ...]
    signals: tuple[AskedSignal, ...]
    language: Language
    school_names: Mapping[str, str]


def read_sheets(
    signals_path: Path,
    *,
    audiences: Collection[str] = (),
    school: str | None = None,
    year: str | None = None,
    language: Language | None = None,
    schools: Path | None = None,
    previous: Sequence[Path] = (),
) -> Sheets:
    """Plan the meetings for some audiences, or for all.

    Parameters
    ----------
    signals_path : a signals.json.
    audiences : names of `documents.CHOICES`; a document for all is for the coordinator.
    school : only signals of this school (its id or name); all if not given.
    year : only signals of this school year; all if not given.
    language : of the meetings; that of the signals if not given.
    schools : the register of schools, for names and sectors.
    previous : signals.json files of earlier years, whose signals are referred to.

    Raises
    ------
    SafetytoolError
        A file or the call is wrong.
    """
    choose([], audiences)
    found = read_file(signals_path)
    register = read_schools(schools) if schools else None
    names = register.names() if register else {}
    signals = _of_year(_of_school(found.signals, school, names), year)
    language = language or found.language
    meetings = plan(
        signals,
        language=language,
        sectors=register.sectors() if register else {},
        school_names=names,
        previous=[signal for path in previous for signal in read_file(path).signals],
    )
    return Sheets(tuple(choose(meetings, audiences)), signals, language, names)


def _of_school(
    signals: tuple[AskedSignal, ...], school: str | None, names: Mapping[str, str]
) -> tuple[AskedSignal, ...]:
    """Return the signals of one school, by its id, its name, or the words of its name that tell it apart."""
    if school is None:
        return signals
    called = {s.school: names.get(s.school, s.school) for s in signals if s.school}
    wanted = normalise(school)
    exact = [own for own, name in called.items() if wanted in (normalise(own), normalise(name))]
    found = exact or [own for own, name in called.items() if wanted and wanted in normalise(name)]
    if len(found) != 1:
        what = "there are no signals of" if not found else "several schools fit"
        raise UsageError(
            f"{what} '{school}'", do=f"Signals are of: {', '.join(sorted(called.values())) or 'no school'}"
        )
    return tuple(signal for signal in signals if signal.school == found[0])


def _of_year(signals: tuple[AskedSignal, ...], year: str | None) -> tuple[AskedSignal, ...]:
    """Return the signals of one school year."""
    if year is None:
        return signals
    wanted = option_year(year)
    found = tuple(signal for signal in signals if signal.school_year == wanted)
    if not found:
        known = ", ".join(sorted({signal.school_year for signal in signals}))
        raise UsageError(f"there are no signals of {wanted}", do=f"Signals are of: {known or 'no year'}")
    return found


def write_questions(
    sheets: Sheets,
    *,
    out: Path,
    fmt: str = "docx",
    audiences: Collection[str] = (),
    house: HouseStyle | None = None,
) -> Path:
    """Write a document of the sheets.

    Parameters
    ----------
    out : folder to write in.
    fmt : one of `FORMATS`.
    audiences : whom the sheets are for, for the name of the file: a document to hand out never takes the
        place of the coordinator's.
    house : the look.

    Raises
    ------
    SafetytoolError
        The call is wrong, or the file cannot be written; nothing is written then.
    """
    from safetytool.write.files import write_all

    contents = questions_bytes(
        sheets.meetings, fmt, language=sheets.language, school_names=sheets.school_names, house=house
    )
    [path] = write_all(out, {file_name(fmt, audiences): contents})
    return path


def sheets_json(sheets: Sheets) -> dict[str, Any]:
    """Return the meetings for other programs."""
    return {"schema_version": 1, "meetings": [asdict(meeting) for meeting in sheets.meetings]}


def reaches(sheets: Sheets, tier: Tier) -> bool:
    """Tell whether there is a signal of this tier or a more urgent one."""
    return any(TIERS.index(signal.tier) <= TIERS.index(tier) for signal in sheets.signals)


def questions_bytes(
    meetings: Sequence[Meeting],
    fmt: str,
    *,
    language: Language,
    school_names: Mapping[str, str],
    house: HouseStyle | None = None,
) -> bytes:
    """The document in one of `FORMATS`."""
    _check_format(fmt)
    writers = {"docx": questions_docx, "xlsx": questions_xlsx, "md": questions_md}
    return writers[fmt](meetings, language=language, school_names=school_names, house=house)


def file_name(fmt: str, audiences: Collection[str] = ()) -> str:
    """`questions.docx`, or `questions-team-parents.docx` for some audiences."""
    return "-".join(["questions", *dict.fromkeys(audiences)]) + f".{fmt}"


def read_file(path: Path) -> SignalsFile:
    """Read a signals.json.

    Raises
    ------
    InputError
        It cannot be read, is too large, is no JSON, or no signals.json.
    """
    document = read_json(path)
    signals = read_signals(document, str(path))
    settings = document.get("settings")
    language = settings.get("language") if isinstance(settings, dict) else None
    return SignalsFile(signals, language if language in LANGUAGES else "nl")


def read_json(path: Path) -> dict[str, Any]:
    """Parse a JSON file that holds an object, and say clearly what is wrong with another one."""
    place = Place(file=str(path))
    try:
        if refuse_other_than_a_file(path).st_size > MOST_BYTES:
            raise InputError(f"this is larger than {MOST_BYTES >> 20} MB", do=DO, place=place)
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"this cannot be read ({error.strerror})", do=DO, place=place) from error
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError("this is no JSON: it is not text in UTF-8", do=DO, place=place) from error
    except json.JSONDecodeError as error:
        where = Place(file=str(path), row=error.lineno)
        raise InputError(f"this is no valid JSON ({error.msg})", do=DO, place=where) from error
    except (RecursionError, ValueError) as error:
        raise InputError("this is no JSON that can be read", do=DO, place=place) from error
    if not isinstance(document, dict):
        raise InputError("this is no signals.json: it holds no object", do=DO, place=place)
    if any(NO_TEXT.search(text) for text in _texts(document)):
        raise InputError(
            "this holds characters that are no text, as no signals.json does", do=DO, place=place
        )
    return document


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a parsed document, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _check_format(fmt: str) -> None:
    if fmt not in FORMATS:
        raise UsageError(f"'{fmt}' is no format", do=f"Choose from: {', '.join(FORMATS)}")
