"""Appearance: whether the faces of a group share how they look rather than how they move. Uses no label.

Four traits that hardly change with an expression (`TRAITS`) are compared with the movements of mouth, eyes and brows.
A group is set apart from all other faces by the rank-biserial correlation (Cureton, "Rank-biserial correlation",
Psychometrika 21, 1956): ±1 if a trait or movement of each of its faces is above, or below, that of every other face,
0 if it is above as often as below. What turning and nodding of the head predict is subtracted first, as the mesh of a
turned head is less precise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE, check_images
from fer_core.faces.mesh import Mesh
from fer_core.features.geometry import MEASURES, face_forward

TRAITS = ("brightness", "size", "proportions", "turn")
"""Brightness of the skin; size of the face in the picture; length of the nose by the width of the face; how far the
head is turned to a side."""
MOVEMENTS = (
    "mouth opening", "mouth width", "mouth corners below the upper lip", "mouth corners below the lower lip",
    "nose to upper lip", "cheeks to mouth corners", "eye opening", "brows above the eyelids",
    "inner brows above the nose bridge", "distance between the brows",
)  # fmt: skip
"""The `MEASURES` that differ most between expressions, and least between people."""
LEAST = 0.45
"""Least correlation by which a trait sets a group apart that is worth a word; see docs/naming.md."""
TIMES = 1.5
"""How many times more a trait must set the group apart than its movements do (root mean square)."""

_SKIN = (10, 151, 9, 108, 337, 6, 197, 195, 50, 280, 101, 330, 118, 347, 205, 425)  # forehead, nose, cheeks
_LEFT, _RIGHT, _TOP, _BRIDGE, _TIP = 234, 454, 10, 168, 2
_CHUNK = 256


@dataclass(frozen=True, eq=False)
class FaceLooks:
    """How n faces look and move.

    Attributes:
        traits: float32 [n, 4], see `TRAITS`.
        movements: float32 [n, 10], see `MOVEMENTS`.
        nods: float32 [n], degrees by which the head is lowered, up to a constant.
        found: bool [n], whether a face was found in the picture; nothing is known of the others.
    """

    traits: np.ndarray
    movements: np.ndarray
    nods: np.ndarray
    found: np.ndarray


@dataclass(frozen=True)
class Likeness:
    """The trait that most sets a group apart, the correlation (0..1) by which it does, and that of the movements."""

    trait: str
    by_trait: float
    by_movement: float

    @property
    def stands_out(self) -> bool:
        """Whether the faces of the group share this trait clearly more than a movement."""
        return self.by_trait >= LEAST and self.by_trait >= TIMES * self.by_movement


def appearance(images: np.ndarray, mesh: Mesh, progress: Progress = silent) -> FaceLooks:
    """Measure faces: uint8 [n, 48, 48] and their meshes. About 5 s for FER2013 on two cores. Raises Cancelled."""
    check_images(images)
    if len(mesh) != len(images):
        raise InvalidSettings("These meshes belong to other faces.", remedy="Find the mesh of these faces.")
    traits, movements = np.empty((len(images), len(TRAITS)), np.float32), np.empty((len(images), len(MOVEMENTS)))
    nods = np.empty(len(images), np.float32)

    def work(rows: slice) -> None:
        points = mesh.refined_in_face(rows)
        forward = face_forward(points)
        across, down = points[:, _RIGHT] - points[:, _LEFT], points[:, _TIP] - points[:, _TOP]
        nods[rows] = np.degrees(np.arctan2(down[:, 2], np.hypot(down[:, 0], down[:, 1])))
        turns = np.degrees(np.arctan2(across[:, 2], np.hypot(across[:, 0], across[:, 1])))
        nose, width = _apart(forward, _BRIDGE, _TIP), _apart(forward, _LEFT, _RIGHT)
        columns = (_skin(images[rows], points), np.hypot(*across[:, :2].T), nose / np.maximum(width, 1), np.abs(turns))
        traits[rows] = np.stack(columns, axis=1)
        movements[rows] = np.stack([MEASURES[name](forward) for name in MOVEMENTS], axis=1)

    in_chunks(work, len(images), _CHUNK, "Comparing looks and movements", progress)
    return FaceLooks(traits, movements.astype(np.float32), nods, np.array(mesh.scores >= 0.5))


def likenesses(
    known: FaceLooks, rows: np.ndarray, groups: np.ndarray, numbers: Sequence[int]
) -> Mapping[int, Likeness]:
    """What sets each of ``numbers`` apart from the other grouped faces.

    Args:
        known: of all faces.
        rows: int [m], indices of the grouped faces.
        groups: int [m], group of each; negative for faces in no group.
        numbers: of the groups; those without a face that was found, or without any other, are left out.
    """
    seen = known.found[rows] & (groups >= 0)
    rows, groups = rows[seen], groups[seen]
    if not len(rows):
        return {}
    pose = _pose(known.traits[rows, TRAITS.index("turn")], known.nods[rows])
    values = np.concatenate([known.traits[rows], known.movements[rows]], axis=1).astype(np.float64)
    free = np.r_[TRAITS.index("proportions"), len(TRAITS) : values.shape[1]]
    values[:, free] -= pose @ np.linalg.lstsq(pose, values[:, free], rcond=None)[0]
    ranks, found = rankdata(values, axis=0), {}
    for number in numbers:
        mine = groups == number
        if 0 < mine.sum() < len(mine):
            found[number] = _likeness(ranks, mine)
    return found


def _likeness(ranks: np.ndarray, mine: np.ndarray) -> Likeness:
    """Compare the faces ``mine`` (bool [m]) with the others by their ``ranks`` (float [m, a], from 1)."""
    n, others = int(mine.sum()), int((~mine).sum())
    apart = np.abs(2 * (ranks[mine].mean(axis=0) - (n + 1) / 2) / others - 1)
    of_traits, of_movements = apart[: len(TRAITS)], apart[len(TRAITS) :]
    best = int(of_traits.argmax())
    return Likeness(TRAITS[best], float(of_traits[best]), float(np.sqrt((of_movements**2).mean())))


def _pose(turns: np.ndarray, nods: np.ndarray) -> np.ndarray:
    """float64 [m, 5]: a constant, turn and nod, and their squares, each standardised."""
    angles = np.stack([turns, nods, turns**2, nods**2], axis=1).astype(np.float64)
    angles = (angles - angles.mean(axis=0)) / np.maximum(angles.std(axis=0), 1e-9)
    return np.concatenate([np.ones((len(angles), 1)), angles], axis=1)


def _skin(images: np.ndarray, points: np.ndarray) -> np.ndarray:
    """float64 [n]: median grey level (0..255) at points of forehead, nose and cheeks; eyes, mouth and hair differ."""
    at = np.clip(points[:, list(_SKIN), :2].astype(np.int64), 0, SIDE - 1)
    grey: np.ndarray = np.median(images[np.arange(len(images))[:, None], at[..., 1], at[..., 0]], axis=1)
    return grey


def _apart(points: np.ndarray, one: int, other: int) -> np.ndarray:
    distance: np.ndarray = np.linalg.norm(points[:, one] - points[:, other], axis=1)
    return distance
