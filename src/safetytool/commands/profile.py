"""`safetytool profile`: a draft profile to edit, for an export that is not recognised."""

from pathlib import Path

from safetytool.bank import load_bank
from safetytool.profiles import draft_profile, load_profile
from safetytool.read import read_source
from safetytool.recognise import Hints, recognise
from safetytool.tidy.assemble import option_year


def draft(
    export: Path, *, profile: str | None = None, year: str | None = None, school: str | None = None
) -> str:
    """Return a draft profile as TOML: what was recognised, and what is open as comments.

    Parameters
    ----------
    export : the file that the profile is for.
    profile : one to go on from.
    year, school : as in `analyse`.
    """
    known = load_profile(profile) if profile else None
    bank = known.extend(load_bank()) if known else load_bank()
    hints = Hints(option_year(year), school)
    return draft_profile(recognise(read_source(export), bank, profile=known, hints=hints), bank, known)
