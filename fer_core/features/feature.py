"""The interface of a kind of features, and its input."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Literal

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import check_images
from fer_core.faces.mesh import Mesh

Learned = Mapping[str, np.ndarray]
"""What was fitted on training faces: named arrays of numbers, which are saved."""

NOTHING: Learned = MappingProxyType({})
"""For kinds that are not fitted."""


@dataclass(frozen=True, eq=False)
class Sources:
    """The input of a kind of features for n faces. It contains no label.

    Raises InvalidSettings where images are not faces, or where mesh or parts do not have n faces.

    Attributes:
        images: uint8 [n, 48, 48].
        mesh: the points of these faces, if they were found.
        parts: feature -> float32 [n, d], other features that this kind is made of.
        folder: the folder with files that a kind names by their fingerprint.
    """

    images: np.ndarray
    mesh: Mesh | None = None
    parts: Mapping["Feature", np.ndarray] = field(default_factory=dict)
    folder: Path | None = None

    def __post_init__(self) -> None:
        check_images(self.images)
        lengths = [len(part) for part in self.parts.values()] + ([] if self.mesh is None else [len(self.mesh)])
        if any(length != len(self) for length in lengths):
            raise InvalidSettings("The mesh or a part belongs to other faces.", remedy="Compute it for the same faces.")

    def __len__(self) -> int:
        return len(self.images)

    def of(self, rows: np.ndarray) -> "Sources":
        """The input for the faces ``rows`` (int [k], indices) only."""
        mesh = None if self.mesh is None else self.mesh.of(rows)
        parts = {feature: part[rows] for feature, part in self.parts.items()}
        return Sources(self.images[rows], mesh, parts, self.folder)

    def mesh_for(self, feature: "Feature") -> Mesh:
        """The mesh. Raises InvalidSettings where there is none."""
        if self.mesh is None:
            raise InvalidSettings(f"“{feature.title}” needs the mesh of each face.", remedy="Find the meshes first.")
        return self.mesh

    def part(self, feature: "Feature") -> np.ndarray:
        """The part ``feature``, float32 [n, d]. Raises InvalidSettings where it is missing."""
        if feature not in self.parts:
            raise InvalidSettings(
                f"The features “{feature.title}” of these faces are missing.", remedy="Compute them first."
            )
        return self.parts[feature]


@dataclass(frozen=True)
class Feature(ABC):
    """A kind of features: a frozen dataclass whose fields are the settings; it turns faces into rows of numbers.

    The numbers of a face never depend on a label, nor on other faces once `learn` was fitted on training faces.

    Attributes:
        kind: its name in files and addresses.
        title: its name on pages.
        explanation: one sentence.
        seconds: approximate time for FER2013's 35,887 faces on two cores, without mesh and parts; used for progress.
        needs_mesh: whether `learn` and `extract` need the faces' mesh.
        needs_movements: whether the mesh must tell movements, which that of the earlier networks does not.
        learns: whether it must be fitted on training faces (`learn`) before `extract`.
        standardise: whether columns have different units and must be standardised on training rows before distances
            are meaningful (`fer_core.reduction.Reduction`).
        counts: completes the caption "the features describe …", for example "the directions of edges".
        shown: what a page shows if there is a mesh: its points, or the faces warped by `warp`.
        drawn: what its numbers can be turned back into (`drawing`); "" if nothing.
        edition: increased when the numbers change with the same settings, so that earlier results get another key.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]
    seconds: ClassVar[float] = 1.0
    needs_mesh: ClassVar[bool] = False
    needs_movements: ClassVar[bool] = False
    learns: ClassVar[bool] = False
    standardise: ClassVar[bool] = False
    counts: ClassVar[str] = "what they measure"
    shown: ClassVar[tuple[Literal["points", "warped"], ...]] = ("points",)
    drawn: ClassVar[Literal["picture", "mesh", ""]] = ""
    edition: ClassVar[int] = 0

    @classmethod
    def usual(cls, movements: bool) -> "Feature":
        """The recommended settings; ``movements``: whether the mesh of faces tells them."""
        return cls()

    @property
    def parts(self) -> tuple["Feature", ...]:
        """The features that this one is made of; `extract` needs them in its sources."""
        return ()

    def learn(self, sources: Sources, progress: Progress = silent) -> dict[str, np.ndarray]:
        """Fit on training faces only (``sources``): named arrays. Raises InvalidSettings for too few faces."""
        return {}

    @abstractmethod
    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """The features float32 [n, d], finite, each face independently. Raises InvalidSettings if input is missing."""

    def names(self) -> list[str] | None:
        """The meaning of each of the d columns; None if single columns have no meaning."""
        return None

    def known(self, learned: Learned, name: str) -> np.ndarray:
        """One of the fitted arrays. Raises InvalidSettings where `learn` was not called."""
        if name not in learned:
            raise InvalidSettings(f"“{self.title}” must be fitted on training faces first.", remedy="Fit it first.")
        return learned[name]


def with_parts(feature: Feature) -> list[Feature]:
    """``feature`` and all its parts, each once, and each part before the features that are made of it."""
    found: list[Feature] = []
    for part in feature.parts:
        found += [f for f in with_parts(part) if f not in found]
    return [*found, feature]
