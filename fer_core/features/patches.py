"""Patches: how much each part of a face looks like each small pattern out of a learned dictionary.

Coates, Lee & Ng, "An Analysis of Single-Layer Networks in Unsupervised Feature Learning", AISTATS 2011 (patches,
whitening, k-means, triangle activation, pooling), on a 4 × 4 grid and with the square root of Coates & Ng, "The
Importance of Encoding Versus Training with Sparse Coding and Vector Quantization", ICML 2011.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
from sklearn.cluster import KMeans
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from fer_core.errors import InvalidSettings
from fer_core.faceset import SIDE
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.parallel import in_background, in_chunks
from fer_core.progress import Progress, part_of, silent

CONTRAST = 10.0
"""Added to the variance of a patch's grey values, so that flat skin is not blown up to a pattern."""
WHITENING = 0.1
"""Added to the variance along each direction of patch space, so that the weakest are not blown up either."""
NEGLIGIBLE = 1e-6
"""Share of the first component's deviation below which a component is rounding error."""
_CHUNK = 16  # faces: about 15 ms; within it they are looked at one by one, which a core's cache can hold


@dataclass(frozen=True)
class Patches(Feature):
    """Likeness to each pattern in each of 4 × 4 regions, brought down to the strongest components.

    Raises InvalidSettings for settings that cannot work.

    Attributes:
        atoms: patterns in the dictionary, at most.
        side: of a patch in pixels, 2..24.
        stride: pixels from one patch to the next; 2 costs a quarter of 1 and is as good.
        grid: regions along the side of a face; their number is this squared.
        components: numbers kept per face, at most.
        patches: patches the dictionary is learned from.
        faces: training faces the components are learned from, at most; drawn at random.
        seed: of whatever is drawn at random.
    """

    kind: ClassVar[str] = "patches"
    title: ClassVar[str] = "Patches"
    explanation: ClassVar[str] = (
        "How much each part of the picture looks like each of 400 small patterns that the training faces are made of."
    )
    seconds: ClassVar[float] = 35
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
            raise InvalidSettings("Patches are 2 to 24 pixels wide, and there is at least one of everything.")
        if self.grid > self._places:
            what = f"Patches lie at {self._places} places along a face, too few for {self.grid} regions."
            raise InvalidSettings(what, remedy="Choose fewer regions or a smaller stride.")

    @property
    def _places(self) -> int:
        """Patches along the side of a face."""
        return (SIDE - self.side) // self.stride + 1

    def learn(self, sources: Sources, progress: Progress = silent) -> dict[str, np.ndarray]:
        """The dictionary and the components of training faces.

        Returns:
            ``patch_mean`` float32 [p] and ``whitening`` [p, p] of patches of p pixels, ``atoms`` [atoms, p] as
            whitened patches, ``mean`` [d] and ``components`` [c, d] (orthonormal) of the d likenesses.
        """
        if len(sources) < 2:
            raise InvalidSettings("Patches need at least two faces to learn from.", remedy="Add faces.")
        random = np.random.default_rng(self.seed)
        dictionary = self._dictionary(self._drawn(sources.images, random), part_of(progress, 0, 0.2))
        rows = np.sort(random.permutation(len(sources))[: self.faces])
        likeness = self._likeness(sources.images[rows], dictionary, part_of(progress, 0.2, 0.6))
        mean = likeness.mean(axis=0)
        likeness -= mean
        components = self._components(likeness, part_of(progress, 0.6, 1))
        return {**dictionary, "mean": mean, "components": components}

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, c]: components of the likenesses, the strongest first."""
        mean = self.known(learned, "mean")
        basis = np.ascontiguousarray(learned["components"].T)
        return self._likeness(sources.images, learned, progress, mean, basis)

    def _drawn(self, images: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """float32 [patches, p]: patches at random places of random faces."""
        last = SIDE - self.side + 1
        face, y, x = (random.integers(0, most, self.patches) for most in (len(images), last, last))
        windows = np.lib.stride_tricks.sliding_window_view(images, (self.side, self.side), axis=(1, 2))
        return _even(windows[face, y, x].reshape(self.patches, -1).astype(np.float32))

    def _dictionary(self, patches: np.ndarray, progress: Progress) -> dict[str, np.ndarray]:
        mean = patches.mean(axis=0)
        patches = patches - mean
        variance, directions = np.linalg.eigh((patches.T @ patches / len(patches)).astype(np.float64))
        whitening = (directions / np.sqrt(np.maximum(variance, 0) + WHITENING) @ directions.T).astype(np.float32)
        points = patches @ whitening
        count = min(self.atoms, len(np.unique(patches, axis=0)))
        kmeans = KMeans(count, init="random", n_init=1, max_iter=20, random_state=self.seed)

        def fit() -> np.ndarray:
            with threadpool_limits(1):  # the same atoms however many cores there are
                return kmeans.fit(points).cluster_centers_

        atoms = in_background(fit, "Learning patterns", progress)
        return {"patch_mean": mean, "whitening": whitening, "atoms": atoms.astype(np.float32)}

    def _likeness(
        self,
        images: np.ndarray,
        dictionary: Learned,
        progress: Progress,
        mean: np.ndarray | None = None,
        basis: np.ndarray | None = None,
    ) -> np.ndarray:
        """float32 [n, d] likenesses of faces, or their products [n, c] with ``basis`` [d, c] after ``mean`` is off.

        All d = grid² * atoms numbers of FER2013 would be 900 MB, so they are brought down chunk by chunk.
        """
        encode = _Encoder(dictionary, self._pooling())
        width = self.grid**2 * len(dictionary["atoms"])
        out = np.empty((len(images), width if basis is None else basis.shape[1]), np.float32)

        def work(rows: slice) -> None:
            likeness = np.stack([encode(self._windows(image)) for image in images[rows]])
            out[rows] = likeness if basis is None else (likeness - mean) @ basis

        with threadpool_limits(1, user_api="blas"):  # a thread a chunk already
            in_chunks(work, len(images), _CHUNK, "Comparing patches", progress)
        return out

    def _windows(self, image: np.ndarray) -> np.ndarray:
        """float32 [places², p]: every patch of one face."""
        windows = np.lib.stride_tricks.sliding_window_view(image, (self.side, self.side))
        return windows[:: self.stride, :: self.stride].reshape(-1, self.side**2).astype(np.float32)

    def _pooling(self) -> np.ndarray:
        """float32 [grid², places²]: 1 where a place belongs to a region."""
        edges = np.rint(np.linspace(0, self._places, self.grid + 1)).astype(int)
        along = np.zeros((self.grid, self._places), np.float32)
        for i, (start, stop) in enumerate(pairwise(edges)):
            along[i, start:stop] = 1
        return np.kron(along, along)

    def _components(self, centred: np.ndarray, progress: Progress) -> np.ndarray:
        """float32 [c, d]: the strongest directions of centred rows [m, d]; fewer where they differ in fewer."""
        count = min(self.components, len(centred) - 1, centred.shape[1])

        def fit() -> tuple[np.ndarray, np.ndarray]:
            _, deviations, basis = randomized_svd(centred, count, n_iter=2, random_state=self.seed)
            return deviations, basis

        deviations, basis = in_background(fit, "Finding components", progress)
        kept = max(1, int((deviations > NEGLIGIBLE * deviations[0]).sum()))
        return basis[:kept].astype(np.float32)


class _Encoder:
    """Turns the patches of one face into its pooled likenesses to the atoms."""

    def __init__(self, dictionary: Learned, pooling: np.ndarray) -> None:
        atoms = dictionary["atoms"]
        self._mean, self._whitening = dictionary["patch_mean"], dictionary["whitening"]
        # |v - a|² = |v|² + 1 * |a|² - 2 v·a as one product of [v, |v|², 1] and [-2 a, 1, |a|²].
        squares = (atoms**2).sum(axis=1, keepdims=True)
        self._distances = np.ascontiguousarray(np.hstack([-2 * atoms, np.ones_like(squares), squares]).T)
        self._pooling = pooling

    def __call__(self, patches: np.ndarray) -> np.ndarray:
        """float32 [regions * atoms] of patches float32 [places, p]."""
        size = patches.shape[1]
        extended = np.ones((len(patches), size + 2), np.float32)
        extended[:, :size] = white = (_even(patches) - self._mean) @ self._whitening
        extended[:, size] = np.einsum("ij,ij->i", white, white)
        distance = extended @ self._distances
        np.maximum(distance, 0, out=distance)
        np.sqrt(distance, out=distance)
        nearness = np.subtract(distance.mean(axis=1, keepdims=True), distance, out=distance)
        np.maximum(nearness, 0, out=nearness)
        return np.sqrt(self._pooling @ nearness).ravel()


def _even(patches: np.ndarray) -> np.ndarray:
    """Patches float32 [n, p] with mean 0 and comparable contrast."""
    centred = patches - patches.mean(axis=1, keepdims=True)
    centred /= np.sqrt(np.einsum("ij,ij->i", centred, centred)[:, None] / patches.shape[1] + np.float32(CONTRAST))
    return centred
