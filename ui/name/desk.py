"""The naming desk: the list of groups, the grid of one, the progress; for a page to put side by side."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.charts.classes import count_bars
from fer_core.clustering import Order
from fer_core.faces.emotions import colours
from fer_core.naming.carry_over import Suggestion
from fer_core.naming.decision import maker_of
from fer_core.naming.groups import Partition, group_called
from fer_core.naming.replay import NamingState
from fer_core.naming.uncertain import by_disagreement
from fer_core.naming.verdict import soft_label
from fer_core.naming.words import said
from ui.components.face_grid import Desk, Hand, Line, face_grid, groups_to_show, place_of, show
from ui.name import after_groups, carried_over, payoff
from ui.shell import cache
from ui.shell.text import duration
from ui.shell.workspace import Workspace

LAYOUT = """<style>
.stMain h1 { font-size: 1.75rem; padding: 0 }
.stMain h5 { padding: 0 0 0.5rem; font-size: 1rem }
@media (max-width: 1250px) {
  .stHorizontalBlock:has(> .stColumn .st-key-desk-faces) { flex-wrap: wrap }
  .stColumn:has(.st-key-desk-faces) { flex: 1 1 100%; order: -1 }
  .stColumn:has(.st-key-desk-list), .stColumn:has(.st-key-desk-side) { flex: 1 1 40%; min-width: 15rem }
}
@media (max-width: 700px) {
  .stColumn:has(.st-key-desk-list), .stColumn:has(.st-key-desk-side) { flex: 1 1 100% }
  .stColumn:has(.st-key-desk-side) { order: 0 }
}
</style>"""
"""Where there is no room for three columns, the faces come first, over the whole width."""

VIEWS = ("groups", "map")
ORDERS = {"typical": "typical", "random": "random", "odd": "odd ones", "unsure": "doubtful"}


def view() -> str:
    """How the person names: "groups", one after the other, or on the "map". The address carries it."""
    return st.segmented_control(
        "Name by", VIEWS, default="groups", key="view", bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip


def desk_of(workspace: Workspace) -> Desk:
    """Where names of the present groups are written. Other groups are known too: names for them may arrive late."""
    known = cache.Clusterings(workspace.study.dataset)
    return Desk(
        workspace.log, workspace.study.id, workspace.lab.clustering_key, known, workspace.faces.classes,
        workspace.annotator, workspace.lab.divide,
    )  # fmt: skip


def asked_for(workspace: Workspace) -> None:
    """Bring the group that the address names (``?group=7``, as people call it) to the front, once.

    Where it was split or merged since, the first group made of it comes.
    """
    wanted = st.query_params.get("group")
    if wanted is None:
        return
    del st.query_params["group"]
    found = group_called(workspace.groups, wanted)
    if found is not None:
        st.session_state["view"] = "groups"
        show(desk_of(workspace), found)


def said_of(state: NamingState, group: int) -> str:
    """What was said of a group, in words: "" for nothing, "happy ≠ sad" where people differ."""
    if group in state.conflicts:
        return " ≠ ".join(dict.fromkeys(said(verdict) for verdict in state.conflicts[group].values()))
    verdict = state.group_verdicts.get(group)
    return said(verdict) if verdict else ""


def lines(groups: Partition, state: NamingState) -> list[Line]:
    """All groups, in the order for people."""
    return [Line(g, groups.labels[g], groups.sizes[g], said_of(state, g)) for g in groups.numbers]


def in_turn(groups: Partition, state: NamingState, useful: Sequence[int] = ()) -> list[int]:
    """The groups as they come up: parts of what was split, the latest split first; then the others, in the order
    ``useful`` where it is given, else the largest first."""
    others = useful or sorted(groups.numbers, key=lambda group: -groups.sizes[group])
    parts = {g for r in state.reshapes.values() if r.decision.action == "split" for g in r.decision.made}

    def turn(group: int) -> tuple[int, int, int]:
        made = maker_of(group) if group in parts else None
        return (0, -made[0], made[1]) if made else (1, 0, 0)

    return sorted(others, key=turn)


def group_list(groups: Partition, state: NamingState, desk: Desk) -> None:
    """All groups with what was said of them; a click brings one to the front."""
    front = place_of(desk).group
    table = pd.DataFrame(lines(groups, state))[["label", "faces", "said"]].rename(columns={"label": "group"})

    def picked() -> None:
        cells = st.session_state["group-list"].selection.cells
        if cells:
            st.session_state["group-list-row"] = int(cells[0][0])
        row = min(st.session_state["group-list-row"], len(groups.numbers) - 1)
        show(desk, groups.numbers[row])  # a second click on a row unselects it, and means it again

    st.dataframe(
        table,
        hide_index=True,
        height=560,
        key="group-list",
        on_select=picked,
        selection_mode="single-cell",
        column_config={
            "group": st.column_config.TextColumn(width=46),
            "faces": st.column_config.NumberColumn(width=50, format="localized"),
            "said": st.column_config.TextColumn(help="≠ stands between what several people said."),
        },
    )
    shown = f"In front: group {groups.labels[front]}. " if front in groups.sizes and front is not None else ""
    st.caption(f"{shown}Click a group to bring it to the front.")


def grid(workspace: Workspace, groups: Partition, state: NamingState, desk: Desk) -> None:
    """One group and the keys that name it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        order = st.segmented_control(
            "Show",
            list(ORDERS),
            default="random",
            format_func=ORDERS.__getitem__,
            key="face-order",
            required=True,
            persist_state="session",
            label_visibility="collapsed",
            help="Doubtful: first those that the recognizer takes for something else than their group.",
        )
        with st.popover("View", icon=":material/tune:"):
            count = st.select_slider("Faces shown", [30, 60, 120, 200], 60, key="face-count", persist_state="session")
            size = st.slider("Size of a face", 36, 96, 60, 4, key="face-size", persist_state="session")
    useful, reasons = payoff.order_and_reasons(workspace, groups, state)
    suggested = carried_over.suggestions(workspace)
    following = groups_to_show(in_turn(groups, state, useful), state.group_verdicts, place_of(desk))
    hands = [
        _hand(workspace, groups, state, group, order, count, reasons.get(group, ""), suggested.get(group))
        for group in following
        if group in groups.sizes
    ]
    face_grid(
        desk,
        after_groups.hand(workspace, groups, state, desk) + hands,
        state,
        groups=lines(groups, state),
        colours=colours(workspace.faces.classes),
        left=sum(group not in state.group_verdicts for group in groups.numbers),
        size=size,
    )
    after_groups.offer(workspace, groups, state, desk)


