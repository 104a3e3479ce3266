"""An example of a balancing strategy: dots before and after, or the pictures that it creates."""

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
from ui.shell.charts import show_chart
from ui.shell.workspace import Workspace

SHOWN = 8


def draw(workspace: Workspace, settings: BalanceSettings) -> None:
    """Show what a balancing strategy does: dots before and after, or faces where the strategy creates pictures."""
    if settings.on_pictures:
        _created_pictures(workspace, settings)
        return
    if settings.strategy == "none":
        return
    key = key_of("balance-example", settings)
    dots: Example = cache.derived("balance-example", key, lambda: example(settings))
    chart = example_dots(dots)
    show_chart(
        chart, key="balance-example", buttons=False, alt="Chart of the dots of two classes, before and after balancing"
    )
    st.caption(
        "Seventy dots, balanced by the same code as the faces. The dotted line is where the recognizer's prediction "
        "changes. Larger dots count for more."
    )


def _created_pictures(workspace: Workspace, settings: BalanceSettings) -> None:
    """Pictures that the strategy creates, below the faces that they are made from."""
    sets = side_by_side.comparison_of(workspace).sets
    if sets is None:
        st.caption(
            "This strategy creates pictures from faces of the same emotion. Examples appear once faces are named."
        )
        return
    first, made, second = _examples(workspace.faces, sets.rows, settings)
    if not len(made):
        st.caption("No rare emotion has at least two faces, so no pictures can be created.")
        return
    contact_sheet.show(first, SHOWN, "Faces of the rarest emotion")
    contact_sheet.show(made, SHOWN, "Created from the face above" + (" and the face below" if len(second) else ""))
    if len(second):
        contact_sheet.show(second, SHOWN, "Faces that they are blended with")


def _examples(
    faces: FaceSet, rows: TrainingRows, settings: BalanceSettings
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """uint8 [k, 48, 48] each: first faces, created ones, second faces (none where pictures are altered)."""
    counts = np.bincount(rows.codes)
    after = counts_after(counts, settings)
    growing = np.flatnonzero(after > counts)
    if not len(growing):
        return (faces.images[:0],) * 3
    rarest = int(growing[counts[growing].argmin()])
    mine = rows.of(np.flatnonzero(rows.codes == rarest)[:400])  # enough to find neighbours among, and fast
    images, wanted = mine.take(faces.images), {rarest: len(mine) + SHOWN}
    if settings.strategy == "augment":
        places = augmented(mine.codes, wanted, settings.seed)
        return images[places], altered(images[places], settings.seed), images[:0]
    made, pairs = made_up(images, mine.codes, wanted, settings.seed)
    return images[pairs[:, 0]], made, images[pairs[:, 1]]
