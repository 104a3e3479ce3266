"""The files of the recognizer. Those with an ONNX file are offered after it was compared with the app."""

from functools import partial

import streamlit as st

from fer_core.base.progress import silent
from fer_core.export import Exported
from fer_core.report import ExportFormat, ExportSource, formats_of
from ui.shell import waiting
from ui.shell.download import download
from ui.shell.file_names import file_name
from ui.shell.text import escape
from ui.shell.workspace import Workspace


def panel(workspace: Workspace, source: ExportSource) -> None:
    """Show a button that makes the ONNX file, then its comparison with the app, and the files."""
    st.markdown(
        "**Recognizer (ONNX).** The whole recognizer in one file, from a face of 48 × 48 pixels to probabilities. It "
        "runs with onnxruntime, without FER Lab. The file is compared with the app before you can download it."
    )
    made = _compared(workspace)
    if made is not None:
        _comparison(made)
    source.files = {one.name: file_name(one.name) for one in formats_of("recognizer")}
    with st.container(horizontal=True):
        for one in formats_of("recognizer"):
            if made is not None if one.compared else _trained(workspace):
                _file(workspace, source, one)


def _compared(workspace: Workspace) -> Exported | None:
    """The ONNX file, if a person asked for it; None before that, and while it is made."""
    lab, named = workspace.lab, workspace.named_faces
    key = lab.export.key(named)
    if not lab.export.ready(named) and not waiting.wanted(key):
        if st.button("Make the ONNX file", key=workspace.widget("export-make"), icon=":material/deployed_code:"):
            waiting.ask(key)
        return None
    return waiting.result(workspace, "export", key, "Making the ONNX file", partial(lab.export.onnx, named))


def _comparison(made: Exported) -> None:
    """Show the result of the comparison, the size of the file, and its input if that is not a face."""
    size = f" The file has {len(made.content) / 1e6:.0f} MB." if len(made.content) >= 1e6 else ""
    st.success(f"{made.parity}.{size}", icon=":material/check_circle:")
    if made.kind == "features":
        without_graph = escape(", ".join(made.missing))
        st.info(
            "The input of this file is the recognizer's features instead of a face, because these cannot be written as "
            f"ONNX: {without_graph}. For a file that takes faces, choose other features on the Train page.",
            icon=":material/info:",
        )


def _trained(workspace: Workspace) -> bool:
    """Whether the recognizer is on disk, so that its files are made quickly."""
    return workspace.lab.results.has("recognizer", workspace.lab.training.key(workspace.named_faces))


def _file(workspace: Workspace, source: ExportSource, one: ExportFormat) -> None:
    make = partial(one.make, source, silent)
    download(
        one.title, make, source.files[one.name], one.media, key=workspace.widget(f"export-{one.name}"),
        explanation=one.text or None,
    )  # fmt: skip
