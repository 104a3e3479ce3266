"""Which faces may be learnt from and which judge the result. Copies of one face never sit on both sides.

Where some faces have a label, those without one never judge: nobody could say whether an answer is right. That is all
that any way but the stratified one reads of labels.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.faceset import FaceSet, fingerprint

Method = Literal["usage", "stratified", "random"]

ASIDE, TRAIN, TEST = 0, 1, 2


@dataclass(frozen=True)
class SplitSettings:
    """How to divide the faces.

    Attributes:
        method: ``usage`` takes the data set's own parts; ``stratified`` draws the same share of every emotion
            (reads the labels), ``random`` draws without looking at them.
        test_usage: the part that is held out, for ``usage``.
        test_share: share of faces that may judge (`FaceSet.may_judge`) held out (0..1), for the other two.
        seed: of the draw.
    """

    method: Method = "usage"
    test_usage: str = "PublicTest"
    test_share: float = 0.2
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Split:
    """Part of each face: uint8 [n] of ASIDE, TRAIN or TEST.

    ``copies_aside`` counts training faces set aside because the test part holds the same picture.
    """

    part: np.ndarray
    copies_aside: int

    @cached_property
    def train(self) -> np.ndarray:
        """int64: indices of the faces that may be learnt from, ascending."""
        return np.flatnonzero(self.part == TRAIN)

    @cached_property
    def test(self) -> np.ndarray:
        """int64: indices of the held-out faces, ascending."""
        return np.flatnonzero(self.part == TEST)

    @cached_property
    def fingerprint(self) -> str:
        """Names this division."""
        return fingerprint(self.part)

    @cached_property
    def train_fingerprint(self) -> str:
        """Names the faces that may be learnt from."""
        return fingerprint(self.train)


def default_split(faces: FaceSet) -> SplitSettings:
    """FER2013's public test part where there is one, any other named test part next, else a random fifth."""
    tests = [u for u in faces.usages if "test" in u.lower() and _can_judge(faces, u)]
    others = [u for u in faces.usages if "test" not in u.lower()]
    if tests and others:
        return SplitSettings("usage", "PublicTest" if "PublicTest" in tests else tests[0])
    return SplitSettings("random")


def judging_parts(faces: FaceSet) -> list[str]:
    """The data set's parts that can be held out: with faces that may judge, and another one, that is no test part,
    left to learn from."""
    return [
        u
        for u in faces.usages
        if _can_judge(faces, u) and any("test" not in other.lower() for other in faces.usages if other != u)
    ]


def _can_judge(faces: FaceSet, usage: str) -> bool:
    return bool(faces.may_judge[faces.usage == faces.usages.index(usage)].any())


