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
from fer_core.study.store import key_of
from ui.shared.import_plan import Plan, plan
from ui.shell.text import count, escape
from ui.shell.waiting import obtain
from ui.shell.workspace import Workspace

MOST_ZIPS = 4
_TURN = "import-turn"
_PLAN = "import-plan"
_PATH = "import-path"
_ZIP = "zip-wanted"
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


def labelled_faces(workspace: Workspace, taken: Callable[[], None] = lambda: None) -> None:
    """Offer named faces as tables and as a zip of folders; ``taken`` is called when a table is downloaded."""
    log, lab, faces = workspace.log, workspace.lab, workspace.faces

    def named() -> NamedFaces:
        taken()
        return lab.naming.named_faces(replay(log.for_clustering(lab.groups.key)))

    with st.container(horizontal=True):
        tables("labelled-faces", lambda: labelled.names_sheet(named(), faces.classes, faces.sources))
        wanted = st.button("Make the zip", icon=":material/folder_zip:", disabled=not workspace.naming.decisions)
    if wanted:
        st.session_state[_ZIP] = _zip_key(workspace)
    with st.container():
        _zip(workspace)


def tables(name: str, make: Callable[[], ExportTable]) -> None:
    """Draw a download button for each format of a table."""
    for form in FORMATS:
        download((form.title, form.suffix, form.media), name, partial(_table, form, make))


def _table(form: TableFormat, make: Callable[[], ExportTable]) -> bytes:
    return form.write(make())


def download(kind: tuple[str, str, str], name: str, make: Callable[[], bytes]) -> None:
    """Draw a download button for a file ``name`` of ``kind`` (title, suffix, media type), made when it is clicked."""
    title, suffix, mime = kind
    st.download_button(
        title, make, f"{name}.{suffix}", mime, key=f"{name}-{suffix}", on_click="ignore", icon=":material/download:"
    )


def _zip_key(workspace: Workspace) -> str:
    named = workspace.named_faces
    labels = fingerprint(named.rows, named.codes, named.weights)
    known = workspace.faces.sources is not None
    return key_of("zip", workspace.faces.fingerprint, labels, workspace.faces.classes, "sources" if known else "")


def _zip(workspace: Workspace) -> None:
    """Make the requested zip in a job, then offer it."""
    key = st.session_state.get(_ZIP)
    if not key:
        return
    path = workspace.store.folder("exports") / f"{key}.zip"
    named, faces = workspace.named_faces, workspace.faces
    if not path.exists() and key != _zip_key(workspace):
        del st.session_state[_ZIP]  # names or groups have changed
        return
    if not len(named):
        st.info("No face has a name yet.", icon=":material/info:")
        return

    def work(progress: Progress) -> Path:
        if not path.exists():
            write_whole(path, lambda out: labelled.write_zip(out, faces, named, progress))
        return path

    if obtain(key, "Making the zip", work, ready=path.exists()) is not None:
        newer = "" if key == _zip_key(workspace) else " Names have changed since. Make the zip again to include them."
        st.download_button(
            f"Download the zip ({path.stat().st_size / 1e6:.1f} MB)", path.read_bytes, "labelled-faces.zip",
            "application/zip", key="labelled-zip", on_click="ignore", type="primary", icon=":material/download:",
        )  # fmt: skip
        st.caption(f"You can open it on the Data page.{newer}")


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a zip and delete the oldest ones in its folder. Raises FerLabError."""
    with written(path, PRIVATE) as out:
        write(out)
    for old in sorted(path.parent.glob("*.zip"), key=lambda p: p.stat().st_mtime)[:-MOST_ZIPS]:
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
