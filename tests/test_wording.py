"""The normal form of texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.wording import normalise


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  Ben je ÉÉN keer… gepest?\N{NO-BREAK SPACE}", "ben je een keer gepest"),
        ("PUPIL_BULLIED", "pupil bullied"),
        ("conciërge's", "concierge s"),
        ("\N{GRINNING FACE} blij!", "\N{GRINNING FACE} blij"),
        ("\N{WHITE SMILING FACE}\N{VARIATION SELECTOR-16}", "\N{WHITE SMILING FACE}"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER J}a", "ja"),
        ("...", ""),
    ],
)
def test_what_does_not_matter_is_folded(text, normal):
    assert normalise(text) == normal


@given(st.text(max_size=60))
def test_a_normal_form_stays_as_it_is(text):
    assert normalise(normalise(text)) == normalise(text)
