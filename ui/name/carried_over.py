"""Carried over: names that were given on other groups of the same faces are offered for these ones."""

from collections.abc import Mapping, Sequence

import streamlit as st

from fer_core.naming.carry_over import Suggestion
from fer_core.naming.correction import Correction
from fer_core.naming.verdict import Verdict
from fer_core.naming.words import verdict_in_words
from fer_core.study.store import key_of
from ui.shared import decisions
from ui.shell import cache
from ui.shell.text import count
from ui.shell.workspace import Workspace

SURE = 60
"""Percent of a group's faces that must carry a name, unless the person chooses otherwise."""


def suggestions(workspace: Workspace) -> Mapping[int, Suggestion]:
    """A name for each group without one of its own in which faces were named on other groups; by group number."""
    lab, state = workspace.lab, workspace.naming
    others = [d.id for d in workspace.decisions if d.clustering != lab.groups.key]
    if not others:
        return {}
    key = key_of(workspace.study.id, lab.groups.key, len(others), others[-1], state.standing)
    found = cache.derived("carried", key, lambda: lab.naming.carried_over(state, workspace.decisions))
    return {group: one for group, one in found.items() if group not in state.group_verdicts}


def note(suggestion: Suggestion) -> str:
    """A suggestion as the grid shows it."""
    return f"{verdict_in_words(suggestion.verdict)}, {suggestion.sure:.0%} sure"


def offer(workspace: Workspace) -> bool:
    """One line that offers all sure names at once; returns whether there is anything to offer."""
    found, corrected = suggestions(workspace), _corrections(workspace)
    if not found and not corrected:
        return False
    decisions.problem()
    kept = "" if workspace.naming.decisions else " Those names are kept, and come back with the earlier choices."
    photos = f" {count(len(corrected), 'corrected face')} of photos can be taken over with them." if corrected else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/history: For **{len(found)} of the {len(workspace.groups.numbers)} groups** there is a name "
            f"from earlier groups, by the faces in them.{photos}{kept}",
            width="stretch",
        )
        with st.popover("Take over"):
            _take_over(workspace, found, corrected)
    return True


def _corrections(workspace: Workspace) -> Sequence[Correction]:
    key = key_of(workspace.study.id, workspace.lab.groups.key, workspace.last_decision)
    return cache.derived(
        "corrected", key, lambda: workspace.lab.naming.earlier_corrections(workspace.naming, workspace.decisions)
    )


def _take_over(workspace: Workspace, found: Mapping[int, Suggestion], corrected: Sequence[Correction]) -> None:
    least = st.slider(
        "At least so sure", 0, 100, SURE, 5, format="%d %%", key="carried-sure",
        help="Share of a group's faces that carry the name from earlier groups.",
    )  # fmt: skip
    sure = {group: one for group, one in found.items() if one.sure >= least / 100}

    def take() -> None:
        verdicts = [{"group": group, "verdict": one.verdict} for group, one in sure.items()]
        photos = [
            {"action": "correction", "picture": one.picture, "verdict": Verdict("name", one.emotion)}
            for one in corrected
        ]
        if decisions.decide(workspace, [*verdicts, *photos]):
            st.toast(f"{count(len(verdicts), 'name')} taken over, each a decision that can be undone.")

    st.button(
        f"Take over {count(len(sure), 'name')}" if sure or corrected else "No name is so sure",
        type="primary", on_click=take, disabled=not sure and not corrected, key="carried-take",
    )  # fmt: skip
    st.caption("The others stay open; the grid shows what each would be.")
