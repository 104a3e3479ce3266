"""Parts of the Balance page: the split, what is grouped, what trains the recognizer, and pictures of what balancing
does."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.audit.words import copies_excluded
from fer_core.balance import STRATEGIES, BalanceSettings, TrainingRows, augmented, counts_after
from fer_core.balance.augmentation import altered, made_up
from fer_core.charts.balancing import example_dots
from fer_core.charts.classes import balanced_bars
from fer_core.faces.faceset import FaceSet
from fer_core.faces.imbalance import imbalance_ratio
from fer_core.faces.split import ASIDE, TEST, TRAIN
from fer_core.recognizer.balance_example import Example, example
from fer_core.recognizer.label_trouble import two_spellings
from fer_core.recognizer.words import FEWEST_TEST_FACES, few_test_faces
from fer_core.study.lab import Comparing
from fer_core.study.store import key_of
from ui.shared import faces as pictures
from ui.shell import cache
from ui.shell.text import escape
from ui.shell.workspace import Workspace

FEW = FEWEST_TEST_FACES
"""Training faces of an emotion below which the recognizer can hardly learn it."""
SHOWN = 8
LISTED = 6


def split_table(workspace: Workspace) -> None:
    """How many faces learn, judge and stay aside; per emotion where there are labels."""
    faces, part = workspace.faces, workspace.lab.split.part
    names = {TRAIN: "learn from", TEST: "judge", ASIDE: "aside, unseen"}
    labelled = faces.emotions is not None
    columns, codes = (list(faces.present_names), list(faces.present)) if labelled else (["faces"], [0])
    rows = {title: faces.counts(part == code).sum(axis=0)[codes] for code, title in names.items()}
    table = pd.DataFrame(rows, index=columns).T
    if labelled and not faces.labelled.all():
        without = [int((part[~faces.labelled] == code).sum()) for code in names]
        table.insert(len(table.columns), "without a label", without, allow_duplicates=True)
    if len(table.columns) > 1:
        table.insert(len(table.columns), "sum of all", table.sum(axis=1), allow_duplicates=True)
    st.dataframe(table, width="stretch")
    copies = workspace.lab.split.copies_aside
    if copies:
        st.caption(copies_excluded(copies))
    if labelled and not faces.labelled.all():
        st.caption(
            "Faces without a label are grouped and used for training like all others; they never judge, so those of "
            "the part that judges are set aside."
        )
    _too_few(columns, rows["learn from"], rows["judge"], labelled)


def _too_few(columns: Sequence[str], learn: np.ndarray, judge: np.ndarray, labelled: bool) -> None:
    """Say aloud which classes have nothing to learn from, too little, or too few to judge."""
    none = [name for name, n in zip(columns, learn, strict=True) if n == 0]
    few = [name for name, n in zip(columns, learn, strict=True) if 0 < n < FEW]
    unsure = [name for name, n in zip(columns, judge, strict=True) if 0 < n < FEWEST_TEST_FACES]
    unjudged = [name for name, n in zip(columns, judge, strict=True) if n == 0]
    if none and labelled:
        st.error(
            f"**Nothing to learn from: {_listed(none)}.** No training face is labelled so, and no way to balance "
            "can make up for that. Hold out fewer faces, or add some. Where another part has such faces, the parts may "
            "spell their emotions differently.",
            icon=":material/error:",
        )
    if few and labelled:
        st.warning(
            f"**Fewer than {FEW} faces to learn from: {_listed(few)}.** Repeating them teaches little that is new.",
            icon=":material/warning:",
        )
    if unjudged:
        what = "it is" if len(unjudged) == 1 else "they are"
        st.warning(f"No face that judges is labelled {_listed(unjudged)}: nobody will know how well {what} recognized.")
    pairs = [f"“{escape(one)}” and “{escape(other)}”" for one, other in two_spellings(columns)]
    if pairs:
        st.warning(
            f"This looks like one emotion in two spellings, each counted by itself: {', '.join(pairs[:LISTED])}."
        )
    if unsure:
        more = [f"{len(unsure) - LISTED} more"] if len(unsure) > LISTED else []
        st.warning(escape(few_test_faces([*unsure[:LISTED], *more])))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - LISTED
    return escape(", ".join(names[:LISTED])) + (f" and {more} more" if more > 0 else "")


def grouped_note(workspace: Workspace, grouped: BalanceSettings) -> None:
    """Whose labels balancing reads before anybody has named a face."""
    if workspace.faces.emotions is None:
        st.caption(
            "These faces carry no labels, so only “As it is” can be chosen here. Once you have named groups, "
            "every way to "
            "balance is offered below, by **named** emotion."
        )
    elif grouped.strategy != "none":
        st.warning(
            "This reads the data set's own labels before anybody has named a face. It shows what balancing does; "
            "a study without labels cannot do it.",
            icon=":material/label:",
        )


def grouped_chart(workspace: Workspace) -> None:
    """Training faces of each emotion, before and after balancing what is grouped."""
    faces, train = workspace.faces, workspace.lab.split.train
    if faces.emotions is None:
        st.metric("Faces to group", f"{len(train):,}")
        return
    rows, codes = workspace.lab.grouped_rows, list(faces.present)
    before, after = (faces.counts(some).sum(axis=0)[codes] for some in (train, rows))
    st.plotly_chart(balanced_bars(before, after, faces.present_names), key="grouped-chart")
    without = len(rows) - int(after.sum())
    st.caption(
        f"{len(rows):,} of {len(train):,} training faces are grouped"
        f"{f', {without:,} of them without a label' if without else ''}. "
        f"Imbalance {imbalance_ratio(before):.1f} : 1 before, {imbalance_ratio(after):.1f} : 1 after."
    )


def trained_chart(workspace: Workspace) -> None:
    """What balancing by named emotion would do: to the names given so far, else to the true labels as a preview."""
    faces, settings = workspace.faces, workspace.study.choices.recognizer.balance
    before = workspace.named_counts()
    source = "the names given so far"
    if before is None and faces.emotions is not None:
        before = faces.counts(workspace.lab.split.train).sum(axis=0)
        source = "the data set's labels, since nothing is named yet"
    if before is None:
        st.info(
            "Nothing is named yet, so there is nothing to count. Every way except “As it is” needs to know "
            "which faces are "
            "rare: it acts once you have **named** groups."
        )
        return
    after = counts_after(before, settings)
    shown = sorted({*faces.present, *np.flatnonzero(before).tolist()})
    names = [faces.classes[code] for code in shown]
    st.plotly_chart(balanced_bars(before[shown], after[shown], names), key="trained-chart")
    missing = [faces.classes[code] for code in shown if not before[code]]
    if missing:
        st.warning(
            f"No face is called {_listed(missing)}, and no way to balance can make up for that. "
            "Look for such faces while naming.",
            icon=":material/warning:",
        )
    notes = [f"Counted from {source}."]
    if settings.strategy in ("weights", "effective_weights", "logit_adjustment"):
        notes.append("The counts stay as they are.")
    if not STRATEGIES[settings.strategy].exact:
        notes.append("How many there will be is only known once it is done; this is about right.")
    if settings.on_pictures:
        notes.append("Each new picture has to be looked at, so this takes longer.")
    st.caption(" ".join(notes))


def comparing(workspace: Workspace) -> Comparing:
    """Comparisons on the names given so far, if there are any."""
    grouped = workspace.lab.kept("clustering", workspace.lab.clustering_key)
    return Comparing(workspace.lab, workspace.named_faces if grouped and workspace.naming.decisions else None)


def explained(workspace: Workspace, settings: BalanceSettings) -> None:
    """A picture of what a way to balance does: dots before and after, or faces where it makes faces."""
    if settings.on_pictures:
        _made_faces(workspace, settings)
        return
    if settings.strategy == "none":
        return
    key = key_of("balance-example", settings)
    dots: Example = cache.derived("balance-example", key, lambda: example(settings))
    chart = example_dots(dots)
    st.plotly_chart(chart, key="balance-example", config={"displayModeBar": False}, alt="Dots before and after")
    st.caption(
        "Seventy dots, balanced by the same code as the faces. The dotted line is where a recognizer changes "
        "its mind; a dot "
        "that counts for more is drawn larger."
    )


def _made_faces(workspace: Workspace, settings: BalanceSettings) -> None:
    """Faces that the way makes up, under those that they are made of."""
    lesson = comparing(workspace).lesson
    if lesson is None:
        st.caption("Its pictures are shown here once faces are named: it works on faces of one emotion.")
        return
    first, made, second = _few_made(workspace.faces, lesson.rows, settings)
    if not len(made):
        st.caption("No emotion here has two faces and fewer than another, so there is nothing to make up.")
        return
    pictures.show(first, SHOWN, "Faces of the rarest emotion")
    pictures.show(made, SHOWN, "Made up from the face above" + (" and the face below" if len(second) else ""))
    if len(second):
        pictures.show(second, SHOWN, "The faces they are blended with")


def _few_made(
    faces: FaceSet, rows: TrainingRows, settings: BalanceSettings
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """uint8 [k, 48, 48] each: first faces, made ones, second faces (none where pictures are altered)."""
    counts = np.bincount(rows.codes)
    after = counts_after(counts, settings)
    growing = np.flatnonzero(after > counts)
    if not len(growing):
        return (faces.images[:0],) * 3
    rarest = int(growing[counts[growing].argmin()])
    mine = rows.of(np.flatnonzero(rows.codes == rarest)[:400])  # enough to find neighbours among, and quick
    images, wanted = mine.take(faces.images), {rarest: len(mine) + SHOWN}
    if settings.strategy == "augment":
        places = augmented(mine.codes, wanted, settings.seed)
        return images[places], altered(images[places], settings.seed), images[:0]
    made, pairs = made_up(images, mine.codes, wanted, settings.seed)
    return images[pairs[:, 0]], made, images[pairs[:, 1]]
