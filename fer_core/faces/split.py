"""The train/test split. Copies of one picture are never in both the training and the test set.

If some faces have a label, those without one are never test faces, because their predictions cannot be checked. Only
the stratified split reads anything else from labels.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.faceset import FaceSet, fingerprint

Method = Literal["usage", "stratified", "random"]

ASIDE, TRAIN, TEST = 0, 1, 2
"""Codes of a face's part; ASIDE: in neither the training nor the test set."""


@dataclass(frozen=True)
class SplitSettings:
    """How to divide the faces.

    Attributes:
        method: ``usage`` uses the data set's own parts; ``stratified`` draws the same share of every emotion (and so
            reads the labels); ``random`` draws without using labels.
        test_usage: the part that is the test set, for ``usage``.
        test_share: share (0..1) of the possible test faces (`FaceSet.may_test`) that are drawn, for the other two.
        seed: of the draw.
    """

    method: Method = "usage"
    test_usage: str = "PublicTest"
    test_share: float = 0.2
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Split:
    """The part of each face.

    Attributes:
        part: uint8 [n], ASIDE, TRAIN or TEST.
        copies_aside: number of training faces that are set aside because they are copies of test faces.
    """

    part: np.ndarray
    copies_aside: int

    @cached_property
    def train(self) -> np.ndarray:
        """int64 [m]: indices of the training faces, ascending."""
        return np.flatnonzero(self.part == TRAIN)

    @cached_property
    def test(self) -> np.ndarray:
        """int64 [t]: indices of the test faces, ascending."""
        return np.flatnonzero(self.part == TEST)

    @cached_property
    def fingerprint(self) -> str:
        """Identifies this split."""
        return fingerprint(self.part)

    @cached_property
    def train_fingerprint(self) -> str:
        """Identifies the training faces."""
        return fingerprint(self.train)


def default_split(faces: FaceSet) -> SplitSettings:
    """FER2013's public test part if there is one, else another part called test, else a random fifth."""
    tests = [u for u in faces.usages if "test" in u.lower() and _can_test(faces, u)]
    others = [u for u in faces.usages if "test" not in u.lower()]
    if tests and others:
        return SplitSettings("usage", "PublicTest" if "PublicTest" in tests else tests[0])
    return SplitSettings("random")


def possible_test_parts(faces: FaceSet) -> list[str]:
    """The data set's parts that can be the test set: they have possible test faces, and another part, not called test,
    remains for training."""
    return [
        u
        for u in faces.usages
        if _can_test(faces, u) and any("test" not in other.lower() for other in faces.usages if other != u)
    ]


def _can_test(faces: FaceSet, usage: str) -> bool:
    return bool(faces.may_test[faces.usage == faces.usages.index(usage)].any())


def split(
    faces: FaceSet, settings: SplitSettings, groups: np.ndarray | None = None, left_out: np.ndarray | None = None
) -> Split:
    """Divide ``faces`` into training and test set.

    With ``usage``, other parts called test (FER2013's PrivateTest) are not used, nor are faces of the test part that
    are not possible test faces.

    Args:
        faces: the faces to divide.
        settings: how to divide them.
        groups: int [n], the same number for copies of one picture; None for exact copies (`copy_groups`).
        left_out: bool [n], faces that a person excludes. They are excluded after the draw, so that this moves no other
            face between training and test set.

    Raises:
        InvalidSettings: if the training or the test set would be empty; the error says why.
    """
    groups = copy_groups(faces) if groups is None else groups
    copies = np.zeros(0, np.int64)
    if settings.method == "usage":
        divided = _by_usage(faces, settings.test_usage)
        copies = np.flatnonzero((divided == TRAIN) & np.isin(groups, groups[divided == TEST]))
    else:
        divided = _drawn(faces, settings, groups)
    part = divided.copy()
    part[copies] = ASIDE
    if left_out is not None:
        part[left_out] = ASIDE
    for side in (TRAIN, TEST):
        if not (part == side).any():
            raise _empty(faces, settings, divided, side, len(copies))
    return Split(part, len(copies))


