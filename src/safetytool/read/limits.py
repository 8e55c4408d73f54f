"""How large an input may be. Beyond these limits a file is refused before it is unpacked.

They lie far above any real export (a thousand schools fit easily) and far below what would
exhaust a laptop: their purpose is that a damaged or hostile file gives a message, not a crash.
"""

MAX_FILE_BYTES = 1 << 30
"""The file as it stands on disk: 1 GiB."""

MAX_UNPACKED_BYTES = 2 << 30
"""All parts of a zipped spreadsheet together, unpacked: 2 GiB."""

MAX_UNPACKED_RATIO = 250
"""Unpacked size over packed size. Real workbooks stay under 60; a zip bomb starts near 1,000."""

SMALL_ENOUGH_BYTES = 64 << 20
"""Below this unpacked size (64 MiB) the ratio does not matter: nearly empty sheets pack very well."""

MAX_COLUMNS = 16_384
"""What Excel itself allows."""

MAX_CELLS = 25_000_000
"""Rows times columns of one sheet, empty cells between included."""

MAX_SCANNED_BYTES = 16 << 20
"""A sheet without a stated size is searched for its last cell up to this unpacked size (16 MiB)."""
