"""Imbalance as a lesson: how unequal the emotions are, and what follows from it."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fer_core.charts.classes import class_bars, class_pie, count_bars
from fer_core.faces.imbalance import Imbalance, imbalance, uncertainty
from fer_core.recognizer.label_trouble import two_spellings
from fer_core.study.journey import NAME
from ui.data.counts_table import counts_table
from ui.data.remedies import remedies
from ui.shell.text import escape, first_of
from ui.shell.workspace import Workspace

LISTED = 3
"""Rare emotions that a sentence names."""

FEW = 1000
"""Judging faces of the rarest emotion from which on their number is not worth a warning."""


def figures(workspace: Workspace) -> None:
    """The page's first line: how many faces of how many emotions, and how unequal these are."""
    faces = workspace.faces
    places = st.columns(5)
    places[0].metric("Faces", f"{workspace.counts.sum() + workspace.without_label:,}")
    if faces.emotions is None:
        places[1].metric(
            "Labels", "none", help="Faces without labels can be grouped, named and learnt from all the same."
        )
        return
    if workspace.without_label:
        places[0].caption(
            f"{workspace.without_label:,} without a label",
            help="They are grouped, named and used for training like all others. They are never test faces, and are "
            "not counted below.",
        )
    found = imbalance(workspace.counts.sum(axis=0))
    places[1].metric("Emotions", found.classes)
    places[2].metric(
        "Imbalance", f"{found.ratio:.1f} : 1", help="Faces of the commonest emotion for one of the rarest."
    )
    places[3].metric(
        "Effective number of emotions", f"{found.effective:.1f} of {found.classes}",
        help="This many equally common emotions would be as varied as these are: 2 to the power of their entropy.",
    )  # fmt: skip
    places[4].metric(f"Always “{escape(faces.classes[found.commonest])}”", f"{found.majority:.0%} right")


def lesson(workspace: Workspace) -> None:
    """Pie, bars and words, from the data set's labels or else from the names given so far."""
    faces, named = workspace.faces, None
    st.subheader("How equal are the emotions?", anchor=False)
    if faces.emotions is None:
        named = None if not workspace.lab.division.ready or workspace.split_problem else workspace.named_counts()
        if named is None or not named.sum():
            st.info(
                "These faces carry no labels, so nobody knows yet how unequal the emotions are. Name some groups, and "
                "this is counted from your names.",
                icon=":material/label_off:",
            )
            _parts_chart(workspace)
            st.page_link(f"pages/{NAME.key}.py", label="Name groups", icon=":material/arrow_forward:")
            return
        st.caption("Counted from the names given so far, for these faces carry no labels of their own.")
    present, names = list(faces.present), faces.present_names
    counts = workspace.counts[:, present] if named is None else named[None]
    usages = faces.usages if named is None else ("named",)
    left, right = st.columns([2, 3])
    left.plotly_chart(class_pie(counts.sum(axis=0), names), key="pie", alt="Pie of the share of each emotion")
    right.plotly_chart(class_bars(counts, names, usages), key="bars", alt="Faces by emotion and part")
    if named is None:
        counts_table(workspace)
    learning, where = learning_counts(workspace) if named is None else (named, "the faces named so far")
    judges = judges_of(workspace) if named is None else None
    sentences = consequences(
        counts.sum(axis=0),
        names,
        learning=learning[present],
        groups=workspace.study.choices.clusters.k,
        judges=None if judges is None else judges[present],
    )
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    with st.expander("What could be done about it", icon=":material/balance:"):
        remedies(learning, names, where)


def _parts_chart(workspace: Workspace) -> None:
    faces = workspace.faces
    if len(faces.usages) > 1:
        st.plotly_chart(
            count_bars(workspace.counts[:, 0], faces.usages, "Faces in each part"), key="bars", alt="Faces by part"
        )


