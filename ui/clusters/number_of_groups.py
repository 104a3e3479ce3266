"""How many groups? Measures over k of how distinct the groups are, with buttons to use one of the best k."""

import dataclasses
from collections.abc import Mapping
from functools import partial

import streamlit as st

from fer_core.charts.sweep import sweep_curves
from fer_core.clustering import ALGORITHMS
from fer_core.clustering.sweep import SAMPLE, SweepSettings
from fer_core.clustering.sweep_scores import Sweep
from fer_core.clustering.words import MEASURES
from ui.shell import waiting
from ui.shell.charts import show_chart
from ui.shell.text import count
from ui.shell.workspace import Workspace

LAST = (10, 20, 30, 50)
ABOUT = (
    "These measures look for gaps between groups. They answer whether there are distinct kinds of faces, **not how "
    "many groups to name**: few groups are the most distinct ones, but each of them mixes more emotions. On FER2013 "
    "they choose 3 to 13 groups, while naming 25 to 100 trains a better recognizer."
)


def section(workspace: Workspace) -> None:
    """Draw a sweep over k: it starts on demand, every finished k is saved, and a finished sweep is shown at once."""
    st.markdown(ABOUT)
    lab, settings = workspace.lab, _settings(workspace)
    key = lab.validation.sweep_key(settings)
    title = f"Trying k = 2 … {settings.last}"
    if not lab.validation.swept(settings) and not waiting.wanted(key):
        if st.button(f"Try k = 2 … {settings.last}", icon=":material/query_stats:", key=workspace.widget("sweep")):
            waiting.ask(key)
        st.caption(
            "Several measures for each k, from several seeds. It runs in the background, and every finished k is saved."
        )
        return
    swept = waiting.obtain(
        key,
        title,
        partial(lab.validation.sweep, settings),
        ready=lab.validation.swept(settings),
        slot=workspace.widget("sweep-slot"),
        about=settings,
    )
    if swept is not None:
        _show(workspace, swept, settings)


def _settings(workspace: Workspace) -> SweepSettings:
    clusters = workspace.lab.choices.clusters
    most = max(2, min(LAST[-1], len(workspace.lab.division.grouped_rows) // 4))
    offered = [last for last in LAST if last <= most] or [most]
    known, usual = waiting.about(SweepSettings), 20 if 20 in offered else offered[-1]
    last_key, seeds_key = workspace.widget("sweep-last"), workspace.widget("sweep-seeds")
    st.session_state.setdefault(last_key, known.last if known and known.last in offered else usual)
    st.session_state.setdefault(seeds_key, known.seeds if known else 5)
    left, right, _ = st.columns([2, 1, 3], vertical_alignment="bottom")
    last = left.segmented_control("Up to k", offered, key=last_key, required=True, persist_state="session")
    seeds = right.number_input("Seeds", 1, 20, key=seeds_key, persist_state="session")
    algorithm = "kmeans" if ALGORITHMS[clusters.algorithm].finds_k else clusters.algorithm
    if algorithm != clusters.algorithm:
        st.caption("HDBSCAN finds the number of groups itself, so k-means is used here.")
    covariance = clusters.covariance if algorithm == "mixture" else "diag"
    return SweepSettings(algorithm, int(last or usual), int(seeds), covariance)


def _show(workspace: Workspace, swept: Sweep, settings: SweepSettings) -> None:
    st.markdown(sweep_in_words(swept))
    st.markdown(_by_measure(swept.best))
    with st.container(horizontal=True, key="sweep-choices"):
        for k in sorted({k for k in swept.best.values() if k > 1}):
            measures = [name for name, choice in swept.best.items() if choice == k]
            st.button(
                f"Use k = {k}", key=f"use-k-{k}", help=f"Best by: {', '.join(measures)}",
                on_click=partial(use, workspace, k), disabled=k == workspace.lab.choices.clusters.k,
            )  # fmt: skip
    figures = sweep_curves(swept, workspace.lab.choices.clusters.k)
    for start in range(0, len(figures), 3):
        for column, (name, figure) in zip(st.columns(3), figures[start : start + 3], strict=False):
            show_chart(figure, place=column, key=f"sweep-{name}")
    sample = f" Silhouette, gap and noise are measured on {SAMPLE:,} of the faces." * (
        len(workspace.lab.division.grouped_rows) > SAMPLE
    )
    st.caption(
        f"{ALGORITHMS[settings.algorithm].title}. Lines: mean over {count(settings.seeds, 'seed')}; bands: lowest to "
        f"highest value; dashed line: the present k; ring: the best k by this measure.{sample}"
    )


def sweep_in_words(swept: Sweep) -> str:
    """Whether the measures agree on a number of groups."""
    best = swept.best
    one = " The gap statistic finds no groups at all (k = 1)." if best.get("gap statistic") == 1 else ""
    if "silhouette above noise" not in best:
        return f"**No k scores clearly above random noise.**{one}"
    if len(set(best.values())) == 1:
        return f"**All measures agree.**{one}"
    return f"**The measures disagree**, as is usual where there are no clear groups.{one}"


def _by_measure(best: Mapping[str, int]) -> str:
    """A table: each measure, what it asks, and the k that it finds best."""
    rows = [f"| {name} | {MEASURES[name]} | {k} |" for name, k in best.items()]
    return "\n".join(["Best k by each measure:\n", "| measure | what it asks | best k |", "|---|---|---|", *rows])


def use(workspace: Workspace, k: int) -> None:
    """Use this k: for the study and for the slider, whose own state would otherwise win."""
    st.session_state[workspace.widget("k")] = k
    workspace.take(clusters=dataclasses.replace(workspace.lab.choices.clusters, k=k))
