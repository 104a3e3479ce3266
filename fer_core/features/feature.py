"""What every kind of features promises, and what it is given."""

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
"""What a kind learned from training faces: named arrays of plain numbers, to be kept on disk."""

NOTHING: Learned = MappingProxyType({})
"""What kinds that do not learn have learned."""


@dataclass(frozen=True, eq=False)
class Sources:
    """What a kind of features may see of n faces. No label is among it.

    Raises InvalidSettings where images are not faces, or mesh and parts are not of exactly these faces.

    Attributes:
        images: uint8 [n, 48, 48].
        mesh: their points, where they were found.
        parts: feature -> float32 [n, d], the features of other kinds that this one is made of.
        folder: where files lie that a kind names by their fingerprint.
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
        """A copy with the faces ``rows`` (indices) alone."""
        mesh = None if self.mesh is None else self.mesh.of(rows)
        parts = {feature: part[rows] for feature, part in self.parts.items()}
        return Sources(self.images[rows], mesh, parts, self.folder)

    def mesh_for(self, feature: "Feature") -> Mesh:
        """The mesh. Raises InvalidSettings where there is none."""
        if self.mesh is None:
            raise InvalidSettings(f"“{feature.title}” needs the mesh of each face.", remedy="Find the meshes first.")
        return self.mesh

    def part(self, feature: "Feature") -> np.ndarray:
        """float32 [n, d], the numbers of the part ``feature``. Raises InvalidSettings where they are not there."""
        if feature not in self.parts:
            raise InvalidSettings(
                f"The features “{feature.title}” of these faces are missing.", remedy="Compute them first."
            )
        return self.parts[feature]


@dataclass(frozen=True)
class Feature(ABC):
    """A frozen dataclass: its fields are the settings, and it turns faces into rows of numbers.

    The numbers of a face never depend on a label, nor on other faces once `learn` has seen the training faces.

    Attributes:
        kind: its name in files and addresses.
        title: its name for people.
        explanation: one plain sentence.
        seconds: about what FER2013's 35,887 faces take on two cores, without mesh and parts; for progress alone.
        needs_mesh: whether `learn` and `extract` must be given the faces' mesh.
        learns: whether training faces must be seen (`learn`) before a face can be turned into numbers.
        standardise: whether columns are in different units, so that they must be standardised on training
            rows before distances mean anything (`fer_core.reduction.Reduction`).
        counts: what counts in the faces where they are shown as they are: "which way the edges run".
        shown: where the mesh is there, whether a page shows its points, or the faces as `warp` turns them.
        drawn: what its numbers can be turned back into (`drawing`); "" where there is no way back.
        edition: raised when its numbers become others with the same settings; what was kept before has another key.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]
    seconds: ClassVar[float] = 1.0
    needs_mesh: ClassVar[bool] = False
    learns: ClassVar[bool] = False
    standardise: ClassVar[bool] = False
    counts: ClassVar[str] = "what they measure"
    shown: ClassVar[tuple[Literal["points", "warped"], ...]] = ("points",)
    drawn: ClassVar[Literal["picture", "mesh", ""]] = ""
    edition: ClassVar[int] = 0

    @property
    def parts(self) -> tuple["Feature", ...]:
        """The kinds this one is made of; their numbers must be among the sources."""
        return ()

    def learn(self, sources: Sources, progress: Progress = silent) -> dict[str, np.ndarray]:
        """What the training faces (``sources`` of them, and no others) teach. Raises InvalidSettings for none."""
        return {}

    @abstractmethod
    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, d], all finite, each face by itself. Raises InvalidSettings where something is missing."""

    def names(self) -> list[str] | None:
        """What each of the d columns means, in plain words; None where a single one means nothing."""
        return None

    def known(self, learned: Learned, name: str) -> np.ndarray:
        """One array of what was learned. Raises InvalidSettings where `learn` has not been asked."""
        if name not in learned:
            raise InvalidSettings(f"“{self.title}” must be fitted on training faces first.", remedy="Fit it first.")
        return learned[name]


def with_parts(feature: Feature) -> list[Feature]:
    """``feature`` and all it is made of, each once, every part before what is made of it."""
    found: list[Feature] = []
    for part in feature.parts:
        found += [f for f in with_parts(part) if f not in found]
    return [*found, feature]
