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
"""Label code of a face without a label."""

SKIP = "Fix or delete these rows, or choose “Skip bad rows” (on the command line: --skip-bad-rows)."
"""The remedy for bad rows of a table: the switch on the Data page, or the option of the command."""


class BadCell(Exception):
    """Why a row or image is not read.

    Attributes:
        found: what is there.
        expected: what should be there.
        whole_file: whether all other rows must be wrong too.
        asked: whether it is skipped only because the person chose so.
        remedy: what to do, if skipping it does not help.
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
        """The error for a row which means that the whole file is of another kind."""
        return UnreadableFaces(where, found=self.found, expected=self.expected, remedy=self.remedy or SKIP)


class _Labels(Protocol):
    def ordered(self, codes: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]: ...


class FaceBuilder:
    """Collects faces in one array that is allocated once, for at most ``capacity`` faces.

    A large ``capacity`` costs nothing, because the system provides memory only when it is written. ``place`` precedes
    the numbers of rows (``"line "``). ``remedy`` says what to do about bad rows.

    Attributes:
        rejected: rows and images that could not be read.
        left_out: the first `MAX_REJECTED` rows and images that the person chose to skip.
        asked: how many of each kind the person chose to skip.
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
        """Add a face (integers 0..255, [48, 48]) with its label code, usage code and source. Raises UnreadableFaces."""
        if len(self) == len(self._images):
            raise UnreadableFaces(self.file, found=f"over {len(self):,} faces", expected=f"at most {MAX_FACES:,}")
        self._images[len(self)] = face
        self._labels.append(label)
        self._usages.append(usage)
        self._where.append(where)

    def reject(self, where: int | str, bad: BadCell) -> None:
        """List a row or image that is not read. Raises UnreadableFaces if there are too many to list."""
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
        """Raise UnreadableFaces for the first rejection, with the number of all."""
        first, count = self.rejected[0], len(self.rejected)
        more = f" ({count:,} of {count + len(self):,} are bad)" if count > 1 else ""
        where = f"{self.file}, {first.where}"
        raise UnreadableFaces(where, found=first.found + more, expected=first.expected, remedy=self._remedy)

    def set_codes(self, labels: bytes, usages: bytes) -> None:
        """Replace the label and usage codes of all faces."""
        self._labels, self._usages = bytearray(labels), bytearray(usages)

    def set_votes(self, votes: np.ndarray) -> None:
        """Set how many annotators chose each class: uint8 [faces so far, classes], columns by the labels' codes.

        Votes of faces that are dropped later are dropped too.
        """
        self._votes = votes

    @property
    def labelled(self) -> bool:
        """Whether any face has a label."""
        return any(label != NO_LABEL for label in self._labels)

    def drop(self, bad: Mapping[int, BadCell]) -> None:
        """Reject added faces, by their index."""
        if not bad:
            return
        for row in bad:
            self.reject(self._where[row], bad[row])
        if self._place:
            self.rejected.sort(key=lambda r: int(r.where.removeprefix(self._place)))
        good = [row for row in range(len(self)) if row not in bad]
        self._images = self._images[good]
        self._labels = bytearray(self._labels[row] for row in good)
        self._usages = bytearray(self._usages[row] for row in good)
        self._where = [self._where[row] for row in good]
        self._votes = None if self._votes is None else self._votes[good]

    def drop_unlabelled(self, bad: BadCell) -> bool:
        """Reject faces without a label if others have one; returns whether the remaining faces have labels."""
        without = [row for row, label in enumerate(self._labels) if label == NO_LABEL]
        if len(without) == len(self):
            return False
        self.drop(dict.fromkeys(without, bad))
        return True

    def check_share(self) -> None:
        """Raise UnreadableFaces if more than 1 % of the rows, and more than one row, were rejected."""
        if len(self.rejected) > max(1, MAX_BAD_SHARE * (len(self.rejected) + len(self))):
            self.refuse()

    def notes(self, ignored: Sequence[str], *, scaled: bool) -> dict[str, Any]:
        """Notes on a table: what was skipped or ignored, and how many faces were scaled or have no label."""
        without = self._labels.count(NO_LABEL)
        notes = {
            "ignored_columns": list(ignored)[:MAX_COLUMNS_NAMED], "left_out": dict(self.asked),
            "scaled": len(self) if scaled else 0, "without_a_label": without if without < len(self) else 0,
        }  # fmt: skip
        return {what: note for what, note in notes.items() if note}

    def finish(self, name: str, labels: _Labels, usages: tuple[str, ...], *, labelled: bool) -> FaceSet:
        """The collected faces; those with `NO_LABEL` have no label. Raises UnreadableFaces if there is none."""
        if not len(self):
            if self.rejected:
                self.refuse()
            found = "only faces that are skipped" if self.left_out else "no face"
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
    """``votes`` with columns in the final order of the classes; codes of the same class are added up."""
    codes, classes = labels.ordered(np.arange(votes.shape[1], dtype=np.uint8))
    ordered = np.zeros((len(votes), len(classes)), np.uint8)
    for column, code in enumerate(codes):
        ordered[:, code] += votes[:, column]
    return ordered
