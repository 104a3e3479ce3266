"""Face shape: the position of each of the 468 points of a face, with the head turned to the front."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.mesh import POINTS
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.features.geometry import face_forward

_CHUNK = 256  # faces; their meshes are 3 MB


@dataclass(frozen=True)
class Landmarks(Feature):
    """x, y and z of every point in units of the distance between the eyes, independent of size and head pose.

    A mirrored face has different numbers, so a smile on the left differs from one on the right.
    """

    kind: ClassVar[str] = "landmarks"
    title: ClassVar[str] = "Face shape"
    explanation: ClassVar[str] = "The position of each of 468 points of the face, with the head turned to the front."
    seconds: ClassVar[float] = 1
    drawn: ClassVar[Literal["picture", "mesh", ""]] = "mesh"
    needs_mesh: ClassVar[bool] = True

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, 1404]: x, y and z of each point in turn; a mesh that is not a face gets the template's."""
        mesh = sources.mesh_for(self)
        out = np.empty((len(mesh), POINTS * 3), np.float32)

        def work(rows: slice) -> None:
            out[rows] = face_forward(mesh.in_face(rows)).reshape(-1, POINTS * 3)

        in_chunks(work, len(mesh), _CHUNK, "Turning faces to the front", progress)
        return out
