"""The server's part of the face map: a function of what the browser sends, without Streamlit.

Each time, the browser sends everything that is not acknowledged yet::

    {"client": page, "n": 7, "colouring": name, "hidden": [3], "lacks": [name],
     "events": [{"seq": 4, "mode": "replace", "where": name, "polygon": [[x, y], ...]},
                {"seq": 5, "mode": "add", "colouring": name, "code": 12}]}

with x and y in 0..1 over the map, y upwards. It gets back the highest number that was processed, and the selection.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import numpy as np

from ui.components.face_map.hits import inside
from ui.components.face_map.scene import CODES, Scene

MAX_EVENTS = 100
MAX_CORNERS = 1_000
_FAR = 1_000.0  # beyond any view of a map
_CLIENTS = 50


@dataclass(frozen=True, eq=False)
class Picked:
    """The selection on a map. One for each session and map.

    Attributes:
        faces: name of the faces that ``mask`` is about.
        mask: bool [m], selected faces, including hidden ones.
        colouring, hidden: codes that the person hid, and the colouring that they belong to.
        seq: rises with every change.
        acks: highest processed event, by the page that sent it.
        n: number of the last message.
    """

    faces: str = ""
    mask: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    colouring: str = ""
    hidden: frozenset[int] = frozenset()
    seq: int = 0
    acks: Mapping[str, int] = field(default_factory=dict)
    n: int = 0


def on_scene(picked: Picked, scene: Scene) -> Picked:
    """The same; with nothing selected if the faces have changed, and nothing hidden if the colours have."""
    if picked.faces != scene.faces:
        picked = dataclasses.replace(picked, faces=scene.faces, mask=np.zeros(len(scene.codes), bool))
    if picked.colouring != scene.colouring:
        picked = dataclasses.replace(picked, colouring=scene.colouring, hidden=frozenset())
    return picked


def chosen(picked: Picked, rows: np.ndarray) -> Picked:
    """The same with exactly ``rows`` selected, as the page asks; rows that are not on the map are left out."""
    mask = np.zeros_like(picked.mask)
    mask[rows[(rows >= 0) & (rows < len(mask))]] = True
    return dataclasses.replace(picked, mask=mask, seq=picked.seq + 1)


def visible(picked: Picked, scene: Scene) -> np.ndarray:
    """bool [m]: faces that are not hidden."""
    shown = np.ones(CODES, bool)
    shown[list(picked.hidden)] = False
    return shown[scene.codes]


def selected_rows(picked: Picked, scene: Scene) -> np.ndarray:
    """int64, ascending: the selected faces that are not hidden."""
    return np.flatnonzero(picked.mask & visible(picked, scene))


def receive(payload: Any, scene: Scene, picked: Picked) -> Picked:
    """The selection after a message of the browser (untrusted JSON). Repeating a message has no effect.

    Invalid events, and events about another map, are acknowledged without effect. Raises nothing.
    """
    picked = on_scene(picked, scene)
    if not isinstance(payload, dict) or not isinstance(payload.get("client"), str):
        return picked
    client, n, events = payload["client"][:64], payload.get("n"), payload.get("events")
    if _whole(n):
        picked = dataclasses.replace(picked, n=n)
    picked = _hide(picked, payload, scene)
    for event in events[:MAX_EVENTS] if isinstance(events, list) else []:
        picked = _take(picked, event, client, scene)
    return picked


def lacking(payload: Any) -> frozenset[str]:
    """Names of layers that the browser asks for again."""
    lacks = payload.get("lacks") if isinstance(payload, dict) else None
    return frozenset(name for name in lacks if isinstance(name, str)) if isinstance(lacks, list) else frozenset()


def _hide(picked: Picked, payload: dict[str, Any], scene: Scene) -> Picked:
    codes = payload.get("hidden")
    if payload.get("colouring") != scene.colouring or not isinstance(codes, list):
        return picked
    hidden = frozenset(code for code in codes if _whole(code) and code < CODES)
    if hidden == picked.hidden:
        return picked
    return dataclasses.replace(picked, hidden=hidden, seq=picked.seq + 1)


def _take(picked: Picked, event: Any, client: str, scene: Scene) -> Picked:
    seq = event.get("seq") if isinstance(event, dict) else None
    if not _whole(seq) or seq <= picked.acks.get(client, 0):
        return picked
    acks = dict(list({**picked.acks, client: seq}.items())[-_CLIENTS:])
    picked = dataclasses.replace(picked, acks=acks)
    found = _found(event, scene)
    if found is None:
        return picked
    found &= visible(picked, scene)
    mode = event.get("mode")
    mask = {"add": picked.mask | found, "remove": picked.mask & ~found}.get(mode, found)
    return dataclasses.replace(picked, mask=mask, seq=picked.seq + 1)


def _found(event: dict[str, Any], scene: Scene) -> np.ndarray | None:
    """bool [m]: the faces of an event; None for an invalid one."""
    if event.get("mode") not in ("replace", "add", "remove"):
        return None
    code = event.get("code")
    if _whole(code) and event.get("colouring") == scene.colouring:
        return scene.codes == code
    polygon = _polygon(event.get("polygon")) if event.get("where") == scene.where else None
    return None if polygon is None else inside(scene.places, polygon)


def _polygon(sent: Any) -> np.ndarray | None:
    """float64 [p, 2], which may be empty; None for an invalid one."""
    if not isinstance(sent, list) or len(sent) > MAX_CORNERS:
        return None
    numbers = all(isinstance(at, list) and len(at) == 2 and all(type(v) in (int, float) for v in at) for at in sent)
    if not numbers:
        return None
    if not all(abs(v) <= _FAR for at in sent for v in at):  # also false for NaN
        return None
    return np.array(sent, np.float64).reshape(-1, 2)


def _whole(value: Any) -> TypeGuard[int]:
    return type(value) is int and 0 <= value < 2**53
