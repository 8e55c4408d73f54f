"""Profiles are checked key by key; a message names the line and what was probably meant."""

from pathlib import Path

import pytest

from safetytool.bank import load_bank
from safetytool.errors import UsageError
from safetytool.profiles import load_profile
from safetytool.profiles.load import parse_profile

BANK = load_bank()

WHOLE = """\
[profile]
name = "Ours"
respondent_type = "pupil"
school = "12 ab 00"
school_year = "24/25"

[columns]
"3. Word je gepest?" = { item = "pupil.bullied", scale = "how_often", reversed = false }
"Leuk" = { item = "our.fun" }
"Datum" = { role = "ignored" }
"Veilig" = [{ item = "pupil.feels_safe" }, { item = "staff.feels_safe" }]

[scales.how_often]
as = "events"
answers = { "0" = "never", "1" = "weekly" }
withheld = ["8"]
missing = ["-1", "9"]

[scales.fun]
values = ["dull", "fine"]
answers = { "1" = "dull", "2" = "fine" }

[items."our.fun"]
domain = "wellbeing"
respondent_type = "pupil"
scale = "fun"
concern = ["dull"]
n1 = { concern = "watch" }
gist = { nl = "is het leuk", en = "is it fun" }
text = { nl = ["Is het leuk op school?"] }
"""


def test_everything_that_a_profile_can_say() -> None:
    profile = parse_profile(WHOLE, "ours.toml", BANK)
    assert (profile.name, profile.respondent_type) == ("Ours", "pupil")
    assert (profile.school, profile.school_year) == ("12AB00", "2024-2025")
    bullied, fun, ignored, *safe = profile.columns
    assert (bullied.role, bullied.item, bullied.scale, bullied.reversed) == (
        "item", "pupil.bullied", "how_often", False,
    )  # fmt: skip
    assert (fun.item, fun.scale) == ("our.fun", "fun")
    assert (ignored.role, ignored.item) == ("ignored", None)
    assert [rule.item for rule in safe] == ["pupil.feels_safe", "staff.feels_safe"]
    scale = profile.answer_scales["how_often"]
    assert scale.scale == "events"
    assert scale.answers == {
        "0": "never", "1": "weekly", "8": "withheld", "-1": "missing", "9": "missing",
    }  # fmt: skip
    item = profile.items["our.fun"]
    assert item.readings["fun"].concern == {"dull"}
    assert (item.n1_concern, item.n1_grave) == ("watch", None)
    assert item.says["en"] == "give a worrying answer to 'is it fun'"
    extended = profile.extend(BANK)
    assert extended.scales["fun"].values == ("dull", "fine")
    assert set(extended.items) == {*BANK.items, "our.fun"}


BROKEN = [
    ("[profile]", "[profiel]", 1, "Did you mean 'profile'"),
    ('name = "Ours"', 'naam = "Ours"', 2, "Did you mean 'name'"),
    ('respondent_type = "pupil"', 'respondent_type = "pupils"', 3, "Did you mean 'pupil'"),
    ("24/25", "2025", 5, "not a school year"),
    ("24/25", "2024-2026", 5, "school year"),
    ('item = "pupil.bullied"', 'item = "pupil.bulied"', 8, "Did you mean 'pupil.bullied'"),
    ('"pupil.bullied", scale', '"pupil.bullied", skale', 8, "Did you mean 'scale'"),
    ('scale = "how_often"', 'scale = "how_oftn"', 8, "Did you mean 'how_often'"),
    ("reversed = false", 'reversed = "no"', 8, "true or false"),
    ('{ item = "our.fun" }', "{}", 9, "says nothing"),
    ('role = "ignored"', 'role = "ignore"', 10, "Did you mean 'ignored'"),
    ('role = "ignored"', 'role = "ignored", scale = "fun"', 10, "has no scale"),
    ('{ item = "staff.feels_safe" }', '{ item = "pupil.lonely" }', 11, "several entries"),
    ('as = "events"', 'as = "event"', 14, "Did you mean 'events'"),
    ('as = "events"', 'values = ["a", "a"]', 14, "all different"),
    ('as = "events"\n', "", 13, "either as or values"),
    ('"1" = "weekly"', '"1" = "wekly"', 15, "Did you mean 'weekly'"),
    ('withheld = ["8"]', 'withheld = ["1"]', 16, "two meanings"),
    ('scale = "how_often"', 'scale = "fun"', 8, "cannot be read on the scale 'fun'"),
    ('domain = "wellbeing"', 'domain = "welbeing"', 24, "Did you mean 'wellbeing'"),
    ('domain = "wellbeing"', 'domain = "staff_conduct"', 24, "actor"),
    ('concern = ["dull"]', 'concern = ["dull", "fine"]', 27, "Some answers must be a concern"),
    ('concern = ["dull"]', 'concern = ["dul"]', 27, "Did you mean 'dull'"),
    ('concern = ["dull"]', 'concern = ["dull"]\ngrave = ["fine"]', 28, "among those in concern"),
    ('n1 = { concern = "watch" }', 'n1 = { concern = "act now" }', 28, "tier"),
    ('[items."our.fun"]', '[items."pupil.lonely"]', 23, "is an item of the item bank"),
    ('[items."our.fun"]', "[items.our.fun]", 23, "quotes"),
    ('"Leuk" = {', '"Leuk" = ', 9, "not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), BROKEN)
def test_a_mistake_is_refused_with_its_line(old: str, new: str, line: int, message: str) -> None:
    text = WHOLE.replace(old, new, 1)
    assert text != WHOLE
    with pytest.raises(UsageError, match=message) as caught:
        parse_profile(text, "ours.toml", BANK)
    assert (caught.value.place.file, caught.value.place.row) == ("ours.toml", line)


def test_a_scale_named_like_one_of_the_bank_is_refused() -> None:
    with pytest.raises(UsageError, match="another name"):
        parse_profile('[scales.events]\nas = "events"\n', "ours.toml", BANK)


def test_a_profile_is_found_by_file_or_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("profiles").mkdir()
    Path("profiles/ours.toml").write_text('[profile]\nname = "by name"\n', encoding="utf-8")
    assert load_profile("ours").name == "by name"
    assert load_profile(Path("profiles") / "ours.toml").name == "by name"
    with pytest.raises(UsageError, match=r"no profile 'theirs'.*theirs\.toml"):
        load_profile("theirs")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="UTF-8"):
        load_profile(tmp_path / "p.toml")
