import dataclasses
import time
from typing import Any

import numpy as np
import pytest
from skimage.feature import hog

from fer_core.alignment import level
from fer_core.base.errors import Cancelled, DamagedFile, InvalidSettings
from fer_core.faces import face_mesh
from fer_core.faces.faceset import FaceSet
from fer_core.faces.landmarker import landmarks
from fer_core.faces.mesh import POINTS, Mesh
from fer_core.features import CHOSEN, FEATURES, Feature, Learned, Sources
from fer_core.features.combined import Combined
from fer_core.features.expression import Expression
from fer_core.features.feature import with_parts
from fer_core.features.geometry import MEASURES, Geometry, face_forward, measured
from fer_core.features.gradients import directions, symmetric_gradients
from fer_core.features.hog import Hog
from fer_core.features.landmarks import Landmarks
from fer_core.features.patches import Patches
from fer_core.features.pixels import Pixels
from fer_core.features.shape_free import ShapeFree
from fer_core.features.template import template, upright
from fer_core.features.warp import FRAME, evened, inside, warped
from fer_core.features.warped_patches import WarpedPatches
from fer_core.features.warped_pixels import WarpedPixels
from fer_core.study.store import key_of
from tools.mesh_templates import mean_mesh

Taught = dict[Feature, Learned]

SMALL_PATCHES = Patches(atoms=40, patches=2000, components=20)
SMALL_WARPED_PATCHES = WarpedPatches(atoms=40, components=20)
SMALL_EXPRESSION = Expression(views=(ShapeFree(), SMALL_PATCHES), directions=6)
COMBINED = Combined((Geometry(), Hog()), (1.0, 0.5))
KINDS: list[Feature] = [
    next((f for f in (SMALL_PATCHES, SMALL_WARPED_PATCHES, SMALL_EXPRESSION) if f.kind == kind), cls())
    for kind, cls in FEATURES.items()
] + [COMBINED]
kinds = pytest.mark.parametrize("feature", KINDS, ids=lambda f: f.kind)


def whole(feature: Feature, images: np.ndarray, mesh: Mesh | None, taught: Taught) -> Sources:
    """What ``feature`` may see of these faces; its parts made first, with what was learned from the taught faces."""
    made: dict[Feature, np.ndarray] = {}
    for part in with_parts(feature)[:-1]:
        made[part] = part.extract(Sources(images, mesh, made), taught[part])
    return Sources(images, mesh, made)


def look(feature: Feature, images: np.ndarray, mesh: Mesh | None, taught: Taught) -> np.ndarray:
    return feature.extract(whole(feature, images, mesh, taught), taught[feature])


@pytest.fixture(scope="module")
def mesh(faces: FaceSet) -> Mesh:
    return landmarks(faces.images)


@pytest.fixture(scope="module")
def taught(faces: FaceSet, mesh: Mesh) -> Taught:
    """What each kind, and each part of one, learned from the first 140 faces."""
    found: dict[Feature, Learned] = {}
    for feature in KINDS:
        for f in with_parts(feature):
            found[f] = f.learn(whole(f, faces.images, mesh, found).of(np.arange(140)))
    return found


@pytest.fixture(scope="module")
def points(mesh: Mesh) -> np.ndarray:
    """Sixty meshes that the network is sure of, in face pixels."""
    return mesh.in_face(np.flatnonzero(mesh.scores > 0.9)[:60])


def column(name: str) -> int:
    return list(MEASURES).index(name)


def flipped(mesh: Mesh) -> Mesh:
    """The mesh that a perfect network would find in the mirror images."""
    points, refined = (found[:, template().mirror].copy() for found in (mesh.points, mesh.refined))
    for found in (points, refined):
        found[..., 0] = 192 * 64 - found[..., 0]
    return Mesh(points, mesh.scores, refined, mesh.movements)


