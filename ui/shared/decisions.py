"""Decisions that are made on the page itself, not in the grid."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.naming.decision import Event
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_CLIENT = "page-client"
_PROBLEM = "page-problem"


def decide(workspace: Workspace, decisions: Sequence[Mapping[str, Any]]) -> bool:
    """Save decisions on the current groups, each given by the fields of an `Event` except its sender. For callbacks.

    Returns whether they were saved; if not, `problem` shows the reason at the next run.
    """
    if not workspace.is_now:
        st.session_state[_PROBLEM] = "This is an earlier result. To name its faces, go back to its choices first."
        return False
    client = st.session_state.setdefault(_CLIENT, f"page-{secrets.token_hex(12)}")
    key, log = workspace.lab.groups.key, workspace.log
    try:
        last = log.ack(client)
        log.append([Event(client, last + i, key, **about) for i, about in enumerate(decisions, 1)], workspace.annotator)
    except FerLabError as error:
        st.session_state[_PROBLEM] = str(error)
        return False
    return True


def problem() -> None:
    """Show once why the last decision of the page could not be saved."""
    what = st.session_state.pop(_PROBLEM, "")
    if what:
        st.error(escape(what), icon=":material/error:")
