"""What belongs together becomes one signal, and nothing is lost in it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetytool.analysis.model import Finding, Unit
from safetytool.bank.model import TIERS
from safetytool.signals import signal_id
from safetytool.signals.merge import merge, urgency

SCHOOL, CLASS = Unit("school", "12AB"), Unit("class", "7A")
ITEM = ("pupil.staff_humiliates",)
DOMAIN = ("pupil.afraid_of_staff", "pupil.staff_humiliates")


def finding(**changes: object) -> Finding:
    usual = Finding(
        detector="cluster",
        tier="watch",
        school="12AB",
        school_year="2024-2025",
        unit=CLASS,
        respondent_type="pupil",
        domain="staff_conduct",
        actor="staff",
        items=ITEM,
        message="cluster.class",
        count=4,
        n=24,
        probability=0.004,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def test_the_same_unit_and_items_are_one_signal_led_by_the_most_urgent() -> None:
    (group,) = merge([finding(), finding(detector="sentinel", tier="ask", probability=None)])
    assert [f.detector for f in group.findings] == ["sentinel", "cluster"]


def test_a_class_and_its_school_on_one_item_are_one_signal() -> None:
    (group,) = merge([finding(), finding(detector="deviation", unit=SCHOOL, probability=0.01)])
    assert group.first.unit == CLASS


def test_a_class_and_its_own_grade_are_one_signal_and_another_grade_is_not() -> None:
    in_seven = finding(facts={"grade": "7"})
    assert len(merge([in_seven, finding(unit=Unit("grade", "7"), probability=0.01)])) == 1
    assert len(merge([in_seven, finding(unit=Unit("grade", "8"), probability=0.01)])) == 2


def test_two_classes_are_two_signals_unless_the_school_speaks_for_both() -> None:
    other = finding(unit=Unit("class", "8A"))
    assert len(merge([finding(), other])) == 2
    assert len(merge([finding(), other, finding(detector="deviation", unit=SCHOOL, tier="ask")])) == 1


def test_a_composite_joins_its_items_in_the_same_unit_only() -> None:
    assert len(merge([finding(), finding(items=DOMAIN, probability=0.001)])) == 1
    assert len(merge([finding(), finding(items=DOMAIN, unit=Unit("class", "8A"))])) == 2


def test_a_rule_is_not_swallowed_by_a_composite() -> None:
    rule = finding(detector="sentinel", tier="ask", probability=None)
    assert len(merge([rule, finding(items=DOMAIN, tier="ask", probability=1e-6)])) == 2


@pytest.mark.parametrize(
    "change", [{"school": "34CD"}, {"school_year": "2023-2024"}, {"items": ("pupil.bullied",)}]
)
def test_other_schools_years_and_items_stay_apart(change: dict[str, object]) -> None:
    assert len(merge([finding(), finding(**change)])) == 2


def test_what_is_back_again_raises_a_watch_to_an_ask_and_never_to_an_act() -> None:
    again = finding(detector="persistence", unit=SCHOOL, facts={"strong": False})
    deviation = finding(detector="deviation", unit=SCHOOL)
    (raised,) = merge([again, deviation])
    assert (raised.first.detector, raised.first.tier) == ("persistence", "ask")
    (alone,) = merge([again])
    assert alone.first.tier == "watch"
    (urgent,) = merge([again, replace(deviation, tier="ask")])
    assert urgent.first.tier == "ask"


def test_a_rule_is_raised_only_by_strong_persistence() -> None:
    rule = finding(detector="sentinel", unit=SCHOOL, probability=None)
    again = finding(detector="persistence", unit=SCHOOL)
    assert merge([rule, replace(again, facts={"strong": False})])[0].first.tier == "watch"
    assert merge([rule, replace(again, facts={"strong": True})])[0].first.tier == "ask"


def test_staff_conduct_comes_first_within_a_tier_and_act_before_all() -> None:
    bullied = finding(domain="impairment", items=("pupil.bullied",), probability=1e-9)
    act = finding(domain="impairment", items=("x",), tier="act", probability=None, detector="sentinel")
    groups = merge([bullied, finding(), act])
    assert [g.first.domain for g in groups] == ["impairment", "staff_conduct", "impairment"]
    assert groups[0].first.tier == "act"


FINDINGS = st.builds(
    finding,
    detector=st.sampled_from(["sentinel", "deviation", "cluster", "change", "persistence", "blind_spot"]),
    tier=st.sampled_from(TIERS),
    unit=st.sampled_from([SCHOOL, CLASS, Unit("class", "8A"), Unit("grade", "7")]),
    items=st.sampled_from([ITEM, DOMAIN, ("pupil.bullied",), ()]),
    probability=st.sampled_from([None, 0.001, 0.02]),
    message=st.sampled_from(["a", "b"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(FINDINGS, max_size=12), st.randoms(use_true_random=False))
def test_nothing_is_lost_ids_are_unique_and_the_order_given_does_not_matter(
    findings: list[Finding], random: object
) -> None:
    groups = merge(findings)
    assert sum(len(g.findings) for g in groups) == len(findings)
    ids = [signal_id(g.first) for g in groups]
    assert len(set(ids)) == len(ids)
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [signal_id(g.first) for g in merge(shuffled)] == ids
    assert [urgency(g.first) for g in groups] == sorted(urgency(g.first) for g in groups)
