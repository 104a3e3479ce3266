"""The table of runs: sorted by a click on a column, narrowed by a word, one or two of them chosen."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from fer_core.recognizer.estimators import MODELS
from fer_core.study.runs import KeptRun
from ui.shared.clock import zone_here
from ui.shell.workspace import Workspace

FEW = 5
"""Up to so many runs need no search."""


def choose(workspace: Workspace, kept: Sequence[KeptRun]) -> list[KeptRun]:
    """The runs that a person chose in the table."""
    if len(kept) > FEW:
        word = st.text_input(
            "Show only", key=workspace.widget("runs-filter"), placeholder="a name, tag, model or kind of features",
            icon=":material/search:",
        )  # fmt: skip
        kept = [one for one in kept if matches(one, word)]
    picked = st.dataframe(
        frame(kept),
        hide_index=True,
        width="stretch",
        height=min(35 * len(kept) + 38, 320),
        key=f"{workspace.widget('runs')}-{len(kept)}",  # rows are chosen by their place: another list, another table
        on_select="rerun",
        selection_mode="multi-row",
        column_config=_columns(),
        alt="Every training of this study",
    )
    return [kept[row] for row in picked["selection"]["rows"] if row < len(kept)]


def matches(one: KeptRun, word: str) -> bool:
    """Whether every part of ``word`` is in what the table says of a run."""
    choices = one.run.choices
    said = (one.title, *one.marks.tags, MODELS[choices.recognizer.model].title, choices.features.kind, one.run.key)
    text = " ".join((*said, *choices.trained_on)).casefold()
    return all(part in text for part in word.casefold().split())


def frame(kept: Sequence[KeptRun]) -> pd.DataFrame:
    """What the table shows."""
    rows = []
    for one in kept:
        run, scores, clusters = one.run, one.run.scores, one.run.choices.clusters
        rows.append(
            {
                "pinned": "📌" if one.pinned else "",
                "run": one.title,
                "right": scores.accuracy if scores else None,
                "balanced": scores.balanced_accuracy if scores else None,
                "macro F1": scores.macro_f1 if scores else None,
                "decisions": run.decisions,
                "minutes": run.active_seconds / 60,
                "groups": clusters.k if "k" in clusters.uses else None,
                "features": run.choices.features.kind,
                "model": MODELS[run.choices.recognizer.model].title,
                "faces named": run.faces_named,
                "tags": list(one.marks.tags),
                "made": run.made,
                "seconds": run.seconds,
                "by": run.made_by,
                "key": run.key,
            }
        )
    table = pd.DataFrame(rows)
    if len(table):
        table["made"] = pd.to_datetime(table["made"], utc=True).dt.tz_convert(zone_here() or "UTC")
        table = table.drop(columns=[name for name in ("right", "balanced", "macro F1") if table[name].isna().all()])
    return table


def _columns() -> dict[str, ColumnConfig | str | None]:
    number = st.column_config.NumberColumn
    return {
        "pinned": st.column_config.TextColumn("", width=30, help="Pinned: this one is shown"),
        "run": st.column_config.TextColumn(width="medium"),
        "right": number(format="percent", help="Share of held-out faces that are right"),
        "balanced": number(format="percent", help="Mean over emotions: rare ones count as much"),
        "macro F1": number(format="%.2f"),
        "minutes": number(format="%.1f", help="Time that naming took"),
        "tags": st.column_config.ListColumn(),
        "made": st.column_config.DatetimeColumn(format="D MMM, HH:mm"),
        "seconds": number(format="%.1f", help="To fit and to judge"),
    }
