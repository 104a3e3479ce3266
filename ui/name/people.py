"""People: who names in this browser, who else does meanwhile, and whether they differ."""

import streamlit as st

from fer_core.naming.decision import annotator_name
from fer_core.naming.groups import Partition
from ui.components.face_grid import ALONE, Desk, place_of, show
from ui.components.name_tag import kept_name, name_tag
from ui.components.pulse import beat, listen
from ui.shell.text import first_of
from ui.shell.workspace import ANNOTATOR, Workspace

FIELD = "annotator-field"
MOST_LISTED = 8
_SAID = "annotator-said"


# Who names here


def who(workspace: Workspace) -> None:
    """The field for one's name, in the sidebar. Call it before anything that shows or takes decisions."""
    if ANNOTATOR not in st.session_state:
        st.session_state[ANNOTATOR] = kept_name()
    if FIELD not in st.session_state:
        st.session_state[FIELD] = workspace.annotator
    with st.sidebar:
        st.text_input(
            "Your name",
            key=FIELD,
            max_chars=40,
            on_change=_typed,
            placeholder="needed where several people name",
            help="Each decision is kept with it, so that people see who said what, and undo only what is theirs.",
        )
        name_tag(workspace.annotator, bool(st.session_state.get(_SAID)), _call)


def _typed() -> None:
    st.session_state[_SAID] = True
    _call(annotator_name(st.session_state[FIELD]))


def _call(name: str) -> None:
    st.session_state[ANNOTATOR] = st.session_state[FIELD] = name


# What others do


def watch(workspace: Workspace) -> None:
    """Look for decisions of others every few seconds; what `fresh` stands in then runs again."""

    def last() -> int:
        decisions = workspace.log.all()
        return decisions[-1].id if decisions else 0

    beat(workspace.study.id, last)


def fresh(workspace: Workspace) -> None:
    """Keep the fragment around this up to date. It takes some room, so it stands best at the end."""
    listen(workspace.study.id, workspace.last_decision)


def still_there(desk: Desk, groups: Partition) -> None:
    """Let no group stay in front that others split or merged meanwhile. Call it before the grid."""
    front = place_of(desk).group
    if front in (None, ALONE) or front in groups.sizes:
        return
    heirs = [number for number in groups.numbers if front in groups.lineage.get(number, ())]
    show(desk, (heirs or list(groups.numbers))[0])


def differ(workspace: Workspace) -> None:
    """Say where people differ, without a click."""
    conflicts, groups = workspace.naming.conflicts, workspace.groups
    found = [groups.labels[number] for number in groups.numbers if number in conflicts]
    if found:
        which = f"group{'' if len(found) == 1 else 's'} {first_of(found, MOST_LISTED)}"
        st.caption(f":material/group: People differ on {which}. All their names are kept; *People* below tells more.")