def no_mesh(count: int) -> Mesh:
    """What networks find that fail on all of so many faces."""
    points = np.zeros((count, POINTS, 3), np.int16)
    return Mesh(points, np.zeros(count, np.float32), points, np.full((count, 52), 0.5, np.float32))


# Every kind


@kinds
def test_a_face_does_not_depend_on_its_company(feature: Feature, faces: FaceSet, mesh: Mesh, taught: Taught) -> None:
    together = look(feature, faces.images, mesh, taught)
    some = np.array([200, 3, 41])
    alone = look(feature, faces.images[some], mesh.of(some), taught)
    np.testing.assert_allclose(alone, together[some], atol=2e-4 * np.abs(together).max())
    assert together.dtype == np.float32 and len(together) == len(faces)


@kinds
def test_the_same_again(feature: Feature, faces: FaceSet, mesh: Mesh, taught: Taught) -> None:
    learned = feature.learn(whole(feature, faces.images, mesh, taught).of(np.arange(140)))
    assert learned.keys() == taught[feature].keys() and bool(learned) == feature.learns
    for name, array in learned.items():
        np.testing.assert_allclose(array, taught[feature][name], atol=1e-5)
    once, again = (look(feature, faces.images, mesh, taught) for _ in range(2))
    np.testing.assert_array_equal(once, again)


@kinds
def test_blank_images_and_failed_meshes_are_finite(feature: Feature, faces: FaceSet, taught: Taught) -> None:
    images = np.repeat(np.array([0, 128, 255], np.uint8), 48 * 48).reshape(3, 48, 48)
    images = np.concatenate([images, faces.images[:3]])
    points = landmarks(images).points
    points[3], points[4] = 0, -32768
    rows = look(feature, images, Mesh(points, np.zeros(6, np.float32), points, np.zeros((6, 52), np.float32)), taught)
    assert np.isfinite(rows).all() and np.abs(rows).max() < 1e4


@kinds
def test_what_blank_faces_teach_is_finite(feature: Feature, faces: FaceSet, mesh: Mesh) -> None:
    blank = np.full((8, 48, 48), 90, np.uint8)
    none = no_mesh(8)
    found: dict[Feature, Learned] = {}
    for f in with_parts(feature):
        found[f] = f.learn(whole(f, blank, none, found))
    assert np.isfinite(look(feature, faces.images, mesh, found)).all()


@kinds
def test_cancel_stops(feature: Feature, faces: FaceSet, mesh: Mesh, taught: Taught) -> None:
    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    sources = whole(feature, faces.images, mesh, taught)
    with pytest.raises(Cancelled):
        feature.extract(sources, taught[feature], cancel)
    if feature.learns:
        with pytest.raises(Cancelled):
            feature.learn(sources, cancel)


@kinds
def test_progress_rises_to_the_end(feature: Feature, faces: FaceSet, mesh: Mesh, taught: Taught) -> None:
    sources = whole(feature, faces.images, mesh, taught)
    calls: list[tuple[int, int]] = []
    feature.extract(sources, taught[feature], lambda done, total, what: calls.append((done, total)))
    assert calls == sorted(calls) and calls[-1] == (210, 210)


@kinds
def test_no_face_and_wrong_faces(feature: Feature, mesh: Mesh, taught: Taught) -> None:
    none = np.zeros((0, 48, 48), np.uint8)
    assert look(feature, none, landmarks(none), taught).shape[0] == 0
    with pytest.raises(InvalidSettings):
        Sources(np.zeros((2, 40, 48), np.uint8))
    with pytest.raises(InvalidSettings):
        Sources(np.zeros((2, 48, 48), np.uint8), mesh)


