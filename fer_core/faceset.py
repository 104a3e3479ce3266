"""FaceSet: the faces of a study, what is known of each, and a fingerprint that names them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_core.errors import InvalidSettings
from fer_core.sources import Sources

SIDE = 48
"""Faces are SIDE × SIDE grey values 0..255."""


def fingerprint(*parts: np.ndarray | str) -> str:
    """A 16-digit name for exactly this content (SHA-256 over types, shapes and bytes)."""
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
    """Faces and what the data set says of them. Arrays are read-only; two equal sets have equal fingerprints.

    Attributes:
        name: what a person calls the set.
        images: uint8 [n, 48, 48].
        usage: uint8 [n], codes into ``usages`` (``("Training", "PublicTest")``, or one name for all).
        usages: names of the parts the data set itself is divided into.
        emotions: uint8 [n], codes into ``classes``; None where nothing is labelled.
        classes: names that faces can be given; of the labels where there are any.
        image_fingerprint: names the images alone. Label-free steps are keyed on it.
        synthetic: True for generated faces, whose scores say nothing about real ones.
        sources: where each face came from; None where nobody noted it. No part of any fingerprint.
    """

    name: str
    images: np.ndarray
    usage: np.ndarray
    usages: tuple[str, ...]
    emotions: np.ndarray | None
    classes: tuple[str, ...]
    image_fingerprint: str
    synthetic: bool = False
    sources: Sources | None = None

    def __len__(self) -> int:
        return len(self.images)

    @cached_property
    def fingerprint(self) -> str:
        """Names images, emotions and usage together: the data set's id."""
        emotions = "unlabelled" if self.emotions is None else self.emotions
        names = "\n".join((*self.classes, "", *self.usages))
        return fingerprint(self.image_fingerprint, emotions, self.usage, names)

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
        sources: Sources | None = None,
    ) -> "FaceSet":
        """A validated set from arrays (shapes and types as the attributes'). Raises InvalidSettings.

        Pass ``image_fingerprint`` only where it is already known, e.g. from a manifest: it is not checked.
        """
        usage = np.zeros(len(images), np.uint8) if usage is None else usage
        _check(images, emotions, classes, usage, usages)
        if sources is not None and len(sources) != len(images):
            raise InvalidSettings("There must be one source per face.")
        for array in (images, usage, emotions):
            if array is not None:
                array.flags.writeable = False
        return cls(
            name, images, usage, tuple(usages), emotions, tuple(classes),
            image_fingerprint or fingerprint(images), synthetic, sources,
        )  # fmt: skip

    def counts(self, of: np.ndarray | slice = slice(None)) -> np.ndarray:
        """int64 [usages, classes]: faces per part and emotion; one column where nothing is labelled.

        ``of``: the faces that count (bool [n] or indices); all of them where not given.
        """
        usage = self.usage[of]
        if self.emotions is None:
            return np.bincount(usage, minlength=len(self.usages))[:, None]
        flat = usage.astype(np.int64) * len(self.classes) + self.emotions[of]
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
        raise InvalidSettings("There is no face in this set.", remedy="Import a file with at least one face.")
    for what, codes, names in (("emotion", emotions, classes), ("usage", usage, usages)):
        if len(set(names)) != len(names):
            raise InvalidSettings(f"Two {what} names are the same: {', '.join(names)}.")
        if codes is not None and (len(codes) != len(images) or codes.dtype != np.uint8):
            raise InvalidSettings(f"There must be one uint8 {what} code per face.")
        if codes is not None and len(codes) and int(codes.max()) >= len(names):
            raise InvalidSettings(f"A face has the {what} code {int(codes.max())}, but there are {len(names)}.")
