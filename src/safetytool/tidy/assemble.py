"""Put all inputs together in the one tidy table."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from safetytool.bank.model import Bank
from safetytool.errors import InputError, Place, UsageError
from safetytool.read.model import Source
from safetytool.recognise.model import SheetMeaning, SourceMeaning
from safetytool.recognise.places import normalise_school, parse_school_year
from safetytool.schools import SchoolRegister
from safetytool.tidy.aggregated import join_tallies, read_tally
from safetytool.tidy.asked import how_asked
from safetytool.tidy.figures import join_figures
from safetytool.tidy.model import TEXTS, Beside, Evidence, Responses
from safetytool.tidy.not_recognised import not_recognised
from safetytool.tidy.once import count_once
from safetytool.tidy.overlap import Counted, without_analysed_years, without_counted_respondents
from safetytool.tidy.places import name_single_groups, one_spelling
from safetytool.tidy.reports import (
    join_reports,
    named_as_in_exports,
    not_understood,
    refuse_repeated,
    texts_of_reports,
)
from safetytool.tidy.respondents import PEOPLE, Part, read_part
from safetytool.tidy.same_content import refuse_copies, without_unread_twins
from safetytool.tidy.sheet import InputSheet
from safetytool.tidy.texts import in_class_of_writer, join_texts

if TYPE_CHECKING:
    from safetytool.advisors import AdvisorReport


def tidy(
    meanings: Sequence[tuple[SourceMeaning, bool]],
    bank: Bank,
    *,
    reports: Sequence["AdvisorReport"] = (),
    year: str | None = None,
    school: str | None = None,
    register: SchoolRegister | None = None,
    for_trend: bool = False,
    beside: Beside | None = None,
) -> Evidence:
    """Put what was recognised in one table.

    Parameters
    ----------
    meanings : every file, understood, and whether it is history only.
    reports : what confidential advisors reported, as read.
    bank : the item bank that they were recognised with, a profile's own items included.
    year, school : from the options, for rows whose file does not say it.
    register : the register of schools, which knows schools by id and by name.
    for_trend : figures of no school and advisors' reports of years before the exports are used too, so that
        no warning says that they are not.
    beside : what other inputs of the same run have, which are put together apart from these.

    Raises
    ------
    InputError, UsageError
        Something in the files cannot be, contradicts the options, or would be counted twice.
    """
    year = option_year(year)
    school = normalise_school(school) if school else None
    beside = beside or Beside()
    refuse_the_same_file([meaning for meaning, _ in meanings])
    refuse_repeated(reports)
    sheets, parts, tallies = _read(meanings, bank, year, school, register)
    _refuse_nobody(sheets, parts)
    reports, unknown = _named(reports, parts, tallies, register, beside.schools)
    parts, tallies = without_analysed_years(parts, tallies, beside.analysed)
    parts = without_unread_twins(parts)
    refuse_copies(parts)
    _refuse_repeated_tallies(tallies)
    return _evidence(meanings, bank, sheets, parts, tallies, reports, unknown, beside.years, for_trend)


def _evidence(
    meanings: Sequence[tuple[SourceMeaning, bool]],
    bank: Bank,
    sheets: Sequence[InputSheet],
    parts: Sequence[Part],
    tallies: Sequence[Counted],
    reports: Sequence["AdvisorReport"],
    unknown: Sequence[str],
    other_years: Collection[str],
    for_trend: bool,
) -> Evidence:
    """Put together what is left after everything that would count twice was refused or left out."""
    responses, texts = _responses(parts)
    tallies = without_counted_respondents(tallies, responses.people, responses.levels)
    years = _analysed_years(responses, tallies) | set(other_years)
    reported, warnings = join_reports(reports, years, for_trend=for_trend)
    figures, figure_disagreements, revised = join_figures(reports)
    warnings += revised if for_trend else []
    files = [meaning for meaning, _ in meanings]
    unused = [not_recognised(files, sheets), not_understood(reports)]
    return Evidence(
        bank=bank,
        responses=responses,
        tally=join_tallies([tally for _, tally in tallies]),
        texts=pd.concat([texts, texts_of_reports(reported, reports, years)], ignore_index=True),
        reports=reported,
        inputs=_inputs(files, reports, _rows_by_source(responses, sheets)),
        notes=_notes(sheets, reports),
        warnings=tuple(dict.fromkeys([*(n for sheet in sheets for n in sheet.notes), *unknown, *warnings])),
        not_recognised=pd.concat(unused, ignore_index=True),
        asked=how_asked(parts, tallies),
        figures=figures,
        figure_disagreements=figure_disagreements,
    )


def _notes(sheets: Sequence[InputSheet], reports: Sequence["AdvisorReport"]) -> tuple[str, ...]:
    """Return how the files were understood, each sentence once."""
    notes = [f"{s.label}: {note}" for s in sheets for note in s.meaning.notes]
    notes += [f"{report.name}: {note}" for report in reports for note in report.notes]
    return tuple(dict.fromkeys(notes))


def _read(
    meanings: Sequence[tuple[SourceMeaning, bool]],
    bank: Bank,
    year: str | None,
    school: str | None,
    register: SchoolRegister | None,
) -> tuple[list[InputSheet], list[Part], list[Counted]]:
    """Return the sheets that are used, the respondents of each, and the counts of aggregated ones."""
    sheets = [
        InputSheet(sheet, meaning.source.path, meaning.source.name, index, history)
        for index, (meaning, history) in enumerate(meanings)
        for sheet in _used(meaning)
    ]
    parts: list[Part] = []
    tallies: list[Counted] = []
    for sheet in sheets:
        if sheet.meaning.kind == "respondents":
            parts.append(read_part(sheet, bank, year=year, school=school, register=register))
        else:
            tally = read_tally(sheet, bank, year=year, school=school, register=register)
            tallies.append((sheet, tally))
    return sheets, parts, tallies


def _frames(parts: Sequence[Part], tallies: Sequence[Counted]) -> list[pd.DataFrame]:
    """Return everything that names schools."""
    people = [frame for part in parts for frame in (part.people, part.texts) if len(frame)]
    return [*people, *(tally for _, tally in tallies)]


def _named(
    reports: Sequence["AdvisorReport"],
    parts: Sequence[Part],
    tallies: Sequence[Counted],
    register: SchoolRegister | None,
    others: Collection[str],
) -> tuple[Sequence["AdvisorReport"], list[str]]:
    """Write every school in one spelling; return the reports, and what is unknown in them."""
    frames = _frames(parts, tallies)
    one_spelling(frames)
    schools = set().union(others, *(frame["school"].unique() for frame in frames)) - {""}
    return named_as_in_exports(reports, schools, set(register.rows["school"]) if register else set())


def _inputs(
    files: Sequence[SourceMeaning], reports: Sequence["AdvisorReport"], rows: Counter[int]
) -> tuple[dict[str, str | int], ...]:
    """Return what signals.json tells of every input."""
    counted: list[tuple[Source | AdvisorReport, int]] = [(f.source, rows[i]) for i, f in enumerate(files)]
    counted += [(report, report.rows_in) for report in reports]
    return tuple({"name": file.name, "sha256": file.sha256, "rows": n} for file, n in counted)


def _analysed_years(responses: Responses, tallies: Sequence[Counted]) -> set[str]:
    """Return the school years of the exports themselves."""
    people = responses.people
    own = people.loc[~people["history"].astype(bool), "school_year"] if len(people) else pd.Series()
    years = set(own.unique())
    return years.union(*(set(tally["school_year"]) for sheet, tally in tallies if not sheet.history))


def option_year(year: str | None) -> str | None:
    """Read the option --year.

    Raises
    ------
    UsageError
        It is no school year.
    """
    if year is None:
        return None
    try:
        read = parse_school_year(year)
    except InputError:
        read = None
    if read is None:
        raise UsageError(f"--year {year} is no school year", do="Write it as 2024-2025")
    return read


def _used(meaning: SourceMeaning) -> list[SheetMeaning]:
    """Return the sheets of a file that are used; at least one.

    Raises
    ------
    InputError
        None of them is a monitor export.
    """
    used = [sheet for sheet in meaning.sheets if sheet.kind is not None]
    if not used:
        why = "; ".join(f"sheet '{sheet.sheet.name}': {sheet.why}" for sheet in meaning.sheets)
        raise InputError(
            f"nothing in it is recognised as a monitor export ({why})",
            do="'safetytool check' shows what is recognised; 'safetytool profile' drafts a profile",
            place=Place(meaning.source.path),
        )
    return used


def refuse_the_same_file(meanings: Sequence[SourceMeaning]) -> None:
    """Refuse a file that is given twice."""
    seen: dict[str, SourceMeaning] = {}
    for meaning in meanings:
        other = seen.setdefault(meaning.source.sha256, meaning)
        if other is not meaning:
            raise UsageError(
                f"{meaning.source.path} and {other.source.path} are the same file", do="Give it once"
            )


def _refuse_nobody(sheets: Sequence[InputSheet], parts: Sequence[Part]) -> None:
    """Refuse files with respondents of which none can be told to be a pupil, staff or parent."""
    if parts and all(part.people.empty for part in parts) and len(parts) == len(sheets):
        raise sheets[0].fail(
            "nobody in it is known to be a pupil, a member of staff or a parent, or nobody answered",
            "Say it in a column, in the sheet's name, or with respondent_type in a profile",
        )


def _refuse_repeated_tallies(tallies: Sequence[Counted]) -> None:
    """Refuse the same school, year, unit and question counted in two aggregated sheets."""
    keys = ["school", "school_year", "respondent_type", "grade", "class_name", "item"]
    seen: dict[tuple[str, ...], InputSheet] = {}
    for sheet, tally in tallies:
        for key in map(tuple, tally[keys].drop_duplicates().to_numpy()):
            other = seen.setdefault(key, sheet)
            if other is not sheet:
                raise UsageError(
                    f"{sheet.label} counts {key[5]} of {key[0]}, {key[1]} that {other.label} counts too",
                    do="Give them once",
                )


def _responses(parts: Sequence[Part]) -> tuple[Responses, pd.DataFrame]:
    """Put all respondents in one table, and their texts; what a sheet did not ask is NOT_ASKED."""
    if not parts:
        nobody = Responses(pd.DataFrame(columns=PEOPLE), pd.DataFrame(), pd.DataFrame())
        return nobody, pd.DataFrame(columns=TEXTS)
    people, values, levels, owners = count_once(parts)
    named = name_single_groups(people)[PEOPLE]
    return Responses(named, values, levels), in_class_of_writer(join_texts(parts, owners), named)


def _rows_by_source(responses: Responses, sheets: Sequence[InputSheet]) -> Counter[int]:
    """Return how many respondents, or counted rows, each input has."""
    rows = Counter(responses.people["source"].tolist())
    for sheet in sheets:
        if sheet.meaning.kind == "aggregated":
            rows[sheet.source] += len(sheet.row_numbers)
    return rows
