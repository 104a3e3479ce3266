"""What an export is made of: everything between a crop and its prediction, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fer_core.faces.meshes import MeshKind
from fer_core.features import Feature, Learned
from fer_core.recognizer.models import Recognizer
from fer_core.reduction import Reduction


@dataclass(frozen=True, eq=False)
class Recipe:
    """A trained recognizer with everything that makes its features.

    Attributes:
        fitted: the recognizer.
        kinds: its kinds of features, in the order of its columns.
        reductions: one for each kind.
        learned: what each kind, and each part of one, was fitted to on training faces.
        aligned: whether faces are aligned first.
        networks: which ones find the mesh.
        origin: where it comes from, for the metadata of the file.
    """

    fitted: Recognizer
    kinds: tuple[Feature, ...]
    reductions: tuple[Reduction, ...]
    learned: Mapping[Feature, Learned]
    aligned: bool
    networks: MeshKind
    origin: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """Number of features of the recognizer."""
        return sum(len(one.components_) for one in self.reductions)

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes."""
        return self.fitted.classes
