"""Tells from the order of the words in which role a question speaks to the respondent.

A question is first written as signs, one for each stretch of words that the lexicon knows:

====  =============================  ====  ====================================
i y   ik, jij (subject)              S P   staff, pupils
m p   mij (object), mijn             A O   anyone; others (family, strangers)
c     my child                       H X   harm as undergone (gepest), as done (pest)
h     heb, do                        v     sees or hears
b     word, ben, krijg, get          d     door, by
w     wordt, worden (passive)        f     van, of
z     is, are, zijn                  r     tegenover, towards
s     last van, meegemaakt           e t   er, there; they
====  =============================  ====  ====================================

The rules below are regular expressions over such a line of signs.
"""

import re
from collections.abc import Collection
from typing import Literal

Role = Literal["self", "doer", "witness", "follow_up"]
"""Whether the respondent tells what happens to them, what they do themselves, what they see or
hear happen to others (or think about it), or more about an earlier answer."""

_DONE_BY_ME = (
    # "Heb je iemand gepest?", "Do you bully others?": nothing undergone, nobody doing it to you.
    re.compile(r"^[^bsm]*h[yi](?:[^bswymt]|y(?=[SPAO]))*[HX](?:[^bsymt]|y(?=[SPAO]))*$"),
    # "Pest jij anderen?": the verb, then the subject, and no doer before it.
    re.compile(r"^[^SPAOtmbswv]*X[yi](?:[^ym]|y(?=[SPAO]))*$"),
    # "Ik pest andere kinderen", "I have hit someone".
    re.compile(r"^[^bsmSPA]*i[^bsm]*[HX][^bsm]*$"),
    # "Ik ben gemeen tegen leraren": the harm goes from me to them.
    re.compile(r"^(?!.*d)[^SPAOmsf]*[iy][^SPAOmsf]*X[^SPAOmsf]*r[SPAO]"),
)
_DONE_BY_CHILD = (
    # "Pest uw kind anderen?", "Heeft uw kind een leraar geslagen?", "My child bullies others".
    re.compile(r"^[^SPAObsw]*Xc"),
    re.compile(r"^[^SPAObswz]*(?:hc|ch)[^bswz]*[HX][^bs]*$"),
    re.compile(r"^[^SPAObswz]*c[^bswz]*X"),
)
_PASSIVE_OF_MINE = re.compile(r"[yipc]w|w[yipc]|[yci][^SPAe]*w")
_UNDERGOING = re.compile(r"^Hw.*s|s[^APe]*Hw|^Hw\.?d[SP]\.*$")
"""What one suffers from: "Heb je last van - gepest worden", "Gepest worden door leerlingen"."""
_AT_ME = re.compile(r"[yimc]|p(?![SPAO])")
"""Says at whom it is done; "mijn leraar" does not."""
_PASSIVE_OF_OTHERS = re.compile(r"(?:[wz]\.?[yp]?[SPAO]|[SPAO][^ymidc]*[wz])[^ymi]*H[^ym]*$")
"""Somebody else undergoes it: "Wordt je leraar gepest?", "Are pupils at my school bullied?"."""
_TELLING = frozenset({"tell", "helped", "help", "dare", "know", "whom"})
"""Topics that make the harm in a question its occasion: "Did the bullying stop after you told?"."""

_AGENT_RULES = tuple(
    (re.compile(rule), agent)
    for rule, agent in (
        (r"d\.{0,2}S", "staff"), (r"d\.{0,2}P", "pupil"),  # door, by
        (r"f\.?S", "staff"), (r"f\.?P", "pupil"),  # van, of
        (r"r\.?S", "pupil"), (r"r\.?P", "staff"),  # tegenover, towards
    )
)  # fmt: skip


def agent_of(signs: str) -> str:
    """Tell who acts where staff and pupils are both named ('staff' or 'pupil'); '' where they are not."""
    if "S" not in signs or "P" not in signs:
        return ""
    for rule, agent in _AGENT_RULES:
        if rule.search(signs):
            return agent
    return "staff" if signs.index("S") < signs.index("P") else "pupil"


def role_of(signs: str, topics: Collection[str], *, condition: bool) -> Role:
    """Tell the respondent's role.

    Parameters
    ----------
    signs
        The question as signs.
    topics
        What it is about.
    condition
        Whether it has a clause with "if" or "when".
    """
    telling = not _TELLING.isdisjoint(topics)
    if "v" in signs:
        return "witness"
    if "H" not in signs and "X" not in signs:
        return "self"
    if condition and not telling:
        # "Hoe voel je je als je gepest wordt?"; "Grijpt de juf in als er gepest wordt?" is about anyone.
        return "witness" if "e" in signs else "follow_up"
    if any(rule.search(signs) for rule in (*_DONE_BY_ME, *_DONE_BY_CHILD)):
        return "doer"
    about_my_things = "belongings" in topics
    mine = about_my_things or _has(signs, "yimpc")
    if not about_my_things and _is_about_others(signs, mine=mine):
        return "witness"
    if "H" in signs:
        return "self"
    if _has(signs, "SPAO"):  # "Leraren schelden": at whom, is not said
        return "self" if about_my_things or "d" in signs or _AT_ME.search(signs) else "witness"
    # "Vind je pesten erg?" is an opinion, "Pesten" a heading, "Heb je last van pesten?" is neither.
    return "self" if telling or _has(signs, "bscm") else "witness"


def _has(signs: str, any_of: str) -> bool:
    return not set(signs).isdisjoint(any_of)


def _is_about_others(signs: str, *, mine: bool) -> bool:
    """Whether a passive has another subject than the respondent or their child."""
    if not _has(signs, "wz") or _UNDERGOING.search(signs):
        return False
    if not mine:
        return True
    if "w" in signs and not _has(signs, "bm") and not _PASSIVE_OF_MINE.search(signs):
        return True
    return not _has(signs, "ce") and bool(_PASSIVE_OF_OTHERS.search(signs))
