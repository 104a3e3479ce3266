"""The sidebar: which study is open, on which faces, and its progress."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fer_core.base.errors import FerLabError
from fer_core.study import study
from ui.shell import earlier_work, other_faces, refusals, studies, study_dialogs, welcome
from ui.shell.text import count, duration, escape
from ui.shell.workspace import Workspace, dataset_line, switch_to


def draw(workspace: Workspace, on_name: bool) -> DeltaGenerator:
    """Draw the sidebar; returns the place for running jobs (`ui.shell.running`).

    ``on_name``: on the Name page, which shows the progress itself.
    """
    found = study.survey(workspace.store)
    titles = _titles(found.studies)
    key = f"switch-{workspace.study.id}-{hash(tuple(titles.values()))}"  # a changed list needs a new widget
    st.selectbox(
        "Study",
        list(titles),
        key=key,
        format_func=titles.__getitem__,
        index=list(titles).index(workspace.study.id),
        on_change=lambda: switch_to(st.session_state[key]),
    )
    refusals.not_listed("study", "studies", found.unreadable)
    new, rename = st.columns(2)
    if new.button("New", icon=":material/add:", width="stretch"):
        study_dialogs.begin(workspace)
    if rename.button("Rename", icon=":material/edit:", width="stretch"):
        study_dialogs.rename(workspace)
    if st.button("Studies and data sets", icon=":material/list:", type="tertiary"):
        studies.show(workspace)
    known = bool(workspace.study.dataset) and _faces_line(workspace)
    other_faces.button(workspace)
    if known:
        _summary(workspace, on_name)
    jobs = st.container()
    if known and not workspace.study.tour and st.button("Take the tour", icon=":material/flag:", type="tertiary"):
        welcome.again(workspace)
    return jobs


def _titles(studies: Sequence[study.Study]) -> dict[str, str]:
    """A title for each study's id; where two have the same name, with their date and the first digits of the id."""
    names = Counter(s.name for s in studies)
    return {s.id: s.name if names[s.name] == 1 else f"{s.name} ({s.created[:10]} · {s.id[:4]})" for s in studies}


def _faces_line(workspace: Workspace) -> bool:
    """Which faces are open; False where they cannot be read, with the reason."""
    try:
        st.caption(escape(dataset_line(workspace)))
        if workspace.faces.synthetic:
            st.badge(
                "Synthetic faces",
                icon=":material/science:",
                color="gray",
                help="Drawn by a program. Scores on them do not apply to real faces.",
            )
    except FerLabError as error:
        st.warning(escape(str(error)))
        return False
    return True


def _summary(workspace: Workspace, on_name: bool) -> None:
    try:
        if not on_name and workspace.lab.division.ready:  # the Name page updates its own after every decision
            _progress(workspace)
    except FerLabError as error:
        st.warning(escape(str(error)))


def _progress(workspace: Workspace) -> None:
    """Decisions, minutes and accuracy so far, or those of the pinned run; else those with earlier choices."""
    try:
        naming, accuracy, pinned = workspace.naming, workspace.accuracy, workspace.runs.pinned
        earlier = "" if pinned or accuracy is not None else earlier_work.in_words(workspace.earlier)
    except FerLabError as error:  # the page shows the whole error
        st.warning(escape(error.what))
        return
    spent = (pinned.run.decisions, pinned.run.active_seconds) if pinned else (naming.decisions, naming.active_seconds)
    parts = [f"**{count(spent[0], 'decision')}**", duration(spent[1])]
    if accuracy is not None:
        parts.append(f"**{accuracy:.0%} correct** (chance {workspace.faces.chance:.0%})")
    if spent[0]:
        st.markdown(" · ".join(parts))
    if earlier or not spent[0]:
        st.markdown(earlier or "No decisions yet")
    if pinned:
        st.caption(f":material/keep: {escape(pinned.title)}", help="The run that is pinned on the Train page.")
