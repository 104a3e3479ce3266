"""Mean and variance faces and brightness, against numpy's own on small sets."""

import numpy as np
import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.faces.portraits import brightness, portraits
from tests.core.reader_files import some_images


def test_portraits_are_means_and_deviations_of_each_group() -> None:
    images = some_images(2500)  # more than a block
    codes = np.random.default_rng(1).integers(0, 3, len(images)).astype(np.uint8)
    made = portraits(images, codes, 4)
    for g in range(3):
        assert np.allclose(made.mean[g], images[codes == g].mean(axis=0), atol=1e-3)
        assert np.allclose(made.deviation[g], images[codes == g].std(axis=0), atol=1e-3)
    assert made.counts.tolist() == [*np.bincount(codes), 0]
    assert not made.mean[3].any() and not made.deviation[3].any()


def test_without_labels_there_is_one_portrait_of_all() -> None:
    images = some_images(30)
    made = portraits(images)
    assert made.counts.tolist() == [30]
    assert np.allclose(made.mean[0], images.mean(axis=0), atol=1e-3)


def test_equal_faces_differ_nowhere_and_the_largest_variance_is_white() -> None:
    same = np.repeat(some_images(1), 5, axis=0)
    made = portraits(np.concatenate([same, some_images(5, seed=2)]), np.repeat([0, 1], 5), 2)
    assert not made.deviation[0].any()
    pictures = made.variance_pictures()
    assert pictures.dtype == np.uint8 and pictures[0].max() == 0 and pictures[1].max() == 255
    assert np.array_equal(made.mean_pictures()[0], same[0])


def test_brightness_is_the_mean_grey_value() -> None:
    images = some_images(1500)
    images[0], images[1] = 0, 255
    found = brightness(images)
    assert found[:2].tolist() == [0, 255]
    assert np.allclose(found, images.mean(axis=(1, 2)), atol=1e-3)


def test_only_faces_have_portraits() -> None:
    with pytest.raises(InvalidSettings):
        portraits(np.zeros((2, 10, 10), np.uint8))
