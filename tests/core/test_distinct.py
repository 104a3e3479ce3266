"""Faces that are shown side by side are different pictures."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from fer_core.audit import distinct
from fer_core.faces.faceset import FaceSet
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.trying import OtherFaces


def changed(face: np.ndarray) -> np.ndarray:
    """The same picture, brighter, and moved by a pixel."""
    return np.clip(np.roll(face, 1, axis=1).astype(int) * 0.9 + 20, 0, 255).astype(np.uint8)


def test_copies_are_left_out_and_the_first_of_each_stays(faces: FaceSet) -> None:
    a, b, c = faces.images[[2, 3, 5]]
    shown = np.stack([a, b, a, changed(a), c, b[:, ::-1]])
    assert distinct(shown).tolist() == [0, 1, 4]


def test_other_faces_stay(faces: FaceSet) -> None:
    assert len(distinct(faces.images[:24])) >= 22
    assert distinct(faces.images[:1]).tolist() == [0] and distinct(faces.images[:0]).tolist() == []


def test_similar_groups_show_no_picture_twice(faces: FaceSet) -> None:
    """Eight faces of group 0 are one picture, which group 1 also holds."""
    images = faces.images[:30].copy()
    images[1:8] = images[0]
    images[15] = changed(images[0])
    rows = np.arange(30)
    places = np.concatenate([np.linspace(0, 1, 15), np.linspace(0.5, 2, 15)])[:, None].astype(np.float32)
    nothing: Any = None
    division = FaceDivision(nothing, FaceSet.of(images, classes=("happy",)), nothing)
    space: Any = SimpleNamespace(points=lambda: places)
    trying = OtherFaces(division, nothing, space, nothing, nothing)
    groups: Any = SimpleNamespace(rows=rows, groups=rows // 15)

    near = trying.nearest_groups(groups, [0, 1], np.zeros(1, np.float32), faces=6)
    assert [one.group for one in near] == [0, 1]
    assert near[0].rows.tolist()[:2] == [0, 8] and len(near[0].rows) == 6
    assert 15 not in near[1].rows
    assert len(distinct(images[np.concatenate([one.rows for one in near])])) == 12
