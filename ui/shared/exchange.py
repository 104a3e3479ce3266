"""Exchange: decisions and labelled faces to take away, and those made elsewhere to bring in."""

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
from ui.shell.text import count, escape
from ui.shell.waiting import obtain
from ui.shell.workspace import Workspace

ZIPS_KEPT = 4
_TURN = "import-turn"
_PLAN = "import-plan"
_PATH = "import-path"
_TYPES = ["csv", "tsv", "txt", "parquet", "json"]


# Out


def downloads(workspace: Workspace) -> None:
    """Decisions and labelled faces as files. They are made when they are asked for, so they are never old."""
    log = workspace.log
    st.markdown("**Decisions** of this study, all groups and people: for another computer, or to look through.")
    with st.container(horizontal=True):
        tables("decisions", lambda: exchange.decisions_sheet(log.all()))
    st.markdown(
        "**Labelled faces**: each named face with its names and where it came from; the zip has the pictures, in one "
        "folder for each emotion."
    )
    labelled_faces(workspace)


def labelled_faces(workspace: Workspace, taken: Callable[[], None] = lambda: None) -> None:
    """Named faces as a table, and with their pictures; ``taken`` is called when a table was."""
    log, lab, faces = workspace.log, workspace.lab, workspace.faces

    def named() -> NamedFaces:
        taken()
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
    """A button for each format that a table can be had in."""
    for form in FORMATS:
        download((form.title, form.suffix, form.media), name, partial(_table, form, make))


def _table(form: TableFormat, make: Callable[[], ExportTable]) -> bytes:
    return form.write(make())


def download(kind: tuple[str, str, str], name: str, make: Callable[[], bytes]) -> None:
    """A button for a file ``name``, of ``kind`` (title, suffix, media type), that is made when it is asked for."""
    title, suffix, mime = kind
    st.download_button(
        title, make, f"{name}.{suffix}", mime, key=f"{name}-{suffix}", on_click="ignore", icon=":material/download:"
    )


def _pictures_key(workspace: Workspace, form: ExportFormat) -> str:
    named = workspace.named_faces
    labels = fingerprint(named.rows, named.codes, named.weights)
    known = workspace.faces.sources is not None
    return key_of(form.title, workspace.faces.fingerprint, labels, workspace.faces.classes, "sources" if known else "")


def _pictures(workspace: Workspace, form: ExportFormat) -> None:
    """Make the file that was asked for, as a job, then offer it."""
    asked = f"{form.title}-wanted"
    key = st.session_state.get(asked)
    if not key:
        return
    path = workspace.store.folder("exports") / f"{key}.{form.suffix}"
    if not path.exists() and key != _pictures_key(workspace, form):
        del st.session_state[asked]  # other names by now, or other groups
        return
    if not len(workspace.named_faces):
        st.info("No face has a name yet.", icon=":material/info:")
        return

    def work(progress: Progress) -> Path:
        if not path.exists():
            content = form.make(ExportSource(workspace), progress)
            write_whole(path, lambda out: out.write(content))
        return path

    if obtain(key, f"Making the {form.title}", work, ready=path.exists()) is not None:
        newer = "" if key == _pictures_key(workspace, form) else " Names changed since; make it again for the newest."
        st.download_button(
            f"Save the {form.title} ({path.stat().st_size / 1e6:.1f} MB)", path.read_bytes, form.name, form.media,
            key=f"labelled-{form.suffix}", on_click="ignore", type="primary", icon=":material/download:",
        )  # fmt: skip
        st.caption(f"{form.text}{newer}")


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file; of those beside it only the latest few are kept. Raises FerLabError."""
    with written(path, PRIVATE) as out:
        write(out)
    for old in sorted(path.parent.glob(f"*{path.suffix}"), key=lambda p: p.stat().st_mtime)[:-ZIPS_KEPT]:
        old.unlink(missing_ok=True)


# In


def importing(workspace: Workspace) -> None:
    """Bring in decisions or names made elsewhere: first it is told what that would do."""
    st.markdown(
        "**Bring in** decisions that FER Lab saved, or names made elsewhere: what Label Studio exports, or a table "
        "(CSV, TSV, Parquet, JSON) with the columns `face` and `emotion`, or `filename` and `label`, and perhaps "
        "`second` and `annotator`."
    )
    turn = st.session_state.setdefault(_TURN, 0)
    file = st.file_uploader("CSV, Parquet or JSON", _TYPES, key=f"import-file-{turn}", max_upload_size=100)
    path = st.text_input("or a file on this computer", key=f"{_PATH}-{turn}", placeholder="/home/me/decisions.csv")
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
        st.toast(f"{count(done, 'decision')} brought in.", icon=":material/check:")
        st.rerun()


def _read(path: str) -> bytes:
    where = typed_path(path)
    try:
        if where.stat().st_size > sheet.MAX_BYTES:
            raise NotFound(f"This file is over {sheet.MAX_BYTES // 10**6} MB.", where=str(where))
        return where.read_bytes()
    except OSError as error:
        what = f"This file cannot be read ({error.strerror})."
        raise NotFound(
            what, where=str(where), remedy="Check the path: it is on the machine that runs FER Lab."
        ) from error


def _planned(workspace: Workspace, data: bytes) -> Plan:
    """The plan for this file, worked out anew only where the file, the groups or the decisions are others."""
    digest = hashlib.sha256(data).hexdigest()
    key = key_of(digest, workspace.lab.groups.key, workspace.study.id, workspace.last_decision)
    known = st.session_state.get(_PLAN)
    if known is None or known[0] != key:
        known = st.session_state[_PLAN] = (key, plan(workspace, data, workspace.clusterings))
    found: Plan = known[1]
    return found
