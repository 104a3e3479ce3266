"""Fragments: parts of a page that run again alone, each in its own container.

When a fragment runs again, Streamlit 1.67 drops what it has drawn but not yet sent, and keeps what the page drew after
it. Without a container around the fragment, those elements arrive before their place exists, and the browser shows an
empty page.

For the same version, `from_the_top` must be the first call of the app: a page that is requested while a fragment runs
is run after it in the same thread, and Streamlit would continue to write into the fragment's container.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value

from ui.shell.workspace import UnknownStudy

P = ParamSpec("P")


def from_the_top() -> None:
    """Make this run of the app write to the page itself, not to where the last run of this thread wrote."""
    context_dg_stack.set(get_default_dg_stack_value())


def fragment(run_every: float | None = None) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """`st.fragment` in its own container; with ``run_every`` it runs again after that many seconds."""

    def decorate(function: Callable[P, None]) -> Callable[P, None]:
        @wraps(function)
        def in_its_study(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                function(*args, **kwargs)
            except UnknownStudy:  # deleted in another tab: the whole page says so
                st.rerun()

        part = st.fragment(in_its_study, run_every=run_every)

        @wraps(function)
        def placed(*args: P.args, **kwargs: P.kwargs) -> None:
            with st.container():
                part(*args, **kwargs)

        return placed

    return decorate
