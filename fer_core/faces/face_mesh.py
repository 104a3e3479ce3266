"""The mesh by the two networks of MediaPipe's face mesh, for a quick first look and for studies from earlier versions.

The first (Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs", 2019,
arXiv:1907.06724) finds the whole mesh. The second (Grishchenko et al., "Attention Mesh: High-fidelity Face
Mesh Prediction in Real-time", 2020, arXiv:2006.10962) refines lips and eyes, but finds fewer faces; only studies that
began with it still use it, so that they stay the same.
"""

from functools import cache
from pathlib import Path

import numpy as np

from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import check_images
from fer_core.faces.mesh import POINTS, SURE, Mesh, whole_steps
from fer_core.faces.shipped_network import ASSETS, ShippedNetwork, coloured, enlarged

INPUT_SIDE = 192
"""The input of the networks has INPUT_SIDE × INPUT_SIDE RGB pixels."""
UNIT = 1 / 64
"""Pixels of this input for one integer step of `Mesh.points`."""
PLAIN = "face_mesh.onnx"
ATTENTION = "face_mesh_attention.onnx"
NETWORKS = {
    PLAIN: "8551ccfb81661951f38f358d9896efd1338751f489041a0cc6bc54d3df603e1a",
    ATTENTION: "edefcacd61fd38365da285af3dc49e654d84366d38f876f282a50b1719ecbe4e",
}
"""The networks' files and their SHA-256."""
_CHUNK = 16  # faces per task: about 60 ms


class MeshNetwork:
    """One of the two networks, for square crops. Safe to call from several threads at once."""

    def __init__(self, name: str = PLAIN, folder: Path = ASSETS) -> None:
        """Load and check the file. Raises DamagedFile if it is missing or not the expected one."""
        self._network = ShippedNetwork(name, NETWORKS[name], folder)

    def __call__(self, crop: np.ndarray) -> tuple[np.ndarray, float]:
        """Points and score of one crop, with about a quarter of margin around the face.

        Args:
            crop: uint8 [192, 192] grey or [192, 192, 3] RGB.

        Returns:
            float32 [468, 3] in pixels of the crop, and the face score 0..1. If the network fails (not a number), zeros
            and the score 0.
        """
        points, score = self._network(["points", "score"], picture=coloured(crop))
        if not (np.isfinite(points).all() and np.isfinite(score).all()):
            return np.zeros((POINTS, 3), np.float32), 0.0
        return points[0], float(np.clip(score.item(), 0.0, 1.0))


@cache
def mesh_network(name: str = PLAIN) -> MeshNetwork:
    """The network of this name, loaded once in this process. Raises DamagedFile."""
    return MeshNetwork(name)


def landmarks(images: np.ndarray, progress: Progress = silent) -> Mesh:
    """Find the mesh of each face by both networks on all cores, without movements.

    Args:
        images: uint8 [n, 48, 48].
        progress: called about every 50 ms; may raise Cancelled.

    Raises:
        InvalidSettings: for other arrays.
        DamagedFile: if the file of a network is missing or damaged.
    """
    return _found(images, progress, mesh_network(ATTENTION))


def quick_landmarks(images: np.ndarray, progress: Progress = silent) -> Mesh:
    """The same by the first network alone, in about 1.5 ms for each face on two cores."""
    return _found(images, progress, None)


def _found(images: np.ndarray, progress: Progress, refine: MeshNetwork | None) -> Mesh:
    check_images(images)
    plain = mesh_network(PLAIN)
    points = np.zeros((len(images), POINTS, 3), np.int16)
    refined = points if refine is None else points.copy()
    scores = np.zeros(len(images), np.float32)

    def work(rows: slice) -> None:
        for i, crop in enumerate(enlarged(images[rows], INPUT_SIDE), rows.start):
            found, scores[i] = plain(crop)
            points[i] = whole_steps(found / UNIT)
            if refine is not None:
                closer, score = refine(crop)
                refined[i] = whole_steps(closer / UNIT) if score >= SURE else points[i]

    in_chunks(work, len(images), _CHUNK, "Finding the points of each face", progress)
    return Mesh(points, scores, refined, np.zeros((len(images), 0), np.float32))
