"""Faces that a person leaves out. Nothing is deleted: the steps are part of the study, and each can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Exclusion:
    """One step: some faces are left out, or kept although an earlier step left them out.

    Attributes:
        check: key of the check that the person looked at.
        faces: their indices in the data set.
        out: True to leave them out, False to keep them.
    """

    check: str
    faces: tuple[int, ...]
    out: bool = True


Exclusions = tuple[Exclusion, ...]


def left_out(steps: Sequence[Exclusion], count: int) -> np.ndarray:
    """bool [count]: which faces are left out after all ``steps``, a later one above an earlier one."""
    out = np.zeros(count, bool)
    for step in steps:
        faces = np.array(step.faces, np.int64)
        out[faces[(faces >= 0) & (faces < count)]] = step.out
    return out


def with_step(steps: Exclusions, check: str, faces: np.ndarray, out: bool = True) -> Exclusions:
    """``steps`` and one more; int [m] ``faces``."""
    return (*steps, Exclusion(check, tuple(int(face) for face in faces), out))


def without_check(steps: Exclusions, check: str) -> Exclusions:
    """``steps`` without any of this check's."""
    return tuple(step for step in steps if step.check != check)
