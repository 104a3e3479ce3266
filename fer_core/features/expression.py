"""Expression: the part of texture and patches that geometry and movements of the face predict.

Most of the difference between two faces' textures is identity and lighting. Geometry and movements depend little on
either, so the directions of a texture that they predict (`fer_core.features.cca`) are mostly expression. They also
contain what geometry measures badly, such as wrinkles and teeth. Random Fourier features (Rahimi & Recht, "Random
Features for Large-Scale Kernel Machines", NIPS 2007) are added, so that nonlinear relations count too. No label is
used.
"""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_background, in_chunks
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.features.cca import RidgeCCA
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.features.geometry import Geometry
from fer_core.features.movements import Movements
from fer_core.features.patches import Patches
from fer_core.features.shape_free import ShapeFree
from fer_core.features.warped_patches import WarpedPatches

_CHUNK = 1024
_ROWS_A_COMPONENT = 4  # with fewer training faces per component, the weakest ones would be chance
_NEGLIGIBLE = 1e-7  # share of the first component's variance below which a component is rounding error


@dataclass(frozen=True)
class Expression(Feature):
    """The directions of each view that geometry and movements predict best; the views have equal weight.

    Raises InvalidSettings for settings that cannot work.

    Attributes:
        geometry: measures that change with expression.
        movements: what the parts of the face do, if the mesh tells it; correlated with like the measures.
        views: kinds of features whose predictable part is used; each kind once.
        components: most whitened principal components of a view that enter the correlation.
        directions: most directions kept of each view, each weighted by its correlation.
        ridge: see `RidgeCCA`.
        waves: number of random functions of measures and movements.
        width: how fast these change, in radians per standard deviation of a measure.
        clip: measures are clipped at this many standard deviations.
        seed: of the random functions.
    """

    kind: ClassVar[str] = "expression"
    title: ClassVar[str] = "Expression"
    explanation: ClassVar[str] = (
        "The part of texture and patches that geometry predicts: expression counts, identity and lighting hardly do."
    )
    seconds: ClassVar[float] = 5
    shown: ClassVar[tuple[Literal["points", "warped"], ...]] = ("points", "warped")
    learns: ClassVar[bool] = True

    geometry: Geometry = Geometry()
    movements: Movements | None = field(default=None, metadata={"later": True})
    views: tuple[Feature, ...] = (ShapeFree(), Patches(), WarpedPatches())
    components: int = 300
    directions: int = 24
    ridge: float = 0.1
    waves: int = 300
    width: float = 0.25
    clip: float = 3.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not (min(self.components, self.directions) >= 1 and self.waves >= 0 and self.clip > 0 and self.ridge >= 0):
            raise InvalidSettings("Components, directions and clip must be above 0, waves and ridge at least 0.")
        if not self.views or len({view.kind for view in self.views}) < len(self.views):
            raise InvalidSettings("Expression needs at least one view, each of a different kind.")

    @classmethod
    def usual(cls, movements: bool) -> "Expression":
        """With movements where the mesh tells them."""
        return cls(movements=Movements() if movements else None)

    @property
    def parts(self) -> tuple[Feature, ...]:
        """Geometry, movements and the views."""
        target = (self.geometry,) if self.movements is None else (self.geometry, self.movements)
        return (*target, *self.views)

    def learn(self, sources: Sources, progress: Progress = silent) -> dict[str, np.ndarray]:
        """The directions of each view.

        Returns:
            For each view with d numbers per face: ``<kind>_mean`` float32 [d], ``<kind>_directions`` float32 [d, c] and
            ``<kind>_correlations`` float32 [c], descending, at most 1.

        Raises:
            InvalidSettings: for fewer than two faces.
        """
        if len(sources) < 2:
            raise InvalidSettings("Expression needs at least two training faces.", remedy="Add faces.")
        seen = [sources.part(part) for part in (self.geometry, self.movements) if part is not None]
        target = self._target(np.hstack(seen))
        learned: dict[str, np.ndarray] = {}
        shares = parts_of(progress, [1] * len(self.views))
        for view, part in zip(self.views, shares, strict=True):
            mean, directions, correlations = self._view(sources.part(view), target, part)
            learned |= {
                f"{view.kind}_mean": mean,
                f"{view.kind}_directions": directions,
                f"{view.kind}_correlations": correlations,
            }
        return learned

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, sum of c]: the views side by side, the best predicted direction of each first."""
        views = [
            (sources.part(v), self.known(learned, f"{v.kind}_mean"), learned[f"{v.kind}_directions"])
            for v in self.views
        ]
        out = np.empty((len(sources), sum(directions.shape[1] for _, _, directions in views)), np.float32)

        def work(rows: slice) -> None:
            out[rows] = np.hstack([(numbers[rows] - mean) @ directions for numbers, mean, directions in views])

        in_chunks(work, len(sources), _CHUNK, "Computing expression features", progress)
        return out

    def _target(self, measures: np.ndarray) -> np.ndarray:
        """float32 [m, e + waves]: measures float32 [m, e], standardised, and smooth random functions of them."""
        spread = measures.std(axis=0)
        centred = measures - measures.mean(axis=0)
        scaled = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-7).clip(-self.clip, self.clip)
        random = np.random.default_rng(self.seed)
        waves = random.normal(0, self.width, (scaled.shape[1], self.waves))
        return np.hstack([scaled, np.cos(scaled @ waves + random.uniform(0, 2 * np.pi, self.waves))]).astype(np.float32)

    def _view(
        self, numbers: np.ndarray, target: np.ndarray, progress: Progress
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Mean float32 [d], directions float32 [d, c] and correlations float32 [c] of one view float32 [m, d]."""
        reading, correlating = parts_of(progress, [2, 1])
        mean = numbers.mean(axis=0, dtype=np.float64).astype(np.float32)
        covariance = _covariance(numbers, mean, reading)

        def fit() -> tuple[np.ndarray, np.ndarray]:
            basis = self._whitening(covariance, len(numbers))
            cca = RidgeCCA(self.directions, self.ridge).fit((numbers - mean) @ basis, target)
            scale = cca.correlations_ / max(float(np.linalg.norm(cca.correlations_)), _NEGLIGIBLE)
            return basis @ cca.rotation_ * scale, cca.correlations_

        directions, correlations = in_background(fit, "Relating features to geometry", correlating)
        return mean, directions.astype(np.float32), correlations.astype(np.float32)

    def _whitening(self, covariance: np.ndarray, faces: int) -> np.ndarray:
        """float32 [d, c]: the strongest principal directions, scaled so that scores have variance 1."""
        variance, directions = np.linalg.eigh(covariance)
        most = max(1, min(self.components, faces // _ROWS_A_COMPONENT))
        strongest = np.argsort(-variance)[:most]
        chosen = strongest[variance[strongest] > _NEGLIGIBLE * max(variance[-1], _NEGLIGIBLE)]
        chosen = chosen if len(chosen) else strongest[:1]
        return (directions[:, chosen] / np.sqrt(np.maximum(variance[chosen], _NEGLIGIBLE**2))).astype(np.float32)


def _covariance(numbers: np.ndarray, mean: np.ndarray, progress: Progress) -> np.ndarray:
    """Covariance float64 [d, d] of float32 [m, d], without a centred copy of the whole table."""
    total = np.zeros((numbers.shape[1],) * 2)
    for start in range(0, len(numbers), _CHUNK):
        progress(start, len(numbers), "Finding components")
        centred = numbers[start : start + _CHUNK] - mean
        total += centred.T @ centred
    return total / len(numbers)
