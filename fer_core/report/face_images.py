"""Pictures of faces for a report, each as a data: address, so that it stays one file.

Faces are shown as they came, in the random order in which a group is first shown to who names it: typical ones would
look purer than the group is.
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
"""Of each group."""
MOST_GROUPS = 60
"""Groups that get a strip, the biggest first: more would make the file heavy and nobody looks at them."""
FIRST = 0.5
"""Weight above which a name is a face's first, as `NamedFaces.counts` has it."""
_GAP = 2


@dataclass(frozen=True)
class Strip:
    """One picture: ``title``, what it shows in words, its data: address, its size in pixels."""

    title: str
    alt: str
    source: str
    width: int
    height: int


@dataclass(frozen=True)
class FaceImages:
    """Strips of faces, one a group, and the mean face of each emotion that was named."""

    groups: tuple[Strip, ...]
    means: tuple[Strip, ...]


def face_images(lab: Lab, state: NamingState, groups: Sequence[Group], progress: Progress = silent) -> FaceImages:
    """The pictures of a study with these ``groups``, as its facts tell them. Raises Cancelled."""
    now = lab.groups.partition(state)
    biggest = sorted(groups, key=lambda group: -group.size)[:MOST_GROUPS]
    strips = []
    for i, group in enumerate(biggest):
        progress(i, len(biggest) + 1, "Picking faces of each group")
        rows = lab.groups.face_order(now, group.number, "random")[:FACES]
        title = f"Group {group.label}: {group.answer or 'no name'}"
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
