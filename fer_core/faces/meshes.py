"""The networks that find the mesh of a face: the present ones, and those of studies from before them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from fer_core.base.progress import Progress
from fer_core.faces import face_mesh, landmarker
from fer_core.faces.mesh import Mesh

MeshKind = Literal["face_mesh", "landmarker"]
"""Which networks find the mesh."""
FindMesh = Callable[[np.ndarray, Progress], Mesh]
"""Finds the mesh of faces uint8 [n, 48, 48]."""


@dataclass(frozen=True)
class Finder:
    """How meshes are found.

    Attributes:
        first: in faces as imported, where alignment begins.
        closer: in aligned faces, for features.
        first_files, closer_files: their networks, file -> SHA-256.
    """

    first: FindMesh
    closer: FindMesh
    first_files: Mapping[str, str]
    closer_files: Mapping[str, str]


_PLAIN = MappingProxyType({face_mesh.PLAIN: face_mesh.NETWORKS[face_mesh.PLAIN]})
FINDERS: Mapping[MeshKind, Finder] = MappingProxyType(
    {
        "face_mesh": Finder(face_mesh.landmarks, face_mesh.landmarks, face_mesh.NETWORKS, face_mesh.NETWORKS),
        "landmarker": Finder(face_mesh.quick_landmarks, landmarker.landmarks, _PLAIN, landmarker.NETWORKS),
    }
)
"""The plain network finds a face in 95 % of FER2013's pictures, in a third of the time, but is less exact and tells no
movements. The landmarker finds one in 84 % of them, and in 88 % of the aligned faces, on which it is best."""
