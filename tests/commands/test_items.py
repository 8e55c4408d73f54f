"""`items` lists the bank, for people and for programs, with a profile's own items."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from safetytool.bank import load_bank
from safetytool.commands.items import items_json, print_items

EXAMPLE = str(Path(__file__).parents[2] / "docs" / "examples" / "gshs-2018.toml")


def test_every_item_and_scale_is_there() -> None:
    listed, bank = items_json(), load_bank()
    assert listed["schema_version"] == 1
    assert [item["id"] for item in listed["items"]] == list(bank.items)
    assert [scale["id"] for scale in listed["scales"]] == list(bank.scales)
    touch = next(item for item in listed["items"] if item["id"] == "pupil.staff_touch")
    assert (touch["respondent_type"], touch["domain"], touch["actor"]) == ("pupil", "staff_conduct", "staff")
    assert touch["n1"]["concern"] == "act"
    assert set(touch["text"]) == set(touch["gist"]) == {"nl", "en"}
    afraid = next(item for item in listed["items"] if item["id"] == "pupil.afraid_of_staff")
    assert (afraid["concern"], afraid["grave"]) == (["sometimes", "often", "always"], ["often", "always"])


def test_the_items_of_a_profile_join_them() -> None:
    listed = items_json(profile=EXAMPLE)
    own = next(item for item in listed["items"] if item["id"] == "gshs.close_friends")
    assert (own["scale"], own["concern"]) == ("friends", ["none"])
    assert "friends" in [scale["id"] for scale in listed["scales"]]


def test_the_table_fits_80_columns_in_both_languages() -> None:
    for language, word in (("nl", "gepest"), ("en", "bullied")):
        written = StringIO()
        print_items(Console(file=written, width=80, color_system=None), language)  # type: ignore[arg-type]
        assert max(map(len, written.getvalue().splitlines())) <= 80
        assert word in written.getvalue()
