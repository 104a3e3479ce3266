"""All studies and data sets of the home, in a dialog: side by side, to open, rename, duplicate, delete and restore."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.study import datasets, deleted, study
from fer_core.study.overview import DatasetRow, StudyRow, dataset_rows, study_row
from fer_core.study.study_file import duplicate
from ui.shell import cache, refusals
from ui.shell.text import count, duration, escape, listed
from ui.shell.workspace import Workspace, open_faces, switch_to

_DOING, _DONE = "studies-doing", "studies-done"


@st.dialog("Studies and data sets", width="large", on_dismiss="rerun")
def show(workspace: Workspace) -> None:
    """Show the lists. Deleted studies and data sets stay in the folder ``deleted`` until they are removed."""
    _done(workspace)
    studies, sets, gone = st.tabs(["Studies", "Data sets", "Deleted"])
    with studies:
        _studies(workspace)
    with sets:
        _datasets(workspace)
    with gone:
        _deleted(workspace)


def _studies(workspace: Workspace) -> None:
    store = workspace.store
    found = study.survey(store)
    known = datasets.listing(store)
    rows = [study_row(store, one, cache.log(one.id).all(), known) for one in found.studies]
    st.dataframe(_table(rows), hide_index=True, width="stretch", column_config=_COLUMNS)
    refusals.not_listed("study", "studies", found.unreadable)
    by_id = {row.study.id: row for row in rows}
    if not by_id:
        return
    ids, open_one = list(by_id), workspace.study.id
    chosen = st.selectbox(
        "Study", ids, ids.index(open_one) if open_one in ids else 0, key=f"studies-chosen-{hash(tuple(ids))}",
        format_func=lambda one: f"{by_id[one].study.name} · {by_id[one].study.created[:10]}",
    )  # fmt: skip
    row = by_id[chosen]
    with st.container(horizontal=True, gap="small"):
        if st.button("Open", type="primary", disabled=chosen == open_one, key="studies-open"):
            switch_to(chosen)
            st.rerun()
        for what, icon in (("Rename", "edit"), ("Duplicate", "content_copy"), ("Delete", "delete")):
            if st.button(what, icon=f":material/{icon}:", key=f"studies-{what}"):
                st.session_state[_DOING] = (what, chosen)
    doing = st.session_state.get(_DOING)
    if doing is not None and doing[1] == chosen:
        {"Rename": _rename, "Duplicate": _duplicate, "Delete": _delete}[doing[0]](workspace, row)


_COLUMNS = {
    "faces": st.column_config.NumberColumn(format="localized"),
    "accuracy": st.column_config.TextColumn(help="Of the pinned run, else of the newest one.", alignment="right"),
    "last change": st.column_config.DatetimeColumn(format="distance"),
}


def _table(rows: Sequence[StudyRow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "study": [row.study.name for row in rows],
            "data set": [row.dataset for row in rows],
            "faces": [row.faces or None for row in rows],
            "groups": [row.groups for row in rows],
            "decisions": [row.decisions for row in rows],
            "time": [duration(row.seconds) for row in rows],
            "accuracy": ["–" if row.accuracy is None else f"{row.accuracy:.1%}" for row in rows],
            "last change": [row.changed for row in rows],
        }
    )


def _rename(workspace: Workspace, row: StudyRow) -> None:
    name = _asked_name("Rename", row.study.name)
    if name is not None:
        _try(
            lambda: study.update(workspace.store, row.study.id, lambda now: study.renamed(now, name)),
            f"“{row.study.name}” is now called “{name}”.",
        )


def _duplicate(workspace: Workspace, row: StudyRow) -> None:
    st.caption(
        f"The copy has the same choices, {count(row.decisions, 'decision')} and {count(row.runs, 'run')}. From then "
        "on, the two change independently."
    )
    name = _asked_name("Duplicate", f"{row.study.name[:35]} copy")
    if name is not None:
        _try(lambda: duplicate(workspace.store, row.study.id, name), f"“{name}” is a copy of “{row.study.name}”.")


def _delete(workspace: Workspace, row: StudyRow) -> None:
    has = listed([count(row.decisions, "decision"), count(row.runs, "run")])
    st.warning(
        f"Delete “{escape(row.study.name)}” with its choices, {has}? Its data set stays. You can restore the study: it "
        "is moved to the folder `deleted` of the home.",
        icon=":material/delete:",
    )
    gone = deleted.Deleted("studies", row.study.id, row.study.name)
    with st.container(horizontal=True, gap="small"):
        if st.button("Delete this study", type="primary", key="studies-delete-it"):
            cache.close_log(row.study.id)
            _try(lambda: deleted.delete_study(workspace.store, row.study.id), f"“{row.study.name}” is deleted.", gone)
        st.button("Keep it", key="studies-keep-it", on_click=_nothing)


def _datasets(workspace: Workspace) -> None:
    rows, unreadable = dataset_rows(workspace.store)
    refusals.not_listed("data set", "data sets", unreadable)
    if not rows:
        st.caption("There are no data sets yet.")
    for row in rows:
        info = row.info
        line, use, delete = st.columns([6, 1, 1.3], vertical_alignment="center")
        line.markdown(
            f"**{escape(info.name)}** · {info.faces:,} faces · {row.size / 1e6:,.1f} MB · {info.created[:10]}  \n"
            f":small[{_used(row)}]"
        )
        if use.button("Open", key=f"dataset-open-{info.id}", disabled=info.id == workspace.study.dataset):
            open_faces(workspace, info.id)
        if delete.button("Delete", icon=":material/delete:", key=f"dataset-delete-{info.id}"):
            st.session_state[_DOING] = ("Delete faces", info.id)
        if st.session_state.get(_DOING) == ("Delete faces", info.id):
            _delete_dataset(workspace, row)


def _delete_dataset(workspace: Workspace, row: DatasetRow) -> None:
    info = row.info
    if row.studies:
        st.warning(
            f"“{escape(info.name)}” cannot be deleted while it is {_used(row)}. Delete these studies first.",
            icon=":material/lock:",
        )
        return
    st.warning(
        f"Delete “{escape(info.name)}” with {info.faces:,} faces? It is moved to the folder `deleted` of the home, and "
        f"you can restore it. To free its {row.size / 1e6:,.1f} MB, then remove it for good.",
        icon=":material/delete:",
    )
    gone = deleted.Deleted("datasets", info.id, info.name)
    with st.container(horizontal=True, gap="small"):
        if st.button("Delete this data set", type="primary", key="dataset-delete-it"):
            _try(partial(deleted.delete_dataset, workspace.store, info.id), f"“{info.name}” is deleted.", gone)
        st.button("Keep it", key="dataset-keep-it", on_click=_nothing)


def _used(row: DatasetRow) -> str:
    return "used by " + listed([f"“{escape(name)}”" for name in row.studies]) if row.studies else "used by no study"


def _deleted(workspace: Workspace) -> None:
    found = deleted.listing(workspace.store)
    st.caption("Deleted studies and data sets stay on disk, and can be restored, until you remove them for good.")
    for one in found:
        line, restore, remove = st.columns([5, 1.5, 2.1], vertical_alignment="center")
        what = "Study" if one.kind == "studies" else "Data set"
        line.markdown(f"{what} **{escape(one.name)}** :small[{one.id}]")
        restore.button("Restore", key=f"restore-{one.id}", on_click=partial(_restore, workspace, one))
        asked = f"remove-asked-{one.id}"
        if st.session_state.get(asked):
            if remove.button("Yes, for good", type="primary", key=f"remove-yes-{one.id}"):
                _try(partial(deleted.remove, workspace.store, one), f"“{one.name}” is removed from the disk.")
        elif remove.button("Remove for good", key=f"remove-{one.id}"):
            st.session_state[asked] = True
            st.rerun(scope="fragment")


def _restore(workspace: Workspace, one: deleted.Deleted) -> None:
    """For callbacks, which run before the dialog."""
    try:
        deleted.restore(workspace.store, one)
        st.session_state[_DONE] = (f"“{one.name}” is restored.", None)
    except FerLabError as error:
        st.session_state[_DONE] = (str(error), None)


def _done(workspace: Workspace) -> None:
    """What was done last, with a button that undoes a deletion."""
    words, gone = st.session_state.pop(_DONE, ("", None))
    if words:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/info: {escape(words)}")
            if gone is not None:
                st.button("Undo", icon=":material/undo:", key="studies-undo", on_click=_restore, args=(workspace, gone))


def _try(act: Callable[[], object], words: str, gone: deleted.Deleted | None = None) -> None:
    """Do it and draw the dialog again with ``words``; where it fails, say why."""
    try:
        act()
    except FerLabError as error:
        st.error(escape(str(error)), icon=":material/error:")
        return
    _nothing()
    st.session_state[_DONE] = (words, gone)
    st.rerun(scope="fragment")


def _nothing() -> None:
    st.session_state.pop(_DOING, None)


def _asked_name(button: str, value: str) -> str | None:
    """A valid name once the form is sent, else None; errors are shown."""
    with st.form(f"studies-{button}-form", border=False):
        name = st.text_input("Name", value, max_chars=40, key=f"studies-{button}-{value}")
        if st.form_submit_button(f"{button} this study", type="primary"):
            try:
                return study.clean_name(name)
            except FerLabError as error:
                st.error(escape(str(error)), icon=":material/error:")
    return None
