"""Fragments: parts of a page that run again alone, each in a place of its own.

Streamlit 1.67 drops what a fragment has drawn but not yet sent when that fragment runs again, and keeps what the page
drew after it. Without a container around it, the elements after it then arrive before their place exists, and the
browser shows an empty page.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

P = ParamSpec("P")


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
