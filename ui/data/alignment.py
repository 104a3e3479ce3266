"""Face alignment: the part of the Data page that shows what alignment does to the faces, and switches it on or off."""

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.alignment import REASONS, Alignment
from fer_core.charts.pictures import tilt_histogram
from fer_core.study.recommended import with_present_networks
from ui.shared import contact_sheet
from ui.shell import cache, waiting
from ui.shell.charts import show_chart
from ui.shell.text import count
from ui.shell.workspace import Workspace

SHOWN, COLUMNS = 12, 6
UNALIGNED_SHOWN = 64
MEASURED = (
    "Measured on FER2013 (means of 8 runs): with 25 named groups, accuracy is 48.5 % with alignment and 46.9 % "
    "without; with 100 named groups, 52.4 % and 51.6 %. Groups are purer by one point."
)
"""What the switch is worth, from docs/alignment.md."""
ORDERS = {"most": "Moved most", "random": "Random", "unaligned": "Not aligned"}


def section(workspace: Workspace) -> None:
    """The switch, faces before and after, how tilted the faces are, and which ones cannot be aligned."""
    state = "on" if workspace.study.choices.aligned else "off"
    title, asked_for = f"**Face alignment** · {state}", waiting.followed(workspace.lab.pictures.alignment_key)
    with st.expander(
        title, asked_for, icon=":material/face_retouching_natural:", key=workspace.widget("eyes-level"),
        on_change="rerun",
    ) as part:  # fmt: skip
        if not part.open:  # draw pictures only when the part is open
            return
        st.markdown("Turns, scales and moves each face so that its eyes are level and in the same place as in FER2013.")
        aligned = st.toggle(
            "Align all faces",
            workspace.study.choices.aligned,
            key=workspace.widget("aligned"),
            help="Features, groups and the recognizer then use the aligned faces. Pages still show the original ones. "
            "The groups change, and the names given so far are suggested for the new groups.",
        )
        st.caption(MEASURED)
        workspace.choose(aligned=aligned)
        _networks(workspace)
        alignment = _alignment(workspace)
        if alignment is not None:
            _shown(workspace, alignment)


def _networks(workspace: Workspace) -> None:
    """Offer the present networks to a study from before them."""
    if workspace.study.choices.mesh == "landmarker":
        return
    st.markdown(
        "This study finds faces with the networks of an earlier version. The present ones also tell what the parts of "
        "a face do, and take a fifth less time."
    )
    if st.button(
        "Use the present networks",
        key=workspace.widget("present-networks"),
        icon=":material/upgrade:",
        help="The groups change, and the names given so far are suggested for the new groups.",
        disabled=not workspace.is_now,
    ):
        now = with_present_networks(workspace.study.choices)
        workspace.choose(mesh=now.mesh, features=now.features, trained_on=now.trained_on)


def _alignment(workspace: Workspace) -> Alignment | None:
    """The alignment if it is saved or was asked for here, else a button: nobody has to wait for it unasked."""
    lab = workspace.lab
    key = lab.pictures.alignment_key
    if lab.results.has("alignment", key) or waiting.wanted(key):
        return waiting.result(
            workspace, "alignment", key, f"Aligning {len(workspace.faces):,} faces", lab.pictures.alignment
        )
    if st.button("Show before and after", key=workspace.widget("align-shown"), icon=":material/visibility:"):
        waiting.ask(key)
    return None


def _shown(workspace: Workspace, alignment: Alignment) -> None:
    changed = alignment.changed
    if changed.any():
        tilts = np.abs(alignment.tilts[changed])
        st.markdown(
            f"{count(int(changed.sum()), 'face')} of {len(changed):,} can be aligned. Half of these are tilted by more "
            f"than **{np.median(tilts):.0f}°**, and **{(tilts > 10).mean():.0%}** by more than 10°."
        )
    order = st.segmented_control(
        "Faces", list(ORDERS), default="most", format_func=ORDERS.__getitem__, key=workspace.widget("align-order"),
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    if order == "unaligned":
        _not_aligned(workspace, alignment)
        return
    ranking = cache.derived(f"align-{order}", workspace.lab.pictures.alignment_key, lambda: _ranking(alignment, order))
    _before_and_after(workspace.faces.images[ranking], alignment.of(ranking))
    if changed.any():
        show_chart(
            tilt_histogram(alignment.tilts[changed]),
            key="tilts",
            alt="Histogram: faces by tilt in degrees",
        )


def _ranking(alignment: Alignment, order: str | None) -> np.ndarray:
    """int64 [at most `SHOWN`]: aligned faces, those that are moved most or a random choice."""
    rows = np.flatnonzero(alignment.changed)
    if order == "random":
        return np.random.default_rng(0).permutation(rows)[:SHOWN]
    return rows[np.argsort(-alignment.of(rows).correction(), kind="stable")[:SHOWN]]


def _before_and_after(images: np.ndarray, alignment: Alignment) -> None:
    """Faces before and after alignment, each with a line through the eyes."""
    before, after = st.columns(2)
    original, level = alignment.eye_lines()
    with before:
        contact_sheet.show_lines(images, COLUMNS, original, "Original")
    with after:
        contact_sheet.show_lines(alignment.images(images), COLUMNS, level, "Aligned")


def _not_aligned(workspace: Workspace, alignment: Alignment) -> None:
    """The faces that cannot be aligned: the reason, their pictures, and a list."""
    rows = np.flatnonzero(~alignment.changed)
    if not len(rows):
        st.success("Every face can be aligned.", icon=":material/check:")
        return
    for reason, why in REASONS.items():
        these = rows[alignment.reasons[rows] == reason]
        if len(these):
            shown = min(len(these), UNALIGNED_SHOWN)
            more = f"; {shown} are shown" if shown < len(these) else ""
            contact_sheet.show(
                workspace.faces.images[these[:shown]], 16, f"{count(len(these), 'face')} not aligned: {why}{more}"
            )
    faces = workspace.faces
    table = {
        "face": rows + 1,
        "part": np.array(faces.usages)[faces.usage[rows]],
        "reason": [REASONS[int(r)] for r in alignment.reasons[rows]],
    }
    st.dataframe(pd.DataFrame(table), width="stretch", height=240, hide_index=True)
