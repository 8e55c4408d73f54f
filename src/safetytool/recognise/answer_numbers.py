"""Numbers as answers: which end is which, where the instrument itself says so.

A number has a meaning only through a label: in the file (value labels, a codebook), in the header
("(1 = nooit, 5 = altijd)"), or on other answers of the column ("1 (nooit)", 2, 3, 4, "5 (altijd)").
"""

import re
from collections.abc import Mapping, Sequence

_LABEL = r"[^\W\d_](?:[^=()\[\];\n/]*?[^\s=()\[\];,\n/–—-])?"
_STOP = (
    r"(?=\s*(?:[,;/()\[\]\n|]|\bt/?m\b|\btot\b|\ben\b|\band\b|\bto\b|\bthrough\b"
    r"|[–—-]\s|\.{2}|…|\.?\s*$|\d{1,2}\s*[=:(]))"
)
_NUMBER_IS_LABEL = re.compile(rf"(?<![\w.,])(\d{{1,2}})\s*[=:]\s*[\"'‘“]?({_LABEL})[\"'’”]?{_STOP}")
_NUMBER_LABEL_IN_BRACKETS = re.compile(rf"(?<![\w.,])(\d{{1,2}})\s*\(\s*({_LABEL})\s*\)")
_LABEL_IS_NUMBER = re.compile(rf"({_LABEL})\s*=\s*(\d{{1,2}})(?![\w.,]?\d)")
_LABEL_NUMBER_IN_BRACKETS = re.compile(rf"({_LABEL})\s*\((\d{{1,2}})\)")


def legend(text: str) -> tuple[tuple[int, str], ...]:
    """Find what a header says that its numbers mean, as (number, label) pairs.

    Pairs that are no legend ('Vraag 3: ...') may be among them: only labels that turn out to be
    answers count.

    Examples
    --------
    >>> legend("Ben je bang voor leraren? (1 = nooit, 5 = altijd)")
    ((1, 'nooit'), (5, 'altijd'))
    >>> legend("Hoe veilig voel je je? 1=heel onveilig t/m 5=heel veilig")
    ((1, 'heel onveilig'), (5, 'heel veilig'))
    >>> legend("Schaal van 1 (nooit) tot 5 (altijd)")
    ((1, 'nooit'), (5, 'altijd'))
    """
    number_first = [(int(n), label) for n, label in _NUMBER_IS_LABEL.findall(text)]
    number_first += [(int(n), label) for n, label in _NUMBER_LABEL_IN_BRACKETS.findall(text)]
    if len(number_first) > 1:
        return tuple(number_first)
    label_first = [(int(n), label.strip()) for label, n in _LABEL_IS_NUMBER.findall(text)]
    label_first += [(int(n), label.strip()) for label, n in _LABEL_NUMBER_IN_BRACKETS.findall(text)]
    return tuple(label_first)


def places_of_numbers(
    numbers: Sequence[int], known: Mapping[int, int], size: int, points: Sequence[Sequence[int]]
) -> Mapping[int, int]:
    """Give numbers their places on a scale, from those of which the label says it.

    Parameters
    ----------
    numbers
        The bare numbers that occur.
    known
        Number -> place on the scale, from labels.
    size
        How many values the scale has.
    points
        The places of an end-labelled row of numbers, by its length (`points` in answers.toml).

    Returns
    -------
    Mapping
        The known ones; with the numbers between them where the two ends of the scale are labelled
        and a row of that many points fits. Labels in the middle must agree with the row. Nothing
        at all where a number between the ends stays open: half a scale would be a wrong reading.
    """
    if not known or all(number in known for number in numbers):
        return known
    low, high = min(known), max(known)
    if not any(low < number < high and number not in known for number in numbers):
        return known
    row = next((tuple(row) for row in points if len(row) == high - low + 1), None)
    ends = (known[low], known[high])
    if row is None or sum(ends) != size - 1 or ends[0] == ends[1]:
        return {}
    places = dict(zip(range(low, high + 1), row if ends[0] < ends[1] else row[::-1], strict=True))
    inner = {number: place for number, place in known.items() if low < number < high}
    return places if all(places[number] == place for number, place in inner.items()) else {}
