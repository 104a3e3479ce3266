"""Creates pictures: altered copies of a face, and blends of two faces."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import affine_transform
from sklearn.neighbors import NearestNeighbors

from fer_core.base.progress import Progress
from fer_core.faces.faceset import SIDE

MAX_MADE = 4_000
"""Most pictures to create: computing all kinds of features of one takes about 10 ms of a core."""
TURN, MOVE, LIGHT = 10.0, 2.0, 0.2
"""Largest rotation (degrees), shift (pixels each way) and change of brightness (share)."""
NEIGHBOURS = 5

FeaturesOf = Callable[[np.ndarray, Progress], np.ndarray]
"""Turns pictures uint8 [k, 48, 48] into the recognizer's features, float32 [k, d]."""


@dataclass(frozen=True, eq=False)
class PictureSource:
    """For strategies that create pictures: ``images`` uint8 [n, 48, 48] of all faces, and features of new ones."""

    images: np.ndarray
    features_of: FeaturesOf


def altered(images: np.ndarray, seed: int) -> np.ndarray:
    """Randomly mirrored, rotated, shifted, brighter or darker copies of ``images``: uint8 [k, 48, 48] both."""
    rng = np.random.default_rng(seed)
    out = np.empty_like(images)
    for i, image in enumerate(images):
        source = image[:, ::-1] if rng.random() < 0.5 else image
        angle = np.deg2rad(rng.uniform(-TURN, TURN))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        middle = np.full(2, (SIDE - 1) / 2)
        offset = middle - turn @ middle + rng.uniform(-MOVE, MOVE, 2)
        moved = affine_transform(source.astype(np.float32), turn, offset, order=1, mode="nearest")
        out[i] = np.clip(moved * rng.uniform(1 - LIGHT, 1 + LIGHT), 0, 255)
    return out


def augmented(codes: np.ndarray, targets: Mapping[int, int], seed: int) -> np.ndarray:
    """Indices int64 [k] of the rows to alter, as many as each class lacks.

    ``codes``: int [m]; ``targets``: class -> rows afterwards.
    """
    rng = np.random.default_rng(seed)
    parts = [np.zeros(0, np.int64)]
    for code, wanted in targets.items():
        mine = np.flatnonzero(codes == code)
        parts.append(rng.choice(mine, wanted - len(mine)))
    return np.concatenate(parts)


def made_up(
    images: np.ndarray, codes: np.ndarray, targets: Mapping[int, int], seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """SMOTE on pixels: blends uint8 [k, 48, 48], and the indices int64 [k, 2] of the two faces in each.

    ``images``: uint8 [m, 48, 48]; ``codes``: int [m]; ``targets``: class -> rows afterwards. Not imbalanced-learn's
    SMOTE, which does not tell the faces of a row, and would copy all pictures as numbers.
    """
    rng = np.random.default_rng(seed)
    pairs = [np.zeros((0, 2), np.int64)]
    for code, wanted in targets.items():
        mine = np.flatnonzero(codes == code)
        flat = images[mine].reshape(len(mine), -1).astype(np.float32)
        first = rng.integers(0, len(mine), wanted - len(mine))
        near = NearestNeighbors(n_neighbors=min(NEIGHBOURS, len(mine) - 1)).fit(flat).kneighbors(return_distance=False)
        second = near[first, rng.integers(0, near.shape[1], len(first))]
        pairs.append(np.stack([mine[first], mine[second]], axis=1))
    chosen = np.concatenate(pairs)
    share = rng.random((len(chosen), 1, 1), np.float32)
    blends = images[chosen[:, 0]] * (1 - share) + images[chosen[:, 1]] * share
    return np.rint(blends).astype(np.uint8), chosen
