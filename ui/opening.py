"""Opening faces: the sample, a path on this machine, an upload, or a data set opened before."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from fer_core import datasets, study
from fer_core.journey import NAME
from fer_core.progress import Progress
from fer_core.readers import read_faces
from fer_core.store import key_of
from fer_core.welcome import begun, prepare
from ui import cached, getting, refusals, study_file, waiting
from ui.text import escape
from ui.workspace import Workspace, open_faces

SAMPLES = {
    "sample:clear": "Clear (2,800 faces, easy)",
    "sample:lifelike": "Lifelike (2,800, as hard as real)",
    "sample:large": "Large (36,000, to feel the speed)",
}
UPLOADS = ["csv", "zip", "parquet"]


@dataclass(frozen=True)
class Opening:
    """What this session is opening for this study.

    Attributes:
        source: a path, a sample, an address, or what `getting` fetches FER2013 by.
        upload: the name of an upload whose copy ``source`` is, else "".
        checksum: that a file from an address must have, "" for any.
    """

    source: str
    upload: str = ""
    checksum: str = ""


def first_run(workspace: Workspace) -> None:
    """Prepare the clear sample by itself, so that nobody starts with an empty page; other faces are one click away."""
    st.markdown("FER Lab begins with **sample faces of nobody**, drawn by a program, until you open your own.")
    if _pending(workspace) is None:
        _welcome(workspace)
    choose(workspace, expanded=True)


def choose(workspace: Workspace, *, expanded: bool) -> None:
    """All ways to open other faces; from a sample, the other samples are one click away."""
    if workspace.study.dataset and not expanded and workspace.faces.synthetic:
        _by_sample(workspace)
    with st.expander("Open other faces", expanded=expanded, icon=":material/folder_open:"):
        titles = ["From this computer", "Upload", "Get FER2013", "Sample faces", "Opened before", "A saved study"]
        path, upload, get, sample, before, saved = st.tabs(titles)
        with path:
            _by_path(workspace)
        with upload:
            _by_upload(workspace)
        with get:
            getting.ways(lambda source, checksum: _begin(workspace, Opening(source, checksum=checksum)))
        with sample:
            if expanded or not workspace.faces.synthetic:
                _by_sample(workspace)
            else:
                st.caption("The samples are above.")
        with before:
            _opened_before(workspace)
        with saved:
            study_file.open_upload()
    pending = _pending(workspace)
    if pending is not None:
        _import(workspace, pending)


def _by_path(workspace: Workspace) -> None:
    with st.form("open-path", border=False):
        path = st.text_input(
            "File or folder", placeholder="/home/me/fer2013.csv", key="open-path-text",
            help="On the machine that runs FER Lab: `fer2013.csv`, `icml_face_data.csv`, a folder or zip with one "
            "folder of images per emotion, or Parquet. Faces of any size are brought to 48 × 48.",
        )  # fmt: skip
        if st.form_submit_button("Open faces", type="primary") and path.strip():
            _begin(workspace, Opening(str(Path(path.strip()).expanduser())))


def _by_upload(workspace: Workspace) -> None:
    file = st.file_uploader("CSV, zip of images, or Parquet", type=UPLOADS, key="open-upload", max_upload_size=400)
    if file is not None and st.button("Open the upload", type="primary"):
        folder = workspace.store.folder("uploads")
        with tempfile.NamedTemporaryFile(dir=folder, suffix=Path(file.name).suffix, delete=False) as copy:
            copy.write(file.getbuffer())
        _begin(workspace, Opening(copy.name, file.name))


def _by_sample(workspace: Workspace) -> None:
    st.caption("Synthetic faces of nobody, for trying things out. Scores on them say nothing about real faces.")
    for column, (source, title) in zip(st.columns(len(SAMPLES)), SAMPLES.items(), strict=True):
        if column.button(title, key=source, width="stretch"):
            _begin(workspace, Opening(source))


def _opened_before(workspace: Workspace) -> None:
    known, unreadable = datasets.survey(workspace.store)
    refusals.not_listed("data set", "data sets", unreadable)
    if not known:
        st.caption("What you open is kept and listed here; the original file is not needed again.")
    for info in known:
        line, button = st.columns([5, 1], vertical_alignment="center")
        line.markdown(f"**{escape(info.name)}** · {info.faces:,} faces · {info.created[:10]}")
        if button.button("Open", key=f"open-{info.id}", disabled=info.id == workspace.study.dataset, width="stretch"):
            open_faces(workspace, info.id)


def _pending(workspace: Workspace) -> Opening | None:
    return st.session_state.get(f"importing-{workspace.study.id}")


def _begin(workspace: Workspace, opening: Opening) -> None:
    cached.jobs().forget(_key(opening))  # an earlier failure: the file may be mended by now
    st.session_state[f"importing-{workspace.study.id}"] = opening


def _key(opening: Opening) -> str:
    return key_of("import", opening.source, opening.checksum)


def _import(workspace: Workspace, opening: Opening) -> None:
    def work(progress: Progress) -> str:
        try:
            return _read(workspace, opening, progress)
        finally:
            if opening.upload:  # an upload's copy: its faces are kept, or nobody's business any more
                Path(opening.source).unlink(missing_ok=True)

    dataset = waiting.obtain(_key(opening), _title(opening), work, again=not opening.upload)
    if dataset is not None:
        del st.session_state[f"importing-{workspace.study.id}"]
        open_faces(workspace, dataset)


def _read(workspace: Workspace, opening: Opening, progress: Progress) -> str:
    """Read the faces and keep them; the data set's id."""
    source = opening.source
    if getting.is_away(source):
        imported = getting.fetched(source, workspace.store.folder("downloads"), opening.checksum, progress)
        return datasets.save(workspace.store, imported, getting.name_of(source))
    imported = read_faces(source, progress, name=opening.upload or None)
    return datasets.save(workspace.store, imported, opening.upload or source)


def _title(opening: Opening) -> str:
    if opening.source in SAMPLES:
        return "Drawing sample faces"
    if getting.is_away(opening.source):
        return f"Getting {getting.name_of(opening.source)}"
    return f"Opening {opening.upload or Path(opening.source).name}"


def _welcome(workspace: Workspace) -> None:
    """The first minute: sample faces, already grouped, and the tour; the Name page opens when they are there."""

    key = key_of("welcome")
    lab = waiting.obtain(key, "Drawing and grouping sample faces", lambda progress: prepare(workspace.store, progress))
    if lab is not None:
        study.update(workspace.store, workspace.study.id, lambda now: begun(now, lab))
        st.switch_page(f"pages/{NAME.key}.py")
