"""Maps: the same every time, neighbours together, and nothing left behind by a cancelled or failed UMAP."""

import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.manifold import trustworthiness as peer_trustworthiness

from fer_core.base import worker
from fer_core.base.errors import Cancelled, FerLabError, InvalidSettings
from fer_core.maps.projection import ProjectionSettings, project, trustworthiness
from fer_core.maps.tsne_worker import without_self
from fer_core.maps.umap_worker import first_layout

UMAP = ProjectionSettings(method="umap")
RANDOM = np.random.default_rng(0)


@pytest.fixture()
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that temporary files go to."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture()
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen]:
    """The processes that were started."""
    processes: list[subprocess.Popen] = []

    class Recorded(subprocess.Popen):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[call-overload]
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    return processes


def two_clouds(each: int = 40) -> np.ndarray:
    """Points float32 [2 * each, 6]: half here, half far away, a quarter of each half equal to one another."""
    points = RANDOM.standard_normal((2 * each, 6)).astype(np.float32)
    points[each:] += 30.0
    for start in (0, each):
        points[start : start + each // 4 + 1] = points[start]
    return points


def test_pca_map_is_the_two_directions_that_vary_most() -> None:
    points = (RANDOM.standard_normal((500, 4)) * [1, 9, 0.1, 3]).astype(np.float32)
    places = project(points, ProjectionSettings())
    assert places.shape == (500, 2)
    assert places.dtype == np.float32
    assert abs(np.corrcoef(places[:, 0], points[:, 1])[0, 1]) > 0.99
    assert abs(np.corrcoef(places[:, 1], points[:, 3])[0, 1]) > 0.99


def test_pca_map_does_not_flip_or_move_with_the_origin() -> None:
    points = (RANDOM.standard_normal((400, 5)) * [5, 4, 1, 1, 1]).astype(np.float32)
    places = project(points, ProjectionSettings())
    assert np.array_equal(places, project(points.copy(), ProjectionSettings()))
    assert np.allclose(places, project(points[::-1], ProjectionSettings())[::-1], atol=1e-3)
    assert np.allclose(places, project(points + 1000, ProjectionSettings()), atol=0.01)


@pytest.mark.parametrize("shape", [(1, 5), (2, 5), (30, 1), (3, 3)])
def test_pca_map_of_very_little(shape: tuple[int, int]) -> None:
    places = project(RANDOM.standard_normal(shape), ProjectionSettings())
    assert places.shape == (shape[0], 2)
    assert np.isfinite(places).all()


@dataclass
class Drawn:
    """Two UMAP maps of twelve faces, drawn side by side, what the first one told, and the files they left."""

    places: np.ndarray
    again: np.ndarray
    told: list[tuple[int, int, str]]
    left: list[Path]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    told: list[tuple[int, int, str]] = []
    folder, points = tmp_path_factory.mktemp("scratch"), two_clouds(6)
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(tempfile, "tempdir", str(folder))
        first = pool.submit(project, points, UMAP, lambda *report: told.append(report))
        second = pool.submit(project, points.copy(), UMAP)
        return Drawn(first.result(), second.result(), told, list(folder.iterdir()))


def test_umap_of_fewer_faces_than_neighbours_keeps_clouds_together(drawn: Drawn) -> None:
    assert drawn.places.shape == (12, 2)
    assert drawn.places.dtype == np.float32
    assert len(np.unique(drawn.places, axis=0)) == 12
    table = np.linalg.norm(drawn.places[:, None] - drawn.places, axis=2) + np.diag(np.full(12, np.inf))
    assert np.array_equal(table.argmin(axis=1) >= 6, np.arange(12) >= 6)


def test_umap_is_the_same_every_time(drawn: Drawn) -> None:
    assert np.array_equal(drawn.places, drawn.again)


def test_umap_tells_how_far_it_is_and_tidies_up(drawn: Drawn) -> None:
    done = [done for done, _, _ in drawn.told]
    assert done == sorted(done)
    assert drawn.told[0][2] == "Starting UMAP"
    assert drawn.told[-1][:2] == (1000, 1000)
    assert any("Loading UMAP" in what or "neighbours" in what for _, _, what in drawn.told)
    assert not drawn.left


def test_tsne_keeps_clouds_together_and_is_the_same_every_time() -> None:
    points = two_clouds(10)
    first, second = (project(points, ProjectionSettings("tsne")) for _ in range(2))
    assert first.shape == (20, 2) and first.dtype == np.float32
    assert np.array_equal(first, second)
    table = np.linalg.norm(first[:, None] - first, axis=2) + np.diag(np.full(20, np.inf))
    assert np.array_equal(table.argmin(axis=1) >= 10, np.arange(20) >= 10)


def test_neighbours_without_the_point_itself() -> None:
    near = np.array([[0, 1, 2], [0, 1, 2], [0, 1, 3], [3, 0, 1]])  # the third is hidden by points equal to it
    others, apart = without_self(near, near / 10)
    assert others.tolist() == [[1, 2], [0, 2], [0, 1], [0, 1]]
    assert np.array_equal(apart, others / 10)


def test_cancel_ends_the_process_and_leaves_nothing(scratch: Path, started: list[subprocess.Popen]) -> None:
    def cancel(done: int, total: int, what: str) -> None:
        if started:
            raise Cancelled

    with pytest.raises(Cancelled):
        project(two_clouds(), UMAP, cancel)
    assert [process.poll() is not None for process in started] == [True]
    assert not list(scratch.iterdir())


def test_a_failing_worker_says_why(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_hand_over", lambda given, path: path.write_bytes(b"no arrays"))
    with pytest.raises(FerLabError, match=r"UMAP failed: .*Error") as caught:
        project(two_clouds(), UMAP)
    assert "PCA" in caught.value.remedy
    assert not list(scratch.iterdir())


@pytest.mark.parametrize(
    "settings",
    [
        replace(UMAP, method="tarot"),  # type: ignore[arg-type]
        replace(UMAP, neighbours=1),
        replace(UMAP, min_dist=-0.1),
        replace(UMAP, min_dist=1.5),
        replace(UMAP, seed=-1),
    ],
)
def test_impossible_settings_are_refused_with_a_remedy(settings: ProjectionSettings) -> None:
    with pytest.raises(InvalidSettings) as caught:
        project(two_clouds(), settings)
    assert caught.value.remedy


@pytest.mark.parametrize("points", [np.ones((20, 3)), np.eye(3), np.full((20, 3), np.nan)])
def test_points_without_a_map_are_refused_before_any_process(
    points: np.ndarray, started: list[subprocess.Popen]
) -> None:
    with pytest.raises(InvalidSettings):
        project(points, UMAP)
    assert not started


@pytest.mark.parametrize("k", [5, 12])
def test_trustworthiness_is_scikit_learns(k: int) -> None:
    points = two_clouds(100)[:, :4] + 0.01 * RANDOM.standard_normal((200, 4)).astype(np.float32)
    for places in (points[:, :2], RANDOM.standard_normal((200, 2)), project(points, ProjectionSettings())):
        expected = peer_trustworthiness(points, places, n_neighbors=k)
        assert trustworthiness(points, places.astype(np.float32), k) == pytest.approx(expected, abs=0.003)
    assert trustworthiness(points[:2], points[:2, :2]) == 1.0


def test_first_layout_parts_equal_points_and_fills_the_square() -> None:
    start = np.zeros((30, 2), np.float32)
    start[20:, 0] = 5.0
    layout = first_layout(start, seed=0)
    assert len(np.unique(layout, axis=0)) == 30
    assert np.abs(layout).max() == pytest.approx(10.0, abs=0.01)
    assert np.ptp(layout, axis=0).min() > 0
