"""Pictures: the input of features, which is each face, as imported or aligned, and its mesh. Uses no label."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fer_core.alignment import NEAR, TEMPLATE, Alignment, AlignmentSettings, level
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import FaceSet
from fer_core.faces.mesh import NETWORKS, Mesh, landmarks
from fer_core.features import Sources
from fer_core.study import encoders
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of

MESH_SECONDS = 70.0
"""Rough time for the meshes of FER2013 on two cores; only for progress, like `Feature.seconds`."""
LOOK_AGAIN_SECONDS = 40.0
"""Rough time for finding the mesh again in moved faces."""
LEVEL_SECONDS = 2.0
"""Rough time for drawing the aligned faces."""
ALIGNMENTS = 3
"""Raised when the method of alignment changes."""


@dataclass(frozen=True, eq=False)
class FacePictures:
    """The picture and mesh of every face; ``aligned``: with level eyes in a fixed place."""

    results: Results
    faces: FaceSet
    aligned: bool

    def mesh(self, progress: Progress = silent) -> Mesh:
        """The face mesh of every face as imported."""

        def make(progress: Progress) -> Arrays:
            return landmarks(self.faces.images, progress).arrays()

        return Mesh.from_arrays(self.results.get("mesh", self.mesh_key, make, progress))

    def alignment(self, progress: Progress = silent) -> Alignment:
        """How alignment turns, scales and moves each face, whether or not it is switched on."""
        return Alignment.from_arrays(self._aligned(progress))

    def sources(self, progress: Progress = silent, needs_mesh: bool = True) -> Sources:
        """Picture and, if needed, mesh of every face; made first if missing."""
        if self.aligned:
            aligned = self._aligned(progress)
            mesh = Mesh.from_arrays(aligned) if needs_mesh else None
            return Sources(aligned["images"], mesh, folder=self._encoders)
        mesh = self.mesh(progress) if needs_mesh else None
        return Sources(self.faces.images, mesh, folder=self._encoders)

    def sources_of(self, images: np.ndarray, progress: Progress = silent, needs_mesh: bool = True) -> Sources:
        """Picture and, if needed, mesh of other faces uint8 [m, 48, 48], such as from a photo. Nothing is saved."""
        finding, looking_again = parts_of(progress, [1, 1])
        mesh = landmarks(images, finding) if needs_mesh or self.aligned else None
        if mesh is None or not self.aligned:
            return Sources(images, mesh, folder=self._encoders)
        alignment, mesh = level(images, mesh, AlignmentSettings(), looking_again)
        mesh = mesh if needs_mesh else None
        return Sources(alignment.images(images), mesh, folder=self._encoders)

    def seconds(self, needs_mesh: bool) -> float:
        """Rough seconds that `sources` would take for FER2013 on two cores; 0 if all is on disk."""
        mesh = 0.0 if self.results.has("mesh", self.mesh_key) else MESH_SECONDS
        if not self.aligned:
            return mesh if needs_mesh else 0.0
        known = self.results.has("alignment", self.alignment_key)
        return 0.0 if known else mesh + LOOK_AGAIN_SECONDS + LEVEL_SECONDS

    def _aligned(self, progress: Progress) -> Arrays:
        def make(progress: Progress) -> Arrays:
            mesh_seconds = 0 if self.results.has("mesh", self.mesh_key) else MESH_SECONDS
            finding, again, drawing = parts_of(progress, [mesh_seconds, LOOK_AGAIN_SECONDS, LEVEL_SECONDS])
            images = self.faces.images
            alignment, mesh = level(images, self.mesh(finding), AlignmentSettings(), again)
            return {**alignment.arrays(), **mesh.arrays(), "images": alignment.images(images, drawing)}

        return self.results.get("alignment", self.alignment_key, make, progress)

    @property
    def _encoders(self) -> Path:
        return encoders.folder(self.results.store)

    @property
    def mesh_key(self) -> str:
        """The key of the meshes of these faces by these networks."""
        return key_of("mesh", NETWORKS, self.faces.image_fingerprint)

    @property
    def alignment_key(self) -> str:
        """The key of the aligned faces."""
        return key_of("alignment", ALIGNMENTS, self.mesh_key, AlignmentSettings(), NEAR, TEMPLATE)

    @property
    def key(self) -> str:
        """The key of the input of features: of the images, or of the aligned faces."""
        return self.alignment_key if self.aligned else self.faces.image_fingerprint
