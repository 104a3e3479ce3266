"""The order in which groups are shown, so that each decision improves the recognizer most.

The next group has the largest product of its size and its squared distance to the nearest decided group. It is the
largest part of the variation that the decided groups do not cover. k-means++ draws its centres with these weights
(Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007); here the largest is taken
instead of a random one. Large groups come early unless they are near the mean; neighbours of a decided group come
late. While none is decided, the first group is one that is easy to name (`_easy`); a few pictures that are no faces
would be furthest from everything else. The order depends on features and sizes only, not on labels, names or a model.
So it does not change while people name, and the browser can load the next groups ahead. Orders that use the
recognizer were no better (docs/naming.md).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Offer:
    """An undecided group in the order.

    Attributes:
        group: its number.
        gain: its size times its squared distance to the nearest group that is decided or comes before it; of the very
            first group, how easy it is to name (`_easy`).
        reason: why it comes here, in words.
    """

    group: int
    gain: float
    reason: str


def group_middles(points: np.ndarray, groups: np.ndarray, numbers: Sequence[int]) -> np.ndarray:
    """float64 [g, d]: the mean of the faces (``points`` float [m, d], ``groups`` int [m]) of each of ``numbers``."""
    by_group = np.argsort(groups, kind="stable")
    known, starts, sizes = np.unique(groups[by_group], return_index=True, return_counts=True)
    means = np.add.reduceat(points[by_group].astype(np.float64), starts, axis=0) / sizes[:, None]
    return np.asarray(means[np.searchsorted(known, numbers)])


def group_spreads(points: np.ndarray, groups: np.ndarray, numbers: Sequence[int], middles: np.ndarray) -> np.ndarray:
    """float64 [g]: the mean squared distance of the faces of each of ``numbers`` to its mean (see `group_middles`)."""
    squares = np.einsum("ij,ij->i", points, points, dtype=np.float64)
    spreads = group_middles(squares[:, None], groups, numbers)[:, 0] - np.einsum("ij,ij->i", middles, middles)
    return np.asarray(np.maximum(spreads, 0))


def in_useful_order(
    numbers: Sequence[int],
    middles: np.ndarray,
    spreads: np.ndarray,
    sizes: Mapping[int, int],
    decided: Collection[int],
) -> list[Offer]:
    """Every undecided group once, most useful first, as if each were decided before the next is chosen.

    Args:
        numbers: of all groups; of equally useful ones the earlier comes first.
        middles: float [g, d], their means, see `group_middles`.
        spreads: float [g], see `group_spreads`; read only while no group is decided.
        sizes: number of faces of each.
        decided: numbers of decided groups; numbers of other groups are ignored.
    """
    faces = np.array([sizes[number] for number in numbers], np.float64)
    waiting = np.array([number not in decided for number in numbers], bool)
    first = bool(waiting.all())
    distances = np.full(len(numbers), np.inf)
    for i in np.flatnonzero(~waiting):
        distances = np.minimum(distances, _squared(middles, middles[i]))
    order: list[Offer] = []
    while waiting.any():
        gains = _easy(faces, middles, spreads) if first else np.where(waiting, faces * distances, -1)
        best = int(gains.argmax())
        group = numbers[best]
        largest = bool(faces[best] >= faces[waiting].max())
        order.append(Offer(group, float(gains[best]), _reason(sizes[group], largest, first)))
        waiting[best], first = False, False
        distances = np.minimum(distances, _squared(middles, middles[best]))
    return order


def _easy(faces: np.ndarray, middles: np.ndarray, spreads: np.ndarray) -> np.ndarray:
    """float64 [g]: how easy each group is to name, as far as can be said without labels: its faces are many, similar to
    each other, and unlike the average face.

    The number of faces times the square of the share of their squared distance from the mean of all faces that they
    have in common (0..1); 0 for a group of less than half the mean size, since so few faces say little. The square
    gives clearness more weight than size; see docs/naming.md.
    """
    away = _squared(middles, faces @ middles / faces.sum())
    common = np.divide(away, away + spreads, out=np.zeros(len(faces)), where=away > 0)
    return np.where(faces >= faces.mean() / 2, faces * common**2, 0)


def _squared(middles: np.ndarray, point: np.ndarray) -> np.ndarray:
    """float64 [g]: squared distance of each of ``middles`` [g, d] to ``point`` [d]."""
    apart = middles - point
    return np.asarray(np.einsum("ij,ij->i", apart, apart))


def _reason(size: int, largest: bool, first: bool) -> str:
    faces = f"{size:,} {'face' if size == 1 else 'faces'}"
    if first:
        return f"A good start: {faces}, similar to each other and clearly unlike the average face."
    if largest:
        return f"The largest undecided group: {faces}, different from those named so far."
    return f"{faces[:1].upper()}{faces[1:]}, different from those named so far: a name here helps the recognizer most."
