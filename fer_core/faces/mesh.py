"""The 468 points of each face (MediaPipe face mesh), found by two networks that were trained without emotion labels.

The first (Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs", 2019,
arXiv:1907.06724) finds the whole mesh. The second (Grishchenko et al., "Attention Mesh: High-fidelity Face
Mesh Prediction in Real-time", 2020, arXiv:2006.10962) refines lips and eyes, but finds fewer faces.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image

from fer_core.base.errors import DamagedFile
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE, check_images

POINTS = 468
"""Number of points of a mesh."""
INPUT_SIDE = 192
"""The input of the networks has INPUT_SIDE × INPUT_SIDE RGB pixels."""
MARGIN = SIDE // 4
"""Pixels added around a face by repeating its edge: the networks expect looser crops than FER2013's."""
UNIT = 1 / 64
"""Pixels of the networks' input for one integer step of `Mesh.points` (int16 then spans ±512 pixels)."""
SURE = 0.5
"""Face score from which the attention network's points are used."""

ASSETS = Path(__file__).parents[1] / "assets"
PLAIN = "face_mesh.onnx"
ATTENTION = "face_mesh_attention.onnx"
NETWORKS = {
    PLAIN: "8551ccfb81661951f38f358d9896efd1338751f489041a0cc6bc54d3df603e1a",
    ATTENTION: "edefcacd61fd38365da285af3dc49e654d84366d38f876f282a50b1719ecbe4e",
}
"""The networks' files and their SHA-256."""
_CHUNK = 16  # faces per task: about 60 ms
_FACE_PIXELS = (SIDE + 2 * MARGIN) / INPUT_SIDE  # face pixels per pixel of the networks' input


@dataclass(frozen=True, eq=False)
class Mesh:
    """Points of n faces, as integers to save memory: 35,887 faces take 200 MB.

    Attributes:
        points: int16 [n, 468, 3], x, y and z in steps of `UNIT` pixels of the 192-pixel input. x grows to the
            right of the image, y downwards, z away from the camera.
        scores: float32 [n], the plain network's probability (0..1) that there is a face; below 0.5 is doubtful.
        refined: int16 [n, 468, 3], the attention network's points where its score is at least `SURE`, else the same as
            ``points``. Better for measuring lips and eyes.
    """

    points: np.ndarray
    scores: np.ndarray
    refined: np.ndarray

    def __len__(self) -> int:
        return len(self.points)

    def of(self, rows: np.ndarray) -> "Mesh":
        """A copy with only the faces ``rows`` (int or bool indices)."""
        return Mesh(self.points[rows], self.scores[rows], self.refined[rows])

    def arrays(self) -> dict[str, np.ndarray]:
        """All attributes as named arrays, to be saved."""
        return {"points": self.points, "scores": self.scores, "refined": self.refined}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Mesh":
        """The mesh from `arrays`."""
        return cls(arrays["points"], arrays["scores"], arrays["refined"])

    def in_face(self, rows: slice | np.ndarray = slice(None)) -> np.ndarray:
        """The plain points, float32 [len(rows), 468, 3] in pixels of the 48 × 48 face; (0, 0) is the corner of its
        first pixel.

        All of FER2013 would be 200 MB: pass a slice or indices.
        """  # fmt: skip
        return _in_face(self.points[rows])

    def refined_in_face(self, rows: slice | np.ndarray = slice(None)) -> np.ndarray:
        """The refined points, as `in_face`."""
        return _in_face(self.refined[rows])


class MeshNetwork:
    """One of the two networks, for square crops of any picture. Safe to call from several threads at once."""

    def __init__(self, name: str = PLAIN, folder: Path = ASSETS) -> None:
        """Load and check the file. Raises DamagedFile if it is missing or not the expected one."""
        path = folder / name
        model = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(model).hexdigest() != NETWORKS[name]:
            what = (
                "The file of the face mesh network is damaged."
                if model
                else "The file of the face mesh network is missing."
            )
            raise DamagedFile(what, where=str(path), remedy="Install FER Lab again.")
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1  # two callers with one thread each are twice as fast as one with two
        options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def __call__(self, crop: np.ndarray) -> tuple[np.ndarray, float]:
        """Points and score of one crop, with about a quarter of margin around the face.

        Args:
            crop: uint8 [192, 192] grey or [192, 192, 3] RGB.

        Returns:
            float32 [468, 3] in pixels of the crop, and the face score 0..1. If the network fails (not a number), zeros
            and the score 0.
        """
        pixels = crop.astype(np.float32) / np.float32(255)
        colour = pixels if crop.ndim == 3 else np.repeat(pixels[..., None], 3, axis=-1)
        points, score = self._session.run(["points", "score"], {"picture": colour[None]})
        if not (np.isfinite(points).all() and np.isfinite(score).all()):
            return np.zeros((POINTS, 3), np.float32), 0.0
        return points[0], float(np.clip(score.item(), 0.0, 1.0))


@cache
def mesh_network(name: str = PLAIN) -> MeshNetwork:
    """The network of this name, loaded once in this process. Raises DamagedFile."""
    return MeshNetwork(name)


def landmarks(images: np.ndarray, progress: Progress = silent) -> Mesh:
    """Find the mesh of each face on all cores, in about 2 ms for each face on two.

    Args:
        images: uint8 [n, 48, 48].
        progress: called about every 50 ms; may raise Cancelled.

    Raises:
        InvalidSettings: for other arrays.
        DamagedFile: if the file of a network is missing or damaged.
    """
    check_images(images)
    plain, attention = mesh_network(PLAIN), mesh_network(ATTENTION)
    points, refined = np.zeros((2, len(images), POINTS, 3), np.int16)
    scores = np.zeros(len(images), np.float32)

    def work(rows: slice) -> None:
        for i, crop in enumerate(network_input(images[rows]), rows.start):
            found, scores[i] = plain(crop)
            points[i] = _whole_steps(found)
            closer, score = attention(crop)
            refined[i] = _whole_steps(closer) if score >= SURE else points[i]

    in_chunks(work, len(images), _CHUNK, "Finding the points of each face", progress)
    return Mesh(points, scores, refined)


def network_input(images: np.ndarray) -> np.ndarray:
    """uint8 [n, 192, 192]: faces uint8 [n, 48, 48], enlarged with a margin of repeated edge pixels."""
    taken = np.clip(np.arange(-MARGIN, SIDE + MARGIN), 0, SIDE - 1)
    padded = images[:, taken[:, None], taken]
    size = (INPUT_SIDE, INPUT_SIDE)
    enlarged = [np.asarray(Image.fromarray(face).resize(size, Image.Resampling.BICUBIC)) for face in padded]
    return np.array(enlarged, np.uint8).reshape(len(images), *size)


def _whole_steps(points: np.ndarray) -> np.ndarray:
    """Pixels of the networks' input as whole steps of `UNIT`."""
    return np.clip(np.rint(points / UNIT), -32768, 32767)


def in_steps(points: np.ndarray) -> np.ndarray:
    """int16 [n, 468, 3]: steps of a `Mesh`, from points float32 [n, 468, 3] in face pixels; inverse of `in_face`."""
    steps = points / np.float32(UNIT * _FACE_PIXELS)
    steps[..., :2] += np.float32(MARGIN / (UNIT * _FACE_PIXELS))
    return np.clip(np.rint(steps), -32768, 32767).astype(np.int16)


def _in_face(steps: np.ndarray) -> np.ndarray:
    """Steps int16 [n, 468, 3] as float32 pixels of the face."""
    points = steps.astype(np.float32)
    points *= UNIT * _FACE_PIXELS
    points[..., :2] -= MARGIN
    return points
