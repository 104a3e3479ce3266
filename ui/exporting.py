"""The recognizer as files to take away: ONNX, compared with the app; skops; a program that runs it."""

from functools import partial

import streamlit as st

from fer_core.export import Exported, example
from fer_core.lab.exporting import export_key, export_onnx, export_skops
from fer_core.naming.verdict import NamedFaces
from ui import waiting
from ui.text import escape
from ui.workspace import Workspace

_ASKED = "export-asked"


def exports(workspace: Workspace, named: NamedFaces) -> bool:
    """A button that makes the ONNX file, then how it compares with the app and the files. True once it is there."""
    lab = workspace.lab
    key = export_key(lab, named)
    st.markdown(
        "**Recognizer (ONNX).** One file that says what this recognizer says, from a face of 48 × 48 pixels to "
        "probabilities; it runs wherever onnxruntime does, without FER Lab. It is compared with the app first."
    )
    if not lab.kept("export", key) and st.session_state.get(_ASKED) != key:
        if st.button("Make the ONNX file", key=workspace.widget("export-make"), icon=":material/deployed_code:"):
            st.session_state[_ASKED] = key
            st.rerun()
        _skops(workspace, named)
        return False
    made = waiting.kept(workspace, "export", key, "Making the ONNX file", partial(export_onnx, lab, named))
    if made is None:
        return False
    _compared(made)
    _files(workspace, made)
    _skops(workspace, named)
    return True


def _compared(made: Exported) -> None:
    """What the comparison found, and what goes in."""
    st.success(f"{made.parity}.", icon=":material/check_circle:")
    if made.kind == "features":
        blamed = escape(", ".join(made.missing))
        st.info(
            f"The file begins at the recognizer's features, not at a face, because ONNX cannot hold: {blamed}. "
            "Choose other features on Train for a file that begins at a face.",
            icon=":material/info:",
        )


def _files(workspace: Workspace, made: Exported) -> None:
    size = len(made.content) / 1e6
    first, second = st.columns(2)
    first.download_button(
        f"Recognizer (ONNX, {size:.0f} MB)" if size >= 1 else "Recognizer (ONNX)", made.content, "recognizer.onnx",
        "application/octet-stream", key=workspace.widget("export-onnx"), on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    second.download_button(
        "Program that runs it (Python)", example(made.kind), "run.py", "text/x-python",
        key=workspace.widget("export-example"), on_click="ignore", icon=":material/code:",
    )  # fmt: skip


def _skops(workspace: Workspace, named: NamedFaces) -> None:
    """The scikit-learn pipeline; made when it is asked for, as that takes no time."""
    lab = workspace.lab
    if not lab.kept("recognizer", lab.training_key(named)):
        return
    st.download_button(
        "scikit-learn pipeline (skops)", lambda: export_skops(lab, named), "recognizer.skops",
        "application/octet-stream", key=workspace.widget("export-skops"), on_click="ignore", icon=":material/download:",
        help="For scikit-learn in Python. It begins at features; reading it runs no code of the file.",
    )  # fmt: skip
