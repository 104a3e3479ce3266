"""The order in which groups are shown, so that each decision improves the recognizer most.

The next group has the largest product of its size and its squared distance to the nearest decided group (to the mean
of all faces while none is decided). It is the largest part of the variation that the decided groups do not cover.
k-means++ draws its centres with these weights (Arthur and Vassilvitskii, "k-means++: the advantages of careful
seeding", SODA 2007); here the largest is taken instead of a random one. Large groups come early unless they are near
the mean; neighbours of a decided group come late. The order depends on features and sizes only, not on labels, names
or a model. So it does not change while people name, and the browser can load the next groups ahead. Orders that use
the recognizer were no better (docs/naming.md).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Offer:
    """An undecided group in the order.

    Attributes:
        group: its number.
        gain: its size times its squared distance to the nearest group that is decided or comes before it.
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


def in_useful_order(
    numbers: Sequence[int], middles: np.ndarray, sizes: Mapping[int, int], decided: Collection[int]
) -> list[Offer]:
    """Every undecided group once, most useful first, as if each were decided before the next is chosen.

    Args:
        numbers: of all groups; of equally useful ones the earlier comes first.
        middles: float [g, d], their means, see `group_middles`.
        sizes: number of faces of each.
        decided: numbers of decided groups; numbers of other groups are ignored.
    """
    faces = np.array([sizes[number] for number in numbers], np.float64)
    waiting = np.array([number not in decided for number in numbers], bool)
    nothing_yet = bool(waiting.all())
    distances = np.full(len(numbers), np.inf)
    for i in np.flatnonzero(~waiting):
        distances = np.minimum(distances, _squared(middles, middles[i]))
    if nothing_yet and len(numbers):
        distances = _squared(middles, faces @ middles / faces.sum())
    order: list[Offer] = []
    while waiting.any():
        gains = np.where(waiting, faces * distances, -1)
        best = int(gains.argmax())
        group = numbers[best]
        largest = bool(faces[best] >= faces[waiting].max())
        order.append(Offer(group, float(gains[best]), _reason(sizes[group], largest, nothing_yet and not order)))
        waiting[best] = False
        near = _squared(middles, middles[best])
        distances = near if nothing_yet and len(order) == 1 else np.minimum(distances, near)
    return order


def _squared(middles: np.ndarray, point: np.ndarray) -> np.ndarray:
    """float64 [g]: squared distance of each of ``middles`` [g, d] to ``point`` [d]."""
    apart = middles - point
    return np.asarray(np.einsum("ij,ij->i", apart, apart))


def _reason(size: int, largest: bool, first: bool) -> str:
    faces = f"{size:,} {'face' if size == 1 else 'faces'}"
    if first:
        return f"A good start: {faces}, further from the average face than other large groups."
    if largest:
        return f"The largest undecided group: {faces}, different from those named so far."
    return f"{faces[:1].upper()}{faces[1:]}, different from those named so far: a name here helps the recognizer most."
