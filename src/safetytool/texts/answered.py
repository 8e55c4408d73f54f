"""'4 of 24 pupils in class 7A say that ...', right for one pupil as well.

Items carry their verb phrase in the plural. For a count of one its first verb goes into the
singular by a small table; where more of the phrase would have to change along, or the verb is
not in the table, the sentence is built round the phrase instead. So it reads well for the bank's
own items and stays correct for an item from anybody's profile.
"""

from collections.abc import Mapping

from safetytool.bank.model import Language
from safetytool.texts.load import look_up, term
from safetytool.texts.quantities import capital

THAT = ("dat", "that", "of", "whether")
"""After 'say', these open a clause that can stay as it is behind 'who'."""


def singular(says: str, language: Language) -> str | None:
    """A verb phrase for one person, or None where the tables cannot bend it."""
    for many, one in _table("clauses", language).items():
        says = says.replace(many, one)
    words = says.split(" ")
    before: list[str] = look_up("grammar", f"before_verb.{language}")
    at = next((place for place, word in enumerate(words) if word not in before), 0)
    adverbs, verb, rest = words[:at], words[at], words[at + 1 :]
    verbs, pronouns = _table("singular", language), _table("pronouns", language)
    if verb not in verbs or _stays_plural(rest, language):
        return None
    return " ".join([*adverbs, verbs[verb], *(pronouns.get(word, word) for word in rest)])


def _stays_plural(words: list[str], language: Language) -> bool:
    """Whether a pronoun is left whose verb would have to change with it."""
    bound: list[str] = look_up("grammar", f"bound.{language}")
    text = [word.strip(",.;:") for word in words]
    return any(word in bound and text[max(0, at - 2) : at] != ["hij", "of"] for at, word in enumerate(text))


def _table(name: str, language: Language) -> Mapping[str, str]:
    table: Mapping[str, str] = look_up("grammar", f"{name}.{language}")
    return table


def answered(count: int, share: str, nouns: str, place: str, says: str, gist: str, language: Language) -> str:
    """Say how many answered so, without the full stop.

    Parameters
    ----------
    count : how many.
    share : the same with its total and noun: '4 of 24 pupils'.
    nouns : the respondents in the plural.
    place : 'in class 7A of De Regenboog', or '' where it is clear.
    says : the verb phrase in the plural.
    gist : the question in a few words.
    """
    where = f" {place}" if place else ""
    # Dutch counts nobody as one: 'geen van de 24 leerlingen zegt'.
    alone = count == 1 or (count == 0 and language == "nl")
    verb_phrase = singular(says, language) if alone else says
    if verb_phrase is not None:
        return f"{capital(share)}{where} {verb_phrase}"
    if says.split(" ")[1:2] and says.split(" ")[1] in THAT:
        return term("answer.who_say", language).format(
            nouns=capital(nouns), where=where, says=says, share=share
        )
    return term("answer.gave", language).format(share=capital(share), where=where, gist=gist)
