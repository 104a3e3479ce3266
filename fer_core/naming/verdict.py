"""Verdict: what a person says of a group or a face; NamedFaces: the labels that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fer_core.base.errors import InvalidDecision
from fer_core.faces.faceset import fingerprint
from fer_core.naming.correction import NO_FACES, CorrectedFaces

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
    """Labelled rows to train on; a face with two names stands twice, its weights sum to 1 (to less where somebody
    who saw it gave it no name).

    Attributes:
        rows: int64 [r], indices of faces in their FaceSet.
        codes: uint8 [r], named emotion as a code into the classes.
        weights: float32 [r], 0..1.
        corrected: faces of photos that were named beside them.
        groups: int64 [r], the group that was named; faces that were named by themselves have negative numbers, each
            its own. None where that is not known.
    """

    rows: np.ndarray
    codes: np.ndarray
    weights: np.ndarray
    corrected: CorrectedFaces = NO_FACES
    groups: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def fingerprint(self) -> str:
        """Names exactly these labels."""
        more = (self.corrected.images, self.corrected.codes) if len(self.corrected) else ()
        return fingerprint(self.rows, self.codes, self.weights, *more)

    def counts(self, n_classes: int) -> np.ndarray:
        """int64 [c]: faces whose first name is each emotion; none where people differ half and half."""
        return np.bincount(self.codes[self.weights > 0.5], minlength=n_classes)

    def first_names(self, n_faces: int) -> np.ndarray:
        """int64 [n_faces]: the code of the name that weighs most for each face; -1 for faces without one."""
        names = np.full(n_faces, -1, np.int64)
        order = np.argsort(self.weights, kind="stable")
        names[self.rows[order]] = self.codes[order]
        return names


Said = Verdict | tuple[Verdict, ...]
"""What was said of a group or face: one verdict, or those of several people who differ."""


def named_faces(
    rows: np.ndarray,
    groups: np.ndarray,
    group_verdicts: Mapping[int, Said],
    face_verdicts: Mapping[int, Said],
    classes: Sequence[str],
) -> NamedFaces:
    """Labels of the clustered faces ``rows`` (int [m]) with group numbers ``groups`` (int [m]).

    ``group_verdicts`` maps group numbers, ``face_verdicts`` face indices; a face's own wins.
    Faces whose verdict is no name get no label. Where people differ, a face gets the mean of their labels.
    """
    shares = _shares(groups, group_verdicts, classes)
    own = (
        np.array([face in face_verdicts for face in rows.tolist()], bool)
        if face_verdicts
        else np.zeros(len(rows), bool)
    )
    shares[own] = _shares(rows[own], face_verdicts, classes)
    ranked = np.argsort(-shares, axis=1, kind="stable")  # first names of all faces, then second ones, and so on
    sorted_shares = np.take_along_axis(shares, ranked, axis=1)
    ranks, faces = np.nonzero(sorted_shares.T)
    together = np.where(own | (groups < 0), -1 - rows, groups)
    return NamedFaces(
        rows[faces].astype(np.int64),
        ranked[faces, ranks].astype(np.uint8),
        sorted_shares[faces, ranks].astype(np.float32),
        groups=together[faces].astype(np.int64),
    )


def soft_label(said: Said | None, classes: Sequence[str]) -> np.ndarray:
    """float64 [c], summing to 1 or less: the share of each class in what was said; zeros where that is no name."""
    share = np.zeros(len(classes))
    verdicts = () if said is None else (said,) if isinstance(said, Verdict) else said
    for verdict in verdicts:
        if verdict.emotion:
            share[classes.index(verdict.emotion)] += (1 - SECOND_WEIGHT if verdict.second else 1) / len(verdicts)
        if verdict.second:
            share[classes.index(verdict.second)] += SECOND_WEIGHT / len(verdicts)
    return share


def _shares(numbers: np.ndarray, said: Mapping[int, Said], classes: Sequence[str]) -> np.ndarray:
    """float64 [n, c]: the soft label that ``said`` gives to each of ``numbers``."""
    known, places = np.unique(numbers, return_inverse=True)
    table = np.array([soft_label(said.get(number), classes) for number in known.tolist()])
    return table.reshape(-1, len(classes))[places.reshape(-1)]