def _empty(faces: FaceSet, settings: SplitSettings, divided: np.ndarray, side: int, copies: int) -> InvalidSettings:
    """Why the training or test set is empty: which faces it had at first, and why they are not used."""
    mine = divided == side
    count, copies = int(mine.sum()), copies if side == TRAIN else 0
    reasons = [f"{copies:,} are copies of faces in {settings.test_usage}"] if copies else []
    reasons += [f"{count - copies:,} were excluded by you"] if count > copies else []
    if not count:
        because = _no_faces(settings, side)
    else:
        place = f" in {_parts(faces, mine)}" if settings.method == "usage" else ""
        because = f"of the {count:,} faces{place}, {' and '.join(reasons)}"
    what = f"The {'training' if side == TRAIN else 'test'} set is empty: {because}."
    if settings.method == "usage":
        what += f" The data set's parts are {_parts(faces, np.ones(len(faces), bool), counted=True)}."
    remedies = _other_splits(faces, settings) if copies or not count else []
    remedies += ["exclude fewer faces (on Data: Undo last)"] if count > copies else []
    remedy = ", and ".join(remedies)
    return InvalidSettings(what, remedy=f"{remedy[0].upper()}{remedy[1:]}.")


def _no_faces(settings: SplitSettings, side: int) -> str:
    if settings.method == "usage" and side == TRAIN:
        return f"all faces are in {settings.test_usage}, or in other test parts, which are not used"
    if settings.method == "usage":
        return f"{settings.test_usage} has no possible test faces"
    each = " of each emotion" if settings.method == "stratified" else ""
    return f"there is only one face{each}, or only copies of one"


def _parts(faces: FaceSet, rows: np.ndarray, counted: bool = False) -> str:
    """The parts of some faces: "Training, Extra"; with the numbers of faces: "Training (120), Extra (0)"."""
    counts = zip(faces.usages, np.bincount(faces.usage[rows], minlength=len(faces.usages)), strict=True)
    return ", ".join(f"{part} ({n:,})" if counted else part for part, n in counts if n or counted)


def _other_splits(faces: FaceSet, settings: SplitSettings) -> list[str]:
    """Other ways to divide the faces, by control and by command."""
    if settings.method == "random":
        return ["open more faces"]
    others = [part for part in possible_test_parts(faces) if part != settings.test_usage]
    part = f", or {' or '.join(others)} (--test-usage)" if settings.method == "usage" and others else ""
    return [f"on Balance, choose a random test set (by command: --set split.method=random){part}"]


def _by_usage(faces: FaceSet, test_usage: str) -> np.ndarray:
    if test_usage not in faces.usages:
        names = ", ".join(faces.usages)
        raise InvalidSettings(f"The data set has no part {test_usage!r}.", remedy=f"Choose one of: {names}.")
    roles = [TEST if u == test_usage else ASIDE if "test" in u.lower() else TRAIN for u in faces.usages]
    part = np.array(roles, np.uint8)[faces.usage]
    part[(part == TEST) & ~faces.may_test] = ASIDE
    return part


def copy_groups(faces: FaceSet) -> np.ndarray:
    """int64 [n]: the same number for faces with exactly the same pixels."""
    rows = np.ascontiguousarray(faces.images).reshape(len(faces), -1)
    as_bytes = rows.view(np.dtype((np.void, rows.shape[1])))[:, 0]
    return np.unique(as_bytes, return_inverse=True)[1].reshape(-1)


def _drawn(faces: FaceSet, settings: SplitSettings, groups: np.ndarray) -> np.ndarray:
    if not 0 < settings.test_share < 1:
        raise InvalidSettings("The test share must lie between 0 and 1.", remedy="Try 0.2.")
    if settings.method == "stratified" and faces.emotions is None:
        raise InvalidSettings("A stratified split needs labels.", remedy="Choose a random split.")
    rows = np.flatnonzero(faces.may_test)
    pictures, first, place = np.unique(
        groups[rows], return_index=True, return_inverse=True
    )  # one of each group of copies is drawn for all
    strata = faces.emotions[rows[first]] if settings.method == "stratified" and faces.emotions is not None else None
    rng = np.random.default_rng(settings.seed)
    drawn = np.zeros(len(first), bool)
    for stratum in np.unique(strata) if strata is not None else [None]:
        members = np.flatnonzero(strata == stratum) if strata is not None else np.arange(len(first))
        count = min(max(round(settings.test_share * len(members)), 1), len(members) - 1)  # at least one for each set
        drawn[rng.permutation(members)[:count]] = True
    part = np.where(np.isin(groups, pictures[drawn]), ASIDE, TRAIN).astype(
        np.uint8
    )  # copies of test faces without a label
    part[rows[drawn[place]]] = TEST
    return part
