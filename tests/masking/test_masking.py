"""No name, number or address from a remark is left; ordinary words are."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.masking import mask, second_look, uses_deduce
from safetytool.masking.mask import LONGEST
from safetytool.masking.vocabulary import context, doubtful, fold, is_ordinary, ordinary

HERE = Path(__file__).parent
NAMES = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
TEMPLATES = NAMES.pop("templates")
REMARKS: list[str] = tomllib.loads((HERE / "ordinary.toml").read_text(encoding="utf-8"))["remarks"]
WRITTEN = (str.lower, str, str.upper)
CASES = ["small letters", "as it is written", "capitals"]


@pytest.fixture(autouse=True)
def built_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The built-in masking must be enough by itself; one test looks with deduce as well."""
    if "with_deduce" not in request.keywords:
        monkeypatch.setattr(second_look, "_deduce", lambda: None)
    mask.cache_clear()


def left(remark: str, names: list[str], skip: str) -> list[str]:
    """The parts of a name that are left in a masked remark; words of the remark itself do not count."""
    shown = set(re.findall(r"[a-z]+", fold(mask(remark))))
    around = set(re.findall(r"[a-z]+", fold(skip)))
    parts = [fold(part) for name in names for part in re.findall(r"[^\W\d_]+", name)]
    return [
        p for p in parts if p in shown and p not in around and len(p) > 2 and p not in context().particles
    ]


@pytest.mark.parametrize("write", WRITTEN, ids=CASES)
@pytest.mark.parametrize("template", TEMPLATES["first"])
def test_no_first_name_is_left(template: str, write: type[str]) -> None:
    found = []
    for group in NAMES.values():
        for name in group["first"].split():
            own = write(name)
            found += left(template.format(name=own), [name], template.format(name=""))
            found += left(write(template).replace("{NAME}", own).replace("{name}", own), [name], template)
    assert not found


KNOWN_LIMIT = ("de groot", "de lange")
"""In small letters and with neither a role nor a first name before them these are no names to see."""


@pytest.mark.parametrize("write", WRITTEN, ids=CASES)
@pytest.mark.parametrize("template", TEMPLATES["last"])
def test_no_surname_is_left(template: str, write: type[str]) -> None:
    found = []
    for group in NAMES.values():
        for name in group["last"].split("|"):
            remark = template.format(last=write(name))
            bare = template.startswith(("onze mentor", "Leerling"))
            if bare and write(name) in KNOWN_LIMIT:
                continue
            parts = name.split()
            found += left(remark, parts, template.format(last=""))
    assert not found


def test_the_role_survives() -> None:
    assert mask("meester Joost schreeuwt") == "meester [naam] schreeuwt"
    assert mask("Juf de Wit is lief") == "Juf [naam] is lief"
    assert mask("meneer van der Heijden lacht mij uit") == "meneer [naam] lacht mij uit"
    assert mask("I am scared of Mr. Smith") == "I am scared of Mr. [naam]"


@pytest.mark.parametrize(
    "remark",
    [
        "meester van gym knijpt mij",
        "juf van groep 7 is streng",
        "docent wiskunde schreeuwt",
        "in klas 2b om 10:30 uur",
    ],
)
def test_what_somebody_teaches_and_where_stays(remark: str) -> None:
    assert mask(remark) == remark


@pytest.mark.parametrize(
    "hidden",
    [
        "06-12345678", "0612345678", "06 12 34 56 78", "+31 6 12345678", "(020) 123 45 67",
        "nul zes een twee drie vier",
        "jan.jansen@voorbeeld.nl", "jan (at) voorbeeld.nl", "www.voorbeeld.nl/jan", "https://x.yz/jan",
        "voorbeeld.com",
        "@jip_123", "1234 AB", "1234AB", "12-03-2013", "12/3/2013", "NL91ABNA0417164300", "123456789", "2010",
        "b r a m", "b.r.a.m", "j o o s t",
    ],
)  # fmt: skip
def test_contact_data_is_masked(hidden: str) -> None:
    shown = mask(f"ik zeg {hidden} tegen jou")
    assert shown.startswith("ik zeg [")
    assert shown.endswith("] tegen jou")
    assert not re.search(r"\d|jan|bram|joost|jip", shown)


