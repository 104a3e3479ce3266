"""The reduction of features to a few numbers: its controls, and its result in words."""

import streamlit as st

from fer_core.features import Feature
from fer_core.reduction import METHODS, PCA, Reduction, ReductionSettings
from fer_core.reduction.parallel_analysis import ParallelAnalysis
from ui.shared import controls
from ui.shell.text import count
from ui.shell.workspace import Workspace

ALL = "all"
"""Stands for no reduction, in place of a method."""
NUMBER, SHARE = "Number", "Share"
SHARES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99)


def choose(workspace: Workspace, reduction: Reduction) -> ReductionSettings:
    """Choose the method and how many components it keeps."""
    now = workspace.study.choices.reduction
    options = [PCA, *METHODS, ALL]
    method = st.selectbox(
        "Reduction",
        options,
        options.index(ALL if now.components is None else now.method),
        key=workspace.widget("method"),
        format_func=_title,
    )
    if method == ALL:
        st.caption(f"Uses all {reduction.n_features_:,} numbers of each face. Weak ones count as much as strong ones.")
        return ReductionSettings(None)
    if method == PCA:
        return _pca(workspace, now if now.method == PCA and now.components else ReductionSettings(), reduction)
    return _other(workspace, now, method)


def _title(method: str) -> str:
    if method == PCA:
        return "PCA (recommended)"
    return "None: all numbers" if method == ALL else METHODS[method].title


def _pca(workspace: Workspace, now: ReductionSettings, reduction: Reduction) -> ReductionSettings:
    largest = len(reduction.components_)
    if largest == 1:
        st.caption("These faces vary in one component only.")
        return now
    keep = st.segmented_control(
        "Choose components by", [NUMBER, SHARE], default=SHARE if now.variance else NUMBER, required=True, wrap=True,
        key=workspace.widget("keep"),
    )  # fmt: skip
    if keep == SHARE:
        share = now.variance if now.variance in SHARES else 0.9
        share = st.select_slider(
            "Share of variance", SHARES, share, key=workspace.widget("share-kept"),
            format_func=lambda s: f"{s:.0%}",
        )  # fmt: skip
        if reduction.count_for(share) is None:
            st.caption(f"All {largest} components together explain less than that, so all are used.")
        return ReductionSettings(now.components, _whiten(workspace, now), variance=share)
    shown = min(now.components or largest, largest)
    components = st.slider("PCA components", 1, largest, shown, key=workspace.widget(f"components-of-{largest}"))
    # A slider that was not moved does not lower the choice: other features may have more components.
    return ReductionSettings(now.components if components == shown else components, _whiten(workspace, now))


def _whiten(workspace: Workspace, now: ReductionSettings) -> bool:
    with st.expander("More settings"):
        return st.toggle(
            "Whiten",
            now.whiten,
            key=workspace.widget("whiten"),
            help="Gives all components the same variance, so that small ones count as much as large ones.",
        )


def _other(workspace: Workspace, now: ReductionSettings, name: str) -> ReductionSettings:
    method = METHODS[name]
    st.caption(method.explanation)
    wanted = now.components if now.method == name and now.components else method.usual
    wanted = st.slider("Components", 1, method.most, min(wanted, method.most), key=workspace.widget(f"count-{name}"))
    faces = len(workspace.lab.division.split.train)
    if faces > method.rows:
        st.caption(f"Fitted on {method.rows:,} of the {faces:,} training faces, drawn at random.")
    with st.expander("More settings"):
        seed = controls.seed(workspace, "reduction-seed", now.seed)
    return ReductionSettings(wanted, method=name, seed=seed)


def reduction_in_words(workspace: Workspace, feature: Feature, reduction: Reduction) -> str:
    """How many numbers describe a face before and after the reduction, and how much of the variance remains."""
    settings = workspace.study.choices.reduction
    begin = f"**{feature.title}**: {count(reduction.n_features_, 'number')} per face"
    if settings.components is None:
        return f"{begin}, used without reduction."
    if settings.method != PCA:
        title = METHODS[settings.method].title
        return f"{begin}, reduced to **{workspace.lab.space.points().shape[1]}** by {title}."
    components = workspace.lab.space.in_effect(reduction).components or 1
    if components == reduction.n_features_:
        return f"{begin}, used as **{components}** components, which hold the same: nothing is left out."
    share = reduction.explained_variance_ratio_[:components].sum()
    ninety = reduction.count_for(0.9)
    return (
        f"{begin}, reduced to **{components}** components that explain **{share:.0%}** of the variance between faces."
        + (f" {ninety} would explain 90 %." if ninety and ninety > components else "")
    )


def beyond_noise(analysis: ParallelAnalysis, reduction: Reduction, used: int) -> str:
    """The result of a parallel analysis, and what it means for the ``used`` components, in two sentences."""
    total, real = len(analysis.real), analysis.count
    if not real:
        return (
            "No component explains more than shuffled numbers would (Horn's parallel analysis). These numbers are "
            "hardly correlated, for instance because they are already components."
        )
    explain = "explains" if real == 1 else "explain"
    share = reduction.explained_variance_ratio_[:real].sum()
    found = (
        f"**{real} of {total}** components {explain} more than random noise would (Horn's parallel analysis), "
        f"together {share:.0%} of the variance."
    )
    if used <= real:
        return found
    rest = reduction.explained_variance_ratio_[real:used].sum()
    return (
        f"{found} The other {used - real} ({rest:.0%}) are used too: they vary independently of each other, as "
        "shuffled numbers do, which does not mean that they say nothing about a face."
    )
