"""Patches without shape: how strongly each part of a warped face shows each small pattern of a dictionary.

As `fer_core.features.patches`, but with the simpler variant of Coates & Ng, "Learning Feature Representations with
K-Means" (Neural Networks: Tricks of the Trade, 2012): atoms of length 1 from gain-shape (spherical) k-means, and a soft
threshold. The mirror image of every atom is an atom too, and a face is encoded together with its mirror image, so that
both have the same numbers.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.mesh import Mesh
from fer_core.features import warp
from fer_core.features.dictionary import compared, components, evened, overlapping, pooled, whitening, windows
from fer_core.features.feature import NOTHING, Feature, Learned, Sources

CONTRAST = 0.02
"""Added to the variance of a patch; that of the whole warped face is 1."""
PLAIN = 0.3
"""Patches with less contrast than this (1 is high) are not used to fit patterns."""
_ROUNDS = 12  # of k-means; later ones change little
_A_FACE = 8  # patches drawn from each face


@dataclass(frozen=True)
class WarpedPatches(Feature):
    """Strength of each pattern in each of 5 × 5 regions of the warped face, reduced to components.

    Raises InvalidSettings for settings that cannot work.

    Attributes:
        atoms: most patterns in the dictionary, not counting their mirror images.
        side: of a patch in pixels of the warped face, which is 64 wide; even, 2..32.
        stride: pixels from one patch to the next, a divisor of 64 - side.
        grid: regions along the side of a face; their number is this squared.
        threshold: how similar a patch must be to an atom to count, in standard deviations of white noise.
        components: most numbers per face.
        faces: most training faces to fit on; drawn at random.
        seed: of random draws.
    """

    kind: ClassVar[str] = "warped_patches"
    title: ClassVar[str] = "Patches without shape"
    explanation: ClassVar[str] = (
        "How strongly each part of the face shows each of 400 small patterns, after all faces are warped to the same "
        "shape."
    )
    seconds: ClassVar[float] = 37
    shown: ClassVar[tuple[Literal["points", "warped"], ...]] = ("warped",)
    needs_mesh: ClassVar[bool] = True
    learns: ClassVar[bool] = True

    atoms: int = 400
    side: int = 8
    stride: int = 2
    grid: int = 5
    threshold: float = 1.0
    components: int = 300
    faces: int = 5_000
    seed: int = 0

    def __post_init__(self) -> None:
        counts = (self.atoms, self.grid, self.stride, self.components)
        if not (2 <= self.side <= 32 and min(counts) >= 1 and self.faces >= 2 and self.threshold >= 0):
            raise InvalidSettings("Patches must be 2 to 32 pixels wide, and every number at least 1 (faces: 2).")
        if (warp.FRAME - self.side) % self.stride or self.grid > self._places:
            what = f"Patches of {self.side} pixels, {self.stride} apart, do not fill {self.grid} regions evenly."
            raise InvalidSettings(what, remedy="Choose a smaller stride.")

    @property
    def _places(self) -> int:
        """Patches along the side of a warped face."""
        return (warp.FRAME - self.side) // self.stride + 1

    def learn(self, sources: Sources, progress: Progress = silent) -> dict[str, np.ndarray]:
        """Fit the dictionary and the components.

        Returns:
            ``patch_mean`` float32 [p] and ``whitening`` [p, p] of patches of p pixels, ``atoms`` [atoms, p] of length
            1 as whitened patches, ``mean`` [d] and ``components`` [c, d] (orthonormal) of the d strengths.
        """
        mesh = sources.mesh_for(self)
        if len(sources) < 2:
            raise InvalidSettings("Patches need at least two training faces.", remedy="Add faces.")
        random = np.random.default_rng(self.seed)
        finding, comparing, reducing = parts_of(progress, [1, 3, 1])
        rows = np.sort(random.permutation(len(sources))[: self.faces])
        images, mesh = sources.images[rows], mesh.of(rows)
        drawing, learning = parts_of(finding, [1, 2])
        dictionary = self._dictionary(self._drawn(images, mesh, random, drawing), random, learning)
        strength = self._strength(images, mesh, dictionary, comparing)
        return {**dictionary, **components(strength, self.components, self.seed, reducing)}

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, c]: components of the strengths, the same for a face and its mirror image."""
        mesh = sources.mesh_for(self)
        self.known(learned, "atoms")
        return self._strength(sources.images, mesh, learned, progress, components_too=True)

    def _drawn(self, images: np.ndarray, mesh: Mesh, random: np.random.Generator, progress: Progress) -> np.ndarray:
        """float32 [m, p]: patches at random positions in all faces, and the mirror image of each."""
        y, x = random.integers(0, self._places, (2, len(images), _A_FACE)) * self.stride

        def drawn(rows: slice) -> np.ndarray:
            frames = warp.evened(warp.warped(images[rows], mesh.in_face(rows)))
            every = windows(frames, self.side)
            return every[np.arange(len(frames))[:, None], y[rows], x[rows]].reshape(len(frames), -1)

        p = self.side**2
        patches = evened(compared(len(images), _A_FACE * p, drawn, progress).reshape(-1, p), CONTRAST)
        patterned = patches[patches.std(axis=1) > PLAIN]
        patches = patterned if len(patterned) else patches
        return np.concatenate([patches, patches[:, self.mirror()]])

    def mirror(self) -> np.ndarray:
        """int64 [p]: for each pixel of a patch, the index of its mirror image."""
        return np.arange(self.side**2).reshape(self.side, self.side)[:, ::-1].ravel()

    def _dictionary(
        self, patches: np.ndarray, random: np.random.Generator, progress: Progress
    ) -> dict[str, np.ndarray]:
        mean, matrix = whitening(patches)
        white = (patches - mean) @ matrix
        length = np.linalg.norm(white, axis=1, keepdims=True)
        atoms = _gain_shape_kmeans(white / np.maximum(length, 1e-6), self.atoms, self.mirror(), random, progress)
        return {"patch_mean": mean, "whitening": matrix, "atoms": atoms}

    def _strength(
        self, images: np.ndarray, mesh: Mesh, learned: Learned, progress: Progress, components_too: bool = False
    ) -> np.ndarray:
        """Strengths float32 [n, grid² * atoms], or their components [n, c]."""
        atoms = np.concatenate([learned["atoms"], learned["atoms"][:, self.mirror()]])
        filters = learned["whitening"] @ atoms.T
        bias = -(learned["patch_mean"] @ filters) - np.float32(self.threshold)
        regions, half = overlapping(self.grid, self._places), len(atoms) // 2

        def one(frame: np.ndarray) -> np.ndarray:
            patches = windows(frame, self.side, self.stride).reshape(-1, self.side**2)
            above = evened(patches, CONTRAST) @ filters
            above += bias
            strong = pooled(np.maximum(above, 0, out=above), regions)
            return np.sqrt(strong[..., :half] + strong[:, ::-1, half:]).ravel()

        def encode(rows: slice) -> np.ndarray:
            return np.stack([one(frame) for frame in warp.evened(warp.warped(images[rows], mesh.in_face(rows)))])

        width = self.grid**2 * half
        if not components_too:
            return compared(len(images), width, encode, progress)
        basis = np.ascontiguousarray(learned["components"].T)
        return compared(len(images), width, encode, progress, learned["mean"], basis)


def _gain_shape_kmeans(
    points: np.ndarray, count: int, mirror: np.ndarray, random: np.random.Generator, progress: Progress
) -> np.ndarray:
    """Spherical k-means: at most ``count`` atoms, float32 [k, p], each of length 1.

    ``points`` are float32 [n, p] of length 1. A point belongs to the atom, or mirror image of an atom, with the largest
    product (`mirror` permutes pixels).
    """
    atoms = np.unique(points[random.permutation(len(points))[:count]], axis=0)
    for done in range(_ROUNDS):
        progress(done, _ROUNDS, "Learning patterns")
        products = points @ np.concatenate([atoms, atoms[:, mirror]]).T
        nearest = products.argmax(axis=1)
        turned = np.where((nearest >= len(atoms))[:, None], points[:, mirror], points)
        turned *= products[np.arange(len(points)), nearest][:, None]
        sums = np.zeros_like(atoms)
        np.add.at(sums, nearest % len(atoms), turned)
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        atoms = np.where(length > 1e-6, sums / np.maximum(length, 1e-6), atoms)  # an atom without points stays as it is
    return atoms
