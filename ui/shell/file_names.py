"""Names of the files that people download: the study, the date, and what it is."""

import unicodedata
from datetime import date

import streamlit as st

from ui.shell.workspace import CALLED


def file_name(name: str) -> str:
    """``name`` behind the name of the open study and today's date: first-study-2026-11-28-report.html."""
    return f"{plain(st.session_state.get(CALLED, ''))}-{date.today().isoformat()}-{name}"


def plain(text: str) -> str:
    """``text`` in lower-case letters of any script, without accents, and digits, joined by hyphens."""
    letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in letters).split()
    return "-".join(words) or "study"
