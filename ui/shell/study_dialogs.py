"""Dialogs for studies: start a new one, rename the open one."""

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.study import study
from fer_core.study.journey import DATA
from ui.shell.opening_page import open_page
from ui.shell.text import escape
from ui.shell.workspace import Workspace, switch_to


@st.dialog("New study")
def begin(workspace: Workspace) -> None:
    """Ask for a name and start a new study on the same faces."""
    st.markdown("The new study uses the same faces, with its own choices and names. The current study does not change.")
    name = _asked_name("new", "", "Create")
    if name is not None:
        choices = study.fitting(workspace.faces) if workspace.study.dataset else None
        switch_to(study.create(workspace.store, name, workspace.study.dataset, choices).id)
        open_page(DATA)


@st.dialog("Rename study")
def rename(workspace: Workspace) -> None:
    """Ask for a new name for the open study."""
    name = _asked_name("rename", workspace.study.name, "Rename")
    if name is not None:
        study.update(workspace.store, workspace.study.id, lambda now: study.renamed(now, name))
        st.rerun()


def _asked_name(key: str, value: str, button: str) -> str | None:
    """A valid name once the form is sent, else None; errors are shown."""
    with st.form(f"{key}-form", border=False):
        name = st.text_input("Study name", value, max_chars=40, key=f"{key}-name")
        if st.form_submit_button(button, type="primary"):
            try:
                return study.clean_name(name)
            except FerLabError as error:
                st.error(escape(str(error)))
    return None
