"""Export of decisions and named faces, and import of decisions and names."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

import streamlit as st

from fer_core.base.errors import FerLabError, NotFound
from fer_core.base.files import PRIVATE, written
from fer_core.base.paths import typed_path
from fer_core.base.progress import Progress
from fer_core.faces.faceset import fingerprint
from fer_core.naming import exchange, labelled, sheet
from fer_core.naming.replay import replay
from fer_core.naming.sheet import FORMATS, ExportTable, TableFormat
from fer_core.naming.verdict import NamedFaces
from fer_core.report import ExportFormat, ExportSource, formats_of
from fer_core.study.store import key_of
from ui.shared.import_plan import Plan, plan
from ui.shell import waiting
from ui.shell.download import download
from ui.shell.file_names import file_name
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace

MOST_FILES = 4
_TURN = "import-turn"
_PLAN = "import-plan"
_PATH = "import-path"
_TYPES = ["csv", "tsv", "txt", "parquet", "json"]


# Export


def downloads(workspace: Workspace) -> None:
    """Offer decisions and named faces as files, which are made when they are downloaded."""
    log = workspace.log
    st.markdown(
        "**Decisions** of this study, by all people and on all groups, for another computer or another program."
    )
    with st.container(horizontal=True):
        tables("decisions", lambda: exchange.decisions_sheet(log.all()))
    st.markdown(
        "**Named faces**: each with its names and its source. The zip has their pictures, in a folder for each emotion."
    )
    labelled_faces(workspace)


def labelled_faces(workspace: Workspace) -> None:
    """Offer named faces as tables and as a zip of folders."""
    log, lab, faces = workspace.log, workspace.lab, workspace.faces

    def named() -> NamedFaces:
        return lab.naming.named_faces(replay(log.for_clustering(lab.groups.key)))

    formats, nobody = formats_of("faces"), not workspace.naming.decisions
    with st.container(horizontal=True):
        tables("labelled-faces", lambda: labelled.names_sheet(named(), faces.classes, faces.sources))
        wanted = [
            one for one in formats if st.button(f"Make the {one.title}", icon=":material/folder_zip:", disabled=nobody)
        ]
    for one in wanted:
        st.session_state[f"{one.title}-wanted"] = _pictures_key(workspace, one)
    for one in formats:
        with st.container():
            _pictures(workspace, one)


def tables(name: str, make: Callable[[], ExportTable]) -> None:
    """Draw a download button for each format of a table."""
    for form in FORMATS:
        file = f"{name}.{form.suffix}"
        download(form.title, partial(_table, form, make), file_name(file), form.media, key=f"{name}-{form.suffix}")


def _table(form: TableFormat, make: Callable[[], ExportTable]) -> bytes:
    return form.write(make())


def _pictures_key(workspace: Workspace, form: ExportFormat) -> str:
    named = workspace.named_faces
    labels = fingerprint(named.rows, named.codes, named.weights)
    known = workspace.faces.sources is not None
    return key_of(form.title, workspace.faces.fingerprint, labels, workspace.faces.classes, "sources" if known else "")


def _pictures(workspace: Workspace, form: ExportFormat) -> None:
    """Make the requested file in a job, then offer it."""
    asked = f"{form.title}-wanted"
    key = st.session_state.get(asked)
    if not key and waiting.wanted(
        now := _pictures_key(workspace, form)
    ):  # asked for in another tab, or before a reload
        key = st.session_state[asked] = now
    if not key:
        return
    path = workspace.store.folder("exports") / f"{key}.{form.suffix}"
    if not path.exists() and key != _pictures_key(workspace, form):
        del st.session_state[asked]  # names or groups have changed
        return
    if not len(workspace.named_faces):
        st.info("No face has a name yet.", icon=":material/info:")
        return

    def work(progress: Progress) -> Path:
        if not path.exists():
            content = form.make(ExportSource(workspace), progress)
            write_whole(path, lambda out: out.write(content))
        return path

    if waiting.obtain(key, f"Making the {form.title}", work, ready=path.exists(), asked=True) is not None:
        newer = (
            "" if key == _pictures_key(workspace, form) else " Names have changed since. Make it again to include them."
        )
        download(
            f"Download the {form.title} ({path.stat().st_size / 1e6:.1f} MB)", path.read_bytes,
            file_name(form.name), form.media, key=f"labelled-{form.suffix}", kind="primary",
        )  # fmt: skip
        st.caption(f"{form.text}{newer}")


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a zip and delete the oldest ones in its folder. Raises FerLabError."""
    with written(path, PRIVATE) as out:
        write(out)
    for old in sorted(path.parent.glob(f"*{path.suffix}"), key=lambda p: p.stat().st_mtime)[:-MOST_FILES]:
        old.unlink(missing_ok=True)


# Import


def importing(workspace: Workspace) -> None:
    """Import decisions or names from a file, after a summary of what that would do."""
    st.markdown(
        "**Import** decisions exported by FER Lab, or names from elsewhere: an export of Label Studio, or a table "
        "(CSV, TSV, Parquet, JSON) with the columns `face` and `emotion`, or `filename` and `label`. The columns "
        "`second` and `annotator` are optional."
    )
    turn = st.session_state.setdefault(_TURN, 0)
    file = st.file_uploader("CSV, Parquet or JSON", _TYPES, key=f"import-file-{turn}", max_upload_size=100)
    path = st.text_input(
        "Or the path of a file on this computer", key=f"{_PATH}-{turn}", placeholder="/home/me/decisions.csv"
    )
    try:
        data = file.getvalue() if file is not None else _read(path) if path.strip() else None
        if data is not None:
            _offer(workspace, _planned(workspace, data))
    except FerLabError as error:
        st.error(escape(str(error)), icon=":material/error:")


def _offer(workspace: Workspace, plan: Plan) -> None:
    st.info(plan.words, icon=":material/info:")
    if plan.button and st.button(plan.button, type="primary", key="import-do"):
        done = plan.do()
        st.session_state[_TURN] += 1
        st.toast(f"{count(done, 'decision')} imported.", icon=":material/check:")
        st.rerun()


def _read(path: str) -> bytes:
    where = typed_path(path)
    try:
        if where.stat().st_size > sheet.MAX_BYTES:
            raise NotFound(f"This file is larger than {sheet.MAX_BYTES // 10**6} MB.", where=str(where))
        return where.read_bytes()
    except OSError as error:
        what = f"This file cannot be read ({error.strerror})."
        raise NotFound(
            what, where=str(where), remedy="Check the path. The file must be on the computer that runs FER Lab."
        ) from error


def _planned(workspace: Workspace, data: bytes) -> Plan:
    """The plan for this file, made again only when the file, the groups or the decisions change."""
    digest = hashlib.sha256(data).hexdigest()
    key = key_of(digest, workspace.lab.groups.key, workspace.study.id, workspace.last_decision)
    known = st.session_state.get(_PLAN)
    if known is None or known[0] != key:
        known = st.session_state[_PLAN] = (key, plan(workspace, data, workspace.clusterings))
    found: Plan = known[1]
    return found
