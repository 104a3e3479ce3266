"""Opens another page from code, where a click on a link will not do."""

from typing import NoReturn

import streamlit as st

from fer_core.study.journey import Step
from ui.shell.workspace import PARAMETER


def open_page(step: Step) -> NoReturn:
    """End this run and open the page of a step, with the open study in its address and nothing else.

    Streamlit 1.67 raises an error where the address holds a value that is bound to a widget, such as the part of the
    Train page that is open. It drops such values without one where it is told what the next page's address holds.
    """
    study = st.session_state.get(PARAMETER)
    st.switch_page(f"pages/{step.key}.py", query_params={PARAMETER: study} if study else {})