@kinds
def test_what_is_missing_is_named(feature: Feature, faces: FaceSet, mesh: Mesh, taught: Taught) -> None:
    images = faces.images[:2]
    if feature.needs_mesh:
        with pytest.raises(InvalidSettings, match="mesh"):
            feature.extract(Sources(images), taught[feature])
    if feature.parts:
        with pytest.raises(InvalidSettings, match="missing"):
            feature.extract(Sources(images), taught[feature])
    if feature.learns:
        with pytest.raises(InvalidSettings, match="training faces"):
            feature.extract(whole(feature, faces.images, mesh, taught))
        with pytest.raises(InvalidSettings, match="Add faces"):
            feature.learn(whole(feature, faces.images, mesh, taught).of(np.arange(1)))


@kinds
def test_names_belong_to_columns(feature: Feature, faces: FaceSet, mesh: Mesh, taught: Taught) -> None:
    names = feature.names()
    assert names is None or len(set(names)) == look(feature, faces.images, mesh, taught).shape[1]


@pytest.mark.parametrize("feature", [Geometry(), ShapeFree(), SMALL_WARPED_PATCHES], ids=lambda f: f.kind)
def test_a_mirror_image_has_the_same_numbers(feature: Feature, faces: FaceSet, mesh: Mesh, taught: Taught) -> None:
    mirrored = look(feature, np.ascontiguousarray(faces.images[:, :, ::-1]), flipped(mesh), taught)
    apart = np.abs(mirrored - look(feature, faces.images, mesh, taught))
    # Rounding may put a pixel's edge on the other side of the limit between two directions.
    assert (apart > 2e-3).mean() < 1e-3 and apart.mean() < 1e-3


def test_settings_name_results() -> None:
    keys = {key_of(f) for f in (*KINDS, Pixels(normalise=False), Hog(cell=6), Hog(orientations=8))}
    assert len(keys) == len(KINDS) + 3
    assert key_of(Hog()) == key_of(Hog(9, 8, 2))
    assert all(kind == cls.kind for kind, cls in {**FEATURES, **CHOSEN}.items())


# Pixels


