"""Collects the faces and the rejections of one import."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import SIDE, UNLABELLED, FaceSet
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.imported import Rejection
from fer_core.faces.readers.limits import MAX_BAD_SHARE, MAX_COLUMNS_NAMED, MAX_FACES, MAX_REJECTED
from fer_core.faces.sources import FaceSources

NO_LABEL = UNLABELLED
"""Label of a face that has none."""

SKIP = "Fix or delete these rows, or choose “Skip bad rows” (on the command line: --skip-bad-rows)."
"""What to do about bad rows of a table: the switch beside the field of the file, or the command's option."""


class BadCell(Exception):
    """Why one row or image is not read.

    Attributes:
        whole_file: it means that the others are misunderstood too.
        asked: nothing is wrong with it; the person wants it left out.
        remedy: what to do, where leaving it out is of no use.
    """

    def __init__(
        self, found: str, expected: str, *, whole_file: bool = False, asked: bool = False, remedy: str = ""
    ) -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected
        self.whole_file = whole_file
        self.asked = asked
        self.remedy = remedy

    def refusal(self, where: str) -> UnreadableFaces:
        """The error for a row that means that the whole file is something else."""
        return UnreadableFaces(where, found=self.found, expected=self.expected, remedy=self.remedy or SKIP)


class _Labels(Protocol):
    def ordered(self, codes: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]: ...


