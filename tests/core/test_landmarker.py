"""Points and movements of faces by the present networks."""

import time
from pathlib import Path

import numpy as np
import pytest

from fer_core.base.errors import Cancelled, DamagedFile, InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.landmarker import INPUT_SIDE, NETWORKS, Landmarker, landmarker, landmarks
from fer_core.faces.mesh import POINTS, Mesh
from fer_core.faces.movements import MOVEMENTS, SEEN, WORDS, both_sides, logits, sides
from fer_core.faces.shipped_network import enlarged

LEFT_EYE, RIGHT_EYE, NOSE, LIP, CHIN = 33, 263, 1, 13, 152


@pytest.fixture(scope="module")
def mesh(faces: FaceSet) -> Mesh:
    return landmarks(faces.images[:60])


def test_points_and_movements_are_what_mediapipe_finds() -> None:
    """`mediapipe_landmarker.npz`: sample faces, and what the original networks made of them in TensorFlow Lite."""
    with np.load(Path(__file__).with_name("mediapipe_landmarker.npz")) as stored:
        faces, points, presence, movements = (stored[n] for n in ("faces", "points", "presence", "movements"))
    look = landmarker()
    for crop, there, score in zip(enlarged(faces, INPUT_SIDE), points, presence, strict=True):
        here, found = look(crop)
        np.testing.assert_allclose(here, there, atol=0.01)
        assert found == pytest.approx(score, abs=0.01) and score > 0
    np.testing.assert_allclose(look.movements(points), movements, atol=0.001)


def test_points_lie_where_a_face_has_them(mesh: Mesh) -> None:
    sure = np.flatnonzero(mesh.scores > 0.8)
    assert len(sure) > 20
    x, y = np.moveaxis(mesh.in_face(sure)[..., :2], -1, 0)
    assert (x[:, LEFT_EYE] < x[:, NOSE]).all() and (x[:, NOSE] < x[:, RIGHT_EYE]).all()
    assert (y[:, LEFT_EYE] < y[:, NOSE]).all() and (y[:, NOSE] < y[:, LIP]).all()
    assert (y[:, LIP] < y[:, CHIN]).all()
    assert np.median(y[:, LEFT_EYE]) == pytest.approx(19, abs=4)


def test_shapes_types_and_ranges(mesh: Mesh) -> None:
    assert mesh.points.shape == (60, POINTS, 3) and mesh.points.dtype == np.int16
    assert mesh.refined is mesh.points, "one network finds all points"
    assert mesh.scores.dtype == mesh.movements.dtype == np.float32 and mesh.movements.shape == (60, len(MOVEMENTS))
    for numbers in (mesh.scores, mesh.movements):
        assert numbers.min() >= 0 and numbers.max() <= 1


def test_integers_are_what_the_network_said_to_a_hundredth_of_a_pixel(faces: FaceSet, mesh: Mesh) -> None:
    points, presence = landmarker()(enlarged(faces.images[:1], INPUT_SIDE)[0])
    np.testing.assert_allclose(mesh.in_face(slice(0, 1))[0], points[:POINTS] * (72 / 256) - [12, 12, 0], atol=0.01)
    assert (presence > -4.6) == (mesh.scores[0] > 0.5)


def test_a_face_does_not_depend_on_its_company(faces: FaceSet, mesh: Mesh) -> None:
    alone = landmarks(faces.images[41:42])
    np.testing.assert_array_equal(alone.points[0], mesh.points[41])
    np.testing.assert_allclose(alone.movements[0], mesh.movements[41], atol=1e-5)
    assert alone.scores[0] == mesh.scores[41]


def test_a_mesh_is_saved_and_read(mesh: Mesh) -> None:
    again = Mesh.from_arrays(mesh.arrays())
    assert set(mesh.arrays()) == {"points", "scores", "movements"} and again.refined is again.points
    few = again.of(np.array([3, 1]))
    assert few.refined is few.points
    np.testing.assert_array_equal(few.movements, mesh.movements[[3, 1]])


def test_blank_and_noisy_images_are_finite_and_doubtful() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1, 48, 48), np.uint8)
    mesh = landmarks(np.concatenate([np.zeros_like(noise), np.full_like(noise, 255), noise]))
    assert np.isfinite(mesh.in_face()).all() and np.isfinite(mesh.movements).all()
    assert mesh.scores.max() < 0.5


def test_grey_and_colour_crops_are_the_same_face(faces: FaceSet) -> None:
    crop = enlarged(faces.images[:1], INPUT_SIDE)[0]
    grey, colour = landmarker()(crop), landmarker()(np.repeat(crop[..., None], 3, axis=-1))
    np.testing.assert_array_equal(grey[0], colour[0])


def test_points_without_extent_have_no_movements() -> None:
    found = landmarker().movements(np.zeros((2, 478, 3), np.float32))
    assert found.shape == (2, len(MOVEMENTS)) and np.isfinite(found).all()


def test_movements_do_not_depend_on_size_or_place(mesh: Mesh) -> None:
    with np.load(Path(__file__).with_name("mediapipe_landmarker.npz")) as stored:
        points = stored["points"]
    look = landmarker()
    np.testing.assert_allclose(look.movements(points * 0.3 + 40), look.movements(points), atol=0.01)


def test_every_movement_in_words_has_its_columns() -> None:
    assert len(MOVEMENTS) == 52 and len(SEEN) == 146
    columns = [column for movement in WORDS for column in sides(movement)]
    assert len(columns) == len(set(columns)) and all(1 <= len(sides(movement)) <= 2 for movement in WORDS)
    seen = np.full((1, 52), 0.2, np.float32)
    seen[0, [MOVEMENTS.index("mouthSmileLeft"), MOVEMENTS.index("mouthSmileRight")]] = 0.5, 0.0
    found = both_sides(logits(seen))[0]
    smile = list(WORDS).index("mouthSmile")
    assert np.isfinite(found).all() and found[smile] < np.delete(found, smile).min()


def test_no_face_at_all() -> None:
    mesh = landmarks(np.zeros((0, 48, 48), np.uint8))
    assert len(mesh) == 0 and Mesh.from_arrays(mesh.arrays()).movements.shape == (0, 52)


@pytest.mark.parametrize(
    "images", [np.zeros((2, 48, 48)), np.zeros((2, 47, 48), np.uint8), np.zeros((48, 48), np.uint8)]
)
def test_other_arrays_are_refused(images: np.ndarray) -> None:
    with pytest.raises(InvalidSettings):
        landmarks(images)


def test_progress_reaches_the_end_and_cancel_stops_at_once(faces: FaceSet) -> None:
    calls: list[tuple[int, int]] = []
    landmarks(faces.images[:40], lambda done, total, what: calls.append((done, total)))
    assert calls[0] == (0, 40) and calls[-1] == (40, 40) and calls == sorted(calls)

    def cancel(done: int, total: int, what: str) -> None:
        if done:
            raise Cancelled

    many = np.repeat(faces.images, 20, axis=0)
    started = time.perf_counter()
    with pytest.raises(Cancelled):
        landmarks(many, cancel)
    assert time.perf_counter() - started < 2  # all 4,200 faces would take 6 s at the very least


def test_a_wrong_or_missing_network_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedFile, match="is missing"):
        Landmarker(tmp_path)
    (tmp_path / next(iter(NETWORKS))).write_bytes(b"something else")
    with pytest.raises(DamagedFile, match="Install FER Lab again"):
        Landmarker(tmp_path)
