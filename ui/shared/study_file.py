"""Study files: save a study, and open a saved one."""

import hashlib
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from fer_core.base.errors import FerLabError, NotFound
from fer_core.base.progress import Progress
from fer_core.study import study
from fer_core.study.store import key_of
from fer_core.study.study_file import Contents, lacks_faces, open_study, read_study, write_study
from ui.shell import cache
from ui.shell.download import download
from ui.shell.file_names import file_name
from ui.shell.text import count, escape
from ui.shell.waiting import obtain
from ui.shell.workspace import Workspace, switch_to

_TURN = "study-file-turn"
_CHECKED = "study-file-checked"
_OTHERS = (
    "These may be faces of real people, and others may own the pictures. Pass them on only if you are allowed to. "
    "Without faces, the file can only be opened where the same data set is open."
)


def save_button(workspace: Workspace) -> None:
    """Draw a button that saves the whole study as one zip, made when it is clicked."""
    nobodys = workspace.faces.synthetic
    with_faces = st.checkbox(
        "Include the faces", nobodys, key=workspace.widget("study-file-faces"),
        help="These faces were drawn by a program and show no real people." if nobodys else _OTHERS,
    )  # fmt: skip
    if with_faces and not nobodys:
        st.caption(_OTHERS)
    if any(decision.picture for decision in workspace.decisions):
        st.caption("Faces from photos that were saved on Try it are part of the decisions, and so of the file.")

    def made() -> bytes:
        out = io.BytesIO()
        now = study.load(workspace.store, workspace.study.id)  # the page may show the choices of a pinned run
        write_study(out, workspace.store, now, workspace.log.all(), with_faces)
        return out.getvalue()

    download(
        "Save this study (zip)", made, file_name("study.zip"), "application/zip",
        key="study-file-save", icon=":material/archive:",
        explanation="All choices, all decisions with annotator and time, and all runs, for FER Lab on any computer.",
    )  # fmt: skip


def open_upload() -> None:
    """Open a saved study, after a summary of its contents."""
    turn = st.session_state.setdefault(_TURN, 0)
    file = st.file_uploader("Study file (zip)", type=["zip"], key=f"study-file-{turn}")
    path = st.text_input(
        "Or the path of a file on this computer", key=f"study-file-path-{turn}", placeholder="/home/me/study.zip"
    )
    try:
        if file is not None:
            content = file.getvalue()
            key = key_of("study-file", hashlib.sha256(content).hexdigest())
            _offer(_checked(key, partial(_from_bytes, content, file.name)))
        elif path.strip():
            where = Path(path.strip()).expanduser()
            stat = where.stat()
            key = key_of("study-file", str(where), stat.st_mtime_ns, stat.st_size)
            _offer(_checked(key, partial(_from_path, where)))
    except OSError as error:
        st.error(escape(f"This file cannot be read ({error.strerror})."), icon=":material/error:")
    except FerLabError as error:
        st.error(escape(str(error)), icon=":material/error:")


def _checked(key: str, read: Callable[[Progress], Contents]) -> Contents | None:
    """The contents of the file, which is checked once, not at every run of the page."""
    known: tuple[str, Contents] | None = st.session_state.get(_CHECKED)
    if known is None or known[0] != key:
        found = obtain(key, "Checking the file", read, again=False, lasting=False)
        if found is None:
            return None
        known = st.session_state[_CHECKED] = (key, found)
    return known[1]


def _offer(contents: Contents | None) -> None:
    """Summarize the contents of a file, with a button that opens it."""
    if contents is None:
        return
    store, of = cache.store(), contents.dataset
    st.markdown(
        f"**{escape(contents.study.name)}**: {count(len(contents.decisions), 'decision')}, "
        f"{count(len(contents.runs), 'run')}, on {escape(of.name or 'no faces yet')}"
        + (f" ({of.faces:,} faces{', in the file' if contents.faces else ''})." if of.id else ".")
    )
    if lacks_faces(store, contents):
        words = "Its faces are neither in the file nor on this computer. First open them on the Data page: data set "
        st.warning(words + of.id, icon=":material/warning:")
        return
    if st.button("Open this study", type="primary", key="study-file-open", icon=":material/folder_open:"):
        made = open_study(store, contents)
        cache.forget_groups()
        st.session_state[_TURN] += 1
        del st.session_state[_CHECKED]
        st.toast(f"{escape(made.name)} is open.", icon=":material/check:")
        switch_to(made.id)
        st.rerun()


def _from_bytes(content: bytes, name: str, progress: Progress) -> Contents:
    return read_study(io.BytesIO(content), len(content), name[:60], progress)


def _from_path(path: Path, progress: Progress) -> Contents:
    try:
        with path.open("rb") as stream:
            return read_study(stream, path.stat().st_size, path.name[:60], progress)
    except OSError as error:
        raise NotFound(
            f"This file cannot be read ({error.strerror}).", where=str(path), remedy="Check the path."
        ) from error
