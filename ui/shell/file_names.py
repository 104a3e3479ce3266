"""Names of the files that people download: the study, the date, and what it is."""

import unicodedata
from datetime import date

from ui.shell.workspace import Workspace


def file_name(workspace: Workspace, name: str) -> str:
    """``name`` with the study's name and today's date before it: first-study-2026-11-28-report.html."""
    return f"{plain(workspace.study.name)}-{date.today().isoformat()}-{name}"


def plain(text: str) -> str:
    """``text`` in lower-case letters of any script, without accents, and digits, joined by hyphens."""
    letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in letters).split()
    return "-".join(words) or "study"
