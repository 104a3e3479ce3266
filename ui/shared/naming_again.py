"""Naming single faces again where they are looked at: by a digit on the face, or by a button beside the large face.

A training face gets its own name. A test face gets a correction, which changes neither its label nor any score.
"""

from collections.abc import Callable
from functools import partial

import streamlit as st

from fer_core.faces.split import TEST
from fer_core.naming.decision import LABELS
from fer_core.naming.verdict import Verdict
from fer_core.naming.words import verdict_in_words
from ui.components.face_picker import UNDO
from ui.shared import decisions
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_MADE = "named-again"
"""The session's entry for how many of its names and corrections can be undone."""


def possible(workspace: Workspace) -> bool:
    """Whether names can be given here: to the groups that the study is about now."""
    return workspace.is_now and workspace.lab.groups.ready


def keys(workspace: Workspace) -> Callable[[int, int], None] | None:
    """For `face_picker`: names a face by its row; None where no names can be given."""
    return partial(_key, workspace) if possible(workspace) else None


def in_words(workspace: Workspace, row: int) -> str:
    """What a person said about this face: "named sad", "corrected to sad", or ""."""
    naming = workspace.naming
    if row in naming.again.tests:
        return f"corrected to {naming.again.tests[row]}"
    verdict = naming.face_verdicts.get(row)
    return f"named {verdict_in_words(verdict)}" if verdict else ""


def line(workspace: Workspace) -> None:
    """How to name faces by key, and the last change with its undo. It stands above the faces."""
    decisions.problem()
    if not workspace.lab.groups.ready:
        st.caption("Once there are groups, faces can be named again here. Groups are made on Clusters.")
        return
    if not possible(workspace):
        return
    listed = " · ".join(f"**{i}** {escape(name)}" for i, name in enumerate(workspace.faces.classes[:9], 1))
    st.caption(f"Name a face again: click it, or move to it with the arrow keys and press {listed} · **U** undo.")
    if _made()[0] > 0:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/check: {escape(workspace.naming.last_change)}")
            st.button("Undo", key="again-undo", icon=":material/undo:", on_click=partial(_undo, workspace))


def beside_the_face(workspace: Workspace, row: int) -> None:
    """A button with a key for each emotion below a face that is shown large, and what a name does there."""
    if not possible(workspace):
        return
    if (use := _use(workspace, row)) is None:
        st.caption("This face is neither a training face with a group nor a test face, so it is not named here.")
        return
    said = in_words(workspace, row)
    st.markdown(f"**{escape(said[:1].upper() + said[1:])}.** Another name:" if said else "**Name this face again:**")
    pressed = False
    with st.container(horizontal=True, gap="small"):
        for code, name in enumerate(workspace.faces.classes):
            pressed |= st.button(
                escape(name), key=f"again-{code}", shortcut=str(code + 1) if code < 9 else None,
                on_click=partial(_key, workspace, row, code),
            )  # fmt: skip
        if said and _made()[0] > 0:
            pressed |= st.button(
                "Undo", key="again-undo-large", icon=":material/undo:", type="tertiary",
                on_click=partial(_undo, workspace),
            )  # fmt: skip
    decisions.problem()
    st.caption(use)
    if pressed:
        st.rerun()  # the whole page, which shows the name too


def _use(workspace: Workspace, row: int) -> str | None:
    """What a name for this face does; None where it would do nothing."""
    if _is_test(workspace, row):
        return (
            "This is a test face: what you say is recorded as a correction. Nothing is ever trained on it, and its "
            "label and all scores stay."
        )
    if not (workspace.lab.groups.membership.rows == row).any():
        return None
    return "This is a training face: your name is its own, before that of its group, and counts in the next training."


def _is_test(workspace: Workspace, row: int) -> bool:
    return bool(workspace.lab.division.split.part[row] == TEST)


def _key(workspace: Workspace, row: int, code: int) -> None:
    if code == UNDO:
        _undo(workspace)
        return
    if _use(workspace, row) is None:
        return
    verdict = Verdict("name", workspace.faces.classes[code])
    action = "correction" if _is_test(workspace, row) else "verdict"
    made = _made()
    if decisions.decide(workspace, [{"action": action, "faces": (row,), "verdict": verdict, "shown": LABELS}]):
        made[0] += 1


def _undo(workspace: Workspace) -> None:
    made = _made()
    if made[0] and decisions.decide(workspace, [{"action": "undo"}]):
        made[0] -= 1


def _made() -> list[int]:
    """How many names were given here and not undone; in a list, as what touches the session may be interrupted."""
    made: list[int] = st.session_state.setdefault(_MADE, [0])
    return made
