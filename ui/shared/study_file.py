"""A study as one file: a button that saves it, and a place to open one that was saved."""

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
from ui.shell.text import count, escape
from ui.shell.waiting import obtain
from ui.shell.workspace import Workspace, switch_to

_TURN = "study-file-turn"
_CHECKED = "study-file-checked"
_OTHERS = (
    "These may be faces of real people, and their pictures may belong to others: pass them on only if you may. "
    "Without them the file names the data set, and whoever opens it needs the same faces."
)


def save_button(workspace: Workspace) -> None:
    """Save the whole study as one zip; it is made when it is asked for, so it is never old."""
    nobodys = workspace.faces.synthetic
    with_faces = st.checkbox(
        "With its faces", nobodys, key=workspace.widget("study-file-faces"),
        help="Nobody's faces: they were drawn by a program." if nobodys else _OTHERS,
    )  # fmt: skip
    if with_faces and not nobodys:
        st.caption(_OTHERS)
    if any(decision.picture for decision in workspace.decisions):
        st.caption("Faces of photos that were kept on Try it are among the decisions, and so in the file.")

    def made() -> bytes:
        out = io.BytesIO()
        now = study.load(workspace.store, workspace.study.id)  # the page may show it as a pinned run saw it
        write_study(out, workspace.store, now, workspace.log.all(), with_faces)
        return out.getvalue()

    st.download_button(
        "Save this study (zip)", made, f"{_file_name(workspace.study.name)}.zip", "application/zip",
        key="study-file-save", on_click="ignore", icon=":material/archive:",
        help="Choices, every decision with its person and time, all runs. FER Lab opens it on another computer.",
    )  # fmt: skip


def open_upload() -> None:
    """Open a study that was saved: first what is in it is told."""
    turn = st.session_state.setdefault(_TURN, 0)
    file = st.file_uploader("A study that FER Lab saved (zip)", type=["zip"], key=f"study-file-{turn}")
    path = st.text_input("or a file on this computer", key=f"study-file-path-{turn}", placeholder="/home/me/study.zip")
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
    """What the file holds; looked through once, not at every run of the page."""
    known: tuple[str, Contents] | None = st.session_state.get(_CHECKED)
    if known is None or known[0] != key:
        found = obtain(key, "Checking the file", read, again=False)
        if found is None:
            return None
        known = st.session_state[_CHECKED] = (key, found)
    return known[1]


def _offer(contents: Contents | None) -> None:
    """What a file holds, and the button that opens it."""
    if contents is None:
        return
    store, of = cache.store(), contents.dataset
    st.markdown(
        f"**{escape(contents.study.name)}**: {count(len(contents.decisions), 'decision')}, "
        f"{count(len(contents.runs), 'run')}, on {escape(of.name or 'no faces yet')}"
        + (f" ({of.faces:,} faces{', in the file' if contents.faces else ''})." if of.id else ".")
    )
    if lacks_faces(store, contents):
        words = "Its faces are neither in the file nor here. Open the same faces on the Data page first: data set "
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
        raise NotFound(f"It cannot be read ({error.strerror}).", where=str(path), remedy="Check the path.") from error


def _file_name(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_ " else "_" for c in name).strip() or "study"
