"""Faces on a flat map, near ones together.

"pca" is a linear view that appears at once; distances on it are shadows of the real ones. "umap" (McInnes, Healy and
Melville 2018, arXiv:1802.03426) keeps neighbours together instead; how far apart its islands lie means little.

UMAP runs in a process of its own: loading it compiles for seconds and would hold the web server's interpreter lock
all the while, and a process can be ended at once when the person presses Cancel.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from sklearn.decomposition import PCA

from fer_core.clustering.settings import check_points
from fer_core.errors import FerLabError, InvalidSettings
from fer_core.progress import Progress, silent

FEWEST_FOR_UMAP = 4
POLL_SECONDS = 0.2
USE_PCA = "Use the PCA map instead, or more faces."


@dataclass(frozen=True)
class ProjectionSettings:
    """``neighbours``, ``min_dist`` and ``seed`` matter to UMAP alone; PCA has nothing to choose."""

    method: Literal["pca", "umap"] = "pca"
    neighbours: int = 15
    min_dist: float = 0.1
    seed: int = 0


def project(points: np.ndarray, settings: ProjectionSettings, progress: Progress = silent) -> np.ndarray:
    """Map ``points``, float32 [m, d], to places float32 [m, 2], the same ones for the same points and settings.

    Raises InvalidSettings for settings that cannot work (UMAP needs 4 faces, not all alike) and for NaN, FerLabError
    where UMAP fails, and whatever ``progress`` raises to cancel, leaving no process and no file behind.
    """
    points = _check(check_points(points), settings)
    if settings.method == "pca":
        return _pca(points)
    with tempfile.TemporaryDirectory(prefix="fer-lab-map-") as folder:
        return _umap(points, settings, progress, Path(folder))


def _check(points: np.ndarray, settings: ProjectionSettings) -> np.ndarray:
    if settings.method not in ("pca", "umap"):
        raise InvalidSettings(f"There is no map “{settings.method}”.", remedy="Choose pca or umap.")
    if settings.method == "pca":
        return points
    if settings.neighbours < 2:
        raise InvalidSettings(f"{settings.neighbours} neighbours are too few.", remedy="Choose 2 or more.")
    if not 0.0 <= settings.min_dist <= 1.0:
        raise InvalidSettings(f"min_dist is {settings.min_dist}.", remedy="Choose 0 to 1.")
    if not 0 <= settings.seed < 2**32:
        raise InvalidSettings(f"The seed {settings.seed} is out of range.", remedy="Choose 0 to 4294967295.")
    if len(points) < FEWEST_FOR_UMAP:
        raise InvalidSettings(f"{len(points)} faces are too few for a UMAP map.", remedy=USE_PCA)
    if (points == points[0]).all():
        raise InvalidSettings("All faces have the same measures; there is no map of them.", remedy=USE_PCA)
    return points


def _pca(points: np.ndarray) -> np.ndarray:
    """The first two principal components; what is missing (one measure, one face) is 0."""
    places = np.zeros((len(points), 2), np.float32)
    count = min(2, points.shape[1], len(points) - 1)
    if count:
        # scikit-learn fixes the sign of each component by its largest loading.
        centred = points - points.mean(axis=0, dtype=np.float64).astype(np.float32)
        places[:, :count] = PCA(count, random_state=0).fit_transform(centred)
    return places


def _umap(points: np.ndarray, settings: ProjectionSettings, progress: Progress, folder: Path) -> np.ndarray:
    _hand_over(points, settings, folder / "in.npz")
    with _worker(folder) as process:
        code = None
        while code is None:
            progress(*_last_report(folder / "stdout.txt"))
            try:
                code = process.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue
    if code != 0 or not (folder / "out.npy").is_file():
        raise _failure(code, folder / "stderr.txt")
    progress(1000, 1000, "Map drawn")
    return np.load(folder / "out.npy", allow_pickle=False)


def _hand_over(points: np.ndarray, settings: ProjectionSettings, path: Path) -> None:
    count = min(settings.neighbours, len(points) - 1)
    choices = np.array([count, settings.min_dist, settings.seed], np.float64)
    try:
        np.savez(path, points=points, start=_pca(points), choices=choices)
    except OSError as error:
        remedy = "Free some space in the temporary folder, then try again."
        what = f"Nothing could be written ({error.strerror})."
        raise FerLabError(what, where=str(path), remedy=remedy) from error


@contextmanager
def _worker(folder: Path) -> Iterator[subprocess.Popen]:
    """The worker process, ended with the block if it has not ended itself."""
    command = [sys.executable, "-W", "ignore", "-m", "fer_core.umap_worker"]
    command += [str(folder / "in.npz"), str(folder / "out.npy")]
    root = Path(__file__).parents[1]  # where fer_core can be imported from
    with (folder / "stdout.txt").open("wb") as out, (folder / "stderr.txt").open("wb") as errors:
        process = subprocess.Popen(command, cwd=root, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _last_report(path: Path) -> tuple[int, int, str]:
    """The worker's last whole line, "done<tab>total<tab>what"."""
    *lines, _ = path.read_text("utf-8", errors="replace").split("\n")
    reports = [line.split("\t") for line in lines if line.count("\t") == 2]
    if not reports:
        return 0, 0, "Starting UMAP"
    done, total, what = reports[-1]
    return int(done), int(total), what


def _failure(code: int, errors: Path) -> FerLabError:
    lines = errors.read_text("utf-8", errors="replace").strip().splitlines()[-3:]
    why = " / ".join(line.strip() for line in lines) or f"it ended with code {code}, perhaps for lack of memory"
    return FerLabError(f"UMAP could not draw the map: {why}.", where="UMAP", remedy="Use the PCA map instead.")
