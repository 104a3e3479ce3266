"""Pictures: the input of features, which is each face, as imported or aligned, and its mesh. Uses no label."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fer_core.alignment import NEAR, TEMPLATE, Alignment, AlignmentSettings, level, level_again
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import FaceSet
from fer_core.faces.mesh import Mesh
from fer_core.faces.meshes import FINDERS, Finder, FindMesh, MeshKind
from fer_core.features import Sources
from fer_core.study import encoders
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of

FIRST_SECONDS = 50.0
"""Rough time for a first look at the faces of FER2013 on two cores; only for progress, like `Feature.seconds`."""
CLOSER_SECONDS = 110.0
"""Rough time for a closer look at them."""
LEVEL_SECONDS = 2.0
"""Rough time for drawing the aligned faces."""
ALIGNMENTS = 3
"""Raised when the method of alignment changes."""


@dataclass(frozen=True, eq=False)
class FacePictures:
    """The picture and mesh of every face.

    Attributes:
        aligned: whether eyes are level and in a fixed place.
        networks: which ones find the mesh.
    """

    results: Results
    faces: FaceSet
    aligned: bool
    networks: MeshKind

    def mesh(self, progress: Progress = silent) -> Mesh:
        """The face mesh of every face as imported, as alignment first finds it."""
        return self._mesh(self.mesh_key, self._finder.first, progress)

    def alignment(self, progress: Progress = silent) -> Alignment:
        """How alignment turns, scales and moves each face, whether or not it is switched on."""
        return Alignment.from_arrays(self._aligned(progress))

    def sources(self, progress: Progress = silent, needs_mesh: bool = True) -> Sources:
        """Picture and, if needed, mesh of every face; made first if missing."""
        if self.aligned:
            aligned = self._aligned(progress)
            mesh = Mesh.from_arrays(aligned) if needs_mesh else None
            return Sources(aligned["images"], mesh, folder=self._encoders)
        mesh = self._mesh(self._closer_key, self._finder.closer, progress) if needs_mesh else None
        return Sources(self.faces.images, mesh, folder=self._encoders)

    def sources_of(self, images: np.ndarray, progress: Progress = silent, needs_mesh: bool = True) -> Sources:
        """Picture and, if needed, mesh of other faces uint8 [m, 48, 48], such as from a photo. Nothing is saved."""
        if not self.aligned:
            mesh = self._finder.closer(images, progress) if needs_mesh else None
            return Sources(images, mesh, folder=self._encoders)
        finding, levelling = parts_of(progress, [1, 2])
        alignment, mesh = self._level(images, self._finder.first(images, finding), levelling)
        return Sources(alignment.images(images), mesh if needs_mesh else None, folder=self._encoders)

    def seconds(self, needs_mesh: bool) -> float:
        """Rough seconds that `sources` would take for FER2013 on two cores; 0 if all is on disk."""
        if not self.aligned:
            known = not needs_mesh or self.results.has("mesh", self._closer_key)
            return 0.0 if known else CLOSER_SECONDS
        known = self.results.has("alignment", self.alignment_key)
        return 0.0 if known else self._first_seconds + CLOSER_SECONDS + LEVEL_SECONDS

    def _mesh(self, key: str, find: FindMesh, progress: Progress) -> Mesh:
        def make(progress: Progress) -> Arrays:
            return find(self.faces.images, progress).arrays()

        return Mesh.from_arrays(self.results.get("mesh", key, make, progress))

    def _aligned(self, progress: Progress) -> Arrays:
        def make(progress: Progress) -> Arrays:
            finding, closer, drawing = parts_of(progress, [self._first_seconds, CLOSER_SECONDS, LEVEL_SECONDS])
            images = self.faces.images
            alignment, mesh = self._level(images, self.mesh(finding), closer)
            return {**alignment.arrays(), **mesh.arrays(), "images": alignment.images(images, drawing)}

        return self.results.get("alignment", self.alignment_key, make, progress)

    def _level(self, images: np.ndarray, mesh: Mesh, progress: Progress) -> tuple[Alignment, Mesh]:
        if self.networks == "face_mesh":
            return level_again(images, mesh, progress=progress)
        return level(images, mesh, self._finder.closer, progress=progress)

    @property
    def _first_seconds(self) -> float:
        return 0.0 if self.results.has("mesh", self.mesh_key) else FIRST_SECONDS

    @property
    def _finder(self) -> Finder:
        return FINDERS[self.networks]

    @property
    def _encoders(self) -> Path:
        return encoders.folder(self.results.store)

    @property
    def mesh_key(self) -> str:
        """The key of the meshes of these faces as imported, by the networks of a first look."""
        return key_of("mesh", self._finder.first_files, self.faces.image_fingerprint)

    @property
    def _closer_key(self) -> str:
        """The key of the meshes of faces that are not aligned, as features see them."""
        return key_of("mesh", self._finder.closer_files, self.faces.image_fingerprint)

    @property
    def alignment_key(self) -> str:
        """The key of the aligned faces."""
        how = (AlignmentSettings(), NEAR, TEMPLATE)
        if self.networks == "face_mesh":
            return key_of("alignment", ALIGNMENTS, self.mesh_key, *how)
        return key_of("alignment", ALIGNMENTS, self.mesh_key, self._closer_key, *how)

    @property
    def key(self) -> str:
        """The key of the input of features: of the images, or of the aligned faces."""
        if self.aligned:
            return self.alignment_key
        # Studies from before there was a choice of networks keep their keys.
        return self.faces.image_fingerprint if self.networks == "face_mesh" else self._closer_key
