"""The board report: what a board must know, in words, and nothing that gives a pupil away.

Consumes: board.toml, signals, counts and trends. Returns: `BoardReport`, in which every figure has passed
disclosure control. Leaves out: how it looks on paper and on a screen (`write.board_*`).
"""
