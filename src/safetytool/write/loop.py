"""How far people got with the signals of a year, in one sentence."""

from safetytool.bank.model import Language
from safetytool.register.loop import Loop
from safetytool.texts import term

TOLD = ("opened", "talked_in_time", "answered", "evaluated")


def loop_words(year: Loop, language: Language) -> str:
    """Return '2023-2024: 4 to ask about or to tell, 1 talked about within two school weeks, ...'."""
    told = term("ui.loop", language).format(
        year=year.school_year, **{name: getattr(year, name) for name in TOLD}
    )
    return f"{told}, {term('ui.loop_back', language).format(back=year.back)}" if year.back else told
