"""What the system refuses, in words: a page that goes no further, a list with something missing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from fer_core.base.errors import FerLabError, refused
from ui.shell.text import escape

NAMED = 3
"""What cannot be read, at most so many by name."""


@contextmanager
def caught() -> Iterator[None]:
    """What nobody expected of the disk is a sentence on the page, not a traceback."""
    try:
        yield
    except (FerLabError, OSError) as error:
        say(error)


def say(error: FerLabError | OSError) -> None:
    """What went wrong, where, and what to do."""
    told = error if isinstance(error, FerLabError) else refused(error)
    st.error(escape(str(told)), icon=":material/error:")


def not_listed(one: str, several: str, errors: Sequence[FerLabError]) -> None:
    """One caption that says what is missing in a list, and why; nothing where nothing is."""
    if errors:
        how_many = f"1 {one} is" if len(errors) == 1 else f"{len(errors):,} {several} are"
        more = f" And {len(errors) - NAMED:,} more." if len(errors) > NAMED else ""
        st.caption(escape(f"{how_many} not listed. {' '.join(map(str, errors[:NAMED]))}{more}"))
