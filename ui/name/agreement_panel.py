"""Who has named, how far annotators agree, and where they disagree."""

import math
from collections import Counter
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from fer_core.naming import agreement
from fer_core.naming.agreement import Agreement
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import Verdict
from fer_core.naming.words import NO_NAME, verdict_in_words
from fer_core.study.store import key_of
from ui.components.face_grid import NamingContext, show
from ui.name.people import MOST_LISTED
from ui.shell import cache
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace

_WORDS = ((0.8, "almost perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight"))

Agreements = tuple[Agreement, Agreement, list[tuple[int, int]]]
"""On groups, on faces, and the groups with the most disputed faces."""


def _answers(by_annotator: Mapping[str, Verdict]) -> str:
    """The answers of each annotator for one group: "Ann: happy · Ben: sad"."""
    return " · ".join(f"{who or NO_NAME}: {verdict_in_words(verdict)}" for who, verdict in by_annotator.items())


def panel(workspace: Workspace, context: NamingContext) -> None:
    """Show who has named, and if two or more did, how far they agree and where they disagree."""
    state = workspace.naming
    decisions = Counter(entry.annotator for entry in state.history if entry.standing)
    if not decisions:
        st.caption("Nobody has named a group or face yet.")
        return
    names = [f"**{escape(name or NO_NAME)}**{_you(name, workspace)}: {n:,}" for name, n in decisions.most_common()]
    st.markdown(f"Decisions by annotator: {' · '.join(names)}")
    if len(decisions) < 2:
        st.caption(
            "To name together, open the address of this study in another browser and enter another name there. Both of "
            "you see all decisions within seconds, and this panel shows how far you agree."
        )
        return
    on_groups, on_faces, disputed = _agreements(workspace)
    _overall(on_groups, "group")
    _overall(on_faces, "face")
    if on_faces.per_answer:
        _per_answer(on_groups, on_faces)
    _disputed(state, workspace.groups, context, disputed)


def _agreements(workspace: Workspace) -> Agreements:
    state, groups, classes = workspace.naming, workspace.groups, workspace.faces.classes

    def make() -> Agreements:
        return (
            agreement.on_groups(state, groups, classes),
            agreement.on_faces(state, groups, classes),
            agreement.most_disputed(state, groups, classes),
        )

    key = key_of(workspace.study.id, workspace.lab.groups.key, workspace.last_decision)
    return cache.derived("agreement", key, make)


def _overall(found: Agreement, thing: str) -> None:
    if not found.items:
        st.caption(f"No {thing} has been named by two people yet.")
        return
    who = "both of you" if len(found.people) == 2 else "two or more of you"
    st.markdown(
        f"**On {thing}s**: {found.measure} **{kappa(found.overall)}**; the same answer in {found.alike:.0%} of cases, "
        f"on {count(found.items, thing)} that {who} named."
    )


def _per_answer(on_groups: Agreement, on_faces: Agreement) -> None:
    rows = [
        {
            "answer": answer,
            "groups": on_groups.per_answer.get(answer, math.nan),
            "faces": value,
            "in words (faces)": strength(value),
        }
        for answer, value in on_faces.per_answer.items()
    ]
    number = st.column_config.NumberColumn(format="%.2f", width=64)
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, key="agreement", column_config={"groups": number, "faces": number}
    )
    st.caption(
        "Kappa is 1 if annotators always agree and 0 if they agree no more often than by chance. Words after Landis & "
        "Koch 1977. In the column *faces*, large groups count more."
    )


def _disputed(state: NamingState, groups: Partition, context: NamingContext, disputed: list[tuple[int, int]]) -> None:
    if not disputed:
        st.markdown("You agree on every face.")
        return
    st.markdown(f"**Where people disagree** ({count(len(disputed), 'group')}, most faces first)")
    for number, faces in disputed[:MOST_LISTED]:
        with st.container(horizontal=True, vertical_alignment="center"):
            what = _answers(state.conflicts[number]) if number in state.conflicts else "single faces"
            st.markdown(f"Group {groups.labels[number]}: {count(faces, 'face')} · {escape(what)}", width="stretch")
            st.button("Show", key=f"disputed-{number}", on_click=show, args=(context, number))
    if len(disputed) > MOST_LISTED:
        st.caption(f"And {len(disputed) - MOST_LISTED} more.")


def kappa(value: float) -> str:
    """Kappa with its words: "0.61: substantial"."""
    return f"{value:.2f}: {strength(value)}" if not math.isnan(value) else strength(value)


def strength(value: float) -> str:
    """Kappa in words, after Landis and Koch 1977 ("The measurement of observer agreement for categorical data")."""
    if math.isnan(value):
        return "undefined, as all answers are the same"
    return next((words for least, words in _WORDS if value > least), "poor" if value < 0 else "slight")


def _you(name: str, workspace: Workspace) -> str:
    return " (you)" if name == workspace.annotator else ""
