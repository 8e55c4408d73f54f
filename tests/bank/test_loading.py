"""The packaged bank keeps the promised items, and a broken one is refused by name."""

import copy

import pytest

from safetytool.bank import load_bank
from safetytool.bank.loading import build_items, build_scales, read_packaged
from safetytool.errors import InputError

PROMISED = {
    "pupil.likes_school": ("wellbeing", None, None, None),
    "pupil.class_is_nice": ("wellbeing", None, None, None),
    "pupil.belongs": ("wellbeing", None, None, None),
    "pupil.lonely": ("wellbeing", None, None, None),
    "pupil.feels_safe": ("perceived_safety", None, None, "watch"),
    "pupil.safe_in_class": ("perceived_safety", None, None, None),
    "pupil.safe_unsupervised": ("perceived_safety", None, None, None),
    "pupil.safe_online": ("perceived_safety", None, None, None),
    "pupil.afraid_of_pupils": ("perceived_safety", "pupil", None, None),
    "pupil.bullied": ("impairment", "pupil", None, None),
    "pupil.bullied_online": ("impairment", "pupil", None, None),
    "pupil.hit": ("impairment", "pupil", None, None),
    "pupil.threatened": ("impairment", "pupil", None, "watch"),
    "pupil.excluded": ("impairment", "pupil", None, None),
    "pupil.discriminated": ("impairment", None, None, None),
    "pupil.stolen": ("impairment", None, None, None),
    "pupil.sexual_by_pupils": ("impairment", "pupil", "watch", "ask"),
    "pupil.afraid_of_staff": ("staff_conduct", "staff", "watch", "ask"),
    "pupil.staff_humiliates": ("staff_conduct", "staff", "watch", "ask"),
    "pupil.staff_bullies": ("staff_conduct", "staff", "watch", "ask"),
    "pupil.staff_discriminates": ("staff_conduct", "staff", "watch", "watch"),
    "pupil.staff_physical": ("staff_conduct", "staff", "ask", None),
    "pupil.staff_private_contact": ("staff_conduct", "staff", "ask", None),
    "pupil.staff_sexual_remarks": ("staff_conduct", "staff", "act", None),
    "pupil.staff_touch": ("staff_conduct", "staff", "act", None),
    "pupil.staff_helps": ("disclosure", "staff", None, None),
    "pupil.knows_whom_to_tell": ("disclosure", None, None, None),
    "pupil.dares_to_tell": ("disclosure", None, None, None),
    "pupil.told_and_helped": ("disclosure", None, None, None),
    "staff.feels_safe": ("perceived_safety", None, None, None),
    "staff.bullied": ("impairment", "staff", None, "watch"),
    "staff.sees_boundary_crossing": ("staff_conduct", "staff", "ask", None),
    "staff.sees_sexual": ("staff_conduct", "staff", "act", None),
    "staff.speaks_up": ("disclosure", "staff", None, None),
    "staff.knows_code": ("disclosure", None, None, None),
    "staff.knows_duty": ("disclosure", None, None, None),
    "staff.knows_advisor": ("disclosure", None, None, None),
    "staff.talks_about_conduct": ("disclosure", None, None, None),
    "parent.child_feels_safe": ("perceived_safety", None, None, None),
    "parent.child_bullied": ("impairment", "pupil", None, None),
    "parent.child_staff_conduct": ("staff_conduct", "staff", "ask", None),
    "parent.trusts_school_to_act": ("disclosure", None, None, None),
}


def test_the_promised_items_are_there_in_order():
    found = {
        item.id: (item.domain, item.actor, item.n1_concern, item.n1_grave)
        for item in load_bank().items.values()
    }
    assert list(found) == list(PROMISED)
    assert found == PROMISED


@pytest.mark.parametrize("item", load_bank().items.values(), ids=lambda item: item.id)
def test_every_item_can_be_recognised_and_read(item):
    scale = load_bank().scales[item.scale]
    assert item.readings[item.scale].concern < set(scale.values)
    assert len(item.wordings["nl"]) >= 6
    assert len(item.wordings["en"]) >= 5
    assert all(item.gist[language] and item.says[language] for language in ("nl", "en"))


