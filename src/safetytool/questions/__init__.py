"""From signals to questions: the bank, the rules of care, and what fits in a meeting.

Consumes: signals.json. Returns: meetings with their questions. Leaves out: how a document looks.
"""

from safetytool.questions.choose import question_ids
from safetytool.questions.loading import load_questions
from safetytool.questions.plan import plan
from safetytool.questions.signals_file import read_signals

__all__ = ["load_questions", "plan", "question_ids", "read_signals"]
