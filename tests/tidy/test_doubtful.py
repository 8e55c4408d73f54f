"""Who is marked, and above all who is not."""

import numpy as np
import pandas as pd
import pytest

from safetytool.bank import load_bank
from safetytool.tidy.doubtful import Asked, find_doubtful

BANK = load_bank()
PUPIL = [i for i in BANK.items.values() if i.respondent_type == "pupil"]
ASKED = {i.id: Asked(i.scale) for i in PUPIL}


def worst(item_id: str) -> int:
    item = BANK.items[item_id]
    values = BANK.scales[item.scale].values
    concern = item.readings[item.scale].concern
    return 0 if values[0] in concern else len(values) - 1


def best(item_id: str) -> int:
    return len(BANK.scales[BANK.items[item_id].scale].values) - 1 if worst(item_id) == 0 else 0


def respondent(answers: dict[str, int]) -> pd.DataFrame:
    """One respondent: as good as can be, except where told."""
    return pd.DataFrame({i: [answers.get(i, best(i))] for i in ASKED}, dtype=np.int8)


def marked(answers: dict[str, int], asked: dict[str, Asked] | None = None) -> bool:
    return bool(find_doubtful(respondent(answers), asked or ASKED, BANK)[0])


def test_the_extreme_on_everything_is_marked() -> None:
    assert marked({i: worst(i) for i in ASKED})


BAD_AT_SCHOOL = [i.id for i in PUPIL if i.domain in ("impairment", "wellbeing", "perceived_safety")]
HURT_BY_STAFF = [i.id for i in PUPIL if i.domain == "staff_conduct"]


@pytest.mark.parametrize(
    "items", [BAD_AT_SCHOOL, HURT_BY_STAFF], ids=["by pupils, everywhere", "by an adult, in every way"]
)
def test_a_child_for_whom_it_really_is_bad_is_not_marked(items: list[str]) -> None:
    assert not marked({"pupil.feels_safe": 1, **{i: worst(i) for i in items}})


def test_a_child_for_whom_all_is_well_is_not_marked() -> None:
    assert not marked({})


def test_one_answer_to_questions_that_run_both_ways_is_marked() -> None:
    scale = [i for i in ASKED if BANK.items[i].scale == "frequency"]
    assert len(scale) >= 8
    always = len(BANK.scales["frequency"].values) - 1
    assert marked(dict.fromkeys(scale, always))
    assert marked(dict.fromkeys(scale, 0))
    assert not marked({**dict.fromkeys(scale, always), scale[0]: 0})
    assert not marked(dict.fromkeys(scale, 2))  # the middle may be meant


def test_withheld_and_skipped_answers_are_no_pattern() -> None:
    assert not marked(dict.fromkeys(ASKED, -2))
    assert not marked(dict.fromkeys(ASKED, -1))


def test_safe_everywhere_and_harmed_every_day_is_impossible() -> None:
    harm = ["pupil.bullied", "pupil.hit", "pupil.excluded", "pupil.bullied_online"]
    asked = {i: Asked(s) for i, s in [*((h, "events") for h in harm), *((i, "safety") for i in
             ("pupil.feels_safe", "pupil.safe_in_class", "pupil.safe_unsupervised"))]}  # fmt: skip
    assert marked(dict.fromkeys(harm, 4), asked)
    assert not marked(dict.fromkeys(harm, 3), asked)
    assert not marked({**dict.fromkeys(harm, 4), "pupil.safe_unsupervised": 1}, asked)


def test_honest_pupils_are_hardly_ever_marked() -> None:
    # 20,000 pupils whose troubles go together (one severity a pupil): fewer than 1 in 1,000 may be marked.
    rng = np.random.default_rng(5)
    severity = rng.beta(0.6, 8, 20_000)
    columns = {}
    for item in ASKED:
        steps = len(BANK.scales[BANK.items[item].scale].values) - 1
        distance = rng.binomial(steps, np.clip(severity * rng.uniform(0.3, 1.2), 0, 1))
        columns[item] = np.where(worst(item) == 0, steps - distance, distance).astype(np.int8)
    share = find_doubtful(pd.DataFrame(columns), ASKED, BANK).mean()
    assert share < 0.001
