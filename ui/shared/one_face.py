"""One face in a dialog: enlarged, with everything known about it, and an address to share."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from fer_core.charts.pictures import grey_histogram
from fer_core.faces.faceset import FaceSet
from fer_core.faces.light import METHODS, Method, histogram, lit
from fer_core.faces.readers._text import shown
from ui.shared import contact_sheet, naming_again
from ui.shell.charts import show_chart
from ui.shell.text import escape
from ui.shell.workspace import PARAMETER, Workspace

FACE = "face"
"""A parameter of the address: ``?study=…&face=123`` opens the Data page and shows face 123."""
_AMONG = "face-among"


def name_of(faces: FaceSet, row: int) -> str:
    """The title of a face, e.g. "Face 123, happy"."""
    label = faces.label_of(row)
    return f"Face {row}" + ("" if label is None else f", {label}")


def tooltip_of(faces: FaceSet, row: int) -> str:
    """The title of a face, and its source if that is known."""
    return name_of(faces, row) + ("" if faces.sources is None else f", {source_in_words(faces, row)}")


def bring(row: int, among: np.ndarray | None = None) -> None:
    """Show a face by putting it into the address; ``among``: int [m], the faces to turn to from there, if not all."""
    st.query_params[FACE] = str(row)
    st.session_state[_AMONG] = among


def in_front(workspace: Workspace, rows: np.ndarray, flags: Mapping[str, np.ndarray]) -> None:
    """Show the face in the address, if there is one.

    Args:
        workspace: of the open study.
        rows: int64 [m], faces that the previous and next buttons go through.
        flags: faces that the audit flagged, int [f], by title of the check.
    """
    wanted = st.query_params.get(FACE)
    if wanted is None:
        return
    row = asked_for(wanted, len(workspace.faces))
    if row is None:
        _put_back()
        last = len(workspace.faces) - 1
        st.warning(
            f"The address asks for face {escape(wanted[:20])}, but the faces are numbered 0 to {last:,}.",
            icon=":material/link_off:",
        )
        return
    among = st.session_state.get(_AMONG)
    rows = among if among is not None and row in among else rows
    st.dialog(escape(name_of(workspace.faces, row)), width="medium", on_dismiss=_put_back)(_look)(
        workspace, row, rows, flags
    )


def asked_for(text: str, n: int) -> int | None:
    """The row in an address; None if there is no such face."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) < n else None


def _put_back() -> None:
    st.query_params.pop(FACE, None)


def _look(workspace: Workspace, row: int, rows: np.ndarray, flags: Mapping[str, np.ndarray]) -> None:
    faces = workspace.faces
    method: Method = st.segmented_control(
        "Light", list(METHODS), default="none", required=True, key=f"face-light-{workspace.study.id}", wrap=True,
        format_func=lambda m: METHODS[m].title,
    )  # fmt: skip
    st.caption(METHODS[method].explanation)
    image = faces.images[row : row + 1]
    after = lit(image, method)
    left, right = st.columns(2, gap="medium")
    with left:
        if method == "none":
            contact_sheet.show_large(image, "Original")
        else:
            contact_sheet.show_large(np.concatenate([image, after]), f"Original, and after: {METHODS[method].title}")
    with right:
        show_chart(
            grey_histogram(histogram(image), None if method == "none" else histogram(after)),
            key="face-histogram", alt="Histogram of the face's grey values",
        )  # fmt: skip
    st.markdown(" · ".join(_facts(faces, row, flags)))
    naming_again.beside_the_face(workspace, row)
    _turn(row, rows)
    st.caption("Address of this face:")
    st.code(_address(workspace, row), language=None, wrap_lines=True)


def _address(workspace: Workspace, row: int) -> str:
    page = (st.context.url or "").rstrip("/")
    return f"{page}/?{PARAMETER}={workspace.study.id}&{FACE}={row}"


def _facts(faces: FaceSet, row: int, flags: Mapping[str, np.ndarray]) -> list[str]:
    name = faces.label_of(row)
    label = "no label" if name is None else f"labelled **{escape(name)}**"
    image = faces.images[row]
    found = [escape(title) for title, members in flags.items() if row in members]
    source = source_in_words(faces, row)
    return [
        label,
        f"part **{escape(faces.usages[faces.usage[row]])}**",
        f"row {row:,} of {len(faces):,}, counted from 0",
        f"from **{escape(source)}**" if faces.sources is not None else source,
        f"brightness {image.mean():.0f} of 255",
        f"contrast {image.std():.0f}",
        *([f"flagged: {', '.join(found)}"] if found else []),
    ]


def source_in_words(faces: FaceSet, row: int) -> str:
    """The source of a face in words: a file in its folder or archive, a line of its table, or that it is unknown."""
    if faces.sources is not None:
        return shown(faces.sources[row], 200)
    return "drawn by a program" if faces.synthetic else "source unknown"


def _turn(row: int, rows: np.ndarray) -> None:
    """Draw buttons for the previous and the next face among ``rows``."""
    place = np.flatnonzero(rows == row)
    before, after = st.columns(2)
    at = int(place[0]) if len(place) else -1
    if before.button(
        "Previous face", icon=":material/arrow_back:", disabled=at <= 0, width="stretch", key="face-before"
    ):
        bring(int(rows[at - 1]), rows)
        st.rerun()
    last = at < 0 or at + 1 >= len(rows)
    if after.button("Next face", icon=":material/arrow_forward:", disabled=last, width="stretch", key="face-after"):
        bring(int(rows[at + 1]), rows)
        st.rerun()
