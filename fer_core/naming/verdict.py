"""Verdict: the answer of a person for a group or a face. NamedFaces: the training labels that follow from verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fer_core.base.errors import InvalidDecision
from fer_core.faces.faceset import fingerprint
from fer_core.naming.correction import NO_FACES, CorrectedFaces

VerdictKind = Literal["name", "mixed", "skip", "not_a_face", "something_else"]
KINDS: tuple[VerdictKind, ...] = ("name", "mixed", "skip", "not_a_face", "something_else")
REJECTIONS: tuple[VerdictKind, ...] = ("not_a_face", "something_else")
"""Answers that hold for good without a name: there is no face, or the faces share no expression, but something else
(who they are, a pose, glasses, the style of the picture). After *mixed* and *skip*, a name is still open."""

SECOND_WEIGHT = 0.35
"""Share (0..1) of the weight of a face that goes to a second name; the first name gets the rest."""


@dataclass(frozen=True)
class Verdict:
    """``name`` with a first and perhaps a second emotion, or one of the kinds that give no label.

    Raises InvalidDecision for other combinations.
    """

    kind: VerdictKind
    emotion: str = ""
    second: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidDecision(f"{self.kind!r} is not a kind of verdict.", remedy=f"Use one of: {', '.join(KINDS)}.")
        if (self.kind == "name") != bool(self.emotion) or (self.second and not self.emotion):
            raise InvalidDecision("A name needs an emotion, and other verdicts have none.")
        if self.second and self.second == self.emotion:
            raise InvalidDecision("The second name must differ from the first.")

    @property
    def rejects(self) -> bool:
        """Whether this is one of the `REJECTIONS`."""
        return self.kind in REJECTIONS


@dataclass(frozen=True, eq=False)
class NamedFaces:
    """Labelled rows to train on. A face with two names has two rows.

    The weights of a face sum to 1, or to less if some annotators gave it no name.

    Attributes:
        rows: int64 [r], indices of faces in their FaceSet.
        codes: uint8 [r], named emotion as a code into the classes.
        weights: float32 [r], 0..1.
        corrected: named faces of photos.
        groups: int64 [r], the group that was named; each face with its own name has its own negative number. None if
            not known.
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
        """A fingerprint of these labels."""
        more = (self.corrected.images, self.corrected.codes) if len(self.corrected) else ()
        return fingerprint(self.rows, self.codes, self.weights, *more)

    def counts(self, n_classes: int) -> np.ndarray:
        """int64 [c]: number of faces by first name; faces without a majority do not count."""
        return np.bincount(self.codes[self.weights > 0.5], minlength=n_classes)

    def first_names(self, n_faces: int) -> np.ndarray:
        """int64 [n_faces]: the code of the name with the largest weight for each face; -1 for faces without a name."""
        names = np.full(n_faces, -1, np.int64)
        order = np.argsort(self.weights, kind="stable")
        names[self.rows[order]] = self.codes[order]
        return names


OneOrMore = Verdict | tuple[Verdict, ...]
"""The verdict on a group or face, or the verdicts of several people who disagree."""


def named_faces(
    rows: np.ndarray,
    groups: np.ndarray,
    group_verdicts: Mapping[int, OneOrMore],
    face_verdicts: Mapping[int, OneOrMore],
    classes: Sequence[str],
) -> NamedFaces:
    """Training labels of faces, from verdicts on their groups and on single faces.

    A face's own verdict overrides that of its group. A verdict other than a name gives no label. If people disagree, a
    face gets the mean of their labels.

    Args:
        rows: int [m], indices of the faces.
        groups: int [m], group number of each; negative for faces in no group.
        group_verdicts: by group number.
        face_verdicts: by face index.
        classes: names of the emotions.
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


def soft_label(verdict: OneOrMore | None, classes: Sequence[str]) -> np.ndarray:
    """float64 [c]: the share of each class, summing to 1 or less; zeros for a verdict without a name."""
    share = np.zeros(len(classes))
    verdicts = () if verdict is None else (verdict,) if isinstance(verdict, Verdict) else verdict
    for one in verdicts:
        if one.emotion:
            share[classes.index(one.emotion)] += (1 - SECOND_WEIGHT if one.second else 1) / len(verdicts)
        if one.second:
            share[classes.index(one.second)] += SECOND_WEIGHT / len(verdicts)
    return share


def _shares(numbers: np.ndarray, verdicts: Mapping[int, OneOrMore], classes: Sequence[str]) -> np.ndarray:
    """float64 [n, c]: the soft label of each of ``numbers`` by their ``verdicts``."""
    known, places = np.unique(numbers, return_inverse=True)
    table = np.array([soft_label(verdicts.get(number), classes) for number in known.tolist()])
    return table.reshape(-1, len(classes))[places.reshape(-1)]
