"""Time for a finished UMAP map, compared with umap-learn's defaults: fresh processes, nothing compiled yet, one run.

    python benchmarks/projection.py                       36,000 synthetic faces, components of their edges (HOG)
    python benchmarks/projection.py --faces fer2013.zip   a folder, CSV or zip of images; also with --rounds 3
    python benchmarks/projection.py --tsne                also the time for t-SNE

Our time is the full wait of a person: exact neighbours, the start by PCA, the start of the worker and imports. The time
of umap-learn is its import and `UMAP().fit_transform` in a process of its own. Trustworthiness is scikit-learn's, on
5,000 of the faces. Ends with an error if ours is less than 2.5 times as fast, or less trustworthy by more than 0.01.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.manifold import trustworthiness

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fer_core.faces.readers import read_faces
from fer_core.features import Sources
from fer_core.features.hog import Hog
from fer_core.maps.projection import ProjectionSettings, project
from fer_core.reduction import Reduction, ReductionSettings

FASTER, WORSE = 2.5, 0.01
COMPARED = 5_000
PEER = """
import sys, numpy as np, umap
np.save(sys.argv[2], umap.UMAP().fit_transform(np.load(sys.argv[1])))
"""


def points_of(source: str, components: int) -> np.ndarray:
    """float32 [n, components]: components of the edges of all faces."""
    images = read_faces(source).faces.images
    features = Hog().extract(Sources(images))
    return Reduction(components).fit(features).transform(features, ReductionSettings(components))


def ours(points: np.ndarray) -> np.ndarray:
    """The map as FER Lab draws it."""
    return project(points, ProjectionSettings("umap"))


def tsne(points: np.ndarray) -> np.ndarray:
    """The t-SNE map."""
    return project(points, ProjectionSettings("tsne"))


def peer(points: np.ndarray) -> np.ndarray:
    """The map by umap-learn with its defaults."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.npy"), Path(folder, "out.npy")
        np.save(source, points)
        subprocess.run([sys.executable, "-W", "ignore", "-c", PEER, str(source), str(target)], check=True)
        return np.load(target)


def cold(name: str, draw: Callable[[np.ndarray], np.ndarray], points: np.ndarray) -> tuple[float, float]:
    """Seconds and trustworthiness of one map, with an empty cache of compiled code."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["NUMBA_CACHE_DIR"] = cache
        start = time.perf_counter()
        places = draw(points)
        took = time.perf_counter() - start
    rows = np.random.default_rng(0).permutation(len(points))[:COMPARED]
    trust = float(trustworthiness(points[rows], places[rows], n_neighbors=12))
    print(f"{name}: {took:.1f} s, trustworthiness {trust:.3f}", flush=True)
    return took, trust


def main() -> None:
    """Read the command line and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", default="sample:large")
    parser.add_argument("--components", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--tsne", action="store_true")
    options = parser.parse_args()
    points = points_of(options.faces, options.components)
    print(f"{len(points):,} faces x {points.shape[1]} components, {os.cpu_count()} cores", flush=True)
    pairs = [(cold("FER Lab", ours, points), cold("umap-learn", peer, points)) for _ in range(options.rounds)]
    ratio = float(np.median([theirs[0] / own[0] for own, theirs in pairs]))
    lost = float(np.median([theirs[1] - own[1] for own, theirs in pairs]))
    print(f"{ratio:.1f} times as fast; trustworthiness {lost:.3f} below that of umap-learn")
    if options.tsne:
        cold("t-SNE", tsne, points)
    if ratio < FASTER or lost > WORSE:
        sys.exit(f"Required: {FASTER} times as fast, and trustworthiness at most {WORSE} lower.")


if __name__ == "__main__":
    main()
