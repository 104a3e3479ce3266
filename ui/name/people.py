"""Annotators: who names in this browser, what others decide meanwhile, and where they disagree."""

import streamlit as st

from fer_core.naming.decision import annotator_name
from fer_core.naming.groups import Partition
from ui.components.face_grid import ALONE, NamingContext, place_of, show
from ui.components.name_tag import name_tag, saved_name
from ui.components.pulse import beat, listen
from ui.shell.text import first_of
from ui.shell.workspace import ANNOTATOR, Workspace

FIELD = "annotator-field"
MOST_LISTED = 8
_TYPED = "annotator-typed"


# Who names here


def who(workspace: Workspace) -> None:
    """Ask for the annotator's name in the sidebar. Call it before anything that shows or takes decisions."""
    if ANNOTATOR not in st.session_state:
        st.session_state[ANNOTATOR] = saved_name()
    if FIELD not in st.session_state:
        st.session_state[FIELD] = workspace.annotator
    with st.sidebar:
        st.text_input(
            "Your name",
            key=FIELD,
            max_chars=40,
            on_change=_typed,
            placeholder="needed if several people name",
            help="It is saved with each of your decisions, so others see who decided what. You undo only your own.",
        )
        name_tag(workspace.annotator, bool(st.session_state.get(_TYPED)), _call)


def _typed() -> None:
    st.session_state[_TYPED] = True
    _call(annotator_name(st.session_state[FIELD]))


def _call(name: str) -> None:
    st.session_state[ANNOTATOR] = st.session_state[FIELD] = name


# What others decide


def watch(workspace: Workspace) -> None:
    """Look for decisions of others every few seconds; the fragment that calls `fresh` then runs again."""

    def last() -> int:
        decisions = workspace.log.all()
        return decisions[-1].id if decisions else 0

    beat(workspace.study.id, last)


def fresh(workspace: Workspace) -> None:
    """Keep the calling fragment up to date. It takes up some space, so call it last."""
    listen(workspace.study.id, workspace.last_decision)


def still_there(context: NamingContext, groups: Partition) -> None:
    """Show another group if someone split or merged the one that is shown. Call it before the grid."""
    front = place_of(context).group
    if front in (None, ALONE) or front in groups.sizes:
        return
    heirs = [number for number in groups.numbers if front in groups.lineage.get(number, ())]
    show(context, (heirs or list(groups.numbers))[0])


def differ(workspace: Workspace) -> None:
    """List the groups on which annotators disagree."""
    conflicts, groups = workspace.naming.conflicts, workspace.groups
    found = [groups.labels[number] for number in groups.numbers if number in conflicts]
    if found:
        which = f"group{'' if len(found) == 1 else 's'} {first_of(found, MOST_LISTED)}"
        st.caption(f":material/group: People disagree on {which}. All their names count; see *People* below.")
