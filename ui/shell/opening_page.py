"""Opens another page from code, where a click on a link will not do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NoReturn

import streamlit as st

from fer_core.study.journey import Step
from ui.shell.workspace import PARAMETER

VIEWS = ("part", "view")
"""The parameters of addresses that are bound to a switch of parts or views of a page."""
_AS_IT_OPENS: Mapping[str, str] = MappingProxyType({})


def open_page(step: Step, view: Mapping[str, str] = _AS_IT_OPENS) -> NoReturn:
    """End this run and open the page of a step, with the open study and a ``view`` (see `VIEWS`) in its address and
    nothing else.

    Streamlit 1.67 raises an error where the address holds a value that is bound to a widget, such as the part of the
    Train page that is open. It drops such values without one where it is told what the next page's address holds.
    """
    study = st.session_state.get(PARAMETER)
    st.switch_page(f"pages/{step.key}.py", query_params={**({PARAMETER: study} if study else {}), **view})
