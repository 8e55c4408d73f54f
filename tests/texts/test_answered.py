"""The sentence that counts: right for one and for many, whatever the item says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.bank import load_bank
from safetytool.bank.model import LANGUAGES, Language
from safetytool.texts.answered import answered, singular


@pytest.mark.parametrize(
    ("language", "many", "one"),
    [
        ("nl", "voelen zich onveilig op school", "voelt zich onveilig op school"),
        ("nl", "weten niet bij wie zij terechtkunnen", "weet niet bij wie hij of zij terechtkan"),
        ("nl", "zeggen dat hun kind wordt gepest", "zegt dat zijn of haar kind wordt gepest"),
        ("nl", "zeggen dat zij bang zijn", None),
        ("nl", "zingen nooit", None),
        ("en", "are bullied by pupils", "is bullied by pupils"),
        (
            "en",
            "rarely or never get help when they do not feel safe",
            "rarely or never gets help when they do not feel safe",
        ),
        ("en", "sing", None),
    ],
)
def test_singular(language: Language, many: str, one: str | None) -> None:
    assert singular(many, language) == one


def test_what_cannot_be_bent_is_said_round() -> None:
    text = answered(
        1, "1 van de 9 leerlingen", "leerlingen", "op De Zon", "zeggen dat zij bang zijn", "bang", "nl"
    )
    assert text == "Leerlingen op De Zon die zeggen dat zij bang zijn: 1 van de 9 leerlingen"


@given(st.text(min_size=1, max_size=40), st.integers(0, 50))
def test_any_phrase_keeps_its_share(says: str, count: int) -> None:
    text = answered(count, f"{count} of 60 pupils", "pupils", "", says, "gist", "en")
    assert f"{count} of 60 pupils" in text
    assert says in text or count == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_of_the_bank_has_a_singular(language: Language) -> None:
    stiff = [i.id for i in load_bank().items.values() if singular(i.says[language], language) is None]
    assert stiff == []
