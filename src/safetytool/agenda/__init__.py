"""The yearly plan of conversations: the rules of the year and what the signals ask for, in school weeks.

Consumes: the table [agenda] of board.toml and meetings of the plan. Returns: agenda.ics and agenda.docx.
Leaves out: signals of tier act, which are for today and not for an agenda.
"""

from safetytool.agenda.docx_file import agenda_docx
from safetytool.agenda.ics import agenda_ics
from safetytool.agenda.planning import Agenda, Entry, plan_agenda
from safetytool.agenda.settings import AgendaSettings, read_agenda

__all__ = ["Agenda", "AgendaSettings", "Entry", "agenda_docx", "agenda_ics", "plan_agenda", "read_agenda"]
