"""Local patterns, stripes and combinations: what they tell apart, and what they must not."""

from dataclasses import replace

import numpy as np
import pytest
from skimage.feature import local_binary_pattern

from fer_core.base.errors import InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.features import Sources
from fer_core.features.combined import Combined
from fer_core.features.gabor import Gabor
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog
from fer_core.features.lbp import CODES, Lbp
from fer_core.features.pixels import Pixels
from fer_core.study import study
from fer_core.study.lab import Lab
from fer_core.study.store import Store, key_of


def test_patterns_are_scikit_images_cell_by_cell(faces: FaceSet) -> None:
    rows = Lbp(grid=4).extract(Sources(faces.images[:3]))
    codes = local_binary_pattern(faces.images[1], 8, 1, "nri_uniform")
    expected = np.bincount(codes[12:24, 36:48].astype(int).ravel(), minlength=CODES) / 144
    cell = rows[1].reshape(4, 4, CODES)[1, 3]
    np.testing.assert_allclose(cell**2, expected, atol=1e-6)
    assert rows.shape == (3, Lbp(grid=4).width)


def test_patterns_do_not_know_the_light(faces: FaceSet) -> None:
    dim = (faces.images[:20] // 2).astype(np.uint8)
    before, after = (Lbp().extract(Sources(images)) for images in (dim, dim + 90))
    assert (before != after).mean() < 0.01  # where neighbours are equal, rounding decides


def stripes(width: float, degrees: float) -> np.ndarray:
    y, x = np.mgrid[:48, :48]
    turn = np.deg2rad(degrees)
    wave = np.sin(2 * np.pi * (x * np.cos(turn) + y * np.sin(turn)) / width)
    return (127 + 90 * wave).astype(np.uint8)[None]


@pytest.mark.parametrize(("scale", "turn"), [(0, 0), (1, 3), (2, 1), (3, 5)])
def test_each_filter_answers_most_to_its_own_stripes(scale: int, turn: int) -> None:
    gabor = Gabor()
    picture = stripes(4 * np.sqrt(2) ** scale, 180 * turn / gabor.orientations)
    strength = gabor.extract(Sources(picture)).reshape(gabor.scales, gabor.orientations, -1, 2)[..., 0].mean(axis=2)
    assert np.unravel_index(strength.argmax(), strength.shape) == (scale, turn)


@pytest.mark.parametrize("bad", [lambda: Lbp(grid=5), lambda: Lbp(radius=0), lambda: Gabor(scales=0)])
def test_settings_that_cannot_work_are_refused(bad: object) -> None:
    with pytest.raises(InvalidSettings):
        bad()  # type: ignore[operator]


def test_combined_kinds_are_as_loud_as_their_weights(store: Store, faces: FaceSet) -> None:
    both = Combined((Pixels(), Hog()), (1.0, 3.0))
    lab = Lab(store, faces, replace(study.fitting(faces), features=both))
    rows, train = lab.features.table(both), lab.division.split.train
    pixels = Pixels().extract(Sources(faces.images[:1])).shape[1]
    loud = [np.sqrt(block[train].var(axis=0).sum()) for block in (rows[:, :pixels], rows[:, pixels:])]
    assert loud == pytest.approx([1, 3], rel=1e-3)
    photo = faces.images[[4, 9]].copy()
    np.testing.assert_allclose(lab.features.of_images(both, photo), rows[[4, 9]], atol=1e-4)
    saved = study.create(store, "Mine", "x", lab.choices)
    assert study.load(store, saved.id).choices.features == both


def test_columns_in_other_units_are_standardised_before_they_are_combined() -> None:
    random = np.random.default_rng(0)
    measures = (random.normal(size=(50, 20)) * np.geomspace(0.01, 100, 20)).astype(np.float32)
    edges = random.normal(size=(50, Hog().width)).astype(np.float32)
    combined = Combined()
    sources = Sources(np.zeros((50, 48, 48), np.uint8), parts={Geometry(): measures, Hog(): edges})
    rows = combined.extract(sources, combined.learn(sources))[:, :20]
    assert rows.std(axis=0) == pytest.approx([1 / np.sqrt(20)] * 20, rel=0.05)


@pytest.mark.parametrize(
    ("members", "weights"), [((), ()), ((Hog(), Hog(cell=6)), (1, 1)), ((Hog(),), (0,)), ((Hog(), Pixels()), (1,))]
)
def test_combinations_that_cannot_work_are_refused(members: tuple, weights: tuple) -> None:
    with pytest.raises(InvalidSettings):
        Combined(members, weights)


def test_fields_that_came_later_leave_earlier_keys_alone() -> None:
    from fer_core.maps.projection import ProjectionSettings
    from fer_core.reduction import ReductionSettings

    assert key_of(ReductionSettings(7)) == key_of({"": "ReductionSettings", "components": 7, "whiten": False})
    assert key_of(ReductionSettings(7, method="ica")) != key_of(ReductionSettings(7))
    earlier = {"": "ProjectionSettings", "method": "umap", "neighbours": 15, "min_dist": 0.1, "seed": 0}
    assert key_of(ProjectionSettings("umap")) == key_of(earlier)
