"""Text made fit to show."""

from hypothesis import given
from hypothesis import strategies as st

from safetytool.write.plain import lines, one_line


def test_controls_and_direction_marks_go() -> None:
    assert one_line("a\x1b[31m\u202eb\r\n c\x00") == "a [31mb c"
    assert lines("a\x07 b\nc") == "a b\nc"


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    shown = one_line(text)
    assert all(char == " " or char.isprintable() or ord(char) > 0x1F for char in shown)
    assert "\n" not in shown
    assert one_line(shown) == shown
