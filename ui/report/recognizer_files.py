"""The recognizer's files: the ONNX file is made and compared with the app first; then all formats can be had."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from fer_core.base.progress import silent
from fer_core.export import Exported
from fer_core.report import ExportFormat, ExportSource, formats_of
from ui.shell import waiting
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_ASKED = "export-asked"


def panel(workspace: Workspace, source: ExportSource, taken: Callable[[], None]) -> None:
    """A button that makes the ONNX file, then how it compares with the app, and the files.

    ``taken`` is called beside the page whenever a file is fetched; it must not draw.
    """
    st.markdown(
        "**Recognizer (ONNX).** One file that says what this recognizer says, from a face of 48 × 48 pixels to "
        "probabilities; it runs wherever onnxruntime does, without FER Lab. It is compared with the app first."
    )
    made = _compared(workspace)
    if made is not None:
        _comparison(made)
    with st.container(horizontal=True):
        for one in formats_of("recognizer"):
            if made is not None if one.compared else _trained(workspace):
                _file(workspace, source, one, taken)


def _compared(workspace: Workspace) -> Exported | None:
    """The ONNX file, once a person asked for it; None before, and while it is made."""
    lab, named = workspace.lab, workspace.named_faces
    key = lab.export.key(named)
    if not lab.export.ready(named) and st.session_state.get(_ASKED) != key:
        if st.button("Make the ONNX file", key=workspace.widget("export-make"), icon=":material/deployed_code:"):
            st.session_state[_ASKED] = key
            st.rerun()
        return None
    return waiting.kept(workspace, "export", key, "Making the ONNX file", partial(lab.export.onnx, named))


def _comparison(made: Exported) -> None:
    """What the comparison found, how large the file is, and what goes in."""
    size = f" The file has {len(made.content) / 1e6:.0f} MB." if len(made.content) >= 1e6 else ""
    st.success(f"{made.parity}.{size}", icon=":material/check_circle:")
    if made.kind == "features":
        blamed = escape(", ".join(made.missing))
        st.info(
            f"The file begins at the recognizer's features, not at a face, because ONNX cannot hold: {blamed}. "
            "Choose other features on Train for a file that begins at a face.",
            icon=":material/info:",
        )


def _trained(workspace: Workspace) -> bool:
    """Whether the recognizer is on disk, so that what is made of it takes no time."""
    return workspace.lab.results.has("recognizer", workspace.lab.training.key(workspace.named_faces))


def _file(workspace: Workspace, source: ExportSource, one: ExportFormat, taken: Callable[[], None]) -> None:
    def made() -> bytes:
        taken()
        return one.make(source, silent)

    st.download_button(
        one.title, made, one.name, one.media, key=workspace.widget(f"export-{one.name}"), on_click="ignore",
        help=one.text or None, icon=":material/download:",
    )  # fmt: skip
