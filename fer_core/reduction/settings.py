"""How much of the features is kept, and by which method."""

from dataclasses import dataclass, field
from typing import Any

from fer_core.base.errors import InvalidSettings

LATER: dict[str, Any] = {"later": True}
"""Marks a field that came later: left out of a key while it has its default, so that earlier results keep theirs."""
PCA = "pca"


@dataclass(frozen=True)
class ReductionSettings:
    """How many numbers a face is brought down to. Raises InvalidSettings for what cannot work.

    Attributes:
        components: how many, the strongest first where they have an order; None for no reduction: all columns.
        whiten: bring every component to variance 1, so that the weak count as much as the strong; PCA alone.
        method: "pca", or a name of `fer_core.reduction.METHODS`.
        variance: share of the variance (0..1) that is kept, by as many components as that takes, instead of their
            number; PCA alone.
        seed: of whatever is drawn at random; PCA draws nothing.
    """

    components: int | None = 100
    whiten: bool = False
    method: str = field(default=PCA, metadata=LATER)
    variance: float | None = field(default=None, metadata=LATER)
    seed: int = field(default=0, metadata=LATER)

    def __post_init__(self) -> None:
        if self.components is not None and self.components < 1:
            raise InvalidSettings(f"{self.components} components are too few.", remedy="Choose 1 or more.")
        if self.whiten and self.components is None:
            raise InvalidSettings("Only components can be whitened.", remedy="Choose a number of components.")
        if self.variance is not None and not 0 < self.variance < 1:
            raise InvalidSettings("The share of variance must be between 0 and 1.", remedy="Choose 0.9, for example.")
        if self.method != PCA and (self.components is None or self.whiten or self.variance is not None):
            raise InvalidSettings(
                "Whitening and a share of variance need PCA.", remedy="Choose a number of components."
            )
