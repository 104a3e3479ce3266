"""Faces that a person excludes. Nothing is deleted: the steps are part of the study and can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Exclusion:
    """One step: some faces are excluded, or included again after an earlier step excluded them.

    Attributes:
        check: key of the check that found them.
        faces: their indices in the data set.
        out: True to exclude them, False to include them.
    """

    check: str
    faces: tuple[int, ...]
    out: bool = True


Exclusions = tuple[Exclusion, ...]


def left_out(steps: Sequence[Exclusion], count: int) -> np.ndarray:
    """bool [count]: the faces that are excluded after all ``steps``; later steps override earlier ones."""
    out = np.zeros(count, bool)
    for step in steps:
        faces = np.array(step.faces, np.int64)
        out[faces[(faces >= 0) & (faces < count)]] = step.out
    return out


def with_step(steps: Exclusions, check: str, faces: np.ndarray, out: bool = True) -> Exclusions:
    """``steps`` and one more, for int [m] ``faces``."""
    return (*steps, Exclusion(check, tuple(int(face) for face in faces), out))


def without_check(steps: Exclusions, check: str) -> Exclusions:
    """``steps`` without those of ``check``."""
    return tuple(step for step in steps if step.check != check)
