"""Imports: faces that are read in a job, which any tab finds again; then they are opened, or a question is asked."""

import dataclasses
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress
from fer_core.faces.readers import CodesUnclear, FoldersUnclear, ReadOptions, read_faces
from fer_core.study import datasets
from fer_core.study.journey import DATA
from fer_core.study.store import key_of
from ui.data import fer2013, questions
from ui.data.samples import SAMPLES
from ui.shell import cache, waiting
from ui.shell.jobs import Job
from ui.shell.text import escape
from ui.shell.workspace import Workspace, open_faces

QUESTIONS = (FoldersUnclear, CodesUnclear)
UNANSWERED = 24 * 3600.0
"""Seconds after which an upload's copy is deleted if a question about it was not answered."""


@dataclass(frozen=True)
class Opening:
    """What is being opened for a study.

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


def pending(workspace: Workspace) -> Job | None:
    """The newest import for the study that runs, asks something, or has ended without a person knowing; if any.

    Whoever opens the page finds it, in any tab and after a reload.
    """
    for job in reversed(cache.jobs().listed()):
        if job.notice is not None and isinstance(opening := job.notice.about, Opening):
            asks = job.error is not None and _is_asked(opening, job.error)
            if job.notice.study == workspace.study.id and (asks or waiting.wanted(job.key)):
                return job
    return None


def begin(workspace: Workspace, opening: Opening) -> None:
    """Start to open faces; the page then shows the progress."""
    before, key = pending(workspace), _key(workspace, opening)
    if before is not None and before.notice is not None:
        if before.notice.about.source != opening.source:
            _end(before)
        cache.jobs().forget(before.key)
    cache.jobs().forget(key)  # forget an earlier failure: the file may have been corrected
    notice = waiting.here(asked=True, offer="Open these faces", about=opening)
    cache.jobs().start(key, _title(opening), partial(_work, workspace, opening), notice=notice)
    waiting.watch(key, DATA.key)


def _end(job: Job) -> None:
    """Dismiss an import that has ended, and a question that was not answered."""
    if not job.running and job.notice is not None:
        cache.jobs().forget(job.key)
        _delete_copy(job.notice.about)


def _is_asked(opening: Opening, error: BaseException) -> bool:
    """Whether an error is a question, or means that the answer to one does not fit: then the file is read again."""
    return isinstance(error, QUESTIONS) or (opening.question is not None and isinstance(error, FerLabError))


def _delete_copy(opening: Opening) -> None:
    """Delete the copy of an upload: its faces are saved or not wanted."""
    if opening.upload:
        Path(opening.source).unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Delete copies of uploads whose question was not answered for a day."""
    for path in folder.iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > UNANSWERED:
                path.unlink()


def _key(workspace: Workspace, opening: Opening) -> str:
    return key_of("import", workspace.study.id, opening.source, opening.checksum, opening.options)


def _work(workspace: Workspace, opening: Opening, progress: Progress) -> str:
    """Read and save the faces; the copy of an upload stays only for a question."""
    try:
        dataset = _read(workspace, opening, progress)
    except BaseException as error:
        if not _is_asked(opening, error):
            _delete_copy(opening)
        raise
    _delete_copy(opening)
    return dataset


def unfinished(workspace: Workspace) -> None:
    """Show what is being opened, if anything: its progress, its faces, a question, or what went wrong."""
    job = pending(workspace)
    if job is None or job.notice is None:
        return
    if job.running or job.error is not None:
        _wait(workspace, job, job.notice.about)
    elif waiting.watched(job.key):
        cache.jobs().forget(job.key)
        open_faces(workspace, job.result)
    else:
        _offer(workspace, job)


def _wait(workspace: Workspace, job: Job, opening: Opening) -> None:
    def ask(error: FerLabError) -> bool:
        if not _is_asked(opening, error):
            return False
        question = error if isinstance(error, QUESTIONS) else opening.question
        assert question is not None
        if question is not error:
            st.error(escape(str(error)), icon=":material/error:")
        key = key_of("question", opening.source, opening.checksum, str(question))
        options = questions.answer(key, question, opening.options, lambda: _end(job))
        if options is not None:
            begin(workspace, dataclasses.replace(opening, options=options, question=question))
            st.rerun()
        return True

    work = partial(_work, workspace, opening)
    dataset = waiting.obtain(job.key, job.title, work, again=not opening.upload, asks=ask)
    if dataset is not None:
        open_faces(workspace, dataset)


def _offer(workspace: Workspace, job: Job) -> None:
    """Faces that were read while nobody looked: a person decides whether the study uses them now."""
    waiting.show(job.key)
    with st.container(border=True, key="import-offer"):
        st.markdown(f":material/check: **{escape(job.title)}** is done, and the faces are saved.")
        with st.container(horizontal=True):
            if st.button("Open these faces", type="primary", key="offered"):
                cache.jobs().forget(job.key)
                open_faces(workspace, job.result)
            st.button("Not now", key="offered-later", on_click=partial(cache.jobs().forget, job.key))


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
    if opening.source in SAMPLES:
        return "Drawing sample faces"
    if fer2013.is_away(opening.source):
        return f"Downloading {fer2013.name_of(opening.source)}"
    return f"Opening {opening.upload or Path(opening.source).name}"
