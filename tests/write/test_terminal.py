"""The terminal summary: short, in order, 80 columns wide, and harmless."""

import io

import pytest
from outcomes import empty, full, quiet, signal
from rich.cells import cell_len
from rich.console import Console

from safetytool.bank.model import LANGUAGES, Language
from safetytool.signals.model import Outcome
from safetytool.write.terminal import MOST_ASKED, print_outcome


def printed(
    outcome: Outcome, width: int = 80, out: str | None = "safetytool-out/", colour: bool = False
) -> str:
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    print_outcome(outcome, console, out=out)
    return buffer.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 200])
def test_it_fits(language: Language, width: int) -> None:
    lines = printed(full(language), width).splitlines()
    assert max(cell_len(line) for line in lines) <= min(width, 80)
    assert width < 80 or len(lines) <= 20


def test_the_most_urgent_comes_first() -> None:
    text = " ".join(printed(full("nl")).split())
    order = [
        "3 scholen · 2024-2025", "Vandaag melden aan het bestuur (1)", "! Het Baken: Ongewenst aangeraakt",
        "0900 111 3 111", "Stel niemand vragen", "De moeite waard om na te vragen (2)", "? De Regenboog",
        "Om te volgen (3)", "Dekking", "494 leerlingen, 3 misschien niet serieus; 18 personeel (60%)",
        "Blinde vlekken (1)", "Niets gevraagd over gedrag van personeel", "Niet herkend",
        "1 kolom niet herkend en 2 soorten antwoorden niet begrepen", "Alles staat in safetytool-out/",
    ]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_english_has_no_dutch_labels() -> None:
    text = printed(full("en"))
    assert "Tell the board today (1)" in text
    assert "Worth asking about (2)" in text
    assert "Dekking" not in text


def test_without_signals_it_does_not_say_that_all_is_well() -> None:
    text = " ".join(printed(quiet("en")).split())
    assert "No signals were found. That does not prove that nothing is going on" in text
    assert "De Regenboog · 2024-2025" in text


def test_nothing_read_and_nothing_written() -> None:
    text = printed(empty("en"), out=None)
    assert "No answers were read." in text
    assert "All of it is in" not in text


def test_a_hostile_title_cannot_steer_the_terminal_or_the_markup() -> None:
    nasty = signal("en", "bullied", title="[bold red]\x1b[2J\u202eevil\nline[/]", tier="ask")
    outcome = full("en")
    text = printed(Outcome(**{**vars(outcome), "signals": (nasty,)}))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold red]" in text


def test_many_ask_signals_are_counted() -> None:
    asks = tuple(signal("en", "bullied", id=f"x{i}") for i in range(MOST_ASKED + 4))
    text = printed(Outcome(**{**vars(full("en")), "signals": asks}))
    assert text.count("? De Regenboog") == MOST_ASKED
    assert "and 4 more in report.html" in text


def test_colour_adds_nothing_that_is_not_said() -> None:
    import re

    coloured = re.sub(r"\x1b\[[0-9;]*m", "", printed(full("en"), colour=True))
    assert coloured.split() == printed(full("en")).split()