@pytest.mark.parametrize(
    "account", ["snap: xxkoekje", "insta is koekje.xx", "tiktok naam koekje_xx", "discord = koekje"]
)
def test_names_of_accounts_are_masked(account: str) -> None:
    assert "koekje" not in mask(f"hij heeft {account} en dat is raar")


@pytest.mark.parametrize(
    "hidden",
    [
        "br\u200bam",
        "b\u0301ram",
        "ｂｒａｍ",
        "брам",
        "<b>bram</b>",
        "bram\nbram",
        "br\u00adam",
        "BRAM\u202e",
        "bram2010",
        "xX_bram_Xx",
    ],
)
def test_a_name_cannot_hide(hidden: str) -> None:
    assert "bram" not in fold(mask(f"ik zie {hidden} hier"))


def test_a_school_year_stays() -> None:
    assert mask("in 2024-2025 was het leuk") == "in 2024-2025 was het leuk"


def test_ordinary_remarks_stay_readable() -> None:
    """At most 3 % of the words of remarks without a name are masked."""
    words = sum(len(re.findall(r"[^\W\d_]+", remark)) for remark in REMARKS)
    masked = sum(mask(remark).count("[naam]") for remark in REMARKS)
    assert masked <= 0.03 * words, [mask(r) for r in REMARKS if "[naam]" in mask(r)]


def test_the_vocabulary_has_no_names_but_the_doubtful_ones() -> None:
    """A surname that is only one behind 'de' or 'van' is told by that, and may be a word."""
    alone = [
        name
        for g in NAMES.values()
        for name in [*g["first"].split(), *g["last"].split("|")]
        if " " not in name
    ]
    known = {fold(part) for name in alone for part in re.findall(r"[^\W\d_]+", name)}
    assert len(known) > 500
    assert not {name for name in known & ordinary() if name not in doubtful() and len(name) > 1}


def test_every_doubtful_word_is_an_ordinary_one() -> None:
    assert doubtful() <= ordinary()


@given(st.text(max_size=200))
def test_any_text_gives_one_plain_line_and_masking_again_changes_nothing(text: str) -> None:
    shown = mask(text)
    assert mask(shown) == shown
    assert shown == " ".join(shown.split())
    assert shown.isprintable()
    assert len(shown) <= LONGEST
    assert "@" not in shown
    assert not re.search(r"\d{6}", shown.replace("-", "x"))


@given(
    st.lists(
        st.sampled_from(
            ["meester", "Joost", "2b", "[naam]", "@x", "-", ",", "van", "de", "ik", "06", "é", "WIL"]
        ),
        max_size=12,
    )
)
def test_masking_again_changes_nothing_in_likely_texts(words: list[str]) -> None:
    shown = mask(" ".join(words))
    assert mask(shown) == shown


def test_long_texts_are_cut_at_a_word() -> None:
    shown = mask("ik vind het leuk " * 10_000)
    assert len(shown) <= LONGEST
    assert shown.endswith(" …")
    assert mask("school " * 5, longest=20) == "school school …"


def test_compounds_and_drawn_out_letters_are_ordinary() -> None:
    assert is_ordinary("muziekleerlingen")
    assert is_ordinary("heeeeel")
    assert not is_ordinary("bramsma")


