"""Two runs side by side: scores, what differs in their settings, whether one is better, emotion by emotion."""

from typing import Any

import pandas as pd
import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.recognizer.estimators import MODELS
from fer_core.study import runs
from fer_core.study.runs import KeptRun
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_WORDS = {
    "aligned": "eyes level", "left_out": "faces left out", "clusters.k": "k (number of groups)",
    "recognizer.model": "model", "trained_on": "the recognizer sees", "features": "features grouped",
    "recognizer.balance.strategy": "balancing of names", "reduction.components": "components",
}  # fmt: skip
_SHARE = st.column_config.NumberColumn(format="percent")


def panel(workspace: Workspace, first: KeptRun, second: KeptRun) -> None:
    """Everything about two runs that differs."""
    titles = titles_of(first, second)
    st.markdown(f"**{escape(titles[0])}** beside **{escape(titles[1])}**")
    _better(workspace, first, second, titles)
    left, right = st.columns(2, gap="large")
    with left:
        _settings(first, second, titles)
    with right:
        _emotions(first, second, titles)


def titles_of(first: KeptRun, second: KeptRun) -> tuple[str, str]:
    """Names of two runs that differ."""
    if first.title != second.title:
        return first.title, second.title
    return f"{first.title} ({first.run.key[:4]})", f"{second.title} ({second.run.key[:4]})"


def _better(workspace: Workspace, first: KeptRun, second: KeptRun, titles: tuple[str, str]) -> None:
    """McNemar's test in words; where there can be none, why."""
    for column, one, title in zip(st.columns(2), (first, second), titles, strict=True):
        scores = one.run.scores
        if scores is not None:
            low, high = scores.interval
            column.metric(
                escape(title), f"{scores.accuracy:.1%}", f"{low:.1%} to {high:.1%}", delta_color="off",
                delta_arrow="off", help="Share of held-out faces that are right, with its 95 % interval",
            )  # fmt: skip
    try:
        found = runs.compared(workspace.store, workspace.faces, first.run, second.run)
    except FerLabError as error:
        st.info(escape(str(error)), icon=":material/info:")
        _agree(workspace, first, second)
        return
    st.markdown(escape(runs.verdict(found, f"“{titles[0]}”", f"“{titles[1]}”")))
    kind = "exact binomial" if found.exact else "chi-squared with continuity correction"
    st.caption(
        f"McNemar's test on the same {found.n:,} held-out faces ({kind}); 95 % interval by Newcombe. "
        f"Both right: {found.both:,}; neither: {found.neither:,}."
    )


def _agree(workspace: Workspace, first: KeptRun, second: KeptRun) -> None:
    """How often two runs on the same faces say the same, which needs no label."""
    if first.run.judges != second.run.judges:
        return
    said = [runs.training_of(workspace.store, workspace.faces, one.run) for one in (first, second)]
    if said[0] is not None and said[1] is not None:
        st.markdown(f"They say the same of **{runs.agreeing(said[0], said[1]):.1%}** of the held-out faces.")


def _settings(first: KeptRun, second: KeptRun, titles: tuple[str, str]) -> None:
    st.markdown("**What differs in the settings**")
    found = runs.differing(first.run, second.run)
    rows = [(_WORDS.get(name, name.replace(".", " · ")), *map(_shown, values)) for name, values in found.items()]
    if first.run.names != second.run.names:
        told = (f"{one.run.decisions:,} decisions, {one.run.faces_named:,} faces" for one in (first, second))
        rows.append(("names", *told))
    if not rows:
        st.caption("Nothing: the same settings and the same names.")
        return
    st.dataframe(pd.DataFrame(rows, columns=["setting", *titles]), hide_index=True, width="stretch")


def _emotions(first: KeptRun, second: KeptRun, titles: tuple[str, str]) -> None:
    found = runs.recall_changes(first.run, second.run)
    if not found:
        return
    st.markdown("**Faces of each emotion that are found (recall)**")
    rows = [(name, one, other, 100 * (other - one)) for name, (one, other) in found.items()]
    points = st.column_config.NumberColumn(format="%+.1f", help="Points that the second run has more")
    config = {titles[0]: _SHARE, titles[1]: _SHARE, "change": points}
    table = pd.DataFrame(rows, columns=["emotion", *titles, "change"])
    st.dataframe(table, hide_index=True, width="stretch", column_config=config)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, str) and value in MODELS:
        return MODELS[value].title
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
