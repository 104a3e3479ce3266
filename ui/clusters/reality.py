"""Are the groups real? The finding in words, and how often the groups are found again."""

import streamlit as st

from fer_core.charts.groups import found_again_bars
from fer_core.clustering import ALGORITHMS, Clustering
from fer_core.clustering.reality import Finding
from fer_core.clustering.sampled import MOST_POINTS
from fer_core.clustering.stability import Stability
from fer_core.clustering.words import finding_words
from ui.shell import waiting
from ui.shell.charts import show_chart
from ui.shell.text import count
from ui.shell.workspace import Workspace


def summary(workspace: Workspace, clustering: Clustering) -> None:
    """The finding on the groups, in words and with the noise reference; until it is known, the figures alone."""
    lab = workspace.lab
    numbers = in_numbers(clustering)
    check = waiting.result(
        workspace, "check", lab.validation.check_key, "Comparing the groups with random noise", lab.validation.check
    )
    finding = lab.validation.finding() if check is not None else None
    if check is None or finding is None:
        st.markdown(f"Not checked yet: {numbers}.")
    else:
        st.markdown(reality_in_words(finding, numbers, len(clustering.sizes), check.islands))
    about = ALGORITHMS[lab.choices.clusters.algorithm]
    if about.sampled and len(clustering.labels) > MOST_POINTS:
        st.caption(
            f"{about.title} grouped {MOST_POINTS:,} faces drawn at random. Each other face joined the group of its "
            "nearest one."
        )


def in_numbers(clustering: Clustering) -> str:
    """The silhouette, always with that of random noise."""
    text = f"silhouette {clustering.silhouette:.2f} (random noise scores {clustering.noise_silhouette:.2f})"
    return text + (f", {count(clustering.left_out, 'face')} in no group" if clustering.left_out else "")


def reality_in_words(finding: Finding, numbers: str, groups: int, islands: int) -> str:
    """The finding on ``groups`` groups where the faces form ``islands`` separate groups (1: there are no gaps)."""
    words = finding_words(finding, groups, islands)
    return f"**{words.title}**: {numbers}. {words.text} {words.remedy}".strip()


def section(workspace: Workspace, known: Stability | None) -> None:
    """How often the groups are found again: tested on demand, and saved."""
    lab, key = workspace.lab, workspace.lab.validation.stability_key
    if known is None and not waiting.wanted(key):
        st.markdown(
            "Tests whether other seeds and other samples of the faces give the same groups: 20 resamples, 5 seeds and "
            "5 folds."
        )
        if st.button("Test these groups", icon=":material/replay:", key=workspace.widget("stability")):
            waiting.ask(key)
        return
    known = known or waiting.result(workspace, "stability", key, "Testing the groups", lab.validation.stability)
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
    columns[0].caption(f"Overlap (Jaccard) {mean:.2f}; in random noise {noise:.2f}")
    columns[1].metric(
        "Agreement with other seeds", f"{float(known.seeds.mean()):.2f}",
        help="Adjusted Rand index: 1 for the same groups, 0 for chance.",
    )  # fmt: skip
    columns[1].caption(f"{known.seeds.min():.2f} to {known.seeds.max():.2f} over {count(len(known.seeds), 'seed')}")
    columns[2].metric(
        "Agreement on held-out folds", f"{float(known.folds[:, 1].mean()):.0%}",
        help="Share of faces in a held-out fold that groups of the other folds assign to the group they are in now.",
    )  # fmt: skip
    columns[2].caption(f"Adjusted Rand index {float(known.folds[:, 0].mean()):.2f} over {len(known.folds)} folds")
    st.markdown(stability_in_words(steady, len(known.found_again), mean, noise))
    show_chart(found_again_bars(known.found_again, known.group_jaccard), key="found-again")


def stability_in_words(steady: int, groups: int, overlap: float, noise: float) -> str:
    """The result of the resamples, in a sentence."""
    if overlap <= noise + 0.05:
        return (
            "Groups of random noise are found again just as often. **Do not rely on single groups**: another sample of "
            "faces gives different ones."
        )
    if steady == groups:
        return "**Every group is found again** in 80 % of the resamples or more."
    return f"**{steady} of {groups} groups** are found again in 80 % of the resamples or more; the others change."
