"""Patches: how similar each part of a face is to each small pattern of a fitted dictionary.

Coates, Lee & Ng, "An Analysis of Single-Layer Networks in Unsupervised Feature Learning", AISTATS 2011 (patches,
whitening, k-means, triangle activation, pooling). Two things differ: the square root of the pooled values is taken, and
regions overlap, so that patches can be two pixels apart instead of one with little loss.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import SIDE
from fer_core.features.dictionary import compared, components, evened, overlapping, pooled, whitening, windows
from fer_core.features.feature import NOTHING, Feature, Learned, Sources

CONTRAST = 10.0
"""Added to the variance of a patch's grey values, so that flat skin is not amplified to a pattern."""


@dataclass(frozen=True)
class Patches(Feature):
    """Similarity to each pattern in each of 4 × 4 regions, reduced to the strongest components.

    Raises InvalidSettings for settings that cannot work.

    Attributes:
        atoms: most patterns in the dictionary.
        side: of a patch in pixels, 2..24.
        stride: pixels from one patch to the next; 2 takes a quarter of the time of 1.
        grid: regions along the side of a face; their number is this squared.
        components: most numbers per face.
        patches: number of patches that the dictionary is fitted on.
        faces: most training faces that the components are fitted on; drawn at random.
        seed: of random draws.
    """

    kind: ClassVar[str] = "patches"
    title: ClassVar[str] = "Patches"
    explanation: ClassVar[str] = (
        "How similar each part of the picture is to each of 400 small patterns found in the training faces."
    )
    seconds: ClassVar[float] = 13
    counts: ClassVar[str] = "which small patterns are where"
    learns: ClassVar[bool] = True

    atoms: int = 400
    side: int = 8
    stride: int = 2
    grid: int = 4
    components: int = 300
    patches: int = 20_000
    faces: int = 5_000
    seed: int = 0

    def __post_init__(self) -> None:
        counts = (self.atoms, self.grid, self.stride, self.components)
        if not (2 <= self.side <= 24 and min(counts) >= 1 and self.patches >= 2 and self.faces >= 2):
            raise InvalidSettings(
                "Patches must be 2 to 24 pixels wide, and every number at least 1 (patches and faces: 2)."
            )
        if self.grid > self._places:
            what = f"There are {self._places} patches along a side of a face, too few for {self.grid} regions."
            raise InvalidSettings(what, remedy="Choose fewer regions or a smaller stride.")

    @property
    def _places(self) -> int:
        """Patches along the side of a face."""
        return (SIDE - self.side) // self.stride + 1

    def learn(self, sources: Sources, progress: Progress = silent) -> dict[str, np.ndarray]:
        """Fit the dictionary and the components.

        Returns:
            ``patch_mean`` float32 [p] and ``whitening`` [p, p] of patches of p pixels, ``atoms`` [atoms, p] as
            whitened patches, ``mean`` [d] and ``components`` [c, d] (orthonormal) of the d similarities.
        """
        if len(sources) < 2:
            raise InvalidSettings("Patches need at least two training faces.", remedy="Add faces.")
        random = np.random.default_rng(self.seed)
        finding, comparing, reducing = parts_of(progress, [1, 3, 1])
        dictionary = self._dictionary(self._drawn(sources.images, random), finding)
        rows = np.sort(random.permutation(len(sources))[: self.faces])
        similarity = self._similarity(sources.images[rows], dictionary, comparing)
        return {**dictionary, **components(similarity, self.components, self.seed, reducing)}

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, c]: components of the similarities, the strongest first."""
        self.known(learned, "atoms")
        return self._similarity(sources.images, learned, progress, components_too=True)

    def _drawn(self, images: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """float32 [patches, p]: patches at random positions in random faces."""
        last = SIDE - self.side + 1
        face, y, x = (random.integers(0, most, self.patches) for most in (len(images), last, last))
        drawn = windows(images, self.side)[face, y, x]
        return evened(drawn.reshape(self.patches, -1).astype(np.float32), CONTRAST)

    def _dictionary(self, patches: np.ndarray, progress: Progress) -> dict[str, np.ndarray]:
        mean, matrix = whitening(patches)
        points = (patches - mean) @ matrix
        count = min(self.atoms, len(np.unique(patches, axis=0)))
        kmeans = KMeans(count, init="random", n_init=1, max_iter=20, random_state=self.seed)

        def fit() -> np.ndarray:
            with threadpool_limits(1):  # so that the number of cores does not change the atoms
                return kmeans.fit(points).cluster_centers_

        atoms = in_background(fit, "Learning patterns", progress)
        return {"patch_mean": mean, "whitening": matrix, "atoms": atoms.astype(np.float32)}

    def _similarity(
        self, images: np.ndarray, learned: Learned, progress: Progress, components_too: bool = False
    ) -> np.ndarray:
        """Similarities float32 [n, grid² * atoms], or their components [n, c]."""
        nearness, regions = _Nearness(learned), overlapping(self.grid, self._places)

        def encode(rows: slice) -> np.ndarray:
            faces = (windows(image, self.side, self.stride).reshape(-1, self.side**2) for image in images[rows])
            near = (nearness(evened(patches.astype(np.float32), CONTRAST)) for patches in faces)
            return np.stack([np.sqrt(pooled(values, regions)).ravel() for values in near])

        width = self.grid**2 * len(learned["atoms"])
        if not components_too:
            return compared(len(images), width, encode, progress)
        basis = np.ascontiguousarray(learned["components"].T)
        return compared(len(images), width, encode, progress, learned["mean"], basis)


class _Nearness:
    """Triangle activation: how much nearer an atom is to a patch than the average atom; 0 where it is farther."""

    def __init__(self, learned: Learned) -> None:
        atoms = learned["atoms"]
        self._mean, self._whitening = learned["patch_mean"], learned["whitening"]
        # |v - a|² = |v|² + 1 * |a|² - 2 v·a as one product of [v, |v|², 1] and [-2 a, 1, |a|²].
        squares = (atoms**2).sum(axis=1, keepdims=True)
        self._distances = np.ascontiguousarray(np.hstack([-2 * atoms, np.ones_like(squares), squares]).T)
        self._averaging = np.full((len(atoms), 1), 1 / len(atoms), np.float32)

    def __call__(self, patches: np.ndarray) -> np.ndarray:
        """Activations float32 [places, atoms] of normalised patches float32 [places, p]."""
        size = patches.shape[1]
        extended = np.ones((len(patches), size + 2), np.float32)
        extended[:, :size] = white = (patches - self._mean) @ self._whitening
        extended[:, size] = np.einsum("ij,ij->i", white, white)
        distance = extended @ self._distances
        np.abs(distance, out=distance)  # rounding may have made a zero negative
        np.sqrt(distance, out=distance)
        nearness = np.subtract(distance @ self._averaging, distance, out=distance)
        return np.maximum(nearness, 0, out=nearness)
