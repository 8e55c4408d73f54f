"""The packaged bank holds what the item table promises, and every text is there twice."""

import dataclasses

import pytest

from safetytool.bank import load_bank
from safetytool.bank.loading import build_items, build_scales, read_packaged
from safetytool.bank.model import LANGUAGES
from safetytool.errors import InputError

FREQUENCY = ("never", "rarely", "sometimes", "often", "always")
EVENTS = ("never", "once_or_twice", "monthly", "weekly", "daily")
SAFETY = ("very_unsafe", "unsafe", "neutral", "safe", "very_safe")

RARE = ({"never", "rarely"}, set())
OFTEN = ({"often", "always"}, set())
UNSAFE = ({"very_unsafe", "unsafe"}, set())
MONTHLY = ({"monthly", "weekly", "daily"}, set())
MONTHLY_WEEKLY = (set(EVENTS[2:]), set(EVENTS[3:]))
ONCE = (set(EVENTS[1:]), set())
ONCE_MONTHLY = (set(EVENTS[1:]), set(EVENTS[2:]))
SOMETIMES_OFTEN = (set(FREQUENCY[2:]), set(FREQUENCY[3:]))
NO = ({"no"}, set())

# id: domain, actor, scale, (concern, grave), n1 of a concern, n1 of a grave one
TABLE = {
    "pupil.likes_school": ("wellbeing", None, "liking", ({"very_bad", "bad"}, set()), None, None),
    "pupil.class_is_nice": ("wellbeing", None, "frequency", RARE, None, None),
    "pupil.belongs": ("wellbeing", None, "frequency", RARE, None, None),
    "pupil.lonely": ("wellbeing", None, "frequency", OFTEN, None, None),
    "pupil.feels_safe": (
        "perceived_safety", None, "safety", ({"very_unsafe", "unsafe"}, {"very_unsafe"}), None, "watch",
    ),
    "pupil.safe_in_class": ("perceived_safety", None, "safety", UNSAFE, None, None),
    "pupil.safe_unsupervised": ("perceived_safety", None, "safety", UNSAFE, None, None),
    "pupil.safe_online": ("perceived_safety", None, "safety", UNSAFE, None, None),
    "pupil.afraid_of_pupils": ("perceived_safety", "pupil", "frequency", OFTEN, None, None),
    "pupil.bullied": ("impairment", "pupil", "events", MONTHLY_WEEKLY, None, None),
    "pupil.bullied_online": ("impairment", "pupil", "events", MONTHLY_WEEKLY, None, None),
    "pupil.hit": ("impairment", "pupil", "events", MONTHLY_WEEKLY, None, None),
    "pupil.threatened": ("impairment", "pupil", "events", ONCE_MONTHLY, None, "watch"),
    "pupil.excluded": ("impairment", "pupil", "events", MONTHLY, None, None),
    "pupil.discriminated": ("impairment", None, "events", ONCE, None, None),
    "pupil.stolen": ("impairment", None, "events", ONCE, None, None),
    "pupil.sexual_by_pupils": ("impairment", "pupil", "events", ONCE_MONTHLY, "watch", "ask"),
    "pupil.afraid_of_staff": ("staff_conduct", "staff", "frequency", SOMETIMES_OFTEN, "watch", "ask"),
    "pupil.staff_humiliates": ("staff_conduct", "staff", "frequency", SOMETIMES_OFTEN, "watch", "ask"),
    "pupil.staff_bullies": ("staff_conduct", "staff", "frequency", SOMETIMES_OFTEN, "watch", "ask"),
    "pupil.staff_discriminates": ("staff_conduct", "staff", "frequency", SOMETIMES_OFTEN, "watch", "watch"),
    "pupil.staff_physical": ("staff_conduct", "staff", "events", ONCE, "ask", None),
    "pupil.staff_private_contact": ("staff_conduct", "staff", "events", ONCE, "ask", None),
    "pupil.staff_sexual_remarks": ("staff_conduct", "staff", "events", ONCE, "act", None),
    "pupil.staff_touch": ("staff_conduct", "staff", "events", ONCE, "act", None),
    "pupil.staff_helps": ("disclosure", "staff", "frequency", RARE, None, None),
    "pupil.knows_whom_to_tell": ("disclosure", None, "yes_no", NO, None, None),
    "pupil.dares_to_tell": ("disclosure", None, "yes_no", NO, None, None),
    "pupil.told_and_helped": ("disclosure", None, "helped", ({"worse", "no"}, set()), None, None),
    "staff.feels_safe": ("perceived_safety", None, "safety", UNSAFE, None, None),
    "staff.bullied": ("impairment", "staff", "frequency", SOMETIMES_OFTEN, None, "watch"),
    "staff.sees_boundary_crossing": ("staff_conduct", "staff", "events", ONCE, "ask", None),
    "staff.sees_sexual": ("staff_conduct", "staff", "events", ONCE, "act", None),
    "staff.speaks_up": ("disclosure", "staff", "frequency", RARE, None, None),
    "staff.knows_code": ("disclosure", None, "yes_no", NO, None, None),
    "staff.knows_duty": ("disclosure", None, "yes_no", NO, None, None),
    "staff.knows_advisor": ("disclosure", None, "yes_no", NO, None, None),
    "staff.talks_about_conduct": ("disclosure", None, "frequency", RARE, None, None),
    "parent.child_feels_safe": ("perceived_safety", None, "yes_no", NO, None, None),
    "parent.child_bullied": ("impairment", "pupil", "events", MONTHLY, None, None),
    "parent.child_staff_conduct": ("staff_conduct", "staff", "events", ONCE, "ask", None),
    "parent.trusts_school_to_act": ("disclosure", None, "yes_no", NO, None, None),
}  # fmt: skip


