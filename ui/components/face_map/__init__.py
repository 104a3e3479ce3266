"""The face map: every face as a point or a picture, with tools to select faces.

Put `face_map` into a fragment (`ui.shell.fragment`), and `pictures` beside that fragment on the page. Positions and
colours are sent once as raw bytes. The browser sends only drawn lines; the faces inside them are found here. Pictures
of single faces come through a fragment of their own, so that viewing them does not run the fragment of the map.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from ui.components.face_map.asked_faces import address, answer, wanted
from ui.components.face_map.colouring import by_confidence, by_group, by_name, titles
from ui.components.face_map.receive import Picked, chosen, lacking, receive, selected_rows
from ui.components.face_map.scene import Legend, Scene, name_of, scene
from ui.components.sheets import COLUMNS, PITCH
from ui.components.source import source
from ui.shell.fragment import fragment

__all__ = ["Legend", "MapSelection", "by_confidence", "by_group", "by_name", "face_map", "pictures", "select", "titles"]

_SCRIPTS = ("near.js", "dots.js", "faces.js", "post.js", "legend.js", "gestures.js", "view.js", "face_map.js")
_REMEMBERED = 4  # layers sent last; the browser asks again for any that it lacks


_map = st.components.v2.component(
    "fer_lab_face_map",
    html=source(__file__, "face_map.html"),
    css=source(__file__, "face_map.css"),
    js=source(__file__, *_SCRIPTS),
)
_courier = st.components.v2.component("fer_lab_map_courier", js=source(__file__, "courier.js"))
_asker = st.components.v2.component("fer_lab_map_asker", js=source(__file__, "asker.js"))


@dataclass(frozen=True, eq=False)
class MapSelection:
    """The selection on a map.

    Attributes:
        rows: int64, ascending: places in the arrays that the map was given, without hidden faces.
        seq: rises with every change of the selection.
    """

    rows: np.ndarray
    seq: int


def face_map(
    points: np.ndarray,
    codes: np.ndarray,
    legend: Legend,
    ids: np.ndarray,
    images: np.ndarray,
    *,
    key: str,
    title: str = "Map of faces",
    height: int = 460,
) -> MapSelection:
    """Draw the map; returns the selection.

    The selection belongs to the faces: it stays when their points or colours change.

    Args:
        points: float [m, 2]; stretched to fill the map, so that outliers take no room: a zoom out shows them.
        codes: integers [m], places in the legend.
        legend: label and ``#RRGGBB`` by code, at most 256.
        ids: integers [m], rows of ``images``.
        images: uint8 [n, 48, 48], best memory-mapped: only faces in view are read.
        key: of the component.
        title: describes the map, for screen readers.
        height: of the drawing, in pixels.

    Raises:
        InvalidSettings: if the arrays do not fit together.
    """
    shown = scene(points, codes, legend, ids, images)
    payload = _sent(key, "sent")
    before = st.session_state.get(f"{key}-picked", Picked())
    picked = receive(payload, shown, before)
    lacks = lacking(payload) if picked.n != before.n else frozenset()  # a request from before was already answered
    asked = st.session_state.pop(f"{key}-asked", None)
    if asked is not None:
        picked = chosen(picked, asked)
    st.session_state[f"{key}-picked"] = picked
    rows = selected_rows(picked, shown)
    with st.container(gap=None, key=f"{key}-map"):
        layers = _layers_to_send(shown, lacks, key)
        for i in range(2):  # always the same number of elements, sent or not (docs/decisions.md)
            _courier(key=f"{key}-layer-{i}", data=layers[i] if i < len(layers) else None)
        _courier(key=f"{key}-news", data=_news(shown, picked, rows, key, title, height))
        _map(key=key, data={"map": key}, on_sent_change=lambda: None)
    return MapSelection(rows, picked.seq)


@fragment()
def pictures(ids: np.ndarray, images: np.ndarray, *, key: str) -> None:
    """Send the map pictures of the faces in view; without it the map has points only.

    Call it on the page itself, not in another fragment: Streamlit 1.67 may send the elements of an inner fragment after
    it dropped their place, which blanks the page.

    Args:
        ids: integers [m], as the map was given.
        images: uint8 [n, 48, 48], as the map was given.
        key: of the map.
    """
    question = wanted(_sent(f"{key}-asker", "wanted"), name_of(ids, images), len(ids))
    sheet = answer(key, question[0], images[ids[question[1]]]) if question else None
    with st.container(gap=None, key=f"{key}-pictures"):
        _courier(key=f"{key}-sheet", data=sheet)
        _asker(key=f"{key}-asker", data={"map": key}, on_wanted_change=lambda: None)


def select(rows: np.ndarray, key: str) -> None:
    """Select exactly these rows of the map, or clear it with none. Call it before `face_map`, e.g. in a callback."""
    st.session_state[f"{key}-asked"] = np.asarray(rows, np.int64)


def _sent(key: str, name: str) -> Any:
    """The last message of the browser, if there is one."""
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def _layers_to_send(shown: Scene, lacks: frozenset[str], key: str) -> list[bytes]:
    """Layers that were not sent to this browser page yet, or that it asks for again."""
    sent: list[str] = [name for name in st.session_state.get(f"{key}-layers", ()) if name not in lacks]
    layers = shown.layers()
    missing = [name for name in layers if name not in sent]
    st.session_state[f"{key}-layers"] = [*(name for name in sent if name not in layers), *layers][-_REMEMBERED:]
    return [layers[name] for name in missing]


def _news(shown: Scene, picked: Picked, rows: np.ndarray, key: str, title: str, height: int) -> dict[str, Any]:
    bits = np.zeros(len(shown.codes), bool)
    bits[rows] = True
    return {
        "map": key,
        "where": shown.where,
        "colouring": shown.colouring,
        "faces": shown.faces,
        "home": shown.home,
        "outside": shown.outside,
        "address": address(key),
        "legend": [[*entry, count] for entry, count in zip(shown.legend, shown.counts.tolist(), strict=True)],
        "hidden": sorted(picked.hidden),
        "acks": dict(picked.acks),
        "n": picked.n,
        "seq": picked.seq,
        "selected": len(rows),
        "bits": base64.b64encode(np.packbits(bits, bitorder="little").tobytes()).decode() if len(rows) else "",
        "title": title,
        "height": height,
        "columns": COLUMNS,
        "pitch": PITCH,
    }
