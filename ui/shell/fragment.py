"""Fragments: parts of a page that run again alone, each in a place of its own.

Streamlit 1.67 drops what a fragment has drawn but not yet sent when that fragment runs again, and keeps what the page
drew after it. Without a container around it, the elements after it then arrive before their place exists, and the
browser shows an empty page.

For the same version, `from_the_top` must be the first call of the app: a page that is asked for while a fragment runs
is run after it in the same thread, and Streamlit goes on writing into the fragment's container.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value

P = ParamSpec("P")


def from_the_top() -> None:
    """Let this run of the app write to the page itself, wherever the last run of this thread wrote to."""
    context_dg_stack.set(get_default_dg_stack_value())


def fragment(run_every: float | None = None) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """`st.fragment` in a container of its own; ``run_every``: seconds after which it runs again by itself."""

    def decorate(function: Callable[P, None]) -> Callable[P, None]:
        part = st.fragment(function, run_every=run_every)

        @wraps(function)
        def placed(*args: P.args, **kwargs: P.kwargs) -> None:
            with st.container():
                part(*args, **kwargs)

        return placed

    return decorate
