"""How the two constants of the face mesh were made; not needed at run time.

    python -m tools.mesh_templates    writes fer_core/assets/mesh_template.npz again

`fer_core.alignment.TEMPLATE` is `median_points` of FER2013's training faces with a face score of at least 0.9;
`fer_core.features.template.template` is `mean_mesh`, made of faces of nobody.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment

from fer_core.alignment import stable_points
from fer_core.alignment.template import MIRROR
from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, silent
from fer_core.faces.face_mesh import landmarks
from fer_core.faces.faceset import SIDE
from fer_core.faces.mesh import Mesh
from fer_core.faces.readers.drawn.sample import sample_faces
from fer_core.features.template import TEMPLATE_FILE, Template, upright


def median_points(mesh: Mesh) -> np.ndarray:
    """float64 [7, 2], pixels: the median place of each of `STABLE`, the same at both sides of the middle of the crop.

    A face and its mirror image are aligned to each other's mirror image that way. Raises InvalidSettings for no face.
    """
    if not len(mesh):
        raise InvalidSettings("A template needs at least one face.", remedy="Add faces.")
    middle = np.median(stable_points(mesh), axis=0)
    other = middle[list(MIRROR)] * [-1, 1] + [SIDE, 0]
    both: np.ndarray = (middle + other) / 2
    return both


def mean_mesh(count: int = 2000, seed: int = 0, progress: Progress = silent) -> Template:
    """The mean mesh of ``count`` synthetic faces that the network is sure of, upright and made symmetric."""
    mesh = landmarks(sample_faces(count, seed=seed, style="lifelike").images, progress)
    mean = upright(mesh.in_face(np.flatnonzero(mesh.scores > 0.9))).mean(axis=0)
    flipped = mean * [-1, 1, 1]
    mirror = linear_sum_assignment(np.linalg.norm(mean[:, None] - flipped[None], axis=2))[1]
    return Template(((mean + flipped[mirror]) / 2).astype(np.float32), mirror.astype(np.int16))


if __name__ == "__main__":
    np.savez_compressed(TEMPLATE_FILE, **vars(mean_mesh()))
