"""Settings of the reduction: the method and the number of components."""

from dataclasses import dataclass, field
from typing import Any

from fer_core.base.errors import InvalidSettings

LATER: dict[str, Any] = {"later": True}
"""Marks a field added later: it is not part of a key while it has its default, so that earlier keys stay valid."""
PCA = "pca"


@dataclass(frozen=True)
class ReductionSettings:
    """How many numbers a face is reduced to, and how. Raises InvalidSettings for impossible combinations.

    Attributes:
        components: how many, the strongest first where they have an order; None for no reduction.
        whiten: scale every component to variance 1, so that weak ones count as much as strong ones; PCA only.
        method: "pca", or a name in `fer_core.reduction.METHODS`.
        variance: share of the variance (0..1) to explain, with as many components as that takes, instead of a number
            of components; PCA only.
        seed: of random draws; PCA draws nothing.
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
