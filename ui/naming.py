"""The naming desk: the list of groups, the grid of one, the progress; for a page to put side by side."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.clustering import Clustering, Order
from fer_core.emotions import colours
from fer_core.naming.decision import Membership
from fer_core.naming.replay import NamingState, said
from ui import cached, charts
from ui.components.face_grid import Desk, Hand, face_grid, groups_to_show, place_of, show
from ui.text import duration
from ui.workspace import Workspace

ORDERS: dict[Order, str] = {"typical": "typical", "random": "random", "odd": "odd ones"}


def desk_of(workspace: Workspace) -> Desk:
    """Where names of the present groups are written. Other groups are known too: names for them may arrive late."""
    known = Clusterings(workspace.study.dataset)
    return Desk(workspace.log, workspace.study.id, workspace.lab.clustering_key, known, workspace.faces.classes)


class Clusterings(Mapping[str, Membership]):
    """All clusterings of a data set that are on disk, by key; looked up one by one, so it cannot be listed."""

    def __init__(self, dataset: str) -> None:
        self._dataset = dataset

    def __getitem__(self, key: str) -> Membership:
        found = cached.membership(key, self._dataset)
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def group_list(clustering: Clustering, state: NamingState, desk: Desk) -> None:
    """All groups with what was said of them; a click brings one to the front."""
    front = place_of(desk).group
    verdicts = [state.group_verdicts.get(g) for g in range(len(clustering.sizes))]
    table = pd.DataFrame(
        {
            "group": np.arange(1, len(clustering.sizes) + 1),
            "faces": clustering.sizes,
            "said": [said(v) if v else "" for v in verdicts],
        }
    )

    def picked() -> None:
        cells = st.session_state["group-list"].selection.cells
        if cells:
            st.session_state["group-list-row"] = int(cells[0][0])
        show(desk, st.session_state["group-list-row"])  # a second click on a row unselects it, and means it again

    narrow = st.column_config.NumberColumn(width=56, format="localized")
    st.dataframe(
        table,
        hide_index=True,
        height=420,
        key="group-list",
        on_select=picked,
        selection_mode="single-cell",
        column_config={"group": narrow, "faces": narrow},
    )
    shown = f"In front: group {front + 1}. " if front is not None else ""
    st.caption(f"{shown}Click a group to bring it to the front.")


def grid(workspace: Workspace, clustering: Clustering, state: NamingState, desk: Desk) -> None:
    """One group and the keys that name it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        order = st.segmented_control(
            "Show",
            list(ORDERS),
            default="typical",
            format_func=ORDERS.__getitem__,
            key="face-order",
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
        with st.popover("View", icon=":material/tune:"):
            count = st.select_slider("Faces shown", [30, 60, 120, 200], 60, key="face-count", persist_state="session")
            size = st.slider("Size of a face", 36, 96, 60, 4, key="face-size", persist_state="session")
    groups = groups_to_show(range(len(clustering.sizes)), state.group_verdicts, place_of(desk))
    face_grid(
        desk,
        [_hand(workspace, clustering, state, group, order, count) for group in groups],
        state,
        colours=colours(workspace.faces.classes),
        left=len(clustering.sizes) - len(state.group_verdicts),
        size=size,
    )


def _hand(
    workspace: Workspace, clustering: Clustering, state: NamingState, group: int, order: Order, count: int
) -> Hand:
    ids = workspace.lab.grouped_rows[clustering.order(group, order)[:count]]
    own = [state.face_verdicts.get(face) for face in ids.tolist()]
    verdict = state.group_verdicts.get(group)
    return Hand(
        group=group,
        ids=ids.tolist(),
        faces=workspace.faces.images[ids],
        title=f"Group {group + 1} of {len(clustering.sizes)} · {clustering.sizes[group]:,} faces",
        note="" if verdict else "The largest group without a name: one key here names the most faces.",
        said=said(verdict) if verdict else "",
        tags=[said(v) if v else "" for v in own] if any(own) else (),
    )


def progress(workspace: Workspace, clustering: Clustering, state: NamingState) -> None:
    """How far the naming is, and what was named."""
    done, groups = len(state.group_verdicts), len(clustering.sizes)
    covered = clustering.sizes[list(state.group_verdicts)].sum() if done else 0
    st.progress(done / groups, f"{done} of {groups} groups")
    left, right = st.columns(2)
    left.metric("Decisions", f"{state.decisions:,}")
    right.metric("Time", duration(state.active_seconds), help="Pauses of over a minute are not counted.")
    st.caption(f"{covered:,} of {clustering.sizes.sum():,} faces have a verdict.")


def named(workspace: Workspace) -> None:
    """How many faces each emotion has by now."""
    counts = workspace.named_counts()
    if counts is not None:
        st.plotly_chart(charts.counts(counts, workspace.faces.classes, "Named faces"), key="named-counts")


def elsewhere(workspace: Workspace, desk: Desk) -> None:
    """Tell of names that belong to other groups than the present ones: nothing of them is lost."""
    others = {d.clustering: d for d in workspace.log.all() if d.clustering != desk.clustering}
    if others and not workspace.naming.decisions:
        st.info(
            f"You named groups of {_times(list(others))} before, with other choices. Those names "
            "are kept and come back with those choices; these groups are new.",
            icon=":material/history:",
        )


def _times(keys: Sequence[str]) -> str:
    return "one other clustering" if len(keys) == 1 else f"{len(keys)} other clusterings"
