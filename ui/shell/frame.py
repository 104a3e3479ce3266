"""The frame around every page: the sidebar, the first sentence, the way on."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from fer_core.base.errors import FerLabError
from fer_core.naming.verdict import NamedFaces
from fer_core.study import study
from fer_core.study.journey import BALANCE, DATA, NAME, STEPS, TRAIN, Step
from ui.shell import refusals, tour, waiting
from ui.shell.text import count, duration, escape
from ui.shell.workspace import Workspace, dataset_line, open_workspace, switch_to

FAVICON = str(Path(__file__).parents[1] / "assets" / "favicon.png")
"""A file of ours: an icon by name would be fetched from another site."""

THROUGH_THE_APP = "through-the-app"
"""In the session's state from `navigation.run` until the page's `header`: the page was run by app.py."""

OTHER_GROUPS = (
    "**These groups came out differently than when they were named, so names may lie on other faces.** Their result on "
    "disk was lost or damaged, and other versions, another processor or another number of threads made it again. If "
    "you saved this study as a file before, open that file (Data, *Open other faces*, *A saved study*): it brings back "
    "the groups that were named. Otherwise look through the names, and name again what is wrong. No decision is lost."
)

_ROOM = """<style>
.stMainBlockContainer { padding: 3.5rem 3rem 4rem }
@media (max-width: 640px) { .stMainBlockContainer { padding: 3.5rem 1rem 4rem } }
</style>"""
"""Less white space around the page than Streamlit leaves: faces first."""


def sidebar(workspace: Workspace, on_name: bool) -> None:
    """The study: which one, on which faces, what has come of it; ``on_name``: on the Name page, which says that."""
    found = study.survey(workspace.store)
    titles = _titles(found.studies)
    key = f"switch-{workspace.study.id}-{hash(tuple(titles.values()))}"  # a list of other names is another widget
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
        begin_dialog(workspace)
    if rename.button("Rename", icon=":material/edit:", width="stretch"):
        _rename_dialog(workspace)
    if workspace.study.dataset:
        _summary(workspace, on_name)
        if not workspace.study.tour and st.button("Take the tour", icon=":material/flag:", type="tertiary"):
            tour.begin(workspace)


def _titles(studies: Sequence[study.Study]) -> dict[str, str]:
    """A title for each study's id; where two have the same name, their beginnings tell them apart."""
    names = Counter(s.name for s in studies)
    return {s.id: s.name if names[s.name] == 1 else f"{s.name} ({s.created[:10]} · {s.id[:4]})" for s in studies}


@st.dialog("New study")
def begin_dialog(workspace: Workspace) -> None:
    """Ask for a name and begin a new study on the same faces."""
    st.markdown("It starts on the same faces, with choices and names of its own. This one stays as it is.")
    name = _asked_name("new", "", "Begin")
    if name is not None:
        choices = study.fitting(workspace.faces) if workspace.study.dataset else None
        switch_to(study.create(workspace.store, name, workspace.study.dataset, choices).id)
        st.switch_page(f"pages/{DATA.key}.py")


@st.dialog("Rename this study")
def _rename_dialog(workspace: Workspace) -> None:
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


def _summary(workspace: Workspace, on_name: bool) -> None:
    try:
        st.caption(escape(dataset_line(workspace)))
        if workspace.faces.synthetic:
            st.badge(
                "Synthetic faces",
                icon=":material/science:",
                color="gray",
                help="Drawn by a program. Scores on them say nothing about real faces.",
            )
        if not on_name and workspace.lab.division.ready:  # the Name page shows its own, after every decision
            _promise(workspace)
    except FerLabError as error:
        st.warning(escape(str(error)))


