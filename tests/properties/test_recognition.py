"""What a column is and what its answers mean does not depend on how, or in which order, they are written."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from safetytool.bank.model import Item
from safetytool.codes import NOT_UNDERSTOOD
from safetytool.read.model import Cell, Sheet, Source, Table
from safetytool.recognise import recognise
from safetytool.recognise.model import SheetMeaning
from tests.properties.strategies import BANK, REMARKS, SCHOOLS, WITHHELD_TEXT, examples
from tests.recognise.tables import column, table

Columns = list[tuple[str, list[Cell | None]]]
ROWS = 12
BY_KIND = {
    kind: [item for item in BANK.items.values() if item.respondent_type == kind]
    for kind in ("pupil", "staff", "parent")
}
KNOWN: dict[str, st.SearchStrategy[Cell | None]] = {
    "School": st.sampled_from(SCHOOLS),
    "Schooljaar": st.sampled_from(["2023-2024", "2024-2025", "24/25"]),
    "Klas": st.sampled_from(["7A", "7B", "8A", "groep 6"]),
    "Leerjaar": st.sampled_from([5, 6, 7, 8]),
    "Geslacht": st.sampled_from(["jongen", "meisje", "anders", None]),
    "Opmerkingen": st.sampled_from([*REMARKS, None, None]),
}


def answers_of(item: Item) -> st.SearchStrategy[Cell | None]:
    """Answers on the item's own scale, withheld or missing."""
    labels = [text for texts in BANK.scales[item.scale].labels.values() for text in (texts["nl"],)]
    return st.sampled_from([*labels, *labels, WITHHELD_TEXT["nl"][0], None])


@st.composite
def sheets(draw: st.DrawFn, kind: str = "pupil", *, told: bool = True) -> Columns:
    """Columns of a questionnaire in the bank's wordings, some asked twice."""
    items = draw(st.lists(st.sampled_from(BY_KIND[kind]), min_size=3, max_size=10, unique_by=lambda i: i.id))
    language = draw(st.sampled_from(["nl", "en"]))
    asked: Columns = []
    for item in items:
        wordings = item.wordings[language]
        several = draw(st.integers(0, 2)) == 0
        for wording in draw(
            st.lists(st.sampled_from(wordings), min_size=1, max_size=2 if several else 1, unique=True)
        ):
            asked.append((wording, draw(st.lists(answers_of(item), min_size=ROWS, max_size=ROWS))))
    known: Columns = [
        (header, draw(st.lists(cells, min_size=ROWS, max_size=ROWS))) for header, cells in KNOWN.items()
    ]
    if told:
        word = {"pupil": "leerling", "staff": "medewerker", "parent": "ouder"}[kind]
        known.append(("Respondenttype", [word] * ROWS))
    return [*known, *asked]


def as_table(columns: Columns) -> Table:
    return table(*(column(header, cells, position=i) for i, (header, cells) in enumerate(columns)))


def understood(columns: Columns) -> SheetMeaning:
    source = Source("export.xlsx", "export.xlsx", "0", (Sheet("Blad1", as_table(columns), ""),))
    (found,) = recognise(source, BANK).sheets
    return found


def meaning(columns: Columns) -> list[tuple[object, ...]]:
    """Role, item and the code of every answer of each column, in the order of `columns`."""
    found = {m.column.position: m for m in understood(columns).columns}
    said = []
    for position in range(len(columns)):
        column = found[position]
        codes = (
            {str(v): int(c) for v, c in zip(column.column.values, column.answers.codes, strict=True)}
            if column.answers
            else None
        )
        # Of columns that ask the same as clearly none is read; that is told at the first of them.
        said.append(("unrecognised", None, None) if column.contested else (column.role, column.item, codes))
    return said


@examples(25)
@given(kind=st.sampled_from(sorted(BY_KIND)), data=st.data())
def test_the_order_of_columns_does_not_matter(kind: str, data: st.DataObject) -> None:
    columns = data.draw(sheets(kind))
    order = data.draw(st.permutations(range(len(columns))))
    moved = meaning([columns[i] for i in order])
    plain = meaning(columns)
    assert moved == [plain[i] for i in order]


@examples(25)
@given(columns=sheets(), order=st.permutations(range(ROWS)))
def test_the_order_of_rows_does_not_matter(columns: Columns, order: list[int]) -> None:
    moved = [(header, [cells[i] for i in order]) for header, cells in columns]
    assert meaning(moved) == meaning(columns)


