"""Ways to even out light: what each promises, on faces, blank images and none at all."""

import numpy as np
import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.light import METHODS, histogram, lit


@pytest.fixture()
def dark(faces: FaceSet) -> np.ndarray:
    """Twelve faces in very little light."""
    return (faces.images[:12] // 5).astype(np.uint8)


@pytest.mark.parametrize("method", [m for m in METHODS if m != "none"])
def test_every_method_brings_dark_faces_to_light_and_keeps_their_order_of_greys(dark: np.ndarray, method: str) -> None:
    after = lit(dark, method)  # type: ignore[arg-type]
    assert after.dtype == np.uint8 and after.shape == dark.shape
    assert after.std() > 2 * dark.std()
    together = [np.corrcoef(a.ravel(), b.ravel())[0, 1] for a, b in zip(dark, after, strict=True)]
    assert min(together) > 0.5


def test_none_changes_nothing(dark: np.ndarray) -> None:
    assert np.array_equal(lit(dark, "none"), dark)


def test_per_image_gives_every_face_the_same_light(faces: FaceSet) -> None:
    half = faces.images[:6] // 2
    assert np.abs(lit(half, "standard").astype(int) - lit(faces.images[:6], "standard")).mean() < 3


def test_equalisation_uses_all_grey_values_about_as_often(faces: FaceSet) -> None:
    shares = histogram(lit(faces.images[:20], "equalise")).reshape(8, -1).sum(axis=1)
    assert shares.min() > 0.08 and shares.max() < 0.17


@pytest.mark.parametrize("method", list(METHODS))
def test_a_blank_image_and_no_image_are_left_alone(method: str) -> None:
    blank = np.full((2, 48, 48), 77, np.uint8)
    assert np.array_equal(lit(blank, method), blank)  # type: ignore[arg-type]
    assert len(lit(blank[:0], method)) == 0  # type: ignore[arg-type]


def test_an_unknown_method_is_refused(faces: FaceSet) -> None:
    with pytest.raises(InvalidSettings, match="clahe"):
        lit(faces.images[:1], "gamma")  # type: ignore[arg-type]


def test_a_histogram_is_shares_of_pixels() -> None:
    image = np.zeros((1, 48, 48), np.uint8)
    image[0, :12] = 200
    found = histogram(image)
    assert found[200] == 0.25 and found[0] == 0.75 and found.sum() == 1
    assert histogram(image[:0]).sum() == 0
