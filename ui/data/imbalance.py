"""Class imbalance: how unequal the emotions are, and what follows from it."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fer_core.charts.classes import class_bars, class_pie, count_bars
from fer_core.faces.imbalance import Imbalance, imbalance, uncertainty
from fer_core.recognizer.label_trouble import two_spellings
from fer_core.study.journey import NAME
from ui.data.balancing_effects import balancing_effects
from ui.data.counts_table import counts_table
from ui.shell.charts import show_chart
from ui.shell.text import escape, first_of
from ui.shell.workspace import Workspace

LISTED = 3
"""Emotions that a sentence names; more are counted."""

FEW = 1000
"""With fewer test faces than this, the uncertainty of an emotion's score is shown."""


def figures(workspace: Workspace) -> None:
    """The page's first line: how many faces and emotions there are, and how unequal the emotions are."""
    faces = workspace.faces
    places = st.columns(5)
    places[0].metric("Faces", f"{workspace.counts.sum() + workspace.without_label:,}")
    if faces.emotions is None:
        places[1].metric(
            "Labels", "none", help="Faces without labels can still be grouped, named and used for training."
        )
        return
    if workspace.without_label:
        places[0].caption(
            f"{workspace.without_label:,} without a label",
            help="They are grouped, named and used for training like all others, but they are never test faces and are "
            "not counted below.",
        )
    found = imbalance(workspace.counts.sum(axis=0))
    places[1].metric("Emotions", found.classes)
    places[2].metric(
        "Imbalance", f"{found.ratio:.1f} : 1",
        help="Faces of the most common emotion for each face of the rarest, among all faces. The training faces alone, "
        "without copies of test faces, have an imbalance of their own: see Balance.",
    )  # fmt: skip
    places[2].caption(f"of all {found.faces:,} faces")
    places[3].metric(
        "Effective number of emotions", f"{found.effective:.1f} of {found.classes}",
        help="This many equally common emotions would be as diverse: 2 to the power of the entropy.",
    )  # fmt: skip
    places[4].metric(f"Always “{escape(faces.classes[found.commonest])}”", f"{found.majority:.0%} correct")


def section(workspace: Workspace) -> None:
    """Charts and sentences about the labels or, where there are none, about the names given so far."""
    faces, named = workspace.faces, None
    st.subheader("How balanced are the emotions?", anchor=False)
    if faces.emotions is None:
        named = None if not workspace.lab.division.ready or workspace.split_problem else workspace.named_counts()
        if named is None or not named.sum():
            st.info(
                "These faces have no labels. Once you have named some groups, you can see how common each emotion is.",
                icon=":material/label_off:",
            )
            _parts_chart(workspace)
            st.page_link(f"pages/{NAME.key}.py", label="Name groups", icon=":material/arrow_forward:")
            return
        st.caption("Counted from the names given so far, because these faces have no labels.")
    present, names = list(faces.present), faces.present_names
    counts = workspace.counts[:, present] if named is None else named[None]
    usages = faces.usages if named is None else ("named",)
    left, right = st.columns([2, 3])
    show_chart(
        class_pie(counts.sum(axis=0), names), place=left, key="pie", alt="Pie chart of the share of each emotion"
    )
    show_chart(class_bars(counts, names, usages), place=right, key="bars", alt="Bar chart of faces by emotion and part")
    if named is None:
        counts_table(workspace)
    training, where = training_counts(workspace) if named is None else (named, "the faces named so far")
    test = test_counts(workspace) if named is None else None
    sentences = consequences(
        counts.sum(axis=0),
        names,
        training=training[present],
        groups=workspace.study.choices.clusters.k,
        test=None if test is None else test[present],
    )
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    with st.expander("Ways to balance the training faces", icon=":material/balance:"):
        balancing_effects(training, where)


def _parts_chart(workspace: Workspace) -> None:
    faces = workspace.faces
    if len(faces.usages) > 1:
        show_chart(
            count_bars(workspace.counts[:, 0], faces.usages, "Faces in each part"),
            key="bars",
            alt="Bar chart of faces by part",
        )


