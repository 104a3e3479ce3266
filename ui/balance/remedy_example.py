"""A picture of what a remedy for imbalance does: dots before and after, or the faces that it makes up."""

import numpy as np
import streamlit as st

from fer_core.balance import BalanceSettings, TrainingRows, augmented, counts_after
from fer_core.balance.augmentation import altered, made_up
from fer_core.charts.balancing import example_dots
from fer_core.faces.faceset import FaceSet
from fer_core.recognizer.balance_example import Example, example
from fer_core.study.store import key_of
from ui.balance import side_by_side
from ui.shared import contact_sheet
from ui.shell import cache
from ui.shell.workspace import Workspace

SHOWN = 8


def draw(workspace: Workspace, settings: BalanceSettings) -> None:
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
    lesson = side_by_side.comparing(workspace).sets
    if lesson is None:
        st.caption("Its pictures are shown here once faces are named: it works on faces of one emotion.")
        return
    first, made, second = _few_made(workspace.faces, lesson.rows, settings)
    if not len(made):
        st.caption("No emotion here has two faces and fewer than another, so there is nothing to make up.")
        return
    contact_sheet.show(first, SHOWN, "Faces of the rarest emotion")
    contact_sheet.show(made, SHOWN, "Made up from the face above" + (" and the face below" if len(second) else ""))
    if len(second):
        contact_sheet.show(second, SHOWN, "The faces they are blended with")


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
