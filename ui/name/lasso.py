"""The map on the Name page: draw around faces, see them, and name them all at once."""

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from fer_core.naming.answers import OTHERS, answer_codes
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.sheet import ExportTable, to_csv
from fer_core.naming.verdict import Verdict
from fer_core.naming.words import verdict_in_words
from fer_core.study.journey import NAME
from ui.components import face_map
from ui.name import ending, payoff, people
from ui.shared import decisions, face_map_view
from ui.shell import tour
from ui.shell.download import download
from ui.shell.file_names import file_name
from ui.shell.fragment import fragment
from ui.shell.text import escape
from ui.shell.workspace import Workspace, open_workspace

COLOURS = {"name": "by name", "group": "by group", "sure": "by confidence"}
FACES_SHOWN = 48
COLUMNS = 12
HEIGHT = 560
_OTHERS = (
    ("mixed", "Mixed", "M"),
    ("skip", "Skip", "S"),
    ("not_a_face", "Not a face", "N"),
    ("something_else", "Something else", "O"),
)


def view(workspace: Workspace, method: str) -> None:
    """Draw the map, the selected faces, and buttons to name them. Call it on the page itself, not in a fragment."""
    points = face_map_view.positions(workspace, method)
    key = f"naming-map-{workspace.study.id}"
    _desk(points, key)
    face_map.pictures(workspace.lab.division.grouped_rows, workspace.faces.images, key=key)


@fragment()
def _desk(points: np.ndarray, key: str) -> None:
    """A fragment: it alone runs again after each selection and decision."""
    workspace = open_workspace()
    rows, images = workspace.lab.division.grouped_rows, workspace.faces.images
    if len(rows) != len(points):
        st.rerun()  # the choices were changed elsewhere
    drawn, side = st.columns([62, 38], gap="medium")
    with drawn:
        codes, legend = _colours(workspace)
        selection = face_map.face_map(
            points, codes, legend, rows, images, key=key, title="Map to name faces on", height=HEIGHT
        )
    with side:
        decisions.problem()
        _selected(workspace, selection.rows, key)
        _last_change(workspace)
        ending.line(workspace)
        payoff.chart(workspace)
    tour.follow(workspace, NAME)
    people.fresh(workspace)


def _colours(workspace: Workspace) -> tuple[np.ndarray, face_map.Legend]:
    chosen = st.segmented_control(
        "Colours", list(COLOURS), default="name", format_func=COLOURS.__getitem__, key="lasso-colours",
        required=True, persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    if chosen == "group":
        return _by_group(workspace.groups, workspace.naming)
    if chosen == "sure":
        predicted = payoff.probabilities(workspace)
        unknown = np.full(len(workspace.lab.division.grouped_rows), np.nan)
        return face_map.by_confidence(unknown if predicted is None else predicted.max(axis=1))
    return _by_name(workspace)


def _by_name(workspace: Workspace) -> tuple[np.ndarray, face_map.Legend]:
    """By the name of each face, or by the other answer that it got."""
    classes = workspace.faces.classes
    codes = answer_codes(workspace.groups, workspace.naming, workspace.named_faces, len(classes))
    return face_map.by_name(codes, classes, list(OTHERS.values()))


def _by_group(groups: Partition, state: NamingState) -> tuple[np.ndarray, face_map.Legend]:
    place = {number: i for i, number in enumerate(groups.numbers)}
    found, where = np.unique(groups.groups, return_inverse=True)
    codes = np.array([place.get(number, -1) for number in found.tolist()])[where]
    labels = [groups.labels[number] for number in groups.numbers]
    return face_map.by_group(codes, face_map.titles(labels, [state.verdict_in_words(n) for n in groups.numbers]))


def _selected(workspace: Workspace, chosen: np.ndarray, key: str) -> None:
    """Show the selected faces and buttons to name them; without a selection, say how to select."""
    if not len(chosen):
        st.markdown(
            "**Draw around faces that belong together**, then name them here. Faces named on the map keep their names "
            "when you name their whole group."
        )
        st.caption(
            "Zoom in with the wheel to see the faces. Hold Shift to add to the selection, Alt to remove from it."
        )
        return
    groups, faces = workspace.groups, workspace.lab.division.grouped_rows[chosen]
    labels = [groups.labels[number] for number in groups.groups[chosen].tolist()]
    st.markdown(face_map_view.selected_in_words(labels))
    named = sum(face in workspace.naming.face_verdicts for face in faces.tolist())
    if named:
        have = "has a name of its own" if named == 1 else "have a name of their own"
        st.caption(f"{named:,} of these faces already {have}. A new name replaces it.")
    face_map_view.some_of(workspace.faces.images, faces, FACES_SHOWN, COLUMNS)
    _names(workspace, faces, key)
    download(
        "Download these faces (CSV)", partial(_csv, workspace, faces, labels),
        file_name("selected-faces.csv"), "text/csv", key="lasso-csv", kind="tertiary",
    )  # fmt: skip


def _names(workspace: Workspace, faces: np.ndarray, key: str) -> None:
    """Draw one button for each name, with the same keys as the grid."""
    ids = tuple(faces.tolist())

    def give(verdict: Verdict) -> None:
        if decisions.decide(workspace, [{"faces": ids, "verdict": verdict}]):
            face_map.select(np.zeros(0, np.int64), key)

    with st.container(horizontal=True, gap="small", key="lasso-names"):
        for place, name in enumerate(workspace.faces.classes):
            verdict, shortcut = Verdict("name", name), str(place + 1) if place < 9 else None
            _button(escape(name), shortcut, f"lasso-name-{place}", partial(give, verdict))
        for kind, title, shortcut in _OTHERS:
            _button(title, shortcut, f"lasso-{kind}", partial(give, Verdict(kind)))  # type: ignore[arg-type]


def _last_change(workspace: Workspace) -> None:
    """Show the last change, with buttons to undo and redo."""
    state = workspace.naming
    with st.container(horizontal=True, vertical_alignment="center", key="lasso-history"):
        step = partial(decisions.decide, workspace)
        _button("Undo", "U", "lasso-undo", partial(step, [{"action": "undo"}]), disabled=not state.can_undo)
        _button("Redo", "Shift+U", "lasso-redo", partial(step, [{"action": "redo"}]), disabled=not state.can_redo)
        st.caption(escape(state.last_change) or "Nothing has been named yet.")


def _button(title: str, shortcut: str | None, key: str, act: Callable[[], object], *, disabled: bool = False) -> None:
    def clicked() -> None:
        act()

    st.button(title, key=key, shortcut=shortcut, on_click=clicked, disabled=disabled)


def _csv(workspace: Workspace, faces: np.ndarray, labels: list[str]) -> bytes:
    """A table of faces, their groups, and their own names."""
    own = workspace.naming.face_verdicts
    names = [verdict_in_words(own[face]) if face in own else "" for face in faces.tolist()]
    return to_csv(ExportTable(("face", "group", "named"), zip(faces.tolist(), labels, names, strict=True)))
