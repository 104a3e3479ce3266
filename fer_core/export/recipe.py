"""What an export is made of: everything that stands between a crop and an answer, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fer_core.features import Feature, Learned
from fer_core.recognizer.models import Recognizer
from fer_core.reduction import Reduction


@dataclass(frozen=True, eq=False)
class Recipe:
    """A trained recognizer with all that it sees a face by.

    Attributes:
        fitted: the recognizer.
        kinds: what it sees, in the order of its columns.
        reductions: one for each kind.
        learned: what each kind, and each part of one, learned from training faces.
        aligned: whether faces are levelled first.
        origin: where it comes from, in words and fingerprints, for the file.
    """

    fitted: Recognizer
    kinds: tuple[Feature, ...]
    reductions: tuple[Reduction, ...]
    learned: Mapping[Feature, Learned]
    aligned: bool
    origin: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """How many features the recognizer sees."""
        return sum(len(one.components_) for one in self.reductions)

    @property
    def classes(self) -> tuple[str, ...]:
        """What a face can be called."""
        return self.fitted.classes
