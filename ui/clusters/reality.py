"""Is it real? The verdict in words, and how far the groups are found again."""

import streamlit as st

from fer_core.charts.groups import found_again_bars
from fer_core.clustering import ALGORITHMS, Clustering
from fer_core.clustering.reality import Finding
from fer_core.clustering.sampled import MOST_POINTS
from fer_core.clustering.stability import Stability
from fer_core.clustering.words import finding_words
from ui.shell import cache, waiting
from ui.shell.text import count
from ui.shell.workspace import Workspace


def verdict(workspace: Workspace, clustering: Clustering) -> None:
    """What the groups are, in words and with the reference; until the check is done, the figures alone."""
    lab = workspace.lab
    numbers = in_numbers(clustering)
    check = waiting.kept(
        workspace, "check", lab.validation.check_key, "Holding the groups against noise", lab.validation.check
    )
    finding = lab.validation.finding() if check is not None else None
    if check is None or finding is None:
        st.markdown(f"Not judged yet: {numbers}.")
    else:
        st.markdown(reality_in_words(finding, numbers, len(clustering.sizes), check.islands))
    about = ALGORITHMS[lab.choices.clusters.algorithm]
    if about.sampled and len(clustering.labels) > MOST_POINTS:
        st.caption(f"{about.title}: made from {MOST_POINTS:,} faces drawn at random; the others joined their nearest.")


def in_numbers(clustering: Clustering) -> str:
    """The silhouette, never without what noise would give."""
    text = f"silhouette {clustering.silhouette:.2f} (noise would give {clustering.noise_silhouette:.2f})"
    return text + (f", {count(clustering.left_out, 'face')} in no group" if clustering.left_out else "")


def reality_in_words(finding: Finding, numbers: str, groups: int, islands: int) -> str:
    """The verdict on ``groups`` groups where the faces fall into ``islands`` separate ones (1: none)."""
    found = finding_words(finding, groups, islands)
    return f"**{found.title}**: {numbers}. {found.text} {found.remedy}".strip()


def section(workspace: Workspace, known: Stability | None) -> None:
    """How far the groups are found again; tried when the person asks, kept for ever."""
    lab, asked = workspace.lab, workspace.widget("stability-asked")
    key = lab.validation.stability_key
    if known is None and cache.jobs().get(key) is None and st.session_state.get(asked) != key:
        st.markdown(
            "Would other seeds and other faces give these groups again? 20 resamples, 5 seeds and 5 folds tell."
        )
        if st.button("Test these groups", icon=":material/replay:", key=workspace.widget("stability")):
            st.session_state[asked] = key
            st.rerun()
        return
    known = known or waiting.kept(workspace, "stability", key, "Testing the groups", lab.validation.stability)
    if known is not None:
        _tested(known)


def _tested(known: Stability) -> None:
    mean, noise = float(known.group_jaccard.mean()), float(known.noise.mean())
    found, steady = float(known.found_again.mean()), int((known.found_again >= 0.8).sum())
    columns = st.columns(3)
    columns[0].metric(
        "Found again",
        f"{found:.0%}",
        help="Share of resamples in which the group was found again (overlap above one half).",
    )
    columns[0].caption(f"Overlap (Jaccard) {mean:.2f}; groups of noise {noise:.2f}")
    columns[1].metric("Other seeds agree", f"{float(known.seeds.mean()):.2f}", help="Adjusted Rand index; 1: the same.")
    columns[1].caption(f"{known.seeds.min():.2f} to {known.seeds.max():.2f}; chance would give 0")
    columns[2].metric(
        "Held-out faces agree", f"{float(known.folds[:, 1].mean()):.0%}",
        help="Groups made of four fifths of the faces put each face of the fifth where it is now.",
    )  # fmt: skip
    columns[2].caption(f"Adjusted Rand index {float(known.folds[:, 0].mean()):.2f} over {len(known.folds)} folds")
    st.markdown(stability_in_words(steady, len(known.found_again), mean, noise))
    st.plotly_chart(found_again_bars(known.found_again, known.group_jaccard), key="found-again")


def stability_in_words(steady: int, groups: int, overlap: float, noise: float) -> str:
    """What the resamples say, in a sentence."""
    if overlap <= noise + 0.05:
        return "Groups of noise are found again as often: **do not build on single groups**; another draw gives others."
    if steady == groups:
        return "**Every group comes back** in most resamples."
    return f"**{steady} of {groups} groups** come back in 80 % of the resamples or more; the others move."
