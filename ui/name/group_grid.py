"""The faces of one group, and the keys that name it."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import streamlit as st

from fer_core.clustering import Order
from fer_core.clustering.movements import SeenMovement, of_ten
from fer_core.faces.emotions import colours
from fer_core.naming.carry_over import Suggestion
from fer_core.naming.decision import maker_of
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.uncertain import by_disagreement
from fer_core.naming.verdict import soft_label
from fer_core.naming.words import verdict_in_words
from ui.components.face_grid import Hand, NamingContext, face_grid, groups_to_show, place_of
from ui.name import carried_over, hints, payoff, single_faces
from ui.name.group_list import lines
from ui.shared import movement_bars
from ui.shell.workspace import Workspace

ORDERS = {"typical": "typical", "random": "random", "odd": "unusual", "unsure": "doubtful"}


def in_turn(groups: Partition, state: NamingState, useful: Sequence[int] = ()) -> list[int]:
    """The groups in the order in which they come up.

    Parts of split groups come first, beginning with the latest split; then the others in the order ``useful`` if it is
    given, else the largest first.
    """
    others = useful or sorted(groups.numbers, key=lambda group: -groups.sizes[group])
    parts = {g for r in state.reshapes.values() if r.decision.action == "split" for g in r.decision.made}

    def turn(group: int) -> tuple[int, int, int]:
        made = maker_of(group) if group in parts else None
        return (0, -made[0], made[1]) if made else (1, 0, 0)

    return sorted(others, key=turn)


def grid(workspace: Workspace, groups: Partition, state: NamingState, context: NamingContext) -> None:
    """Draw one group and the keys that name it."""
    with st.container(horizontal=True, vertical_alignment="center", key="face-view"):
        order = st.segmented_control(
            "Show",
            list(ORDERS),
            default="random",
            format_func=ORDERS.__getitem__,
            key="face-order",
            required=True,
            persist_state="session",
            label_visibility="collapsed",
            help="Doubtful: faces come first if the recognizer predicts another emotion than their group's.",
        )
        with st.popover("View", icon=":material/tune:"):
            count = st.select_slider("Faces shown", [30, 60, 120, 200], 60, key="face-count", persist_state="session")
            size = st.slider("Face size", 36, 96, 60, 4, key="face-size", persist_state="session")
    useful, reasons = payoff.order_and_reasons(workspace, groups, state)
    suggested = carried_over.suggestions(workspace)
    looks = hints.hints(workspace, groups, state)
    does = movement_bars.of_groups(workspace, groups.rows, groups.groups, groups.numbers)
    following = groups_to_show(in_turn(groups, state, useful), state.group_verdicts, place_of(context))
    hands = [
        _hand(
            workspace,
            groups,
            state,
            group,
            order,
            count,
            reasons.get(group, ""),
            suggested.get(group),
            looks.get(group, ""),
            does.get(group),
        )
        for group in following
        if group in groups.sizes
    ]
    face_grid(
        context,
        single_faces.hand(workspace, groups, state, context) + hands,
        state,
        groups=lines(groups, state),
        colours=colours(workspace.faces.classes),
        left=sum(group not in state.group_verdicts for group in groups.numbers),
        size=size,
    )


def _hand(
    workspace: Workspace,
    groups: Partition,
    state: NamingState,
    group: int,
    order: str,
    count: int,
    reason: str,
    suggestion: Suggestion | None,
    hint: str,
    does: Sequence[SeenMovement] | None,
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
        answer=state.verdict_in_words(group),
        tags=[verdict_in_words(v) if v else "" for v in own] if any(own) else (),
        carried=_carried(suggestion),
        hint=hint,
        does=None if does is None else [(one.words, one.strength, of_ten(one.share)) for one in does],
    )


def _in_order(workspace: Workspace, groups: Partition, state: NamingState, group: int, order: str) -> np.ndarray:
    if order != "unsure":
        return workspace.lab.groups.face_order(groups, group, cast(Order, order))
    ids = workspace.lab.groups.face_order(groups, group, "random")
    answers = payoff.probabilities(workspace)
    if answers is None:
        return ids
    of_group = answers[np.searchsorted(workspace.lab.division.grouped_rows, ids)]
    return ids[by_disagreement(of_group, soft_label(state.group_verdicts.get(group), workspace.faces.classes))]


def _carried(found: Suggestion | None) -> tuple[str, str, str] | None:
    return (found.verdict.emotion, found.verdict.second, carried_over.note(found)) if found else None


def _why_next(state: NamingState, group: int, reason: str) -> str:
    made = maker_of(group)
    how = state.reshapes[made[0]].decision.action if made and made[0] in state.reshapes else ""
    return {
        "split": "Part of a split group. The other parts come next.",
        "merge": "These groups were merged. One key names all of their faces.",
    }.get(how, reason)
