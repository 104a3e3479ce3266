"""The upright, symmetric mesh that every face is fitted to before it is measured.

It is a constant (``assets/mesh_template.npz``), so that the measures of a face do not depend on other faces.
``tools/mesh_templates.py`` made it from drawn faces, which are of nobody.
"""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from fer_core.base.errors import DamagedFile
from fer_core.faces.shipped_network import ASSETS

TEMPLATE_FILE = ASSETS / "mesh_template.npz"
EYES = ((33, 133), (362, 263))
"""Outer and inner corner of the eye on the left of the image, inner and outer corner of the other."""


@dataclass(frozen=True, eq=False)
class Template:
    """A mean face that faces forward.

    Attributes:
        points: float32 [468, 3] in units of the distance between the eyes; the origin lies between them, y points down.
        mirror: int16 [468], index of each point's mirror image (its own on the middle line).
    """

    points: np.ndarray
    mirror: np.ndarray


@cache
def template(path: Path = TEMPLATE_FILE) -> Template:
    """The template that ships with FER Lab. Raises DamagedFile where it cannot be read."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            made = Template(arrays["points"], arrays["mirror"])
    except (OSError, ValueError, KeyError, EOFError) as error:
        what = f"The mesh template cannot be read ({error})."
        raise DamagedFile(what, where=str(path), remedy="Install FER Lab again.") from error
    for array in (made.points, made.mirror):
        array.flags.writeable = False
    return made


def upright(points: np.ndarray) -> np.ndarray:
    """Meshes float [n, 468, 3], moved, rotated in the picture's plane and scaled so that the eyes are at (±½, 0)."""
    left, right = (points[:, list(eye)].mean(axis=1) for eye in EYES)
    line = right - left
    distance = np.hypot(line[:, 0], line[:, 1])
    cos, sin = line[:, 0] / distance, line[:, 1] / distance
    turn = np.zeros((len(points), 3, 3))
    turn[:, 0, 0], turn[:, 0, 1], turn[:, 1, 0], turn[:, 1, 1], turn[:, 2, 2] = cos, -sin, sin, cos, 1
    return (points - ((left + right) / 2)[:, None]) @ turn / distance[:, None, None]
