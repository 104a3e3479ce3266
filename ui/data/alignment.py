"""Eyes level: the part of the Data page that shows what aligning the faces does, and switches it on or off."""

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.alignment import REASONS, Alignment
from fer_core.charts.pictures import tilt_histogram
from ui.shared import contact_sheet
from ui.shell import cache, waiting
from ui.shell.text import count
from ui.shell.workspace import Workspace

SHOWN, COLUMNS = 12, 6
KEPT_SHOWN = 64
MEASURED = (
    "Measured on FER2013, means of 8 runs: with 25 groups named, the recognizer is right on 48.5 % of aligned faces "
    "and on 46.9 % of the faces as they came; with 100 groups on 52.4 % and 51.6 %. The groups are purer by one point."
)
"""What the switch is worth, from docs/alignment.md."""
ORDERS = {"most": "Moved most", "random": "At random", "kept": "Left as they came"}


def eyes_level(workspace: Workspace) -> None:
    """Switch, before and after, how tilted the faces are, and which ones keep their crop."""
    state = "faces are aligned" if workspace.study.choices.aligned else "faces stay as they came"
    title = f"**Eyes level** · {state}"
    with st.expander(
        title, icon=":material/face_retouching_natural:", key=workspace.widget("eyes-level"), on_change="rerun"
    ) as part:
        if not part.open:  # pictures only where somebody looks
            return
        st.markdown(
            "Each face is turned, scaled and moved so that its eyes are level and where FER2013's faces have them."
        )
        aligned = st.toggle(
            "Align the faces for everything that follows",
            workspace.study.choices.aligned,
            key=workspace.widget("aligned"),
            help="Features, groups and recognizer then see the aligned faces; you go on seeing the faces as they came. "
            "Other groups come of it, and names given so far are offered for them again.",
        )
        st.caption(MEASURED)
        workspace.choose(aligned=aligned)
        alignment = _alignment(workspace)
        if alignment is not None:
            _shown(workspace, alignment)


def _alignment(workspace: Workspace) -> Alignment | None:
    """The alignment if it is there or was asked for here, else a button: who only opens faces need not wait for it."""
    lab = workspace.lab
    key, asked = lab.pictures.alignment_key, workspace.widget("align-shown")
    if lab.results.has("alignment", key) or st.session_state.get(asked):
        return waiting.kept(
            workspace, "alignment", key, f"Aligning {len(workspace.faces):,} faces", lab.pictures.alignment
        )
    if st.button("Show before and after", key=f"{asked}-button", icon=":material/visibility:"):
        st.session_state[asked] = True
        st.rerun()
    return None


def _shown(workspace: Workspace, alignment: Alignment) -> None:
    changed = alignment.changed
    if changed.any():
        tilts = np.abs(alignment.tilts[changed])
        st.markdown(
            f"{count(int(changed.sum()), 'face')} of {len(changed):,} can be aligned. Half of them are tilted by more "
            f"than **{np.median(tilts):.0f}°**, and **{(tilts > 10).mean():.0%}** by more than 10°."
        )
    order = st.segmented_control(
        "Faces", list(ORDERS), default="most", format_func=ORDERS.__getitem__, key=workspace.widget("align-order"),
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    if order == "kept":
        _left(workspace, alignment)
        return
    ranking = cache.derived(f"align-{order}", workspace.lab.pictures.alignment_key, lambda: _ranking(alignment, order))
    _before_and_after(workspace.faces.images[ranking], alignment.of(ranking))
    if changed.any():
        st.plotly_chart(
            tilt_histogram(alignment.tilts[changed]),
            key="tilts",
            alt="Bars: faces by how far they are tilted, in degrees",
        )


def _ranking(alignment: Alignment, order: str | None) -> np.ndarray:
    """int64, the first `SHOWN` of the aligned faces: those that are moved most, or any."""
    rows = np.flatnonzero(alignment.changed)
    if order == "random":
        return np.random.default_rng(0).permutation(rows)[:SHOWN]
    return rows[np.argsort(-alignment.of(rows).correction(), kind="stable")[:SHOWN]]


def _before_and_after(images: np.ndarray, alignment: Alignment) -> None:
    """The faces as they came and aligned, with a line through the eyes."""
    before, after = st.columns(2)
    came, level = alignment.eye_lines()
    with before:
        contact_sheet.show_lines(images, COLUMNS, came, "As they came")
    with after:
        contact_sheet.show_lines(alignment.images(images), COLUMNS, level, "Aligned")


def _left(workspace: Workspace, alignment: Alignment) -> None:
    """The faces that keep their crop: why, how they look, and a list."""
    rows = np.flatnonzero(~alignment.changed)
    if not len(rows):
        st.success("Every face could be aligned.", icon=":material/check:")
        return
    for reason, why in REASONS.items():
        these = rows[alignment.reasons[rows] == reason]
        if len(these):
            shown = min(len(these), KEPT_SHOWN)
            more = f"; {shown} of them" if shown < len(these) else ""
            contact_sheet.show(
                workspace.faces.images[these[:shown]], 16, f"{count(len(these), 'face')} kept the crop: {why}{more}"
            )
    faces = workspace.faces
    table = {
        "face": rows + 1,
        "part": np.array(faces.usages)[faces.usage[rows]],
        "kept its crop because": [REASONS[int(r)] for r in alignment.reasons[rows]],
    }
    st.dataframe(pd.DataFrame(table), width="stretch", height=240, hide_index=True)
