"""The recognizer as files to take away: ONNX, compared with the app; skops; a program that runs it."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from fer_core.export import Exported, example
from fer_core.naming.verdict import NamedFaces
from ui.shell import waiting
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_ASKED = "export-asked"


def exports(workspace: Workspace, named: NamedFaces, taken: Callable[[], None] = lambda: None) -> bool:
    """A button that makes the ONNX file, then how it compares with the app and the files. True once it is there.

    ``taken`` is called beside the page whenever a file is fetched; it must not draw.
    """
    lab = workspace.lab
    key = lab.export.key(named)
    st.markdown(
        "**Recognizer (ONNX).** One file that says what this recognizer says, from a face of 48 × 48 pixels to "
        "probabilities; it runs wherever onnxruntime does, without FER Lab. It is compared with the app first."
    )
    if not lab.results.has("export", key) and st.session_state.get(_ASKED) != key:
        if st.button("Make the ONNX file", key=workspace.widget("export-make"), icon=":material/deployed_code:"):
            st.session_state[_ASKED] = key
            st.rerun()
        _skops(workspace, named, taken)
        return False
    made = waiting.kept(workspace, "export", key, "Making the ONNX file", partial(lab.export.onnx, named))
    if made is None:
        return False
    _compared(made)
    with st.container(horizontal=True):
        _files(workspace, made, taken)
        _skops(workspace, named, taken)
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


def _files(workspace: Workspace, made: Exported, taken: Callable[[], None]) -> None:
    size = len(made.content) / 1e6
    title = f"Recognizer (ONNX, {size:.0f} MB)" if size >= 1 else "Recognizer (ONNX)"
    _file(workspace, title, "recognizer.onnx", lambda: made.content, taken)
    _file(workspace, "Program that runs it (Python)", "run.py", lambda: example(made.kind).encode(), taken)


def _skops(workspace: Workspace, named: NamedFaces, taken: Callable[[], None]) -> None:
    """The scikit-learn pipeline; made when it is asked for, as that takes no time."""
    lab = workspace.lab
    if lab.results.has("recognizer", lab.training.key(named)):
        about = "For scikit-learn in Python. It begins at features; reading it runs no code of the file."
        title = "scikit-learn pipeline (skops)"
        _file(workspace, title, "recognizer.skops", lambda: lab.export.skops(named), taken, about)


def _file(
    workspace: Workspace,
    title: str,
    name: str,
    make: Callable[[], bytes],
    taken: Callable[[], None],
    about: str | None = None,
) -> None:
    def made() -> bytes:
        taken()
        return make()

    key = workspace.widget(f"export-{name}")
    st.download_button(
        title, made, name, "application/octet-stream", key=key, on_click="ignore", help=about,
        icon=":material/download:",
    )  # fmt: skip
