"""A bank that contradicts itself is refused, and the other scales read as intended."""

import copy

import pytest

from safetytool.bank import load_bank
from safetytool.bank.loading import build_items, build_scales, read_packaged
from safetytool.errors import InputError


@pytest.mark.parametrize(
    ("item", "scale", "concern", "grave"),
    [
        ("pupil.bullied", "frequency", {"sometimes", "often", "always"}, {"often", "always"}),
        ("pupil.bullied", "agreement", {"agree", "strongly_agree"}, {"strongly_agree"}),
        ("pupil.threatened", "agreement", {"agree", "strongly_agree"}, {"strongly_agree"}),
        ("pupil.afraid_of_staff", "yes_no", {"partly", "yes"}, set()),
        ("pupil.afraid_of_staff", "events", {"monthly", "weekly", "daily"}, {"weekly", "daily"}),
        ("pupil.staff_touch", "frequency", {"rarely", "sometimes", "often", "always"}, set()),
        ("pupil.staff_touch", "agreement", {"agree", "strongly_agree"}, set()),
        ("pupil.feels_safe", "frequency", {"never", "rarely"}, {"never"}),
        ("parent.child_feels_safe", "safety", {"very_unsafe", "unsafe"}, set()),
    ],
)  # fmt: skip
def test_which_answers_on_another_scale_are_a_concern(item, scale, concern, grave):
    reading = load_bank().items[item].readings[scale]
    assert (reading.concern, reading.grave) == (concern, grave)


def test_an_item_that_is_there_twice_is_refused():
    document = read_packaged("items.toml")
    twice = {**document, "item": [document["item"][0]] * 2}
    with pytest.raises(InputError, match=r"'pupil\.likes_school' is there twice"):
        build_items(twice, load_bank().scales)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"concern": ["purple"]}, "answer that does not exist"),
        ({"concern": ["no"], "grave": ["yes"]}, "grave but no concern"),
    ],
)
def test_a_broken_reading_is_refused(answers, message):
    document = copy.deepcopy(dict(read_packaged("items.toml")))
    document["readings"]["no"]["yes_no"] = answers
    with pytest.raises(InputError, match=message):
        build_items(document, load_bank().scales)


@pytest.mark.parametrize(
    ("variants", "message"),
    [
        ({"a": ["zelfde"], "b": ["Zelfde!"]}, "for both a and b"),
        ({"c": ["iets"]}, r"unknown values \['c'\]"),
    ],
)
def test_a_broken_scale_is_refused(variants, message):
    labels = {"a": {"nl": "een", "en": "one"}, "b": {"nl": "twee", "en": "two"}}
    scale = {"id": "s", "values": ["a", "b"], "labels": labels, "variants": variants}
    with pytest.raises(InputError, match=message):
        build_scales({"scale": [scale]})