def split(
    faces: FaceSet, settings: SplitSettings, groups: np.ndarray | None = None, left_out: np.ndarray | None = None
) -> Split:
    """Divide ``faces``. With ``usage``, other test parts (FER2013's PrivateTest) stay aside, unseen; so do faces of the
    test part that may not judge.

    Args:
        faces: what is divided.
        settings: how.
        groups: int [n], the same number for copies of one face; exact copies (`copy_groups`) where None.
        left_out: bool [n], faces that a person leaves out: they neither teach nor judge. The draw is made before, so
            that leaving out one face moves no other to the other side.

    Raises InvalidSettings where a side would be empty, and says what emptied it.
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
    """Why nobody is on a side: where its faces were before any was set aside, and what became of them."""
    mine = divided == side
    count, copies = int(mine.sum()), copies if side == TRAIN else 0
    became = [f"{copies:,} are copies of faces in {settings.test_usage} and were set aside"] if copies else []
    became += [f"{count - copies:,} were left out by you"] if count > copies else []
    if not count:
        because = _nobody_there(settings, side)
    else:
        place = f" in {_parts(faces, mine)}" if settings.method == "usage" else ""
        because = f"of the {count:,} faces{place}, {', and '.join(became)}"
    nobody = "no face is left to learn from" if side == TRAIN else "no face is left that judges"
    what = f"One side of the split is empty: {nobody}; {because}."
    if settings.method == "usage":
        what += f" The data set's parts are: {_parts(faces, np.ones(len(faces), bool), counted=True)}."
    ways = _other_ways(faces, settings) if copies or not count else []
    ways += ["leave fewer faces out (on Data: Undo last)"] if count > copies else []
    remedy = ", and ".join(ways)
    return InvalidSettings(what, remedy=f"{remedy[0].upper()}{remedy[1:]}.")


def _nobody_there(settings: SplitSettings, side: int) -> str:
    if settings.method == "usage" and side == TRAIN:
        return f"all faces are in {settings.test_usage}, or in other test parts, which stay unseen"
    if settings.method == "usage":
        return f"{settings.test_usage} has none"
    each = " of each emotion" if settings.method == "stratified" else ""
    return f"there is only one face{each}, or copies of one"


def _parts(faces: FaceSet, rows: np.ndarray, counted: bool = False) -> str:
    """The parts that some faces are in: "Training, Extra"; with their faces: "Training (120), Extra (0)"."""
    counts = zip(faces.usages, np.bincount(faces.usage[rows], minlength=len(faces.usages)), strict=True)
    return ", ".join(f"{part} ({n:,})" if counted else part for part, n in counts if n or counted)


def _other_ways(faces: FaceSet, settings: SplitSettings) -> list[str]:
    """How else the faces could be divided, by control and by command."""
    if settings.method == "random":
        return ["open more faces"]
    others = [part for part in judging_parts(faces) if part != settings.test_usage]
    part = f", or {' or '.join(others)} (--test-usage)" if settings.method == "usage" and others else ""
    return [f"on Balance, hold out a random share (by command: --set split.method=random){part}"]


def _by_usage(faces: FaceSet, test_usage: str) -> np.ndarray:
    if test_usage not in faces.usages:
        names = ", ".join(faces.usages)
        raise InvalidSettings(f"There is no part called {test_usage!r}.", remedy=f"Choose one of: {names}.")
    roles = [TEST if u == test_usage else ASIDE if "test" in u.lower() else TRAIN for u in faces.usages]
    part = np.array(roles, np.uint8)[faces.usage]
    part[(part == TEST) & ~faces.may_judge] = ASIDE
    return part


def copy_groups(faces: FaceSet) -> np.ndarray:
    """int64 [n]: the same number for faces whose images are the same to the last pixel."""
    rows = np.ascontiguousarray(faces.images).reshape(len(faces), -1)
    as_bytes = rows.view(np.dtype((np.void, rows.shape[1])))[:, 0]
    return np.unique(as_bytes, return_inverse=True)[1].reshape(-1)


def _drawn(faces: FaceSet, settings: SplitSettings, groups: np.ndarray) -> np.ndarray:
    if not 0 < settings.test_share < 1:
        raise InvalidSettings("The test share must lie between 0 and 1.", remedy="Try 0.2.")
    if settings.method == "stratified" and faces.emotions is None:
        raise InvalidSettings("A stratified split needs labels.", remedy="Choose a random split.")
    rows = np.flatnonzero(faces.may_judge)
    pictures, first, place = np.unique(
        groups[rows], return_index=True, return_inverse=True
    )  # one speaks for its copies
    strata = faces.emotions[rows[first]] if settings.method == "stratified" and faces.emotions is not None else None
    rng = np.random.default_rng(settings.seed)
    held_out = np.zeros(len(first), bool)
    for stratum in np.unique(strata) if strata is not None else [None]:
        members = np.flatnonzero(strata == stratum) if strata is not None else np.arange(len(first))
        count = min(max(round(settings.test_share * len(members)), 1), len(members) - 1)  # one at least on each side
        held_out[rng.permutation(members)[:count]] = True
    part = np.where(np.isin(groups, pictures[held_out]), ASIDE, TRAIN).astype(np.uint8)  # their copies without a label
    part[rows[held_out[place]]] = TEST
    return part
