"""FaceSet: the faces of a data set, what is known about each, and a fingerprint as their id."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.sources import FaceSources

SIDE = 48
"""A face has SIDE × SIDE grey values, 0..255."""

UNLABELLED = 255
"""Code in `FaceSet.emotions` of a face without a label, in a set where other faces have one."""


def fingerprint(*parts: np.ndarray | str) -> str:
    """16 hexadecimal digits that identify this content (SHA-256 of types, shapes and bytes)."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(f"str:{len(part)}:{part}".encode())
        else:
            digest.update(f"{part.dtype.str}:{part.shape}:".encode())
            digest.update(np.ascontiguousarray(part).data)
    return digest.hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class FaceSet:
    """Faces and their labels. Arrays are read-only. Equal sets have equal fingerprints.

    Attributes:
        name: of the set, for people.
        images: uint8 [n, 48, 48].
        usage: uint8 [n], codes into ``usages`` (``("Training", "PublicTest")``, or one name for all).
        usages: names of the data set's own parts.
        emotions: uint8 [n], codes into ``classes``, `UNLABELLED` for a face without a label; None if no face has one.
        classes: names of the emotions that faces can have.
        image_fingerprint: fingerprint of the images alone, in the keys of steps that use no labels.
        synthetic: True for drawn faces. Scores on them do not apply to real faces.
        sources: where each face came from; None if this is not known. Not part of any fingerprint.
        votes: uint8 [n, classes], how many annotators chose each class, zeros for faces without votes; None if no face
            has votes.
    """

    name: str
    images: np.ndarray
    usage: np.ndarray
    usages: tuple[str, ...]
    emotions: np.ndarray | None
    classes: tuple[str, ...]
    image_fingerprint: str
    synthetic: bool = False
    sources: FaceSources | None = None
    votes: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.images)

    @cached_property
    def fingerprint(self) -> str:
        """The data set's id: fingerprint of images, emotions, usage and votes."""
        emotions = "unlabelled" if self.emotions is None else self.emotions
        names = "\n".join((*self.classes, "", *self.usages))
        votes = () if self.votes is None else (self.votes,)
        return fingerprint(self.image_fingerprint, emotions, self.usage, names, *votes)

    @cached_property
    def labelled(self) -> np.ndarray:
        """bool [n]: the faces with a label. Steps that use no labels must not read it."""
        return np.zeros(len(self), bool) if self.emotions is None else self.emotions != UNLABELLED

    @cached_property
    def present(self) -> tuple[int, ...]:
        """Codes of the classes that occur among the labels, ascending; of all classes if no face has a label."""
        if self.emotions is None:
            return tuple(range(len(self.classes)))
        return tuple(np.unique(self.emotions[self.labelled]).tolist())

    @property
    def present_names(self) -> tuple[str, ...]:
        """Names of the classes that are `present`."""
        return tuple(self.classes[code] for code in self.present)

    @property
    def chance(self) -> float:
        """Accuracy (0..1) of random predictions among the classes that are `present`."""
        return 1 / len(self.present)

    @property
    def may_test(self) -> np.ndarray:
        """bool [n]: the faces that may be test faces: those with a label, or all if no face has one."""
        return np.ones(len(self), bool) if self.emotions is None else self.labelled

    def label_of(self, row: int) -> str | None:
        """The label of a face, or None."""
        return self.classes[self.emotions[row]] if self.emotions is not None and self.labelled[row] else None

    @classmethod
    def of(
        cls,
        images: np.ndarray,
        emotions: np.ndarray | None = None,
        *,
        classes: Sequence[str],
        usage: np.ndarray | None = None,
        usages: Sequence[str] = ("Training",),
        name: str = "faces",
        synthetic: bool = False,
        image_fingerprint: str = "",
        sources: FaceSources | None = None,
        votes: np.ndarray | None = None,
    ) -> "FaceSet":
        """A validated set from arrays with the shapes and types of the attributes.

        If no face has a label, ``emotions`` and ``votes`` become None. Pass ``image_fingerprint`` only if it is already
        known, for example from a manifest: it is not checked.

        Raises:
            InvalidSettings: for arrays of other shapes or types, codes without a name, or no face.
        """
        usage = np.zeros(len(images), np.uint8) if usage is None else usage
        _check(images, emotions, classes, usage, usages)
        if sources is not None and len(sources) != len(images):
            raise InvalidSettings("There must be one source for each face.")
        _check_votes(votes, len(images), len(classes))
        if emotions is not None and (emotions == UNLABELLED).all():
            emotions = None
        votes = None if emotions is None else votes
        for array in (images, usage, emotions, votes):
            if array is not None:
                array.flags.writeable = False
        return cls(
            name, images, usage, tuple(usages), emotions, tuple(classes),
            image_fingerprint or fingerprint(images), synthetic, sources, votes,
        )  # fmt: skip

    def counts(self, of: np.ndarray | slice = slice(None)) -> np.ndarray:
        """int64 [usages, classes]: labelled faces by part and emotion; [usages, 1], all faces, if no face has a label.

        ``of``: the faces to count (bool [n] or indices); all by default.
        """
        usage = self.usage[of]
        if self.emotions is None:
            return np.bincount(usage, minlength=len(self.usages))[:, None]
        labelled, emotions = self.labelled[of], self.emotions[of]
        flat = usage[labelled].astype(np.int64) * len(self.classes) + emotions[labelled]
        cells = len(self.usages) * len(self.classes)
        return np.bincount(flat, minlength=cells).reshape(len(self.usages), -1)


def check_images(images: np.ndarray) -> None:
    """Raise InvalidSettings unless ``images`` is uint8 [n, 48, 48] (n may be 0)."""
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
        raise InvalidSettings(f"Faces must be uint8 [n, {SIDE}, {SIDE}], not {images.dtype} {images.shape}.")


def _check(
    images: np.ndarray,
    emotions: np.ndarray | None,
    classes: Sequence[str],
    usage: np.ndarray,
    usages: Sequence[str],
) -> None:
    check_images(images)
    if len(images) == 0:
        raise InvalidSettings("This set has no faces.", remedy="Open a file with at least one face.")
    given = None if emotions is None else emotions[emotions != UNLABELLED]
    for what, codes, known, names in (("emotion", emotions, given, classes), ("usage", usage, usage, usages)):
        if len(set(names)) != len(names):
            raise InvalidSettings(f"Two {what} names are the same: {', '.join(names)}.")
        if codes is None or known is None:
            continue
        if codes.shape != (len(images),) or codes.dtype != np.uint8:
            raise InvalidSettings(f"There must be one uint8 {what} code for each face.")
        if len(known) and int(known.max()) >= len(names):
            raise InvalidSettings(
                f"A face has the {what} code {int(known.max())}, but there are only {len(names)} names."
            )
    if len(classes) > UNLABELLED:
        raise InvalidSettings(f"There are {len(classes)} classes; at most {UNLABELLED} are possible.")


def _check_votes(votes: np.ndarray | None, faces: int, classes: int) -> None:
    if votes is not None and (votes.dtype != np.uint8 or votes.shape != (faces, classes)):
        raise InvalidSettings("There must be one uint8 number of votes for each face and class.")
