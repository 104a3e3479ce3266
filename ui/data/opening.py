"""Opening faces: samples, a path on this computer, an upload, a download, or a data set opened before."""

import dataclasses
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.files import PRIVATE, write_bytes
from fer_core.base.paths import typed_path
from fer_core.base.progress import Progress
from fer_core.faces.readers import CodesUnclear, FoldersUnclear, ReadOptions, read_faces
from fer_core.study import datasets
from fer_core.study.store import key_of
from ui.data import fer2013, questions, samples
from ui.shared import study_file
from ui.shell import cache, refusals, waiting
from ui.shell.text import escape
from ui.shell.workspace import Workspace, open_faces

QUESTIONS = (FoldersUnclear, CodesUnclear)
UNANSWERED = 24 * 3600.0
"""Seconds after which an upload's copy is deleted if a question about it was not answered."""

UPLOADS = ["csv", "tsv", "txt", "zip", "parquet", "gz", "tar", "tgz", "bz2", "xz"]


@dataclass(frozen=True)
class Opening:
    """What this session is opening for the study.

    Attributes:
        source: a path, a sample, an address, or a source of FER2013 (`fer2013.BY_NAME`).
        upload: the original file name where ``source`` is the copy of an upload, else "".
        checksum: that a file from an address must have; "" for any.
        options: how the person wants a path or an upload to be read.
        question: the one that ``options`` answer; it is asked again where the answer does not fit.
    """

    source: str
    upload: str = ""
    checksum: str = ""
    options: ReadOptions = ReadOptions()
    question: FerLabError | None = field(default=None, compare=False)


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
            fer2013.section(lambda source, checksum: _begin(workspace, Opening(source, checksum=checksum)))
        with sample:
            samples.section(workspace, lambda source: _begin(workspace, Opening(source)))
        with before:
            _opened_before(workspace)
        with saved:
            study_file.open_upload()
    opened = pending(workspace)
    if opened is not None:
        _import(workspace, opened)


def _by_path(workspace: Workspace) -> None:
    with st.form("open-path", border=False):
        path = st.text_input(
            "File or folder", placeholder="/home/me/fer2013.csv", key="open-path-text",
            help="A path on the computer that runs FER Lab: `fer2013.csv`, `icml_face_data.csv`, Parquet, or a folder, "
            "zip or tar with one folder of images for each emotion. Faces of any size are scaled to 48 × 48.",
        )  # fmt: skip
        options = _options("path")
        if st.form_submit_button("Open faces", type="primary") and path.strip():
            _begin(workspace, Opening(str(typed_path(path)), options=options))


def _by_upload(workspace: Workspace) -> None:
    file = st.file_uploader(
        "CSV, Parquet, or a zip or tar of images", type=UPLOADS, key="open-upload", max_upload_size=400
    )
    options = _options("upload")
    if file is not None and st.button("Open upload", type="primary"):
        folder = workspace.store.folder("uploads")
        _tidy(folder)
        copy = folder / f"{secrets.token_hex(8)}{Path(file.name).suffix}"
        write_bytes(copy, file.getbuffer(), PRIVATE)
        _begin(workspace, Opening(str(copy), file.name, options=options))


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


def pending(workspace: Workspace) -> Opening | None:
    """What this session is opening for the study, if anything."""
    return st.session_state.get(f"importing-{workspace.study.id}")


def _begin(workspace: Workspace, opening: Opening) -> None:
    before = pending(workspace)
    if before is not None and before.source != opening.source:
        _end(workspace)
    cache.jobs().forget(_key(opening))  # forget an earlier failure: the file may have been corrected
    st.session_state[f"importing-{workspace.study.id}"] = opening


def _end(workspace: Workspace) -> None:
    """Stop opening faces and dismiss a question that was not answered."""
    opening = st.session_state.pop(f"importing-{workspace.study.id}")
    job = cache.jobs().get(_key(opening))
    if job is not None and not job.running:
        cache.jobs().forget(_key(opening))
        _delete_copy(opening)


def _is_asked(opening: Opening, error: BaseException) -> bool:
    """Whether an error is a question, or means that the answer to one does not fit: then the file is read again."""
    return isinstance(error, QUESTIONS) or (opening.question is not None and isinstance(error, FerLabError))


def _delete_copy(opening: Opening) -> None:
    """Delete the copy of an upload: its faces are saved or not wanted."""
    if opening.upload:
        Path(opening.source).unlink(missing_ok=True)


def _tidy(folder: Path) -> None:
    """Delete copies of uploads whose question was not answered for a day."""
    for path in folder.iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > UNANSWERED:
                path.unlink()


def _key(opening: Opening) -> str:
    return key_of("import", opening.source, opening.checksum, opening.options)


def _import(workspace: Workspace, opening: Opening) -> None:
    def work(progress: Progress) -> str:
        try:
            dataset = _read(workspace, opening, progress)
        except BaseException as error:
            if not _is_asked(opening, error):
                _delete_copy(opening)
            raise
        _delete_copy(opening)
        return dataset

    def ask(error: FerLabError) -> bool:
        if not _is_asked(opening, error):
            return False
        question = error if isinstance(error, QUESTIONS) else opening.question
        assert question is not None
        if question is not error:
            st.error(escape(str(error)), icon=":material/error:")
        key = key_of("question", opening.source, opening.checksum, str(question))
        options = questions.answer(key, question, opening.options, lambda: _end(workspace))
        if options is not None:
            _begin(workspace, dataclasses.replace(opening, options=options, question=question))
            st.rerun()
        return True

    dataset = waiting.obtain(_key(opening), _title(opening), work, again=not opening.upload, asks=ask)
    if dataset is not None:
        del st.session_state[f"importing-{workspace.study.id}"]
        open_faces(workspace, dataset)


def _read(workspace: Workspace, opening: Opening, progress: Progress) -> str:
    """Read and save the faces; returns the data set's id."""
    source = opening.source
    if fer2013.is_away(source):
        imported = fer2013.fetched(
            source, workspace.store.folder("downloads"), opening.checksum, opening.options, progress
        )
        return datasets.save(workspace.store, imported, fer2013.name_of(source))
    imported = read_faces(source, progress, options=opening.options, name=opening.upload or None)
    return datasets.save(workspace.store, imported, opening.upload or source)


def _title(opening: Opening) -> str:
    if opening.source in samples.SAMPLES:
        return "Drawing sample faces"
    if fer2013.is_away(opening.source):
        return f"Downloading {fer2013.name_of(opening.source)}"
    return f"Opening {opening.upload or Path(opening.source).name}"
