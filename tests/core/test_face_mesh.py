"""The mesh by the two earlier networks, which studies from before the present ones still use."""

from pathlib import Path

import numpy as np
import pytest

from fer_core.base.errors import DamagedFile
from fer_core.faces.face_mesh import ATTENTION, INPUT_SIDE, NETWORKS, PLAIN, MeshNetwork, landmarks, mesh_network
from fer_core.faces.faceset import FaceSet
from fer_core.faces.mesh import POINTS, Mesh
from fer_core.faces.shipped_network import enlarged

LEFT_EYE, RIGHT_EYE, NOSE, LIP, CHIN = 33, 263, 1, 13, 152


@pytest.fixture(scope="module")
def mesh(faces: FaceSet) -> Mesh:
    return landmarks(faces.images[:60])


def test_shapes_types_and_ranges(mesh: Mesh) -> None:
    for points in (mesh.points, mesh.refined):
        assert points.shape == (60, POINTS, 3) and points.dtype == np.int16
    assert mesh.scores.dtype == np.float32 and len(mesh) == 60
    assert mesh.scores.min() >= 0 and mesh.scores.max() <= 1
    assert mesh.in_face(np.array([3, 1])).shape == (2, POINTS, 3)
    assert mesh.in_face().dtype == np.float32 and mesh.movements.shape == (60, 0)


def test_integers_are_what_the_network_said_to_a_hundredth_of_a_pixel(faces: FaceSet, mesh: Mesh) -> None:
    points, score = mesh_network()(enlarged(faces.images[:1], INPUT_SIDE)[0])
    face_pixels = points * (72 / 192) - [12, 12, 0]
    np.testing.assert_allclose(mesh.in_face(slice(0, 1))[0], face_pixels, atol=0.01)
    assert score == pytest.approx(float(mesh.scores[0]))


def test_a_face_does_not_depend_on_its_company(faces: FaceSet, mesh: Mesh) -> None:
    alone = landmarks(faces.images[41:42])
    np.testing.assert_array_equal(alone.points[0], mesh.points[41])
    np.testing.assert_array_equal(alone.refined[0], mesh.refined[41])
    assert alone.scores[0] == mesh.scores[41]


def test_a_shifted_face_has_shifted_points(faces: FaceSet, mesh: Mesh) -> None:
    sure = np.flatnonzero(mesh.scores > 0.9)[:10]
    shifted = landmarks(np.roll(faces.images[sure], 2, axis=2))
    moved = shifted.in_face()[:, NOSE, 0] - mesh.in_face(sure)[:, NOSE, 0]
    assert np.median(moved) == pytest.approx(2, abs=1)


def test_blank_and_noisy_images_are_finite_and_doubtful() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1, 48, 48), np.uint8)
    images = np.concatenate([np.zeros_like(noise), np.full_like(noise, 255), noise])
    mesh = landmarks(images)
    assert np.isfinite(mesh.in_face()).all()
    assert mesh.scores.max() < 0.5
    np.testing.assert_array_equal(mesh.refined, mesh.points)  # for want of better


def test_refined_points_are_the_attention_networks_where_it_is_sure(faces: FaceSet) -> None:
    half_hidden = faces.images[:30].copy()
    half_hidden[::2, 20:] = 128
    mesh = landmarks(half_hidden)
    found = [mesh_network(ATTENTION)(crop) for crop in enlarged(half_hidden, INPUT_SIDE)]
    sure = np.array([score >= 0.5 for _, score in found])
    assert sure.any() and not sure.all()
    np.testing.assert_array_equal(mesh.refined[~sure], mesh.points[~sure])
    expected = np.array([points for points, _ in found])[sure] * (72 / 192) - [12, 12, 0]
    np.testing.assert_allclose(mesh.refined_in_face(np.flatnonzero(sure)), expected, atol=0.01)


def test_refined_points_stay_near_the_plain_ones(mesh: Mesh) -> None:
    """Points in another order, or lips and eyes mixed up, would be far off."""
    sure = np.flatnonzero((mesh.refined != mesh.points).any(axis=(1, 2)) & (mesh.scores > 0.9))
    apart = np.linalg.norm((mesh.refined_in_face(sure) - mesh.in_face(sure))[..., :2], axis=2)
    assert np.median(apart, axis=0).max() < 2.5


@pytest.mark.parametrize("name", NETWORKS)
def test_points_are_what_mediapipe_finds(name: str) -> None:
    """`mediapipe_mesh.npz`: sample faces, and what MediaPipe 0.10.21 itself made of them, in pixels of the crop."""
    with np.load(Path(__file__).with_name("mediapipe_mesh.npz")) as stored:
        faces, expected = stored["faces"], stored[name]
    for crop, there in zip(enlarged(faces, INPUT_SIDE), expected, strict=True):
        here, score = mesh_network(name)(crop)
        np.testing.assert_allclose(here, there, atol=0.01)
        assert score > 0.5  # else MediaPipe would have given no points


def test_the_margin_repeats_the_edge() -> None:
    image = np.zeros((1, 48, 48), np.uint8)
    image[:, :, 0] = 200
    large = enlarged(image, INPUT_SIDE)
    assert large.shape == (1, 192, 192)
    assert (large[0, :, :28] == 200).all() and (large[0, :, 60:] == 0).all()


def test_a_wrong_or_missing_network_is_named(tmp_path: Path) -> None:
    with pytest.raises(DamagedFile, match="is missing"):
        MeshNetwork(PLAIN, tmp_path)
    (tmp_path / ATTENTION).write_bytes(b"something else")
    with pytest.raises(DamagedFile, match="Install FER Lab again"):
        MeshNetwork(ATTENTION, tmp_path)