def test_the_bank_has_exactly_the_items_of_the_table_in_its_order():
    assert list(load_bank().items) == list(TABLE)


@pytest.mark.parametrize("item_id", TABLE)
def test_item_is_as_the_table_says(item_id):
    item = load_bank().items[item_id]
    reading = item.readings[item.scale]
    found = (
        item.domain, item.actor, item.scale, (set(reading.concern), set(reading.grave)),
        item.n1_concern, item.n1_grave,
    )  # fmt: skip
    assert found == TABLE[item_id]
    assert item.respondent_type == item_id.split(".")[0]


@pytest.mark.parametrize("item_id", TABLE)
def test_item_has_its_texts_in_both_languages(item_id):
    item = load_bank().items[item_id]
    for language in LANGUAGES:
        assert item.gist[language].strip()
        assert item.says[language].strip()
        assert len(item.wordings[language]) >= 6 - (language == "en")
    assert item.gist["nl"] != item.gist["en"]
    assert item.says["nl"] != item.says["en"]


@pytest.mark.parametrize("item_id", TABLE)
def test_concerns_form_one_end_of_every_scale(item_id):
    """A concern in the middle of a scale, or at both ends, would be a slip; grave is the outer part."""
    bank = load_bank()
    for reading in bank.items[item_id].readings.values():
        values = bank.scales[reading.scale].values
        ends = {values[:n] for n in range(1, len(values))} | {values[-n:] for n in range(1, len(values))}
        assert tuple(v for v in values if v in reading.concern) in ends
        if reading.grave:
            assert tuple(v for v in values if v in reading.grave) in ends
            assert reading.grave < reading.concern


@pytest.mark.parametrize(
    "item_id",
    ["pupil.afraid_of_staff", "pupil.staff_humiliates", "pupil.staff_bullies", "pupil.staff_discriminates"],
)
def test_rarely_is_no_concern_on_fear_humiliation_bullying_and_unequal_treatment(item_id):
    assert "rarely" not in load_bank().items[item_id].readings["frequency"].concern


def test_a_plain_yes_is_never_grave():
    for item in load_bank().items.values():
        if "yes_no" in item.readings:
            assert not item.readings["yes_no"].grave & {"yes", "partly"}


def test_base_rates_are_the_published_ones_with_their_source():
    rates = {
        (item.id, rate.sector): rate.rate for item in load_bank().items.values() for rate in item.base_rates
    }
    assert rates == {
        ("pupil.feels_safe", "po"): 0.03, ("pupil.feels_safe", "vo"): 0.03,
        ("pupil.bullied", "po"): 0.17, ("pupil.bullied", "vo"): 0.09,
        ("staff.feels_safe", "po"): 0.04, ("staff.feels_safe", "vo"): 0.05,
        ("staff.bullied", "po"): 0.01, ("staff.bullied", "vo"): 0.025,
    }  # fmt: skip
    assert all(rate.source for item in load_bank().items.values() for rate in item.base_rates)


def test_a_scale_mirrors_about_its_middle():
    scale = load_bank().scales["frequency"]
    assert [scale.mirror(value) for value in FREQUENCY] == list(reversed(FREQUENCY))


def _entry(**changes):
    document = read_packaged("items.toml")
    first = dict(document["item"][0])
    first.update(changes)
    return {"readings": document["readings"], "item": [{k: v for k, v in first.items() if v is not None}]}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"domain": "weather"}, "an unknown domain 'weather'"),
        ({"actor": "dog"}, "an unknown actor 'dog'"),
        ({"id": "cat.purrs"}, "no respondent type 'cat'"),
        ({"n1": {"concern": "panic"}}, "an unknown tier"),
        ({"scale": "helped"}, "no reading on its own scale 'helped'"),
        ({"en": None}, "no wordings in both languages"),
        ({"gist": {"nl": "alleen Nederlands"}}, "lacks a text in Dutch or English"),
        ({"colour": "red"}, "unknown keys ['colour']"),
    ],
)
def test_a_broken_item_is_named_with_what_is_wrong(changes, says):
    scales = build_scales(read_packaged("scales.toml"))
    with pytest.raises(InputError) as caught:
        build_items(_entry(**changes), scales)
    assert says in str(caught.value)
    assert "items.toml" in str(caught.value)


def test_one_wording_under_two_items_is_refused():
    document = read_packaged("items.toml")
    first, second = (dict(entry) for entry in document["item"][:2])
    second["nl"] += first["nl"]
    with pytest.raises(InputError, match="stands under both"):
        build_items({**document, "item": [first, second]}, build_scales(read_packaged("scales.toml")))


def test_items_cannot_be_changed_by_accident():
    item = load_bank().items["pupil.bullied"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        item.domain = "wellbeing"