class FaceBuilder:
    """Faces in one array that is made once, for at most ``capacity`` faces.

    Memory that is never written is never taken, so a generous ``capacity`` costs nothing.
    ``place`` stands before the numbers of rows: ``"line "``. Where a face came from stays with it. ``remedy``: what to
    do about rows that are bad.

    Attributes:
        rejected: what could not be read.
        left_out: what the person wants left out: the first `MAX_REJECTED` of them.
        asked: how many of each kind the person wants left out.
    """

    def __init__(self, file: str, capacity: int, place: str = "", *, remedy: str = "") -> None:
        self.file = file
        self.rejected: list[Rejection] = []
        self.left_out: list[Rejection] = []
        self.asked: Counter[str] = Counter()
        self._place = place
        self._remedy = remedy
        self._images = np.empty((max(1, min(capacity, MAX_FACES)), SIDE, SIDE), np.uint8)
        self._labels = bytearray()
        self._usages = bytearray()
        self._votes: np.ndarray | None = None
        self._where: list[int | str] = []

    def __len__(self) -> int:
        return len(self._where)

    def add(self, face: np.ndarray, label: int, usage: int, where: int | str) -> None:
        """Keep a face (integers 0..255, [48, 48]), its label code and its usage code."""
        if len(self) == len(self._images):
            raise UnreadableFaces(self.file, found=f"over {len(self):,} faces", expected=f"at most {MAX_FACES:,}")
        self._images[len(self)] = face
        self._labels.append(label)
        self._usages.append(usage)
        self._where.append(where)

    def reject(self, where: int | str, bad: BadCell) -> None:
        """List a row or image that is left out. Raises UnreadableFaces where there are too many to list."""
        place = f"{self._place}{where}" if self._place else shown(str(where))
        rejection = Rejection(place, bad.found, bad.expected)
        if bad.asked:
            self.asked[bad.found] += 1
            self.left_out += [rejection] * (len(self.left_out) < MAX_REJECTED)
            return
        if not self.rejected:
            self._remedy = bad.remedy or self._remedy
        self.rejected.append(rejection)
        if len(self.rejected) > MAX_REJECTED:
            self.refuse()

    def refuse(self) -> None:
        """Raise UnreadableFaces for the first rejection, telling how many there are."""
        first, count = self.rejected[0], len(self.rejected)
        more = f" (and {count - 1:,} more bad of {count + len(self):,})" if count > 1 else ""
        where = f"{self.file}, {first.where}"
        raise UnreadableFaces(where, found=first.found + more, expected=first.expected, remedy=self._remedy)

    def set_codes(self, labels: bytes, usages: bytes) -> None:
        """Replace the label and usage codes of all faces."""
        self._labels, self._usages = bytearray(labels), bytearray(usages)

    def set_votes(self, votes: np.ndarray) -> None:
        """How many annotators chose each class: uint8 [faces so far, classes], columns by the labels' codes.

        Faces that are dropped later take their votes with them.
        """
        self._votes = votes

    @property
    def labelled(self) -> bool:
        """Whether any face has a label."""
        return any(label != NO_LABEL for label in self._labels)

    def drop(self, bad: Mapping[int, BadCell]) -> None:
        """Reject faces that were added, by their index."""
        if not bad:
            return
        for row in bad:
            self.reject(self._where[row], bad[row])
        if self._place:
            self.rejected.sort(key=lambda r: int(r.where.removeprefix(self._place)))
        keep = [row for row in range(len(self)) if row not in bad]
        self._images = self._images[keep]
        self._labels = bytearray(self._labels[row] for row in keep)
        self._usages = bytearray(self._usages[row] for row in keep)
        self._where = [self._where[row] for row in keep]
        self._votes = None if self._votes is None else self._votes[keep]

    def drop_unlabelled(self, bad: BadCell) -> bool:
        """Reject the faces without a label if others have one. Returns whether faces have labels now."""
        without = [row for row, label in enumerate(self._labels) if label == NO_LABEL]
        if len(without) == len(self):
            return False
        self.drop(dict.fromkeys(without, bad))
        return True

    def check_share(self) -> None:
        """Raise UnreadableFaces where more than 1 % of the rows, and more than one row, were rejected."""
        if len(self.rejected) > max(1, MAX_BAD_SHARE * (len(self.rejected) + len(self))):
            self.refuse()

    def told(self, ignored: Sequence[str], *, scaled: bool) -> dict[str, Any]:
        """Notes that every table has: what was left out or ignored, and how many faces were scaled or have no label."""
        without = self._labels.count(NO_LABEL)
        notes = {
            "ignored_columns": list(ignored)[:MAX_COLUMNS_NAMED], "left_out": dict(self.asked),
            "scaled": len(self) if scaled else 0, "without_a_label": without if without < len(self) else 0,
        }  # fmt: skip
        return {what: told for what, told in notes.items() if told}

    def finish(self, name: str, labels: _Labels, usages: tuple[str, ...], *, labelled: bool) -> FaceSet:
        """The collected faces; those of `NO_LABEL` stay without a label. Raises UnreadableFaces where there is none."""
        if not len(self):
            if self.rejected:
                self.refuse()
            found = "no face besides those that are left out" if self.left_out else "no face"
            raise UnreadableFaces(self.file, found=found, expected="at least one")
        # In place: a copy of the images would double the memory.
        self._images.resize((len(self), SIDE, SIDE), refcheck=False)
        emotions: np.ndarray | None = None
        classes: tuple[str, ...] = FER2013
        votes: np.ndarray | None = None
        if labelled:
            emotions, classes = labels.ordered(np.frombuffer(self._labels, np.uint8))
            votes = None if self._votes is None else _ordered_votes(self._votes, labels)
        present, usage = np.unique(np.frombuffer(self._usages, np.uint8), return_inverse=True)
        return FaceSet.of(
            self._images, emotions, classes=classes, name=name,
            usage=usage.astype(np.uint8), usages=tuple(usages[code] for code in present),
            sources=FaceSources.of(f"{self._place}{where}" for where in self._where), votes=votes,
        )  # fmt: skip


def _ordered_votes(votes: np.ndarray, labels: _Labels) -> np.ndarray:
    """``votes`` with their columns in the classes' final order; two codes of one class count together."""
    codes, classes = labels.ordered(np.arange(votes.shape[1], dtype=np.uint8))
    ordered = np.zeros((len(votes), len(classes)), np.uint8)
    for column, code in enumerate(codes):
        ordered[:, code] += votes[:, column]
    return ordered