def consequences(
    counts: np.ndarray,
    classes: Sequence[str],
    *,
    learning: np.ndarray,
    groups: int,
    judges: np.ndarray | None = None,
) -> list[str]:
    """What follows from the counts (int [c]), in sentences of Markdown, most important first.

    Args:
        counts: faces of each class, at least one in all.
        classes: their names.
        learning: int [c], those of them that are learnt from, at least one.
        groups: how many groups these are sorted into later.
        judges: int [c], faces of each class that judge the result; None where nobody can know.
    """
    found, names = imbalance(counts), [escape(name) for name in classes]
    if found.classes == 1:
        return [f"All faces show {names[found.commonest]}: there is nothing to tell apart. Open faces of two or more."]
    said = [
        f"**If you always said “{names[found.commonest]}” you would be right {found.majority:.0%} of the time**, "
        "without looking at a face. Only what is above that was learnt."
    ]
    said = _on_spellings(classes) + said
    said += _on_scores(found, names) + _on_groups(imbalance(learning), names, groups)
    said += _on_judges(found, names, learning, judges)
    if found.empty:
        listed = _some(found.empty, names)
        said.append(f"No face shows {listed}: nothing can be learnt of that here.")
    said.append(
        f"Together the {found.classes} emotions are as varied as **{found.effective:.1f}** equally common ones would "
        f"be (entropy {found.entropy:.2f} of {np.log2(found.classes):.2f} bits)."
    )
    return said


def _on_scores(found: Imbalance, names: Sequence[str]) -> list[str]:
    if found.balanced:
        return ["All emotions are about equally common, so the share of right answers can be taken at its word."]
    rarest, n = names[found.rarest], round(1000 * found.rarest_share)
    of_many = f"Of 1,000 faces {n} show" if n else f"Only {found.fewest:,} of {found.faces:,} faces show"
    lost = f"{found.rarest_share:.1%}" if found.rarest_share >= 0.0005 else "next to nothing of its"
    said = [
        f"{of_many} **{rarest}**. A recognizer that never says {rarest} loses {lost} accuracy, so accuracy alone "
        f"will not tell you. Balanced accuracy counts each emotion alike: always “{names[found.commonest]}” gets "
        f"{found.majority_balanced:.0%} there."
    ]
    if len(found.rare) > 1:
        listed = _some(found.rare, names)
        said.append(f"{len(found.rare)} emotions have less than half of an equal share: {listed}.")
    return said


def _on_groups(found: Imbalance, names: Sequence[str], groups: int) -> list[str]:
    size = found.faces / groups
    if found.fewest >= size or size < 2:
        return []
    rarest, share = names[found.rarest], found.fewest / size
    filled = "half of one" if 0.45 < share < 0.55 else f"{share:.0%} of one"
    return [
        f"Sorted into {groups} groups, a group has about {size:,.0f} faces. All {found.fewest:,} of {rarest} would "
        f"fill {filled}, so most likely nobody gets to name a group {rarest}. More groups help."
    ]


def _on_spellings(classes: Sequence[str]) -> list[str]:
    return [
        f"**“{escape(one)}” and “{escape(other)}” look like one emotion in two spellings**, and count as two. Give "
        "both one name where they came from, and open the faces again."
        for one, other in two_spellings(classes)
    ]


def _on_judges(found: Imbalance, names: Sequence[str], learning: np.ndarray, judges: np.ndarray | None) -> list[str]:
    if judges is None or not judges.sum():
        return []
    said = []
    if unlearnt := np.flatnonzero((judges > 0) & (learning == 0)).tolist():
        said.append(f"**No training face shows {_some(unlearnt, names)}**, but some of the faces that judge do.")
    if unjudged := np.flatnonzero((judges == 0) & (learning > 0)).tolist():
        what = "it is" if len(unjudged) == 1 else "they are"
        said.append(
            f"No face of {_some(unjudged, names)} judges the result: nobody will know how well {what} recognized."
        )
    n, rarest = int(judges[found.rarest]), names[found.rarest]
    if 0 < n < FEW:
        said.append(
            f"{'One face' if n == 1 else f'{n:,} faces'} of {rarest} judge{'s' if n == 1 else ''} the result: a score "
            f"on {rarest} is uncertain by about ± {100 * uncertainty(n):.0f} points."
        )
    return said


def _some(codes: Sequence[int], names: Sequence[str]) -> str:
    return first_of([names[code] for code in codes], LISTED)


def judges_of(workspace: Workspace) -> np.ndarray | None:
    """int64 [c]: faces of each emotion in the part that judges; None where the split is drawn instead."""
    split, faces = workspace.study.choices.split, workspace.faces
    if split.method != "usage" or split.test_usage not in faces.usages:
        return None
    return np.asarray(workspace.counts[faces.usages.index(split.test_usage)])


def learning_counts(workspace: Workspace) -> tuple[np.ndarray, str]:
    """int64 [c]: faces of each emotion that may be learnt from, and which these are, in words."""
    faces = workspace.faces
    if "Training" in faces.usages and len(faces.usages) > 1:
        counts = workspace.counts[faces.usages.index("Training")]
        if counts.sum():
            return counts, "the Training part"
    return workspace.counts.sum(axis=0), "all faces"
