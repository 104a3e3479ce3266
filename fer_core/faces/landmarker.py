"""The mesh and the movements of each face, by two networks that were trained without emotion labels.

The first, MediaPipe's Face Landmarker V2, finds 478 points: the 468 of the mesh, with precise lips and eyes
(Grishchenko et al., "Attention Mesh: High-fidelity Face Mesh Prediction in Real-time", 2020, arXiv:2006.10962), and ten
of the irises. The second, Blendshape V2, tells from 146 of them how strongly each of 52 movements is seen (Grishchenko
et al., "Blendshapes GHUM: Real-time Monocular Facial Blendshape Prediction", 2023, arXiv:2309.05782).
"""

from functools import cache
from pathlib import Path

import numpy as np
from scipy.special import expit

from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE, check_images
from fer_core.faces.mesh import MARGIN, POINTS, Mesh, in_steps
from fer_core.faces.movements import MOVEMENTS, SEEN
from fer_core.faces.shipped_network import ASSETS, ShippedNetwork, coloured, enlarged

INPUT_SIDE = 256
"""The input of the first network has INPUT_SIDE × INPUT_SIDE RGB pixels."""
ALL_POINTS = 478
"""Points of the first network; those after the first 468 are of the irises."""
PIXELS = (SIDE + 2 * MARGIN) / INPUT_SIDE
"""Pixels of the face for one pixel of the input."""
DOUBT = 4.6
"""Added to the logit of the face score. In pictures of 48 × 48 pixels the network is too doubtful: where it says 1 % to
50 %, its points are as exact as where it says 50 % to 90 %."""
LANDMARKER, SEEING_MOVEMENTS = "face_landmarker.onnx", "face_movements.onnx"
NETWORKS = {
    LANDMARKER: "5717e4b9dbd1b92f03f105216e7586f86c246545ac4de0692c000745c1045670",
    SEEING_MOVEMENTS: "d65a7a77c1c3ff4baeea004382111ae672ad52c80ec021d21c30f6cdbcf81e9f",
}
"""The networks' files and their SHA-256."""
_CHUNK = 16  # faces per task: about 60 ms


class Landmarker:
    """Both networks, for square crops of any picture. Safe to call from several threads at once."""

    def __init__(self, folder: Path = ASSETS) -> None:
        """Load and check the files. Raises DamagedFile if one is missing or not the expected one."""
        self._points, self._movements = (ShippedNetwork(name, sha256, folder) for name, sha256 in NETWORKS.items())

    def __call__(self, crop: np.ndarray) -> tuple[np.ndarray, float]:
        """Points and score of one crop, with about a quarter of margin around the face.

        Args:
            crop: uint8 [256, 256] grey or [256, 256, 3] RGB.

        Returns:
            float32 [478, 3] in pixels of the crop, and the logit of the face score. If the network fails (not a
            number), zeros and minus infinity.
        """
        points, presence = self._points(["points", "presence"], picture=coloured(crop))
        if not (np.isfinite(points).all() and np.isfinite(presence).all()):
            return np.zeros((ALL_POINTS, 3), np.float32), -np.inf
        return points[0], presence.item()

    def movements(self, points: np.ndarray) -> np.ndarray:
        """float32 [n, 52], 0..1: the movements of faces with points float32 [n, 478, 3], in any unit.

        Zeros for points without extent, which are no face.
        """
        (found,) = self._movements(["movements"], points=np.ascontiguousarray(points[:, SEEN, :2]))
        return np.asarray(np.where(np.isfinite(found), found, 0), np.float32)


@cache
def landmarker() -> Landmarker:
    """Both networks, loaded once in this process. Raises DamagedFile."""
    return Landmarker()


def landmarks(images: np.ndarray, progress: Progress = silent) -> Mesh:
    """Find the mesh and the movements of each face on all cores, in about 4 ms for each face on two.

    Args:
        images: uint8 [n, 48, 48].
        progress: called about every 50 ms; may raise Cancelled.

    Raises:
        InvalidSettings: for other arrays.
        DamagedFile: if the file of a network is missing or damaged.
    """
    check_images(images)
    look = landmarker()
    points = np.zeros((len(images), POINTS, 3), np.int16)
    scores = np.zeros(len(images), np.float32)
    movements = np.zeros((len(images), len(MOVEMENTS)), np.float32)

    def work(rows: slice) -> None:
        found = np.zeros((rows.stop - rows.start, ALL_POINTS, 3), np.float32)
        for i, crop in enumerate(enlarged(images[rows], INPUT_SIDE)):
            found[i], presence = look(crop)
            scores[rows.start + i] = expit(presence + DOUBT)
        in_face = found[:, :POINTS] * np.float32(PIXELS)
        in_face[..., :2] -= MARGIN
        points[rows] = in_steps(in_face)
        movements[rows] = look.movements(found)

    in_chunks(work, len(images), _CHUNK, "Finding the points of each face", progress)
    return Mesh(points, scores, points, movements)