def _promise(workspace: Workspace) -> None:
    """The promise as a live figure: decisions, minutes, and what came of them; of the pinned run where there is one."""
    try:
        naming, accuracy, pinned = workspace.naming, workspace.accuracy, workspace.runs.pinned
    except FerLabError as error:  # the page says more
        st.warning(escape(error.what))
        return
    spent = (pinned.run.decisions, pinned.run.active_seconds) if pinned else (naming.decisions, naming.active_seconds)
    parts = [f"**{count(spent[0], 'decision')}**", duration(spent[1])]
    if accuracy is not None:
        parts.append(f"**{accuracy:.0%} right** (chance {workspace.faces.chance:.0%})")
    st.markdown(" · ".join(parts) if spent[0] else "No decisions yet")
    if pinned:
        st.caption(f":material/keep: {escape(pinned.title)}", help="The run that was pinned on Train.")


def _through_the_app() -> None:
    """Run again through app.py where a page was run by itself.

    A fresh server that is first asked for a page's address takes ``pages/`` for Streamlit's older kind of app and
    runs the page alone, until app.py has called `st.navigation` once. Several tabs may come back at the same time.
    """
    if not st.session_state.pop(THROUGH_THE_APP, False):
        PagesManager.uses_pages_directory = False
        st.rerun()


def begin() -> None:
    """The first call of every page; `header` makes it."""
    _through_the_app()


def header(step: Step, sentence: str) -> None:
    """A page's title and the one plain sentence it opens with."""
    begin()
    st.html(_ROOM)
    tour.card(open_workspace(), step.key)
    st.title(step.title, anchor=False)
    st.markdown(f"##### {sentence}")


def require_faces(split: bool = True) -> Workspace:
    """The open workspace with its faces and, if asked for, a split that works; else says what is missing, and stops."""
    workspace = open_workspace()
    if not workspace.study.dataset:
        missing("There are no faces in this study yet.", DATA)
    try:
        _ = workspace.faces
    except FerLabError as error:
        missing(str(error), DATA)
    if not workspace.lab.division.ready:
        lab, title = workspace.lab, "Looking for copies of faces, so that none is on both sides"
        if waiting.kept(workspace, "copies", lab.division.copies_key, title, lab.division.copies) is None:
            st.stop()
    if split and workspace.split_problem:
        missing(workspace.split_problem, BALANCE)
    return workspace


def require_groups(workspace: Workspace, what: str, step: Step) -> None:
    """Go on where the groups are made, else say ``what`` is missing, link to ``step``, and stop.

    Says so, too, where they hold other faces than when they were named.
    """
    if not workspace.lab.groups.ready:
        missing(what, step)
    with st.container():  # a place of its own: what comes after it must not move
        workspace.note_groups()
        if workspace.groups_moved:
            st.warning(OTHER_GROUPS, icon=":material/warning:")
            if st.button("I have looked: these groups hold now", key=workspace.widget("accept-groups")):
                workspace.accept_groups()
                st.rerun()


def require_recognizer(workspace: Workspace) -> tuple[NamedFaces, NamedFaces]:
    """All names, and those that the newest recognizer has learnt: all, or all but the newest corrections.

    Where there is no recognizer, says what is missing and stops.
    """
    lab = workspace.lab
    if not lab.groups.ready or not len(newest := workspace.named_faces):
        missing("There is no recognizer yet: no group has a name that it could learn from.", NAME)
    learnt = lab.training.trained_names(newest)
    if learnt is None:
        missing("The recognizer has not learnt the newest names yet.", TRAIN)
    return newest, learnt


def missing(what: str, step: Step) -> NoReturn:
    """Say what a page lacks, link to the page that makes it, and stop."""
    st.info(escape(what), icon=":material/info:")
    st.page_link(f"pages/{step.key}.py", label=f"Go to {step.title}", icon=":material/arrow_back:")
    st.stop()


def way_on(step: Step) -> None:
    """The link to the next page, bottom right; from the last page to another study."""
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if step is STEPS[-1]:
            if st.button("Start another study", icon=":material/add:", key="another-study"):
                begin_dialog(open_workspace())
            return
        following = STEPS[STEPS.index(step) + 1]
        st.page_link(
            f"pages/{following.key}.py",
            label=f"**Next: {following.title}**",
            icon=":material/arrow_forward:",
            icon_position="right",
        )
