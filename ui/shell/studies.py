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
            st.button(what, icon=f":material/{icon}:", key=f"studies-{what}", on_click=_begin, args=(what, chosen))
    parts = {"Rename": _rename, "Duplicate": _duplicate, "Delete": _delete}
    what, of = st.session_state.get(_DOING, ("", ""))
    if of == chosen and what in parts:
        parts[what](workspace, row)


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
    def act(name: str) -> str:
        study.update(workspace.store, row.study.id, lambda now: study.renamed(now, name))
        return f"“{row.study.name}” is now called “{study.clean_name(name)}”."

    _ask_name("Rename", row.study.name, act)


def _duplicate(workspace: Workspace, row: StudyRow) -> None:
    def act(name: str) -> str:
        made = duplicate(workspace.store, row.study.id, name)
        return f"“{made.name}” is a copy of “{row.study.name}”."

    st.caption(
        f"The copy has the same choices, {count(row.decisions, 'decision')} and {count(row.runs, 'run')}. From then "
        "on, the two change independently."
    )
    _ask_name("Duplicate", f"{row.study.name[:35]} copy", act)


def _delete(workspace: Workspace, row: StudyRow) -> None:
    def act() -> str:
        cache.close_log(row.study.id)
        deleted.delete_study(workspace.store, row.study.id)
        return f"“{row.study.name}” is deleted."

    has = listed([count(row.decisions, "decision"), count(row.runs, "run")])
    st.warning(
        f"Delete “{escape(row.study.name)}” with its choices, {has}? Its data set stays. You can restore the study: it "
        "is moved to the folder `deleted` of the home.",
        icon=":material/delete:",
    )
    _confirm("Delete this study", act, deleted.Deleted("studies", row.study.id, row.study.name))


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
        doing = ("Delete faces", info.id)
        delete.button("Delete", icon=":material/delete:", key=f"dataset-delete-{info.id}", on_click=_begin, args=doing)
        if st.session_state.get(_DOING) == doing:
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

    def act() -> str:
        deleted.delete_dataset(workspace.store, info.id)
        return f"“{info.name}” is deleted."

    _confirm("Delete this data set", act, deleted.Deleted("datasets", info.id, info.name))


def _used(row: DatasetRow) -> str:
    return "used by " + listed([f"“{escape(name)}”" for name in row.studies]) if row.studies else "used by no study"


def _deleted(workspace: Workspace) -> None:
    found = deleted.listing(workspace.store)
    st.caption("Deleted studies and data sets stay on disk, and can be restored, until you remove them for good.")
    for one in found:
        line, restore, remove = st.columns([5, 1.5, 2.1], vertical_alignment="center")
        what = "Study" if one.kind == "studies" else "Data set"
        line.markdown(f"{what} **{escape(one.name)}** :small[{one.id}]")
        restore.button("Restore", key=f"restore-{one.id}", on_click=_do, args=(partial(_restore, workspace, one),))
        if st.session_state.get(_DOING) == ("Remove", one.id):
            act = partial(_remove, workspace, one)
            remove.button("Yes, for good", type="primary", key=f"remove-yes-{one.id}", on_click=_do, args=(act,))
        else:
            remove.button("Remove for good", key=f"remove-{one.id}", on_click=_begin, args=("Remove", one.id))


def _restore(workspace: Workspace, one: deleted.Deleted) -> str:
    deleted.restore(workspace.store, one)
    return f"“{one.name}” is restored."


def _remove(workspace: Workspace, one: deleted.Deleted) -> str:
    deleted.remove(workspace.store, one)
    return f"“{one.name}” is removed from the disk."


# What buttons do, before the dialog is drawn again


def _begin(what: str, of: str) -> None:
    st.session_state[_DOING] = (what, of)


def _do(act: Callable[[], str], gone: deleted.Deleted | None = None) -> None:
    """Do it, and tell what was done or why it failed; ``gone``: what an undo brings back."""
    try:
        st.session_state[_DONE] = (act(), gone, False)
    except FerLabError as error:
        st.session_state[_DONE] = (str(error), None, True)
    else:
        st.session_state.pop(_DOING, None)


def _done(workspace: Workspace) -> None:
    words, gone, failed = st.session_state.pop(_DONE, ("", None, False))
    if failed:
        st.error(escape(words), icon=":material/error:")
    elif words:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/check: {escape(words)}")
            if gone is not None:
                back = partial(_restore, workspace, gone)
                st.button("Undo", icon=":material/undo:", key="studies-undo", on_click=_do, args=(back,))


def _confirm(words: str, act: Callable[[], str], gone: deleted.Deleted) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(words, type="primary", key="studies-do-it", on_click=_do, args=(act, gone))
        st.button("Keep it", key="studies-keep-it", on_click=_begin, args=("", ""))


def _ask_name(what: str, value: str, act: Callable[[str], str]) -> None:
    key = f"studies-{what}-{value}"
    with st.form(f"studies-{what}-form", border=False):
        st.text_input("Name", value, max_chars=40, key=key)
        st.form_submit_button(
            f"{what} this study", type="primary", on_click=_do, args=(lambda: act(st.session_state[key]),)
        )
