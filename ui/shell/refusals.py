"""Errors for people: of a page that cannot go on, and of files that a list cannot show."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from fer_core.base.errors import FerLabError, refused
from ui.shell.text import escape

NAMED = 3
"""Errors that a list shows in full; more are counted."""


@contextmanager
def caught() -> Iterator[None]:
    """Show expected errors, and errors of the disk, as a sentence instead of a traceback."""
    try:
        yield
    except (FerLabError, OSError) as error:
        show(error)


def show(error: FerLabError | OSError) -> None:
    """Show what went wrong, where, and what to do."""
    shown = error if isinstance(error, FerLabError) else refused(error)
    st.error(escape(str(shown)), icon=":material/error:")


def not_listed(one: str, several: str, errors: Sequence[FerLabError]) -> None:
    """Show how many things a list lacks, and why; nothing without errors."""
    if errors:
        how_many = f"1 {one} is" if len(errors) == 1 else f"{len(errors):,} {several} are"
        more = f" And {len(errors) - NAMED:,} more." if len(errors) > NAMED else ""
        st.caption(escape(f"{how_many} not listed. {' '.join(map(str, errors[:NAMED]))}{more}"))
