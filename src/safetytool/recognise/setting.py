"""What holds for a whole sheet: its school, school year, respondents, class or grade."""

from collections.abc import Collection
from dataclasses import dataclass

from safetytool.bank.model import RespondentType
from safetytool.errors import Place, UsageError
from safetytool.profiles.model import Profile
from safetytool.read.model import Sheet
from safetytool.recognise.context import FILE_NAME, Context, sheet_context


@dataclass(frozen=True)
class Hints:
    """School and school year as given by the options; they hold where the file has none."""

    year: str | None = None
    school: str | None = None


@dataclass(frozen=True)
class Setting:
    """What holds for every row of a sheet; None where nothing says it, or where a column does."""

    school: str | None
    school_year: str | None
    respondent_type: RespondentType | None
    class_name: str | None
    grade: str | None
    notes: tuple[str, ...] = ()


def sheet_setting(
    file: str, sheet: Sheet, roles: Collection[str | None], profile: Profile | None, hints: Hints
) -> Setting:
    """Say what holds for every row of `sheet`.

    For the school year the order is: the profile, the option, the sheet's name and the cells above
    its table, the file's name. For the school the option comes last. Whatever a column says goes
    before all of these, which is why it is left out here.

    Raises
    ------
    UsageError
        The option, the profile and the sheet name different school years.
    """
    titles = sheet.table.titles if sheet.table else ()
    context = sheet_context(file, sheet.name, titles)
    year, notes = _school_year(file, sheet, context, profile, hints)
    placed = {"class", "grade"} & set(roles)
    # What is only left over of a sheet's name is a weaker word than the option.
    told = context.school if not (context.school_is_name_of_sheet and hints.school) else None
    return Setting(
        school=None if "school" in roles else (profile and profile.school) or told or hints.school,
        school_year=None if {"school_year", "date"} & set(roles) and not year else year,
        respondent_type=(profile and profile.respondent_type) or context.respondent_type,
        class_name=None if placed else context.class_name,
        grade=None if placed else context.grade,
        notes=(*notes, *_guessed(context, told, roles)),
    )


def _guessed(context: Context, told: str | None, roles: Collection[str | None]) -> tuple[str, ...]:
    """Say that a school is only called so because its sheet is."""
    if context.school_is_name_of_sheet and told and "school" not in roles:
        return (f"The school is called '{told}' after the sheet; --school gives it another name.",)
    return ()


def _school_year(
    file: str, sheet: Sheet, context: Context, profile: Profile | None, hints: Hints
) -> tuple[str | None, tuple[str, ...]]:
    """Return the school year of a sheet whose columns do not say it, and what the user should know."""
    inside = {where: year for where, year in context.years.items() if where != FILE_NAME}
    given = hints.year or (profile.school_year if profile else None)
    told = {**({"the option or the profile": given} if given else {}), **inside}
    if len(set(told.values())) > 1:
        said = " and ".join(f"{year} ({where})" for where, year in told.items())
        raise UsageError(
            f"the school year is said to be {said}",
            do="Give the year that the answers are of, or correct the file",
            place=Place(file, sheet.name),
        )
    year = next(iter(told.values()), None)
    by_name = context.years.get(FILE_NAME)
    if year and by_name and year != by_name:
        return year, (f"The file's name says {by_name}; {year} is what counts, from {next(iter(told))}.",)
    return year or by_name, ()