@examples(25)
@given(
    kind=st.sampled_from(sorted(BY_KIND)),
    data=st.data(),
    change=st.sampled_from([str.upper, str.lower, str.title]),
    around=st.sampled_from(["{}", " {} ", "{}\u00a0", "\u00a0 {}"]),
    before=st.sampled_from(["", "{i}. ", "{i}) ", "V{i} ", "Vraag {i}: ", "Q{i} - "]),
)
def test_capitals_spaces_and_numbering_do_not_matter(
    kind: str, data: st.DataObject, change: object, around: str, before: str
) -> None:
    columns = data.draw(sheets(kind))
    assert callable(change)

    def spelled(cell: Cell | None) -> Cell | None:
        return around.format(change(cell)) if isinstance(cell, str) else cell

    # Places keep their own spelling: what a school or class is called is not for this to decide.
    asked = [header not in KNOWN and header != "Respondenttype" for header, _ in columns]
    written: Columns = [
        (
            before.format(i=i) + around.format(change(header)) if ask else around.format(change(header)),
            [spelled(cell) for cell in cells] if ask else cells,
        )
        for i, (ask, (header, cells)) in enumerate(zip(asked, columns, strict=True), 1)
    ]
    plain = meaning(columns)
    wanted = [
        (role, item, {str(spelled(value)): code for value, code in codes.items()} if codes and ask else codes)
        for ask, (role, item, codes) in zip(asked, plain, strict=True)
    ]
    assert meaning(written) == wanted


HEADERS = st.one_of(
    st.sampled_from([w for i in BANK.items.values() for words in i.wordings.values() for w in words]),
    st.sampled_from(
        [w for i in BANK.items.values() for words in i.reversed_wordings.values() for w in words]
    ),
    st.sampled_from(sorted(BANK.items)),
    st.text(max_size=20),
)


@examples(60)
@given(
    headers=st.lists(HEADERS, min_size=1, max_size=14),
    kind=st.sampled_from(["leerling", "medewerker", "ouder", None]),
    answers=st.sampled_from(
        [["nooit", "soms", "vaak"], ["ja", "nee", "nooit"], ["veilig", "onveilig", None]]
    ),
)
def test_no_item_has_two_columns_and_nobody_gets_an_item_of_others(
    headers: list[str], kind: str | None, answers: list[Cell | None]
) -> None:
    columns: Columns = [(header, answers * 4) for header in headers]
    if kind:
        columns.append(("Respondenttype", [kind] * ROWS))
    items = [m for m in understood(columns).columns if m.role == "item" and m.item]
    assert not [item for item, times in Counter(m.item for m in items).items() if times > 1]
    assert len({m.respondent_type for m in items}) <= 1
    assert all(BANK.items[m.item or ""].respondent_type == m.respondent_type for m in items)
    wanted = {"leerling": "pupil", "medewerker": "staff", "ouder": "parent"}.get(kind or "")
    assert all(m.respondent_type == wanted for m in items if wanted)


@examples(60)
@given(columns=sheets(told=False))
def test_questions_of_pupils_are_never_taken_for_those_of_staff(columns: Columns) -> None:
    found = [BANK.items[m.item] for m in understood(columns).columns if m.item]
    assert {item.respondent_type for item in found} <= {"pupil"}


@examples(40)
@given(data=st.data(), kind=st.sampled_from(sorted(BY_KIND)))
def test_an_answer_means_the_same_however_often_it_and_others_are_given(
    data: st.DataObject, kind: str
) -> None:
    item = data.draw(st.sampled_from(BY_KIND[kind]))
    label = {value: texts["nl"] for value, texts in BANK.scales[item.scale].labels.items()}
    others = [
        ("Respondenttype", [{"pupil": "leerling", "staff": "medewerker", "parent": "ouder"}[kind]] * ROWS)
    ]
    cells = data.draw(st.lists(st.sampled_from(sorted(label.values())), min_size=ROWS, max_size=ROWS))
    found = next(
        m for m in understood([*others, (item.wordings["nl"][0], cells)]).columns if m.item == item.id
    )
    assert found.answers is not None
    assert not (found.answers.codes == NOT_UNDERSTOOD).any()
    reading = item.readings[found.answers.scale]
    scale = BANK.scales[found.answers.scale]
    of_label = {text: value for value, text in label.items()}
    own = item.readings[item.scale]
    for value, code in zip(found.column.values, found.answers.codes, strict=True):
        assert (scale.values[code] in reading.concern) == (of_label[str(value)] in own.concern)
        assert (scale.values[code] in reading.grave) == (of_label[str(value)] in own.grave)
