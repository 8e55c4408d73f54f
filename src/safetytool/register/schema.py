"""The tables of the register, and how an older file becomes one of this version.

A file says what it is by SQLite's own `application_id` and `user_version`. Migration N makes version N of
version N - 1; the store takes a copy of the file first. Nothing may be changed or removed: triggers forbid
it, and only a purge takes them away, within one transaction.
"""

from typing import Final

APPLICATION_ID: Final = 0x73616665
"""'safe', as SQLite keeps it at byte 68 of the file."""

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """
        CREATE TABLE entry (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            signal TEXT NOT NULL,
            kind   TEXT NOT NULL CHECK (kind IN (
                'seen', 'assigned', 'planned', 'talked', 'talked_with', 'learnt', 'changed', 'evaluate_on',
                'evaluated', 'closed', 'reopened', 'purged'
            )),
            value  TEXT NOT NULL,
            origin TEXT NOT NULL,
            at     TEXT NOT NULL,
            author TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE seen (
            number      INTEGER PRIMARY KEY REFERENCES entry (number),
            id          TEXT NOT NULL,
            school      TEXT,
            school_year TEXT NOT NULL,
            unit_kind   TEXT NOT NULL,
            unit_name   TEXT NOT NULL,
            grades      TEXT NOT NULL,
            parallel    INTEGER,
            detector    TEXT NOT NULL,
            tier        TEXT NOT NULL,
            domain      TEXT,
            actor       TEXT,
            sources     TEXT NOT NULL,
            items       TEXT NOT NULL,
            count       INTEGER,
            n           INTEGER,
            title       TEXT NOT NULL,
            about       TEXT NOT NULL
        )
        """,
        "CREATE INDEX entry_signal ON entry (signal)",
        "CREATE INDEX seen_school ON seen (school)",
    ),
)
"""The statements of each version."""

VERSION: Final = len(MIGRATIONS)

TRIGGERS: Final[dict[str, str]] = {
    f"{table}_is_not_{verb}": f"""
        CREATE TRIGGER {table}_is_not_{verb} BEFORE {what} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the register keeps every entry as it was made'); END
    """
    for table in ("entry", "seen")
    for verb, what in (("changed", "UPDATE"), ("removed", "DELETE"))
}
"""Name -> statement."""

TABLES: Final = frozenset({"entry", "seen"})
"""What a file of this program has to hold."""
