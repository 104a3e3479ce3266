"""Combined: several kinds of features side by side, each with a weight."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog

CLIP = 3.0
"""Standardised columns are clipped at this many standard deviations."""
_CHUNK = 1024


@dataclass(frozen=True)
class Combined(Feature):
    """Each kind is scaled so that its columns together have variance 1, then multiplied by its weight.

    A kind with 2,304 columns therefore counts as much as one with 20 and the same weight. Columns in different units
    are standardised first. Raises InvalidSettings for no kinds, a repeated kind, or anything but one weight above 0
    for each.

    Attributes:
        members: the kinds, each with its settings.
        weights: one for each kind; twice the weight doubles distances.
    """

    kind: ClassVar[str] = "combined"
    title: ClassVar[str] = "Several together"
    explanation: ClassVar[str] = "Several kinds of features side by side, each with a weight."
    seconds: ClassVar[float] = 2
    counts: ClassVar[str] = "what each kind describes"
    learns: ClassVar[bool] = True

    members: tuple[Feature, ...] = (Geometry(), Hog())
    weights: tuple[float, ...] = (1.0, 1.0)

    def __post_init__(self) -> None:
        kinds = [member.kind for member in self.members]
        if not kinds or len(set(kinds)) < len(kinds) or self.kind in kinds:
            raise InvalidSettings(
                "A combination needs at least one kind of features, each once.", remedy="Choose different kinds."
            )
        if len(self.weights) != len(kinds) or not all(0 < weight < 1e6 for weight in self.weights):
            raise InvalidSettings("Each kind needs a weight above 0.", remedy="Remove a kind that should not count.")

    @property
    def parts(self) -> tuple[Feature, ...]:
        """The members."""
        return self.members

    def learn(self, sources: Sources, progress: Progress = silent) -> dict[str, np.ndarray]:
        """The mean and scale of each member.

        Returns:
            For each member with d columns: ``<kind>_mean`` and ``<kind>_scale`` float32 [d]; the scale includes the
            weight.

        Raises:
            InvalidSettings: for fewer than two faces.
        """
        if len(sources) < 2:
            raise InvalidSettings("Combined features need at least two training faces.", remedy="Add faces.")
        learned: dict[str, np.ndarray] = {}
        for done, (member, weight) in enumerate(zip(self.members, self.weights, strict=True)):
            progress(done, len(self.members), "Scaling features")
            numbers = sources.part(member)
            spread = numbers.std(axis=0, dtype=np.float64)
            if member.standardise:
                scale = np.where(spread > 1e-7, 1 / np.maximum(spread, 1e-7), 0) / np.sqrt(len(spread))
            else:
                scale = np.full(len(spread), 1 / max(float(np.sqrt((spread**2).sum())), 1e-7))
            learned[f"{member.kind}_mean"] = numbers.mean(axis=0, dtype=np.float64).astype(np.float32)
            learned[f"{member.kind}_scale"] = (weight * scale).astype(np.float32)
        return learned

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, sum of d]: the scaled members side by side. Raises InvalidSettings where one is missing."""
        blocks = [
            (sources.part(m), self.known(learned, f"{m.kind}_mean"), learned[f"{m.kind}_scale"], m.standardise, weight)
            for m, weight in zip(self.members, self.weights, strict=True)
        ]
        out = np.empty((len(sources), sum(len(mean) for _, mean, *_ in blocks)), np.float32)

        def work(rows: slice) -> None:
            start = 0
            for numbers, mean, scale, standardise, weight in blocks:
                block = (numbers[rows] - mean) * scale
                if standardise:
                    limit = CLIP * weight / np.sqrt(len(mean))
                    block = np.clip(block, -limit, limit)
                out[rows, start : start + len(mean)] = block
                start += len(mean)

        in_chunks(work, len(sources), _CHUNK, "Combining features", progress)
        return out
