"""Pictures of faces for a report, each as a data: address, so that the report is one file.

Faces are shown as imported, in the random order in which the Name page first shows a group: typical faces would make
the group look purer than it is.
"""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE
from fer_core.faces.portraits import portraits
from fer_core.naming.replay import NamingState
from fer_core.report.result_facts import Group
from fer_core.study.lab import Lab

FACES = 8
"""Faces shown of each group."""
MOST_GROUPS = 60
"""Groups that get a strip, the largest first: more would only make the file larger."""
FIRST = 0.5
"""Weight above which a name is the first of a face, as in `NamedFaces.counts`."""
_GAP = 2


@dataclass(frozen=True)
class Strip:
    """A row of faces as one picture: its title, a description, its data: address, its size in pixels."""

    title: str
    alt: str
    source: str
    width: int
    height: int


@dataclass(frozen=True)
class FaceImages:
    """A strip of faces for each group, and the mean face of each emotion that was named."""

    groups: tuple[Strip, ...]
    means: tuple[Strip, ...]


def face_images(lab: Lab, state: NamingState, groups: Sequence[Group], progress: Progress = silent) -> FaceImages:
    """Strips and mean faces of a study.

    Args:
        lab: of the study.
        state: the names as they are now.
        groups: the groups of the study's `Facts`.
        progress: called once a group.

    Raises:
        Cancelled: if ``progress`` raises it.
    """
    now = lab.groups.partition(state)
    biggest = sorted(groups, key=lambda group: -group.size)[:MOST_GROUPS]
    strips = []
    for i, group in enumerate(biggest):
        progress(i, len(biggest) + 1, "Picking faces of each group")
        rows = lab.groups.face_order(now, group.number, "random")[:FACES]
        title = f"Group {group.label}: {group.answer or 'no name yet'}"
        strips.append(_strip(title, f"{len(rows)} faces of group {group.label}", lab.faces.images[rows]))
    progress(len(biggest), len(biggest) + 1, "Averaging faces")
    return FaceImages(tuple(strips), _means(lab, state))


def _means(lab: Lab, state: NamingState) -> tuple[Strip, ...]:
    classes = lab.faces.classes
    named = lab.naming.named_faces(state)
    clear = named.weights > FIRST
    found = portraits(lab.faces.images[named.rows[clear]], named.codes[clear], len(classes))
    return tuple(
        _strip(f"{name} ({n:,})", f"Mean of {n:,} faces named {name}", picture[None])
        for name, n, picture in zip(classes, found.counts.tolist(), found.mean_pictures(), strict=True)
        if n
    )


def _strip(title: str, alt: str, images: np.ndarray) -> Strip:
    cell = SIDE + _GAP
    width = len(images) * cell - _GAP
    sheet = np.full((SIDE, width), 255, np.uint8)
    for i, image in enumerate(images):
        sheet[:, i * cell : i * cell + SIDE] = image
    out = io.BytesIO()
    Image.fromarray(sheet).save(out, "JPEG", quality=88, optimize=True)
    return Strip(title, alt, f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}", width, SIDE)
