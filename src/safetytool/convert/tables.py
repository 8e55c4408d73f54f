"""From the sheets of all files to the tables that are written, and what is said about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from safetytool.bank.model import Bank, Language
from safetytool.convert.aggregated import aggregated_table
from safetytool.convert.gather import Gathered
from safetytool.convert.grouping import grouped
from safetytool.convert.model import ConvertedTable
from safetytool.convert.portions import joined, portions
from safetytool.convert.questions import Headers, settle_scales
from safetytool.convert.respondents import Once, table_of
from safetytool.convert.same import checked
from safetytool.errors import InputError, UsageError
from safetytool.profiles import Profile
from safetytool.tidy.places import one_spelling
from safetytool.tidy.respondents import Part, read_part
from safetytool.tidy.same_content import refuse_copies, without_unread_twins


@dataclass(frozen=True)
class Settings:
    """What holds for the whole conversion."""

    bank: Bank
    profile: Profile | None = None
    year: str | None = None
    school: str | None = None
    language: Language = "nl"
    split: bool = False


def tables_of(gathered: Gathered, settings: Settings, stem: str) -> list[ConvertedTable]:
    """Put the sheets in one table; in several only where that is asked for and one would be read otherwise.

    Parameters
    ----------
    gathered : the sheets.
    settings : the bank (with the profile's items), the options.
    stem : the name of the file to write, without its suffix, which is read as a name of a file is.

    Raises
    ------
    InputError, UsageError
        Something in the files cannot be, would be counted twice, or does not go into one table.
    """
    if gathered.kind == "aggregated":
        table = aggregated_table(
            gathered.sheets,
            settings.bank,
            settings.profile,
            year=settings.year,
            school=settings.school,
            stem=stem,
        )
        return [table]
    parts = _parts(gathered, settings)
    headers = Headers(settings.bank, settings.profile)
    groups, why = grouped(parts, settings.bank, headers)
    if len(groups) > 1 and not settings.split:
        raise UsageError(
            f"these files do not go into one table ({why})",
            do=f"With --split they are written as {len(groups)} Parquet files; give all of these to analyse",
        )
    tables = []
    for group in groups:
        pieces = []
        for portion in portions(group.parts):
            once = Once(portion)
            piece = table_of(group, once, headers, settings.bank, settings.language)
            pieces.append(checked(piece, once, group, settings.bank, settings.profile, stem))
        tables.append(joined(pieces, group, settings.bank, settings.profile, stem))
    return tables


def _parts(gathered: Gathered, settings: Settings) -> Sequence[Part]:
    """Return the respondents of every sheet, none of them twice."""
    sheets = settle_scales(gathered.sheets, settings.bank)
    parts = [
        read_part(sheet, settings.bank, year=settings.year, school=settings.school, register=None)
        for sheet in sheets
    ]
    one_spelling([frame for part in parts for frame in (part.people, part.texts) if len(frame)])
    parts = without_unread_twins(parts)
    refuse_copies(parts)
    parts = [part for part in parts if len(part.people)]
    if not parts:
        sheet = gathered.sheets[0]
        raise InputError(
            "nobody in it is known to be a pupil, a member of staff or a parent, or nobody answered",
            do="Say it in a column, in the sheet's name, or with respondent_type in a profile",
            place=sheet.fail("", "").place,
        )
    return parts
