"""Reports of confidential advisors: reading them, from spreadsheets and from Word documents."""

from safetytool.advisors.model import AdvisorReport, Disagreement
from safetytool.advisors.report import read_report

__all__ = ["AdvisorReport", "Disagreement", "read_report"]
