import time

import numpy as np
import pytest
from skimage.feature import hog

from fer_core.errors import Cancelled, DamagedFile, InvalidSettings
from fer_core.face_mesh import POINTS, Mesh, landmarks
from fer_core.faceset import FaceSet
from fer_core.features import FEATURES, Feature
from fer_core.features.geometry import MEASURES, Geometry, face_forward, measured
from fer_core.features.hog import Hog
from fer_core.features.pixels import Pixels
from fer_core.features.template import make_template, template, upright
from fer_core.store import key_of

KINDS: list[Feature] = [cls() for cls in FEATURES.values()]


@pytest.fixture(scope="module")
def mesh(faces: FaceSet) -> Mesh:
    return landmarks(faces.images)


@pytest.fixture(scope="module")
def points(mesh: Mesh) -> np.ndarray:
    """Sixty meshes that the network is sure of, in face pixels."""
    return mesh.in_face(np.flatnonzero(mesh.scores > 0.9)[:60])


def column(name: str) -> int:
    return list(MEASURES).index(name)


# Every kind


@pytest.mark.parametrize("feature", KINDS, ids=lambda f: f.kind)
def test_a_face_does_not_depend_on_its_company(feature: Feature, faces: FaceSet, mesh: Mesh) -> None:
    together = feature.extract(faces.images, mesh)
    some = np.array([200, 3, 41])
    alone = feature.extract(faces.images[some], Mesh(mesh.points[some], mesh.scores[some]))
    np.testing.assert_allclose(alone, together[some], atol=1e-6)
    assert together.dtype == np.float32 and len(together) == len(faces)


@pytest.mark.parametrize("feature", KINDS, ids=lambda f: f.kind)
def test_blank_images_are_finite(feature: Feature) -> None:
    images = np.repeat(np.array([0, 128, 255], np.uint8), 48 * 48).reshape(3, 48, 48)
    assert np.isfinite(feature.extract(images, landmarks(images))).all()


@pytest.mark.parametrize("feature", KINDS, ids=lambda f: f.kind)
def test_cancel_stops(feature: Feature, faces: FaceSet, mesh: Mesh) -> None:
    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        feature.extract(faces.images, mesh, cancel)


@pytest.mark.parametrize("feature", KINDS, ids=lambda f: f.kind)
def test_progress_rises_to_the_end(feature: Feature, faces: FaceSet, mesh: Mesh) -> None:
    calls: list[tuple[int, int]] = []
    feature.extract(faces.images, mesh, lambda done, total, what: calls.append((done, total)))
    assert calls == sorted(calls) and calls[-1] == (210, 210)


@pytest.mark.parametrize("feature", KINDS, ids=lambda f: f.kind)
def test_no_face_and_wrong_faces(feature: Feature) -> None:
    none = np.zeros((0, 48, 48), np.uint8)
    assert feature.extract(none, landmarks(none)).shape[0] == 0
    with pytest.raises(InvalidSettings):
        feature.extract(np.zeros((2, 40, 48), np.uint8))


@pytest.mark.parametrize("feature", KINDS, ids=lambda f: f.kind)
def test_names_belong_to_columns(feature: Feature, faces: FaceSet, mesh: Mesh) -> None:
    names = feature.names()
    width = feature.extract(faces.images[:2], Mesh(mesh.points[:2], mesh.scores[:2])).shape[1]
    assert names is None or len(set(names)) == width


def test_settings_name_results() -> None:
    keys = {key_of(f) for f in (*KINDS, Pixels(normalise=False), Hog(cell=6), Hog(orientations=8))}
    assert len(keys) == 6
    assert key_of(Hog()) == key_of(Hog(9, 8, 2))
    assert list(FEATURES) == ["pixels", "hog", "geometry"]


# Pixels


