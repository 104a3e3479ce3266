"""Verdict: what a person says of a group or a face; NamedFaces: the labels that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fer_core.errors import InvalidDecision

VerdictKind = Literal["name", "mixed", "skip", "not_a_face"]
KINDS: tuple[VerdictKind, ...] = ("name", "mixed", "skip", "not_a_face")

SECOND_WEIGHT = 0.35
"""Share of a group's weight that a second name gets; the first keeps the rest. Nobody is asked for shares."""


@dataclass(frozen=True)
class Verdict:
    """``name`` with a first and perhaps a second emotion, or one of the three that give no label."""

    kind: VerdictKind
    emotion: str = ""
    second: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidDecision(f"{self.kind!r} is no verdict.", remedy=f"Use one of: {', '.join(KINDS)}.")
        if (self.kind == "name") != bool(self.emotion) or (self.second and not self.emotion):
            raise InvalidDecision("A name, and nothing but a name, comes with an emotion.")
        if self.second and self.second == self.emotion:
            raise InvalidDecision("The second name must differ from the first.")


@dataclass(frozen=True, eq=False)
class NamedFaces:
    """Labelled rows to train on; a face with two names stands twice, its weights sum to 1.

    Attributes:
        rows: int64 [r], indices of faces in their FaceSet.
        codes: uint8 [r], named emotion as a code into the classes.
        weights: float32 [r], 0..1.
    """

    rows: np.ndarray
    codes: np.ndarray
    weights: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def counts(self, n_classes: int) -> np.ndarray:
        """int64 [c]: faces whose first name is each emotion."""
        return np.bincount(self.codes[self.weights > 0.5], minlength=n_classes)


def named_faces(
    rows: np.ndarray,
    groups: np.ndarray,
    group_verdicts: Mapping[int, Verdict],
    face_verdicts: Mapping[int, Verdict],
    classes: Sequence[str],
) -> NamedFaces:
    """Labels of the clustered faces ``rows`` (int [m]) with group numbers ``groups`` (int [m]).

    ``group_verdicts`` maps group numbers, ``face_verdicts`` face indices; a face's own wins.
    Faces whose verdict is no name get no label.
    """
    first, second = _codes(groups, group_verdicts, classes)
    own = (
        np.array([face in face_verdicts for face in rows.tolist()], bool)
        if face_verdicts
        else np.zeros(len(rows), bool)
    )
    first[own], second[own] = _codes(rows[own], face_verdicts, classes)
    share = np.where(second >= 0, SECOND_WEIGHT, 0.0)
    one, two = first >= 0, second >= 0
    return NamedFaces(
        np.concatenate([rows[one], rows[two]]).astype(np.int64),
        np.concatenate([first[one], second[two]]).astype(np.uint8),
        np.concatenate([1 - share[one], share[two]]).astype(np.float32),
    )


def _codes(
    numbers: np.ndarray, verdicts: Mapping[int, Verdict], classes: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """int64 codes of the first and second name that ``verdicts`` gives to each of ``numbers``; -1 for none."""
    code = {name: i for i, name in enumerate(classes)}
    known, places = np.unique(numbers, return_inverse=True)
    said = [verdicts.get(number) for number in known.tolist()]
    first = np.array([code[v.emotion] if v and v.emotion else -1 for v in said], np.int64)
    second = np.array([code[v.second] if v and v.second else -1 for v in said], np.int64)
    return first[places.reshape(-1)], second[places.reshape(-1)]
