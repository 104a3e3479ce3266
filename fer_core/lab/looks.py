"""What the computer looks at: meshes, features, components. Keyed on the images alone, never on a label."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from fer_core import encoders
from fer_core.face_mesh import NETWORKS, Mesh, landmarks
from fer_core.features import Feature, Learned, Sources
from fer_core.features.feature import with_parts
from fer_core.lab.faces import Faces
from fer_core.lab.kept import Arrays
from fer_core.progress import Progress, part_of, parts_of, silent
from fer_core.reduction import Reduction
from fer_core.store import key_of

MESH_SECONDS = 70.0
"""About what the meshes of FER2013 take on two cores; as `Feature.seconds`, for progress alone."""


class Looks(Faces):
    """Every face in numbers."""

    def mesh(self, progress: Progress = silent) -> Mesh:
        """The face mesh of every face."""

        def make(progress: Progress) -> Arrays:
            return landmarks(self.faces.images, progress).arrays()

        return Mesh.from_arrays(self.keep("mesh", self.mesh_key, make, progress))

    def features(self, feature: Feature, progress: Progress = silent) -> np.ndarray:
        """float32 [n, d]: one kind of features of every face, after whatever it is made of."""
        if self.kept("features", self.features_key(feature)):
            return self._looked(feature, progress)
        wanted = [f for f in with_parts(feature) if not self.kept("features", self.features_key(f))]
        work: list[tuple[float, Callable[[Progress], object]]] = [(f.seconds, partial(self._looked, f)) for f in wanted]
        if any(f.needs_mesh for f in wanted) and not self.kept("mesh", self.mesh_key):
            work.insert(0, (MESH_SECONDS, self.mesh))
        for (_, step), part in zip(work, parts_of(progress, [seconds for seconds, _ in work]), strict=True):
            step(part)
        return self._looked(feature, silent)

    def learned(self, feature: Feature, progress: Progress = silent) -> Learned:
        """What a kind of features learned from the training faces; empty for kinds that do not learn."""
        if not feature.learns:
            return {}

        def make(progress: Progress) -> Arrays:
            before, learning = parts_of(progress, [1, 1])
            return feature.learn(self._sources(feature, before).of(self.split.train), learning)

        return self.keep("learned", self.learned_key(feature), make, progress)

    def features_of(self, feature: Feature, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """float32 [m, d]: the same numbers of other faces uint8 [m, 48, 48], such as a new photo. They are not kept."""
        return self.all_features_of([feature], images, progress)[0]

    def all_features_of(
        self, features: Sequence[Feature], images: np.ndarray, progress: Progress = silent
    ) -> list[np.ndarray]:
        """The same for several kinds, whose mesh and common parts are found once."""
        learning, finding, rest = parts_of(progress, [1, 60, 40])
        kinds = list(dict.fromkeys(f for feature in features for f in with_parts(feature)))
        learned = [self.learned(f, part) for f, part in zip(kinds, parts_of(learning, [1] * len(kinds)), strict=True)]
        mesh = landmarks(images, finding) if any(f.needs_mesh for f in kinds) else None
        made: dict[Feature, np.ndarray] = {}
        shares = parts_of(rest, [1 + f.seconds for f in kinds])
        for f, known, part in zip(kinds, learned, shares, strict=True):
            made[f] = f.extract(Sources(images, mesh, made, encoders.folder(self.store)), known, part)
        return [made[feature] for feature in features]

    def _looked(self, feature: Feature, progress: Progress) -> np.ndarray:
        def make(progress: Progress) -> Arrays:
            before, learning, extracting = parts_of(progress, [0, 1, 2] if feature.learns else [0, 0, 1])
            sources = self._sources(feature, before)
            return {"features": feature.extract(sources, self.learned(feature, learning), extracting)}

        return self.keep("features", self.features_key(feature), make, progress)["features"]

    def _sources(self, feature: Feature, progress: Progress) -> Sources:
        """What ``feature`` may see of every face; found first where it is not on disk."""
        finding, *looking = parts_of(progress, [MESH_SECONDS, *(f.seconds for f in feature.parts)])
        mesh = self.mesh(finding) if feature.needs_mesh else None
        parts = {f: self.features(f, part) for f, part in zip(feature.parts, looking, strict=True)}
        return Sources(self.faces.images, mesh, parts, encoders.folder(self.store))

    def reduction(self, feature: Feature, progress: Progress = silent) -> tuple[Reduction, np.ndarray]:
        """PCA fitted on the training rows at its largest count, and float32 [n, c] scores of every face."""

        def make(progress: Progress) -> Arrays:
            features = self.features(feature, part_of(progress, 0, 0.7))
            fitted = Reduction(standardise=feature.standardise)
            fitted.fit(features[self.split.train], part_of(progress, 0.7, 0.95))
            return {**fitted.arrays(), "scores": fitted.transform(features, progress=part_of(progress, 0.95, 1))}

        arrays = self.keep("reduction", self.reduction_key(feature), make, progress)
        scores = arrays.pop("scores")
        return Reduction.from_arrays(arrays), scores

    @property
    def mesh_key(self) -> str:
        """Names the mesh of these faces, as these networks find it."""
        return key_of("mesh", NETWORKS, self.faces.image_fingerprint)

    def features_key(self, feature: Feature) -> str:
        """Names one kind of features of these faces: by the images alone, unless training faces taught it."""
        if any(f.learns for f in with_parts(feature)):
            return key_of(self.faces.image_fingerprint, feature, self.split.train_fingerprint)
        return key_of(self.faces.image_fingerprint, feature)

    def learned_key(self, feature: Feature) -> str:
        """Names what a kind of features learned from the training faces."""
        return key_of("learned", self.faces.image_fingerprint, feature, self.split.train_fingerprint)

    def reduction_key(self, feature: Feature) -> str:
        """Names the components of one kind of features, as the training rows show them."""
        return key_of(self.features_key(feature), self.split.train_fingerprint)