def test_normalised_pixels_do_not_know_the_light(faces: FaceSet) -> None:
    dim = (faces.images // 4).astype(np.uint8)
    bright = dim * 3 + 40
    np.testing.assert_allclose(Pixels().extract(dim), Pixels().extract(bright), atol=1e-4)
    assert not np.allclose(Pixels(normalise=False).extract(dim), Pixels(normalise=False).extract(bright), atol=0.05)


def test_normalised_pixels_have_mean_0_and_deviation_1(faces: FaceSet) -> None:
    rows = Pixels().extract(faces.images)
    np.testing.assert_allclose(rows.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(rows.std(axis=1), 1, atol=1e-4)


def test_plain_pixels_are_the_image(faces: FaceSet) -> None:
    rows = Pixels(normalise=False).extract(faces.images)
    np.testing.assert_array_equal(np.rint(rows * 255).reshape(-1, 48, 48), faces.images)


def test_a_blank_image_has_no_pixels_to_speak_of() -> None:
    assert not Pixels().extract(np.full((1, 48, 48), 77, np.uint8)).any()


# HOG


def test_hog_is_scikit_images_of_each_face(faces: FaceSet) -> None:
    settings = Hog(orientations=8, cell=6, block=3)
    rows = settings.extract(faces.images[:3])
    expected = [hog(f, 8, (6, 6), (3, 3), block_norm="L2-Hys") for f in faces.images[:3]]
    np.testing.assert_allclose(rows, expected, atol=1e-6)
    assert rows.shape[1] == settings.width and Hog().width == 900


def test_hog_hardly_knows_the_light_but_knows_edges(faces: FaceSet) -> None:
    dim = (faces.images[:20] // 4).astype(np.uint8)
    rows = Hog().extract(dim)
    np.testing.assert_allclose(rows, Hog().extract(dim * 3 + 40), atol=1e-3)
    assert np.abs(rows - Hog().extract(np.ascontiguousarray(dim.transpose(0, 2, 1)))).max() > 0.1


def test_an_upright_edge_counts_as_one() -> None:
    image = np.zeros((1, 48, 48), np.uint8)
    image[:, :, 20:] = 200
    cells = Hog().extract(image).reshape(5, 5, 2, 2, 9)
    assert cells[..., 1:8].max() == 0 and cells.max() > 0.2


@pytest.mark.parametrize("wrong", [{"cell": 25}, {"cell": 1}, {"block": 0}, {"orientations": 1}, {"block": 7}])
def test_impossible_hog_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidSettings):
        Hog(**wrong)


# Geometry


def turned(points: np.ndarray, degrees: float, axes: tuple[int, int]) -> np.ndarray:
    angle = np.deg2rad(degrees)
    turn = np.eye(3)
    a, b = axes
    turn[a, a] = turn[b, b] = np.cos(angle)
    turn[a, b], turn[b, a] = -np.sin(angle), np.sin(angle)
    return points @ turn


def test_size_place_and_tilt_of_the_head_do_not_count(points: np.ndarray) -> None:
    moved = turned(points, 15, (0, 1)) * 1.4 + [5, -3, 2]
    np.testing.assert_allclose(measured(moved), measured(points), atol=1e-5)


@pytest.mark.parametrize("axes", [(0, 2), (1, 2)], ids=["to the side", "down"])
def test_a_head_turned_by_20_degrees_measures_the_same(points: np.ndarray, axes: tuple[int, int]) -> None:
    np.testing.assert_allclose(measured(turned(points, 20, axes)), measured(points), atol=1e-4)


def test_a_mirrored_face_measures_the_same(points: np.ndarray) -> None:
    mirrored = points[:, template().mirror] * [-1, 1, 1] + [48, 0, 0]
    np.testing.assert_allclose(measured(mirrored), measured(points), atol=1e-5)


def test_mirrored_images_measure_nearly_the_same(faces: FaceSet, mesh: Mesh) -> None:
    sure = np.flatnonzero(mesh.scores > 0.9)
    flipped = np.ascontiguousarray(faces.images[sure][:, :, ::-1])
    rows = Geometry().extract(faces.images, mesh)
    other = Geometry().extract(flipped, landmarks(flipped))
    apart = np.abs(other - rows[sure]).mean(axis=0)
    assert (apart < 0.5 * rows[sure].std(axis=0)).all()


def test_an_open_mouth_and_raised_brows_are_measured(points: np.ndarray) -> None:
    before = measured(points)
    changed = points.copy()
    changed[:, [14, 17, 152], 1] += 4
    changed[:, [107, 336, 105, 334], 1] -= 2
    grown = measured(changed) - before
    for name in ("mouth opening", "height of both lips", "inner brows above the nose bridge", "nose to chin"):
        assert (grown[:, column(name)] > 0.02).all(), name
    assert np.abs(grown[:, column("mouth width")]).max() < 1e-5


def test_measures_tell_happy_from_surprised(faces: FaceSet, mesh: Mesh) -> None:
    rows = Geometry().extract(faces.images, mesh)
    happy, surprise = (faces.emotions == faces.classes.index(name) for name in ("happy", "surprise"))
    width, opening = column("mouth width"), column("eye opening")
    assert rows[happy, width].mean() > rows[surprise, width].mean()
    assert rows[surprise, opening].mean() > rows[happy, opening].mean()


def test_a_mesh_that_is_no_face_measures_like_the_mean_face(points: np.ndarray) -> None:
    failed = np.stack([np.zeros((POINTS, 3)), np.full((POINTS, 3), np.nan), points[0]])
    rows = measured(failed)
    np.testing.assert_allclose(rows[:2], np.repeat(measured(template().points[None] * 18), 2, axis=0), atol=1e-5)
    np.testing.assert_allclose(rows[2], measured(points[:1])[0], atol=1e-6)


def test_geometry_needs_its_own_mesh(faces: FaceSet, mesh: Mesh) -> None:
    with pytest.raises(InvalidSettings):
        Geometry().extract(faces.images)
    with pytest.raises(InvalidSettings):
        Geometry().extract(faces.images[:5], mesh)


# The template


def test_the_template_is_upright_symmetric_and_looks_ahead() -> None:
    shape, mirror = template().points, template().mirror
    assert (mirror[mirror] == np.arange(POINTS)).all()
    np.testing.assert_allclose(shape[mirror] * [-1, 1, 1], shape, atol=1e-6)
    np.testing.assert_allclose(upright(shape[None] * 3 + 7)[0], shape, atol=1e-5)
    assert shape[1, 2] < shape[[33, 263], 2].min()  # the nose is nearer to the camera than the eyes
    np.testing.assert_allclose(face_forward(shape[None] * 20)[0], shape, atol=1e-5)


def test_the_template_is_what_its_code_makes() -> None:
    made = make_template(count=200, seed=3)
    assert np.abs(made.points - template().points).max() < 0.05
    assert (made.mirror == template().mirror).all()


def test_a_damaged_template_is_named(tmp_path) -> None:
    broken = tmp_path / "mesh_template.npz"
    broken.write_bytes(b"PK broken")
    with pytest.raises(DamagedFile, match="Install FER Lab again"):
        template(broken)
    with pytest.raises(DamagedFile):
        template(tmp_path / "absent.npz")


# Real faces


@pytest.mark.real_data
def test_real_faces_are_found_and_measured_quickly(real_data) -> None:
    import io
    import zipfile

    from PIL import Image

    with zipfile.ZipFile(real_data / "fer2013_images.zip") as archive:
        names = sorted(n for n in archive.namelist() if n.endswith(".jpg"))[::100]
        images = np.stack([np.asarray(Image.open(io.BytesIO(archive.read(n))).convert("L")) for n in names])
    started = time.perf_counter()
    mesh = landmarks(images)
    rows = Geometry().extract(images, mesh)
    assert (time.perf_counter() - started) / len(images) < 0.03
    assert (mesh.scores > 0.5).mean() > 0.88
    assert np.isfinite(rows).all() and (rows.std(axis=0) > 0.01).all()