@pytest.mark.parametrize(
    ("item", "scale", "concern", "grave"),
    [
        ("pupil.bullied", "events", {"monthly", "weekly", "daily"}, {"weekly", "daily"}),
        ("pupil.bullied", "frequency", {"sometimes", "often", "always"}, {"often", "always"}),
        ("pupil.threatened", "events", {"once_or_twice", "monthly", "weekly", "daily"}, {"monthly", "weekly", "daily"}),
        ("pupil.afraid_of_staff", "frequency", {"sometimes", "often", "always"}, {"often", "always"}),
        ("pupil.afraid_of_staff", "yes_no", {"partly", "yes"}, set()),
        ("pupil.staff_touch", "frequency", {"rarely", "sometimes", "often", "always"}, set()),
        ("pupil.staff_touch", "agreement", {"agree", "strongly_agree"}, set()),
        ("pupil.feels_safe", "safety", {"unsafe", "very_unsafe"}, {"very_unsafe"}),
        ("pupil.likes_school", "liking", {"very_bad", "bad"}, set()),
        ("pupil.told_and_helped", "helped", {"worse", "no"}, set()),
    ],
)  # fmt: skip
def test_which_answers_are_a_concern(item, scale, concern, grave):
    reading = load_bank().items[item].readings[scale]
    assert (reading.concern, reading.grave) == (concern, grave)


def test_base_rates_are_published_figures_with_their_source():
    rates = {(i.id, r.sector): r.rate for i in load_bank().items.values() for r in i.base_rates}
    assert rates == {
        ("pupil.feels_safe", "po"): 0.03, ("pupil.feels_safe", "vo"): 0.03,
        ("pupil.bullied", "po"): 0.17, ("pupil.bullied", "vo"): 0.09,
        ("staff.feels_safe", "po"): 0.04, ("staff.feels_safe", "vo"): 0.05,
        ("staff.bullied", "po"): 0.01, ("staff.bullied", "vo"): 0.025,
    }  # fmt: skip
    assert all(r.source and r.weight == 50 for i in load_bank().items.values() for r in i.base_rates)


def test_scales_know_their_labels_and_mirror():
    frequency = load_bank().scales["frequency"]
    assert frequency.values == ("never", "rarely", "sometimes", "often", "always")
    assert frequency.variants["nooit"] == "never"
    assert frequency.mirror("rarely") == "often"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"domain": "weather"}, "unknown domain 'weather'"),
        ({"actor": "ghost"}, "unknown actor 'ghost'"),
        ({"scale": "colour"}, "no reading on its own scale 'colour'"),
        ({"id": "neighbour.bullied"}, "no respondent type 'neighbour'"),
        ({"n1": {"concern": "panic"}}, "unknown tier"),
        ({"gist": {"nl": "alleen Nederlands"}}, "lacks a text in Dutch or English"),
        ({"en": ""}, "no wordings in both languages"),
        ({"colour": "red"}, "unknown keys ['colour']"),
        ({"id": "pupil.class_is_nice"}, "'pupil.class_is_nice' is there twice"),
        ({"nl": "Heb je een leuke klas?"}, "stands under both"),
    ],
)
def test_a_broken_item_is_refused_by_name(change, message):
    document = copy.deepcopy(dict(read_packaged("items.toml")))
    document["item"][0] |= change
    with pytest.raises(InputError) as refused:
        build_items(document, load_bank().scales)
    assert message in str(refused.value)
    assert "items.toml" in str(refused.value)


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
    with pytest.raises(InputError) as refused:
        build_items(document, load_bank().scales)
    assert message in str(refused.value)


def test_an_answer_that_would_mean_two_things_is_refused():
    scale = {
        "id": "s", "values": ["a", "b"], "variants": {"a": ["zelfde"], "b": ["Zelfde!"]},
        "labels": {"a": {"nl": "een", "en": "one"}, "b": {"nl": "twee", "en": "two"}},
    }  # fmt: skip
    with pytest.raises(InputError) as refused:
        build_scales({"scale": [scale]})
    assert "for both a and b" in str(refused.value)