def test_normalised_pixels_do_not_know_the_light(faces: FaceSet) -> None:
    dim = (faces.images // 4).astype(np.uint8)
    bright = dim * 3 + 40
    np.testing.assert_allclose(Pixels().extract(Sources(dim)), Pixels().extract(Sources(bright)), atol=1e-4)
    plain = Pixels(normalise=False)
    assert not np.allclose(plain.extract(Sources(dim)), plain.extract(Sources(bright)), atol=0.05)


def test_normalised_pixels_have_mean_0_and_deviation_1(faces: FaceSet) -> None:
    rows = Pixels().extract(Sources(faces.images))
    np.testing.assert_allclose(rows.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(rows.std(axis=1), 1, atol=1e-4)


def test_plain_pixels_are_the_image(faces: FaceSet) -> None:
    rows = Pixels(normalise=False).extract(Sources(faces.images))
    np.testing.assert_array_equal(np.rint(rows * 255).reshape(-1, 48, 48), faces.images)


def test_a_blank_image_has_no_pixels_to_speak_of() -> None:
    assert not Pixels().extract(Sources(np.full((1, 48, 48), 77, np.uint8))).any()


# HOG


@pytest.mark.parametrize("settings", [Hog(), Hog(8, 6, 3), Hog(12, 7, 1), Hog(4, 5, 2)], ids=str)
def test_hog_is_scikit_images_of_each_face(faces: FaceSet, settings: Hog) -> None:
    rows = settings.extract(Sources(faces.images[:40]))
    cells, blocks = (settings.cell,) * 2, (settings.block,) * 2
    expected = [hog(f, settings.orientations, cells, blocks, block_norm="L2-Hys") for f in faces.images[:40]]
    np.testing.assert_allclose(rows, expected, atol=1e-6)
    assert rows.shape[1] == settings.width and Hog().width == 900


def test_symmetric_gradients_are_those_of_face_and_mirror_image(faces: FaceSet) -> None:
    rows = symmetric_gradients(faces.images[:40].astype(np.float64), 8, 8, 2)
    both = [hog(f, 8, (8, 8), (2, 2), block_norm="L2-Hys") for f in faces.images[:40]]
    both += np.array([hog(f[:, ::-1], 8, (8, 8), (2, 2), block_norm="L2-Hys") for f in faces.images[:40]])
    np.testing.assert_allclose(rows, both, atol=1e-6)


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("orientations", [4, 8, 12])
def test_on_a_limit_an_edge_always_has_the_direction_beyond_it(orientations: int, precision: type) -> None:
    level, slanting, upright = np.inf, 1, 0
    slope = np.array([level, -level, slanting, upright, -slanting, np.nextafter(precision(1), precision(2))], precision)
    beyond = [0, orientations - 1, orientations // 4, orientations // 2, orientations * 3 // 4, orientations // 4 - 1]
    assert directions(slope, orientations).tolist() == beyond


def test_hog_hardly_knows_the_light_but_knows_edges(faces: FaceSet) -> None:
    dim = (faces.images[:20] // 4).astype(np.uint8)
    rows = Hog().extract(Sources(dim))
    np.testing.assert_allclose(rows, Hog().extract(Sources(dim * 3 + 40)), atol=1e-3)
    assert np.abs(rows - Hog().extract(Sources(np.ascontiguousarray(dim.transpose(0, 2, 1))))).max() > 0.1


def test_an_upright_edge_counts_as_one() -> None:
    image = np.zeros((1, 48, 48), np.uint8)
    image[:, :, 20:] = 200
    cells = Hog().extract(Sources(image)).reshape(5, 5, 2, 2, 9)
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
    mirrored = np.ascontiguousarray(faces.images[sure][:, :, ::-1])
    rows = Geometry().extract(Sources(faces.images, mesh))
    other = Geometry().extract(Sources(mirrored, landmarks(mirrored)))
    apart = np.abs(other - rows[sure]).mean(axis=0)
    assert (apart < 0.6 * rows[sure].std(axis=0)).all()


def test_the_refined_points_are_measured_and_nothing_else_sees_them(faces: FaceSet) -> None:
    mesh = face_mesh.landmarks(faces.images)
    moved = dataclasses.replace(mesh, refined=mesh.points)
    plain, refined = Sources(faces.images, moved), Sources(faces.images, mesh)
    assert (Geometry().extract(refined) != Geometry().extract(plain)).any(axis=1).mean() > 0.5
    np.testing.assert_array_equal(Geometry(refined=False).extract(refined), Geometry().extract(plain))
    for feature in (Landmarks(), ShapeFree(), WarpedPixels()):
        np.testing.assert_array_equal(feature.extract(refined), feature.extract(plain))


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
    rows = Geometry().extract(Sources(faces.images, mesh))
    happy, surprise = (faces.emotions == faces.classes.index(name) for name in ("happy", "surprise"))
    width, opening = column("mouth width"), column("eye opening")
    assert rows[happy, width].mean() > rows[surprise, width].mean()
    assert rows[surprise, opening].mean() > rows[happy, opening].mean()


def test_a_mesh_that_is_no_face_measures_like_the_mean_face(points: np.ndarray) -> None:
    failed = np.stack([np.zeros((POINTS, 3)), np.full((POINTS, 3), np.nan), points[0]])
    rows = measured(failed)
    np.testing.assert_allclose(rows[:2], np.repeat(measured(template().points[None] * 18), 2, axis=0), atol=1e-5)
    np.testing.assert_allclose(rows[2], measured(points[:1])[0], atol=1e-6)


# Face shape


def test_face_shape_does_not_know_the_turn_of_the_head(faces: FaceSet, mesh: Mesh) -> None:
    rows = Landmarks().extract(Sources(faces.images, mesh)).reshape(-1, POINTS, 3)
    np.testing.assert_allclose(rows, face_forward(mesh.in_face()), atol=1e-5)
    shrunk = dataclasses.replace(mesh, points=(mesh.points // 2).astype(np.int16))
    np.testing.assert_allclose(Landmarks().extract(Sources(faces.images, shrunk)).reshape(rows.shape), rows, atol=0.01)


# Texture, with the shape taken out


def test_a_face_of_the_templates_shape_is_only_enlarged() -> None:
    down, across = np.mgrid[:48, :48]
    image = (2 * across + 3 * down).astype(np.uint8)  # a ramp: between its pixels, interpolation is exact
    shape = template().points[:, :2]
    low, high = shape.min(axis=0), shape.max(axis=0)
    points = (shape - (low + high) / 2) / (high - low).max() * 40 + 24
    frame = warped(image[None], points[None])[0]
    step = 40 / (FRAME - 1)
    place = 24 - 0.5 + (np.arange(FRAME) - (FRAME - 1) / 2) * step
    expected = 2 * place + 3 * place[:, None]
    np.testing.assert_allclose(frame[inside()], expected[inside()], atol=1e-2)
    assert not frame[~inside()].any() and (inside() == inside()[:, ::-1]).all() and inside().mean() > 0.5


def test_moved_and_stretched_faces_are_warped_alike(points: np.ndarray) -> None:
    down, across = np.mgrid[:48, :48]
    small = np.sin(across / 6) * np.sin(down / 5)
    large = np.sin((across - 4) / 6.6) * np.sin((down - 3) / 5.5)  # the same, 10 % larger, 4 right and 3 down
    images = np.rint(128 + 100 * np.stack([small, large])).astype(np.uint8)
    face = (points[0] - points[0].mean(axis=0)) * 0.7 + 22
    both = np.stack([face, (face - 0.5) * 1.1 + [4, 3, 0] + 0.5])
    one, other = evened(warped(images, both))
    assert np.abs(one - other).max() < 0.1 and np.abs(one - one[::-1]).max() > 1


def test_warped_faces_have_even_light(faces: FaceSet, mesh: Mesh) -> None:
    frames = warped(faces.images, mesh.in_face())
    dark = warped((faces.images // 2).astype(np.uint8), mesh.in_face())
    assert frames.min() >= 0 and frames.max() <= 255
    grey = evened(frames)[:, inside()]
    np.testing.assert_allclose(grey.mean(axis=1), 0, atol=1e-4)
    np.testing.assert_allclose(grey.std(axis=1), 1, atol=1e-4)
    assert np.abs(evened(dark) - evened(frames)).max() < 0.2


def test_a_warped_mirror_image_is_mirrored(faces: FaceSet, mesh: Mesh) -> None:
    mirrored = Sources(np.ascontiguousarray(faces.images[:, :, ::-1]), flipped(mesh))
    rows = WarpedPixels().extract(Sources(faces.images, mesh)).reshape(-1, 32, 32)
    np.testing.assert_allclose(WarpedPixels().extract(mirrored).reshape(rows.shape)[:, :, ::-1], rows, atol=1e-2)


def test_texture_is_scikit_images_of_the_warped_face_and_its_mirror_image(faces: FaceSet, mesh: Mesh) -> None:
    frames = evened(warped(faces.images[:20], mesh.in_face(slice(20))))
    both = [hog(f, 8, (8, 8), (2, 2)) + hog(f[:, ::-1], 8, (8, 8), (2, 2)) for f in frames]
    rows = ShapeFree().extract(Sources(faces.images, mesh))
    assert (np.abs(rows[:20] - both) > 1e-3).mean() < 1e-3  # as above
    assert rows.shape[1] == ShapeFree().width == 1568


@pytest.mark.parametrize("wrong", [{"cell": 7}, {"cell": 64}, {"block": 0}, {"orientations": 1}, {"block": 9}])
def test_impossible_texture_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidSettings):
        ShapeFree(**wrong)


# Patches


def test_likeness_is_the_published_formula(faces: FaceSet) -> None:
    settings = Patches(atoms=12, side=6, stride=3, grid=2, patches=800, components=5)
    learned = settings.learn(Sources(faces.images[:60]))
    image, pooled = faces.images[7].astype(float), np.zeros((2, 2, 12))
    weights = np.maximum(1 - np.abs(np.arange(15) - np.array([[3.25], [10.75]])) / 7.5, 0)
    weights /= weights.sum(axis=1, keepdims=True)
    for i in range(15):
        for j in range(15):
            patch = image[3 * i : 3 * i + 6, 3 * j : 3 * j + 6].ravel()
            patch = (patch - patch.mean()) / np.sqrt(patch.var() + 10)
            distance = np.linalg.norm((patch - learned["patch_mean"]) @ learned["whitening"] - learned["atoms"], axis=1)
            nearness = np.maximum(distance.mean() - distance, 0)
            pooled += np.outer(weights[:, i], weights[:, j])[..., None] * nearness
    expected = learned["components"] @ (np.sqrt(pooled).ravel() - learned["mean"])
    found = settings.extract(Sources(faces.images[7:8]), learned)[0]
    np.testing.assert_allclose(found, expected, atol=1e-3 * np.abs(expected).max())


def test_patches_are_whitened_and_components_fall_and_are_orthonormal(faces: FaceSet, taught: Taught) -> None:
    learned = taught[SMALL_PATCHES]
    np.testing.assert_allclose(learned["components"] @ learned["components"].T, np.eye(20), atol=1e-4)
    rows = SMALL_PATCHES.extract(Sources(faces.images[:140]), learned)
    spread = rows.std(axis=0)
    assert (spread[:-1] > 0.9 * spread[1:]).all() and spread[0] > 2 * spread[-1]


def test_few_faces_teach_fewer_components(faces: FaceSet) -> None:
    settings = Patches(atoms=20, patches=500)
    assert settings.extract(Sources(faces.images), settings.learn(Sources(faces.images[:9]))).shape[1] == 8


def test_contrast_hardly_counts_in_patches(faces: FaceSet, taught: Taught) -> None:
    bright = SMALL_PATCHES.extract(Sources(faces.images // 2 + 100), taught[SMALL_PATCHES])
    plain = SMALL_PATCHES.extract(Sources(faces.images), taught[SMALL_PATCHES])
    assert np.abs(bright - plain).mean() < 0.3 * np.abs(plain[::-1] - plain).mean()


@pytest.mark.parametrize(
    "wrong", [{"side": 1}, {"atoms": 0}, {"stride": 0}, {"grid": 30}, {"components": 0}, {"faces": 1}, {"stride": 20}]
)
def test_impossible_patches_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidSettings):
        Patches(**wrong)


# Patches of the warped face


def test_strength_is_the_published_formula(faces: FaceSet, mesh: Mesh) -> None:
    settings = WarpedPatches(atoms=10, side=8, stride=4, grid=3, threshold=0.5, components=5)
    learned = settings.learn(Sources(faces.images, mesh).of(np.arange(60)))
    np.testing.assert_allclose(np.linalg.norm(learned["atoms"], axis=1), 1, atol=1e-5)
    frame = evened(warped(faces.images[7:8], mesh.in_face(slice(7, 8))))[0].astype(float)
    pooled = np.zeros((3, 3, 10))
    weights = np.maximum(1 - np.abs(np.arange(15) - np.array([[2], [7], [12]])) / 5, 0)
    weights /= weights.sum(axis=1, keepdims=True)
    for picture in (frame, frame[:, ::-1]):
        for i in range(15):
            for j in range(15):
                patch = picture[4 * i : 4 * i + 8, 4 * j : 4 * j + 8].ravel()
                patch = (patch - patch.mean()) / np.sqrt(patch.var() + 0.02)
                product = learned["atoms"] @ learned["whitening"] @ (patch - learned["patch_mean"])
                pooled += np.outer(weights[:, i], weights[:, j])[..., None] * np.maximum(product - 0.5, 0)
    expected = learned["components"] @ (np.sqrt(pooled).ravel() - learned["mean"])
    found = settings.extract(Sources(faces.images, mesh).of(np.array([7])), learned)[0]
    np.testing.assert_allclose(found, expected, atol=2e-3 * np.abs(expected).max())


@pytest.mark.parametrize(
    "wrong", [{"side": 1}, {"atoms": 0}, {"stride": 0}, {"stride": 3}, {"grid": 30}, {"threshold": -1}, {"faces": 1}]
)
def test_impossible_warped_patches_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidSettings):
        WarpedPatches(**wrong)


# Expression


def test_views_have_equal_shares_and_their_best_directions_first(faces: FaceSet, mesh: Mesh, taught: Taught) -> None:
    rows = look(SMALL_EXPRESSION, faces.images, mesh, taught)[:140]
    for kind, view in zip(("shape_free", "patches"), np.hsplit(rows, 2), strict=True):
        correlations = taught[SMALL_EXPRESSION][f"{kind}_correlations"]
        assert (np.diff(correlations) <= 0).all() and 0.3 < correlations[0] <= 1
        variance = view.var(axis=0)
        np.testing.assert_allclose(variance.sum(), 1, atol=1e-3)
        np.testing.assert_allclose(variance, correlations**2 / (correlations**2).sum(), atol=1e-3)


def test_light_that_geometry_does_not_know_drops_out() -> None:
    random = np.random.default_rng(0)
    images, none = np.zeros((400, 48, 48), np.uint8), no_mesh(400)
    smile, light = random.normal(size=(2, 400, 1)).astype(np.float32)
    geometry = np.hstack([smile, -smile, random.normal(size=(400, 18))]).astype(np.float32)
    mixing = random.normal(size=(2, 30)).astype(np.float32)
    view = smile @ mixing[:1] + 5 * light @ mixing[1:] + 0.1 * random.normal(size=(400, 30)).astype(np.float32)
    feature = Expression(views=(Pixels(),), directions=1)
    sources = Sources(images, none, {Geometry(): geometry, Pixels(): view})
    found = feature.extract(sources, feature.learn(sources))[:, 0]
    assert abs(np.corrcoef(found, smile[:, 0])[0, 1]) > 0.95
    assert abs(np.corrcoef(found, light[:, 0])[0, 1]) < 0.2


@pytest.mark.parametrize(
    "wrong",
    [{"components": 0}, {"directions": 0}, {"waves": -1}, {"clip": 0}, {"views": ()}, {"views": (Hog(), Hog(8))}],
)
def test_impossible_expression_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidSettings):
        Expression(**wrong)


# The template


def test_the_template_is_upright_symmetric_and_looks_ahead() -> None:
    shape, mirror = template().points, template().mirror
    assert (mirror[mirror] == np.arange(POINTS)).all()
    np.testing.assert_allclose(shape[mirror] * [-1, 1, 1], shape, atol=1e-6)
    np.testing.assert_allclose(upright(shape[None] * 3 + 7)[0], shape, atol=1e-5)
    assert shape[1, 2] < shape[[33, 263], 2].min()  # the nose is nearer to the camera than the eyes
    np.testing.assert_allclose(face_forward(shape[None] * 20)[0], shape, atol=1e-5)


def test_the_template_is_what_its_code_makes() -> None:
    made = mean_mesh(count=200, seed=3)
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
    first = face_mesh.quick_landmarks(images)
    alignment, mesh = level(images, first, landmarks)
    rows = Geometry().extract(Sources(alignment.images(images), mesh))
    assert (time.perf_counter() - started) / len(images) < 0.03
    assert (first.scores > 0.5).mean() > 0.92 and alignment.changed.mean() > 0.91
    assert (mesh.scores > 0.5).mean() > 0.84
    assert np.isfinite(rows).all() and (rows.std(axis=0) > 0.01).all()
