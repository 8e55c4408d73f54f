"""`profile` drafts from an export, and goes on from a profile that there is."""

from pathlib import Path

import pytest

from safetytool.commands.profile import draft
from safetytool.errors import InputError
from safetytool.profiles.load import parse_profile
from tests.exports import rows, write_csv

EXAMPLE = str(Path(__file__).parents[2] / "docs" / "examples" / "gshs-2018.toml")


def test_a_draft_loads(tmp_path: Path) -> None:
    profile = parse_profile(draft(write_csv(tmp_path / "a.csv", rows())), "draft.toml")
    assert profile.name == "a"
    assert [rule.item for rule in profile.columns if rule.item] == [
        "pupil.feels_safe", "pupil.bullied", "pupil.afraid_of_staff", "pupil.staff_touch",
    ]  # fmt: skip


def test_a_draft_that_goes_on_from_a_profile_loads_by_itself(tmp_path: Path) -> None:
    table = [
        ["Felt_lonely", "Close_friends", "Sex"],
        ["Most of the time", "0", "Female"],
        ["Never", "1", "Male"],
    ]
    text = draft(write_csv(tmp_path / "a.csv", table), profile=EXAMPLE)
    profile = parse_profile(text, "draft.toml")
    assert (profile.school, profile.school_year) == ("Argentina", "2018-2019")
    assert [rule.header for rule in profile.columns] == ["Felt_lonely", "Sex"]
    assert '"Close_friends" asks an item of the profile given' in text


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        draft(tmp_path / "none.csv")
