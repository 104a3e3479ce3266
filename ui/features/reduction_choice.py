"""How features are brought down to few numbers: controls, and what that keeps, in words."""

import streamlit as st

from fer_core.features import Feature
from fer_core.reduction import METHODS, PCA, Reduction, ReductionSettings
from fer_core.reduction.parallel_analysis import ParallelAnalysis
from ui.shared import controls
from ui.shell.text import count
from ui.shell.workspace import Workspace

ALL = "all"
"""In place of a method: every column as it is."""
NUMBER, SHARE = "Number", "Share"
SHARES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)


def choose(workspace: Workspace, reduction: Reduction) -> ReductionSettings:
    """The method and how much it keeps."""
    now = workspace.study.choices.reduction
    options = [PCA, *METHODS, ALL]
    method = st.selectbox(
        "Bring down by",
        options,
        options.index(ALL if now.components is None else now.method),
        key=workspace.widget("method"),
        format_func=_title,
    )
    if method == ALL:
        st.caption(f"All {reduction.n_features_:,} numbers of a face. Weak ones count as much as strong ones.")
        return ReductionSettings(None)
    if method == PCA:
        return _pca(workspace, now if now.method == PCA and now.components else ReductionSettings(), reduction)
    return _other(workspace, now, method)


def _title(method: str) -> str:
    if method == PCA:
        return "PCA (recommended)"
    return "Nothing: all columns" if method == ALL else METHODS[method].title


def _pca(workspace: Workspace, now: ReductionSettings, reduction: Reduction) -> ReductionSettings:
    largest = len(reduction.components_)
    if largest == 1:
        st.caption("These faces vary in one component only.")
        return now
    keep = st.segmented_control(
        "Keep", [NUMBER, SHARE], default=SHARE if now.variance else NUMBER, required=True, wrap=True,
        key=workspace.widget("keep"),
    )  # fmt: skip
    if keep == SHARE:
        share = now.variance if now.variance in SHARES else 0.9
        share = st.select_slider(
            "Share of the variance", SHARES, share, key=workspace.widget("share-kept"),
            format_func=lambda s: f"{s:.0%}",
        )  # fmt: skip
        if reduction.count_for(share) is None:
            st.caption(f"All {largest} components keep less; they are all kept.")
        return ReductionSettings(now.components, _whiten(workspace, now), variance=share)
    shown = min(now.components or largest, largest)
    components = st.slider("PCA components", 1, largest, shown, key=workspace.widget(f"components-of-{largest}"))
    # What was not moved stays: other features may have more components to give.
    return ReductionSettings(now.components if components == shown else components, _whiten(workspace, now))


def _whiten(workspace: Workspace, now: ReductionSettings) -> bool:
    with st.expander("More settings"):
        return st.toggle(
            "Whiten", now.whiten, key=workspace.widget("whiten"), help="All components count the same, small ones too."
        )


def _other(workspace: Workspace, now: ReductionSettings, name: str) -> ReductionSettings:
    method = METHODS[name]
    st.caption(method.explanation)
    wanted = now.components if now.method == name and now.components else method.usual
    wanted = st.slider(
        "Numbers a face", 1, method.most, min(wanted, method.most), key=workspace.widget(f"count-{name}")
    )
    taught = len(workspace.lab.division.split.train)
    if taught > method.rows:
        st.caption(f"Learnt from {method.rows:,} of the {taught:,} training faces, drawn at random.")
    with st.expander("More settings"):
        seed = controls.seed(workspace, "reduction-seed", now.seed)
    return ReductionSettings(wanted, method=name, seed=seed)


def reduction_in_words(workspace: Workspace, feature: Feature, reduction: Reduction) -> str:
    """What is kept of what there was."""
    settings = workspace.study.choices.reduction
    begin = f"**{feature.title}**: {count(reduction.n_features_, 'number')} a face"
    if settings.components is None:
        return f"{begin}, all of them kept as they are."
    if settings.method != PCA:
        title = METHODS[settings.method].title
        return f"{begin}, brought down to **{workspace.lab.space.points().shape[1]}** by {title}."
    components = workspace.lab.space.in_effect(reduction).components or 1
    kept = reduction.explained_variance_ratio_[:components].sum()
    ninety = reduction.count_for(0.9)
    return (
        f"{begin}, brought down to **{components}** components that keep **{kept:.0%}** of what differs between faces."
        + (f" {ninety} would keep 90 %." if ninety and ninety > components else "")
    )


def beyond_noise(analysis: ParallelAnalysis) -> str:
    """What parallel analysis says, in a sentence."""
    total, real = len(analysis.real), analysis.count
    if not real:
        return (
            "No component holds more than shuffled columns would (Horn's parallel analysis): these numbers hardly go "
            "together, for instance because they are components already."
        )
    holds = "holds" if real == 1 else "hold"
    return f"**{real} of {total}** components {holds} more than noise would (Horn's parallel analysis)."
