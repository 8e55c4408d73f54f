"""Which question a column is, and what its answers mean: the bank's word, and the profile's."""

from collections.abc import Sequence
from dataclasses import dataclass

from safetytool.bank.model import Bank, RespondentType
from safetytool.errors import Place, UsageError
from safetytool.profiles.model import ColumnRule, Profile
from safetytool.read.model import Column
from safetytool.recognise.answer_scales import candidates
from safetytool.recognise.answers import read_answers
from safetytool.recognise.items import ItemMatch, match_items
from safetytool.recognise.model import ColumnMeaning

SETTLE = "A profile can say what it is"


@dataclass(frozen=True)
class Question:
    """A column that may be a question, with the profile's rules for it."""

    column: Column
    rules: tuple[ColumnRule, ...] = ()


def read_questions(
    questions: Sequence[Question], respondent_type: RespondentType | None, bank: Bank, profile: Profile | None
) -> list[ColumnMeaning]:
    """Recognise questions that were put to one kind of respondents, all together.

    Parameters
    ----------
    questions : the columns; together, because no item can be asked by two of them.
    respondent_type : whom they were put to; None where only the questions can tell.

    Returns
    -------
    One meaning a question: role item, or unrecognised with why.
    """
    rules = [_rule(question, respondent_type, bank) for question in questions]
    _refuse_twice(questions, rules, profile)
    matches = _matches(questions, rules, respondent_type, bank)
    return [
        _meaning(question.column, rule, match, bank, profile)
        for question, rule, match in zip(questions, rules, matches, strict=True)
    ]


def _rule(question: Question, respondent_type: RespondentType | None, bank: Bank) -> ColumnRule | None:
    """Return the rule that holds for these respondents."""
    for rule in question.rules:
        if rule.item is None or respondent_type in (None, bank.items[rule.item].respondent_type):
            return rule
    return None


def _refuse_twice(
    questions: Sequence[Question], rules: Sequence[ColumnRule | None], profile: Profile | None
) -> None:
    """Refuse a profile that gives one item to two of the questions: only one of them could count."""
    given: dict[str, int] = {}
    for i, rule in enumerate(rules):
        if rule is None or rule.item is None or profile is None:
            continue
        other = given.setdefault(rule.item, i)
        if other != i:
            headers = f"'{questions[other].column.header}' and '{questions[i].column.header}'"
            raise UsageError(
                f"two columns are given the item '{rule.item}': {headers}",
                do='Give one of them the role "ignored", or an item of its own',
                place=Place(profile.file, row=rule.line),
            )


def _matches(
    questions: Sequence[Question], rules: Sequence[ColumnRule | None], kind: RespondentType | None, bank: Bank
) -> list[ItemMatch]:
    """Match the questions; an item that the profile has given to a column is no longer free."""
    given: dict[str | None, int] = {rule.item: i for i, rule in enumerate(rules) if rule and rule.item}
    open_ones = [i for i, rule in enumerate(rules) if not (rule and rule.item)]
    headers = [questions[i].column.header for i in open_ones]
    texts = [questions[i].column.long_header for i in open_ones]
    found = dict(zip(open_ones, match_items(headers, bank, kind, texts), strict=True))
    matches = []
    for i, rule in enumerate(rules):
        if rule and rule.item:
            owner = bank.items[rule.item].respondent_type
            matches.append(ItemMatch(rule.item, 1.0, bool(rule.reversed), "the profile says so", owner))
        elif (claimed := found[i].item) in given:
            other = questions[given[claimed]].column.header
            why = f"it looks like {found[i].item}, which the profile gives to '{other}'"
            matches.append(ItemMatch(None, found[i].confidence, False, why, found[i].respondent_type))
        else:
            matches.append(found[i])
    return matches


def _meaning(
    column: Column, rule: ColumnRule | None, match: ItemMatch, bank: Bank, profile: Profile | None
) -> ColumnMeaning:
    if match.item is None:
        why = f"{match.why.rstrip('.')}. {SETTLE}"
        if match.contested:  # it was asked, so that nobody is told it was not; no answer of it is counted
            kind = bank.items[match.contested].respondent_type
            return ColumnMeaning(column, "item", 0.0, why, match.contested, kind, contested=True)
        return ColumnMeaning(column, "unrecognised", match.confidence, why)
    item = bank.items[match.item]
    reversed_ = match.reversed if rule is None or rule.reversed is None else rule.reversed
    name = rule.scale if rule else None
    own = profile.answer_scales.get(name) if profile and name else None
    scale = own.scale if own else name
    if scale is not None and not candidates(item, bank, asks_opposite=reversed_, only=scale):
        raise UsageError(
            f"'{item.id}' cannot be read on the scale '{scale}'",
            do=f"It can on: {', '.join(item.readings)}",
            place=Place(profile.file if profile else None, row=rule.line if rule else None),
        )
    reading = read_answers(
        column,
        item,
        bank,
        reversed=reversed_,
        header=f"{column.header} {column.long_header}".strip(),
        profile_answers=own.answers if own else None,
        scale=scale,
    )
    return ColumnMeaning(
        column=column,
        role="item",
        confidence=min(match.confidence, reading.confidence) if reading.answers else match.confidence,
        why="; ".join(part.rstrip(".") for part in (match.why, reading.why) if part),
        item=item.id,
        respondent_type=item.respondent_type,
        answers=reading.answers,
    )
