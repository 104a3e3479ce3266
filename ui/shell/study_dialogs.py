"""Dialogs about studies: begin a new one, rename the open one."""

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.study import study
from fer_core.study.journey import DATA
from ui.shell.opening_page import open_page
from ui.shell.text import escape
from ui.shell.workspace import Workspace, switch_to


@st.dialog("New study")
def begin(workspace: Workspace) -> None:
    """Ask for a name and begin a new study on the same faces."""
    st.markdown("It starts on the same faces, with choices and names of its own. This one stays as it is.")
    name = _asked_name("new", "", "Begin")
    if name is not None:
        choices = study.fitting(workspace.faces) if workspace.study.dataset else None
        switch_to(study.create(workspace.store, name, workspace.study.dataset, choices).id)
        open_page(DATA)


@st.dialog("Rename this study")
def rename(workspace: Workspace) -> None:
    """Ask for another name of this study."""
    name = _asked_name("rename", workspace.study.name, "Rename")
    if name is not None:
        study.update(workspace.store, workspace.study.id, lambda now: study.renamed(now, name))
        st.rerun()


def _asked_name(key: str, value: str, button: str) -> str | None:
    """A valid name once the form was sent, else None; an impossible one is explained."""
    with st.form(f"{key}-form", border=False):
        name = st.text_input("Name of the study", value, max_chars=40, key=f"{key}-name")
        if st.form_submit_button(button, type="primary"):
            try:
                return study.clean_name(name)
            except FerLabError as error:
                st.error(escape(str(error)))
    return None