def consequences(
    counts: np.ndarray,
    classes: Sequence[str],
    *,
    training: np.ndarray,
    groups: int,
    test: np.ndarray | None = None,
) -> list[str]:
    """What follows from the counts of a data set, as sentences of Markdown, most important first.

    Args:
        counts: int [c], faces of each class, at least one in all.
        classes: names of the c classes.
        training: int [c], training faces of each class, at least one in all.
        groups: how many groups the training faces are sorted into.
        test: int [c], test faces of each class; None where they are not known.

    Returns:
        At least one sentence.

    Raises:
        InvalidSettings: where ``counts`` or ``training`` has no face.
    """
    found, names = imbalance(counts), [escape(name) for name in classes]
    if found.classes == 1:
        only = names[found.commonest]
        return [f"All faces show {only}, so there is nothing to tell apart. Open faces of two or more emotions."]
    sentences = _on_spellings(classes)
    sentences.append(
        f"**Always predicting “{names[found.commonest]}” would be correct for {found.majority:.0%} of the faces.** "
        "A useful recognizer scores clearly more."
    )
    sentences += _on_scores(found, names) + _on_groups(imbalance(training), names, groups)
    sentences += _on_test_faces(found, names, training, test)
    if found.empty:
        sentences.append(f"No face shows {_some(found.empty, names)}, so a recognizer cannot be trained for that here.")
    sentences.append(
        f"The effective number of emotions is **{found.effective:.1f}** of {found.classes}: that many equally common "
        f"emotions would be as diverse (entropy {found.entropy:.2f} of {np.log2(found.classes):.2f} bits)."
    )
    return sentences


def _on_scores(found: Imbalance, names: Sequence[str]) -> list[str]:
    if found.balanced:
        return ["All emotions are about equally common, so accuracy is a fair score here."]
    rarest, n = names[found.rarest], round(1000 * found.rarest_share)
    of_many = f"Of 1,000 faces, {n} show" if n else f"Only {found.fewest:,} of {found.faces:,} faces show"
    lost = f"only {found.rarest_share:.1%}" if found.rarest_share >= 0.0005 else "hardly any"
    sentences = [
        f"{of_many} **{rarest}**. A recognizer that never predicts {rarest} loses {lost} accuracy, so look at balanced "
        f"accuracy too. It counts each emotion equally: always predicting “{names[found.commonest]}” scores "
        f"{found.majority_balanced:.0%} there."
    ]
    if len(found.rare) > 1:
        listed = _some(found.rare, names)
        sentences.append(f"{len(found.rare)} emotions have less than half of an equal share of the faces: {listed}.")
    return sentences


def _on_groups(found: Imbalance, names: Sequence[str], groups: int) -> list[str]:
    size = found.faces / groups
    if found.fewest >= size or size < 2:
        return []
    rarest, share = names[found.rarest], found.fewest / size
    filled = "half of one" if 0.45 < share < 0.55 else f"{share:.0%} of one"
    return [
        f"With {groups} groups, each group has about {size:,.0f} faces. All {found.fewest:,} faces of {rarest} would "
        f"fill {filled}, so probably no group will show mostly {rarest}. More groups help."
    ]


def _on_spellings(classes: Sequence[str]) -> list[str]:
    return [
        f"**“{escape(one)}” and “{escape(other)}” look like one emotion in two spellings** but count as two. Give "
        "both the same name in the original file, then open the faces again."
        for one, other in two_spellings(classes)
    ]


def _on_test_faces(found: Imbalance, names: Sequence[str], training: np.ndarray, test: np.ndarray | None) -> list[str]:
    if test is None or not test.sum():
        return []
    sentences = []
    if untrained := np.flatnonzero((test > 0) & (training == 0)).tolist():
        sentences.append(f"**No training face shows {_some(untrained, names)}**, but some test faces do.")
    if untested := np.flatnonzero((test == 0) & (training > 0)).tolist():
        scores = "it has no score" if len(untested) == 1 else "they have no scores"
        sentences.append(f"No test face shows {_some(untested, names)}, so {scores}.")
    n, rarest = int(test[found.rarest]), names[found.rarest]
    if 0 < n < FEW:
        sentences.append(
            f"{'Only one test face shows' if n == 1 else f'{n:,} test faces show'} {rarest}, so its score is uncertain "
            f"by about ± {100 * uncertainty(n):.0f} points."
        )
    return sentences


def _some(codes: Sequence[int], names: Sequence[str]) -> str:
    return first_of([names[code] for code in codes], LISTED)


def test_counts(workspace: Workspace) -> np.ndarray | None:
    """int64 [c]: test faces of each emotion; None where they are drawn at random and not a part of the data set."""
    split, faces = workspace.study.choices.split, workspace.faces
    if split.method != "usage" or split.test_usage not in faces.usages:
        return None
    return np.asarray(workspace.counts[faces.usages.index(split.test_usage)])


def training_counts(workspace: Workspace) -> tuple[np.ndarray, str]:
    """int64 [c]: faces of each emotion that training faces are taken from, and which faces these are, in words."""
    faces = workspace.faces
    if "Training" in faces.usages and len(faces.usages) > 1:
        counts = workspace.counts[faces.usages.index("Training")]
        if counts.sum():
            return counts, "the part Training"
    return workspace.counts.sum(axis=0), "all faces"
