"""Opening faces: samples, a path on this computer, an upload, a download, or a data set opened before."""

import secrets
from pathlib import Path

import streamlit as st

from fer_core.base.files import PRIVATE, write_bytes
from fer_core.base.paths import typed_path
from fer_core.faces.readers import ReadOptions
from fer_core.study import datasets
from ui.data import fer2013, importing, samples
from ui.data.importing import Opening
from ui.shared import study_file
from ui.shell import refusals
from ui.shell.text import escape
from ui.shell.workspace import Workspace, open_faces

UPLOADS = ["csv", "tsv", "txt", "zip", "parquet", "gz", "tar", "tgz", "bz2", "xz"]


def choose(workspace: Workspace, *, first: bool) -> None:
    """Draw all ways to open other faces; ``first``: open, at the top of the page."""
    own = not workspace.study.dataset or samples.open_now(workspace)
    title = "Open your own faces" if own else "Open other faces"
    key = "opening-first" if first else "opening"  # where it moves, it is another one: open or closed as its place asks
    with st.expander(title, expanded=first, icon=":material/folder_open:", key=key):
        titles = ["From this computer", "Upload", "Get FER2013", "Sample faces", "Opened before", "Study file"]
        path, upload, get, sample, before, saved = st.tabs(titles)
        with path:
            _by_path(workspace)
        with upload:
            _by_upload(workspace)
        with get:
            fer2013.section(lambda source, checksum: importing.begin(workspace, Opening(source, checksum=checksum)))
        with sample:
            samples.section(workspace, lambda source: importing.begin(workspace, Opening(source)))
        with before:
            _opened_before(workspace)
        with saved:
            study_file.open_upload()
    importing.unfinished(workspace)


def _by_path(workspace: Workspace) -> None:
    with st.form("open-path", border=False):
        path = st.text_input(
            "File or folder", placeholder="/home/me/fer2013.csv", key="open-path-text",
            help="A path on the computer that runs FER Lab: `fer2013.csv`, `icml_face_data.csv`, Parquet, or a folder, "
            "zip or tar with one folder of images for each emotion. Faces of any size are scaled to 48 × 48.",
        )  # fmt: skip
        options = _options("path")
        if st.form_submit_button("Open faces", type="primary") and path.strip():
            importing.begin(workspace, Opening(str(typed_path(path)), options=options))


def _by_upload(workspace: Workspace) -> None:
    file = st.file_uploader(
        "CSV, Parquet, or a zip or tar of images", type=UPLOADS, key="open-upload", max_upload_size=400
    )
    options = _options("upload")
    if file is not None and st.button("Open upload", type="primary"):
        folder = workspace.store.folder("uploads")
        importing.tidy(folder)
        copy = folder / f"{secrets.token_hex(8)}{Path(file.name).suffix}"
        write_bytes(copy, file.getbuffer(), PRIVATE)
        importing.begin(workspace, Opening(str(copy), file.name, options=options))


def _options(source: str) -> ReadOptions:
    """A switch for how the file is read."""
    skip = st.toggle(
        "Skip bad rows", key=f"open-{source}-skip",
        help="A table with more than 1 % bad rows is normally refused, because it may be the wrong file. This opens "
        "its good rows, however few they are. The import report lists the bad ones.",
    )  # fmt: skip
    return ReadOptions(on_bad_row="skip" if skip else "refuse")


def _opened_before(workspace: Workspace) -> None:
    known, unreadable = datasets.survey(workspace.store)
    refusals.not_listed("data set", "data sets", unreadable)
    if not known:
        st.caption("Data sets that you open are saved and listed here. The original file is then no longer needed.")
    for info in known:
        line, button = st.columns([5, 1], vertical_alignment="center")
        line.markdown(f"**{escape(info.name)}** · {info.faces:,} faces · {info.created[:10]}")
        if button.button("Open", key=f"open-{info.id}", disabled=info.id == workspace.study.dataset, width="stretch"):
            open_faces(workspace, info.id)