LEAKED_ONCE = (
    "ik haat mark", "ben slaat mij", "wil heeft mij geslagen", "said slaat mij", "can slaat mij altijd",
    "will hits me", "hope slaat mij", "may hits me", "grace is mean to me", "iris en lieve pesten mij",
    "kevin de groot slaat mij", "bram van der meer slaat", "kees tevreden pest", "marie goedhart is gemeen",
    "juf klein is boos", "meester lang is boos", "mr hall shouts", "storm slaat mij", "mark2012 slaat mij",
    "br<b></b>am slaat", "br<div></div>am slaat", "br<!-- -->am slaat", "br&#97;m slaat",
    "🇧🇷🇦🇲 slaat", "🅱🆁🅰🅼 slaat", "floor fleur vogel slaat mij",
)  # fmt: skip
"""Every word of these that is not in READABLE is a name."""
READABLE = {
    "ik", "haat", "slaat", "mij", "heeft", "geslagen", "altijd", "hits", "me", "is", "mean", "to", "en",
    "van", "pesten", "pest", "gemeen", "juf", "boos", "meester", "mr", "shouts", "naam", "nummer",
}  # fmt: skip


@pytest.mark.parametrize("remark", LEAKED_ONCE)
def test_what_once_leaked_does_not_any_more(remark: str) -> None:
    assert not set(re.findall(r"[a-z]+", fold(mask(remark)))) - READABLE


@pytest.mark.parametrize(
    "remark",
    [
        "het is NIET leuk", "de Juf helpt mij", "IK WIL NAAR HUIS", "Wil je mij helpen", "ik ben bang",
        "dan gaat hij schreeuwen",
        "I can tell you", "he said no", "every day at school", "in de zomer was het leuk",
    ],
)  # fmt: skip
def test_ordinary_words_that_are_names_too_stay_beside_their_kind(remark: str) -> None:
    assert mask(remark) == remark


@pytest.mark.parametrize(
    "hidden",
    [
        "kerkstraat 12", "Dorpsweg 3", "12 Church Road", "kerkstraat twaalf", "Lange Nieuwstraat 5 bis",
        "12 maart 2013",
        "3 mei", "06,12,34,56,78", "06 twaalf 34 zesenvijftig", "nul zes twaalf vierendertig zesenvijftig",
        "mooi.weer at gmail dot com", "Laan van Meerdervoort 12", "kerkstraat nummer 12",
        "March 12", "12th of March", "drie mei",
    ],
)  # fmt: skip
def test_streets_birthdays_and_numbers_in_words_are_masked(hidden: str) -> None:
    assert re.fullmatch(r"ik zeg \[[a-z-]+\] tegen jou", mask(f"ik zeg {hidden} tegen jou"))


@pytest.mark.with_deduce
def test_the_second_look_masks_more_and_never_less() -> None:
    if not uses_deduce():
        pytest.skip("the extra 'text' is not installed")
    for remark in [*REMARKS, "meester Joost Vermeulen appt mij", "Meneer Van Dalen is er"]:
        shown = mask(remark)
        assert not left(remark, ["Joost", "Vermeulen", "Dalen"], "")
        assert mask(shown) == shown
    assert mask("Meneer Van Dalen appt mij").startswith("Meneer [naam] appt")


@pytest.mark.with_deduce
@pytest.mark.parametrize("failure", ["raise RuntimeError", "raise OSError", "import nothing_of_this_name"])
def test_a_second_look_that_fails_leaves_the_built_in_masking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: str
) -> None:
    (tmp_path / "deduce.py").write_text(
        "import logging, sys\n"
        "logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, force=True)\n"
        "logging.info('noise')\n"
        f"class Deduce:\n    def __init__(self):\n        logging.info('more noise')\n        {failure}\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "deduce", raising=False)
    second_look._deduce.cache_clear()
    assert mask("meester Joost is er") == "meester [naam] is er"
    second_look._deduce.cache_clear()
    monkeypatch.delitem(sys.modules, "deduce", raising=False)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "remark", ["meester wil dat ik na school blijf", "of ik hem wil kussen", "juf wil niet luisteren"]
)
def test_the_verb_is_no_name(remark: str) -> None:
    assert mask(remark) == remark
