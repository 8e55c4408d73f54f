"""Parsing XML of others: no document types, so no entities; no depth without end.

What a document type defines can be endless (a billion laughs) or outside the file. Neither spreadsheets nor
Word ever write one. Looking for one in the bytes would miss it in another encoding, so the parser itself
refuses it.
"""

from typing import Final
from xml.etree import ElementTree as ET
from xml.parsers.expat import ExpatError, XMLParserType

MOST_DEEP: Final = 200
"""Elements inside one another. A table in a table in a text box needs fewer than 50."""


class ForbiddenXmlError(ValueError):
    """The XML has a document type, or is nested without end."""


def parser() -> XMLParserType:
    """Return a parser that refuses a document type; its names are 'namespace local'."""
    from xml.parsers.expat import ParserCreate

    made = ParserCreate(namespace_separator=" ")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse
    made.EntityDeclHandler = _refuse
    return made


def _refuse(*_about: object) -> None:
    raise ForbiddenXmlError("a document type")


def tree(data: bytes) -> ET.Element:
    """Parse a document into a tree whose names are '{namespace}local'.

    Raises
    ------
    ValueError
        It is no XML, has a document type, or is nested more than `MOST_DEEP` deep.
    """
    made, builder, names = parser(), ET.TreeBuilder(), dict[str, str]()
    deep = 0

    def full(name: str) -> str:
        if name not in names:
            namespace, _, local = name.rpartition(" ")
            names[name] = f"{{{namespace}}}{local}" if namespace else local
        return names[name]

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal deep
        deep += 1
        if deep > MOST_DEEP:
            raise ForbiddenXmlError(f"elements {deep} deep")
        builder.start(full(name), {full(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal deep
        deep -= 1
        builder.end(full(name))

    made.StartElementHandler, made.EndElementHandler = start, end
    made.CharacterDataHandler = builder.data
    try:
        made.Parse(data, True)
    except (ExpatError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise ValueError(str(error)) from error
    return builder.close()
