"""What all tests share."""

import pytest

from safetytool.masking import mask, second_look


@pytest.fixture
def without_deduce(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mask with the built-in masking alone: it must be enough, and `deduce` takes seconds to start."""
    monkeypatch.setattr(second_look, "_deduce", lambda: None)
    mask.cache_clear()