def _hand(
    workspace: Workspace,
    groups: Partition,
    state: NamingState,
    group: int,
    order: str,
    count: int,
    reason: str,
    suggestion: Suggestion | None,
) -> Hand:
    ids = _in_order(workspace, groups, state, group, order)[:count]
    own = [state.face_verdicts.get(face) for face in ids.tolist()]
    verdict = state.group_verdicts.get(group)
    return Hand(
        group=group,
        ids=ids.tolist(),
        faces=workspace.faces.images[ids],
        title=f"Group {groups.labels[group]} of {len(groups.numbers)} · {groups.sizes[group]:,} faces",
        note="" if verdict else _why_next(state, group, reason),
        said=said_of(state, group),
        tags=[said(v) if v else "" for v in own] if any(own) else (),
        carried=_carried(suggestion),
    )


def _in_order(workspace: Workspace, groups: Partition, state: NamingState, group: int, order: str) -> np.ndarray:
    if order != "unsure":
        return workspace.lab.face_order(groups, group, cast(Order, order))
    ids = workspace.lab.face_order(groups, group, "random")
    answers = payoff.probabilities(workspace)
    if answers is None:
        return ids
    of_group = answers[np.searchsorted(workspace.lab.grouped_rows, ids)]
    return ids[by_disagreement(of_group, soft_label(state.group_verdicts.get(group), workspace.faces.classes))]


def _carried(found: Suggestion | None) -> tuple[str, str, str] | None:
    return (found.verdict.emotion, found.verdict.second, carried_over.note(found)) if found else None


def _why_next(state: NamingState, group: int, reason: str) -> str:
    made = maker_of(group)
    how = state.reshapes[made[0]].decision.action if made and made[0] in state.reshapes else ""
    return {
        "split": "Part of a group that was split; its other parts come next.",
        "merge": "These groups are one now: one key names them all.",
    }.get(how, reason)


def progress(groups: Partition, state: NamingState) -> None:
    """How far the naming is, and what was named."""
    decided = [group for group in groups.numbers if group in state.group_verdicts]
    done, total = len(decided), len(groups.numbers)
    covered = sum(groups.sizes[group] for group in decided)
    st.progress(done / total, f"{done} of {total} groups")
    left, right = st.columns(2)
    left.metric("Decisions", f"{state.decisions:,}")
    right.metric("Time", duration(state.active_seconds), help="Pauses of over a minute are not counted.")
    st.caption(f"{covered:,} of {len(groups.rows):,} faces have a verdict.")


def named(workspace: Workspace) -> None:
    """How many faces each emotion has by now."""
    counts = workspace.named_counts()
    if counts is not None:
        st.plotly_chart(count_bars(counts, workspace.faces.classes, "Named faces"), key="named-counts")


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
