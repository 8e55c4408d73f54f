"""Recognition of what was read, a draft profile of it, and one table of it."""

from pathlib import Path
from typing import Final

from fuzz.harness import Harness, always
from safetytool.bank import load_bank
from safetytool.commands.check import CheckReport, to_json
from safetytool.profiles import draft_profile
from safetytool.profiles.load import parse_profile
from safetytool.read import read_source
from safetytool.recognise import recognise
from safetytool.tidy import tidy


def read(path: Path) -> None:
    """Recognise a .csv; the draft made of it must be a profile that can be read."""
    bank = load_bank()
    meaning = recognise(read_source(path), bank)
    to_json(CheckReport((meaning,)))
    parse_profile(draft_profile(meaning, bank), "draft.toml", bank)
    tidy([(meaning, False)], bank, year=None, school="99XA00")


HARNESS: Final = Harness(
    read,
    always(".csv"),
    longest=4096,
    modules=("safetytool.recognise", "safetytool.profiles", "safetytool.tidy"),
)
