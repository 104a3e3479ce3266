"""Suggestions: names that the same faces have from earlier groups are offered for the current groups."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from fer_core.naming.carry_over import Suggestion
from fer_core.naming.correction import Correction
from fer_core.naming.verdict import Verdict
from fer_core.naming.words import verdict_in_words
from fer_core.study.journey import NAME
from fer_core.study.store import key_of
from ui.shared import decisions, earlier_results
from ui.shared.earlier_results import Further
from ui.shell import cache
from ui.shell.text import count
from ui.shell.workspace import Workspace

LEAST_SHARE = 60
"""Percent of a group's faces that must have a name from earlier groups, unless the person chooses otherwise."""


def suggestions(workspace: Workspace) -> Mapping[int, Suggestion]:
    """Suggested names by group number, for undecided groups whose faces have names from earlier groups."""
    lab, state = workspace.lab, workspace.naming
    others = [d.id for d in workspace.decisions if d.clustering != lab.groups.key]
    if not others:
        return {}
    key = key_of(workspace.study.id, lab.groups.key, len(others), others[-1], state.standing)
    found = cache.derived("carried", key, lambda: lab.naming.carried_over(state, workspace.decisions))
    return {group: one for group, one in found.items() if group not in state.group_verdicts}


def note(suggestion: Suggestion) -> str:
    """A suggestion as the grid shows it: "happy, 80% of its faces"."""
    return f"{verdict_in_words(suggestion.verdict)}, {suggestion.share:.0%} of its faces"


def offer(workspace: Workspace) -> None:
    """Offer to use all suggestions that are clear enough: in the banner about earlier names where there is one."""
    found, corrected = suggestions(workspace), _corrections(workspace)
    further = None
    if found or corrected:
        decisions.problem()
        photos = f" {count(len(corrected), 'corrected face')} from photos can be added too." if corrected else ""
        words = (
            f"**{len(found)} of {len(workspace.groups.numbers)} groups** have faces that you named in earlier groups."
        )
        further = Further(words + photos, partial(_popover, workspace, found, corrected))
    if not earlier_results.note(workspace, NAME, further) and further:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/history: {further.words}", width="stretch")
            further.button()


def _popover(workspace: Workspace, found: Mapping[int, Suggestion], corrected: Sequence[Correction]) -> None:
    with st.popover("Use earlier names"):
        _take_over(workspace, found, corrected)


def _corrections(workspace: Workspace) -> Sequence[Correction]:
    key = key_of(workspace.study.id, workspace.lab.groups.key, workspace.last_decision)
    return cache.derived(
        "corrected", key, lambda: workspace.lab.naming.earlier_corrections(workspace.naming, workspace.decisions)
    )


def _take_over(workspace: Workspace, found: Mapping[int, Suggestion], corrected: Sequence[Correction]) -> None:
    least = st.slider(
        "Least share of faces", 0, 100, LEAST_SHARE, 5, format="%d %%", key="carried-sure",
        help="A group gets a name if at least this share of its faces had that name in earlier groups.",
    )  # fmt: skip
    clear = {group: one for group, one in found.items() if one.share >= least / 100}

    def take() -> None:
        verdicts = [{"group": group, "verdict": one.verdict} for group, one in clear.items()]
        photos = [
            {"action": "correction", "picture": one.picture, "verdict": Verdict("name", one.emotion)}
            for one in corrected
        ]
        if decisions.decide(workspace, [*verdicts, *photos]):
            st.toast(f"{count(len(verdicts), 'name')} added. You can undo each of them.")

    st.button(
        f"Use {count(len(clear), 'name')}" if clear or corrected else "No group reaches this share",
        type="primary", on_click=take, disabled=not clear and not corrected, key="carried-take",
    )  # fmt: skip
    st.caption("The other groups stay undecided. Each shows its suggestion when you get to it.")
