"""Opening faces: the sample, a path on this machine, an upload, or a data set opened before."""

import tempfile
import time
from pathlib import Path

import streamlit as st

from fer_core import datasets
from fer_core.progress import Progress
from fer_core.readers import read_faces
from fer_core.store import key_of
from ui import cached, waiting
from ui.text import escape
from ui.workspace import Workspace, open_faces

SAMPLES = {
    "sample:clear": "Clear (2,800 faces, easy)",
    "sample:lifelike": "Lifelike (2,800, as hard as real)",
    "sample:large": "Large (36,000, to feel the speed)",
}
UPLOADS = ["csv", "zip", "parquet"]


def first_run(workspace: Workspace) -> None:
    """Open the clear sample by itself, so that nobody starts with an empty page; other faces stay one click away."""
    st.markdown("FER Lab begins with **sample faces of nobody**, drawn by a program, until you open your own.")
    _import(workspace, "sample:clear")
    choose(workspace, expanded=True)


def choose(workspace: Workspace, *, expanded: bool) -> None:
    """All ways to open other faces."""
    with st.expander("Open other faces", expanded=expanded, icon=":material/folder_open:"):
        path, upload, sample, before = st.tabs(["From this computer", "Upload", "Sample faces", "Opened before"])
        with path:
            _by_path(workspace)
        with upload:
            _by_upload(workspace)
        with sample:
            _by_sample(workspace)
        with before:
            _opened_before(workspace)
    pending = st.session_state.get("importing")
    if pending:
        _import(workspace, **pending)


def _by_path(workspace: Workspace) -> None:
    with st.form("open-path", border=False):
        path = st.text_input(
            "File or folder", placeholder="/home/me/fer2013.csv", key="open-path-text",
            help="On the machine that runs FER Lab: `fer2013.csv`, `icml_face_data.csv`, a folder or zip with one "
            "folder of images per emotion, or Parquet. Faces of any size are brought to 48 × 48.",
        )  # fmt: skip
        if st.form_submit_button("Open faces", type="primary") and path.strip():
            _begin(str(Path(path.strip()).expanduser()), None)


def _by_upload(workspace: Workspace) -> None:
    file = st.file_uploader("CSV, zip of images, or Parquet", type=UPLOADS, key="open-upload", max_upload_size=400)
    if file is not None and st.button("Open the upload", type="primary"):
        folder = workspace.store.folder("uploads")
        _sweep(folder)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=Path(file.name).suffix, delete=False) as copy:
            copy.write(file.getbuffer())
        _begin(copy.name, file.name)


def _sweep(folder: Path) -> None:
    """Remove copies of uploads that were cancelled or failed a day ago or earlier."""
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - 86_400:
            old.unlink(missing_ok=True)


def _by_sample(workspace: Workspace) -> None:
    st.caption("Synthetic faces of nobody, for trying things out. Scores on them say nothing about real faces.")
    for column, (source, title) in zip(st.columns(len(SAMPLES)), SAMPLES.items(), strict=True):
        if column.button(title, key=source, width="stretch"):
            _begin(source, None)


def _opened_before(workspace: Workspace) -> None:
    known = datasets.listing(workspace.store)
    if not known:
        st.caption("What you open is kept and listed here; the original file is not needed again.")
    for info in known:
        line, button = st.columns([5, 1], vertical_alignment="center")
        line.markdown(f"**{escape(info.name)}** · {info.faces:,} faces · {info.created[:10]}")
        if button.button("Open", key=f"open-{info.id}", disabled=info.id == workspace.study.dataset, width="stretch"):
            open_faces(workspace, info.id)


def _begin(source: str, name: str | None) -> None:
    cached.jobs().forget(key_of("import", source))  # an earlier failure: the file may be mended by now
    st.session_state["importing"] = {"source": source, "name": name}


def _import(workspace: Workspace, source: str, name: str | None = None) -> None:
    def work(progress: Progress) -> str:
        dataset = datasets.save(workspace.store, read_faces(source, progress, name=name), name or source)
        if name is not None:  # an upload's copy; its faces are kept by now
            Path(source).unlink(missing_ok=True)
        return dataset

    title = f"Opening {name or Path(source).name}" if ":" not in source else "Drawing sample faces"
    dataset = waiting.obtain(key_of("import", source), title, work)
    if dataset is not None:
        st.session_state.pop("importing", None)
        open_faces(workspace, dataset)
