"""Which group to show next, so that the recognizer learns most from each decision.

Next is the group with the largest product of its size and its squared distance to the nearest group that has a verdict
(to the mean of all faces while none has): the largest part of what the named groups leave unexplained. That is how
k-means++ draws its centres, but the best is taken instead of a lucky one (Arthur and Vassilvitskii, "k-means++: the
advantages of careful seeding", SODA 2007). Large groups come early unless they lie in the crowd; neighbours of a
decided group wait. It sees points and sizes: no label, no name, no model. So the order does not change while somebody
names, and the next groups are in the browser already. Orders that ask the recognizer were no better (docs/naming.md).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Offer:
    """A group without a verdict, in its place.

    Attributes:
        group: its number.
        gain: its size times its squared distance to the nearest group decided or offered before it.
        reason: why it stands here, in plain words.
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
    """Every group without a verdict once, the most useful first; each place takes those before it for decided.

    Args:
        numbers: of all groups; of equal ones the earlier comes first.
        middles: float [g, d], their centres, see `group_middles`.
        sizes: faces of each.
        decided: groups that have a verdict of any kind; other numbers in it do not matter.
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
        return f"A good beginning: {faces}, and further from the average face than other large groups."
    if largest:
        return f"The largest group without a name, {faces} unlike those named so far."
    return f"{faces[:1].upper()}{faces[1:]} unlike anything named so far: the recognizer learns most here."
