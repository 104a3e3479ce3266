"""Time for measures of clusterings, compared with scikit-learn in the same run. For maps see `projection.py`.

    python benchmarks/clustering.py            silhouettes: seconds, ratio, largest difference, memory
    python benchmarks/clustering.py --sweep    a sweep over k with all measures, compared with scikit-learn's scores

Points are synthetic: twelve overlapping clouds, ``--points`` x ``--measures``.
"""

import argparse
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score
from sklearn.metrics import silhouette_samples as peer_silhouettes

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fer_core.clustering import ClusterSettings, assign, cluster, silhouette_samples
from fer_core.clustering.kmeans import kmeans_centres
from fer_core.clustering.sweep import Sweeper, SweepSettings, sweep
from fer_core.clustering.sweep_scores import Sweep


def synthetic(m: int, d: int) -> np.ndarray:
    """Twelve overlapping clouds with falling variances, float32 [m, d]."""
    random = np.random.default_rng(0)
    middles = 1.5 * random.standard_normal((12, d))
    points = middles[random.integers(0, 12, m)] + random.standard_normal((m, d))
    return (points * np.linspace(3, 1, d)).astype(np.float32)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare_silhouettes(points: np.ndarray, k: int, rounds: int) -> None:
    """Ours and scikit-learn's in turns; prints the median of each and of the ratios."""
    settings = ClusterSettings(k=k, restarts=1)
    labels = assign(points, kmeans_centres(points, settings))
    pairs = [
        (
            seconds(lambda: silhouette_samples(points, labels)),
            seconds(lambda: peer_silhouettes(points, labels)),
        )
        for _ in range(rounds)
    ]
    ours, peers = np.median(pairs, axis=0)
    ratio = np.median([peer / own for own, peer in pairs])
    apart = np.abs(silhouette_samples(points, labels) - peer_silhouettes(points, labels)).max()
    tracemalloc.start()
    silhouette_samples(points, labels)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(f"silhouettes, k = {k}: {ours:.2f} s, scikit-learn {peers:.2f} s, {ratio:.1f} times as fast")
    print(f"  largest difference {apart:.1e}, peak memory {peak:.0f} MB")
    whole = seconds(lambda: cluster(points, ClusterSettings(k=k)))
    print(f"cluster with 4 restarts, silhouettes and noise: {whole:.1f} s")


def compare_sweeps(points: np.ndarray) -> None:
    """A whole sweep, and the same runs of k-means and scores by scikit-learn's own functions (k = 5, 10, 20 only)."""
    own: list[Sweep] = []
    cpu = time.process_time()
    took = seconds(lambda: own.append(sweep(points, SweepSettings())))
    cpu = time.process_time() - cpu
    load = f", load {os.getloadavg()[0]:.0f}" if hasattr(os, "getloadavg") else ""
    print(f"sweep, k = 2 … 20, 5 seeds: {took:.1f} s, {cpu:.1f} s of processor{load}; would choose {own[0].best}")
    rows = Sweeper(points, SweepSettings()).rows
    for k in (5, 10, 20):
        labels = assign(points, kmeans_centres(points, ClusterSettings(k, 0, 1)))
        peers = (
            peer_silhouettes(points[rows], labels[rows]).mean(),
            calinski_harabasz_score(points, labels),
            davies_bouldin_score(points, labels),
        )
        ours = (own[0].silhouette[k - 2, 0], own[0].calinski_harabasz[k - 2, 0], own[0].davies_bouldin[k - 2, 0])
        apart = max(abs(a - b) / abs(b) for a, b in zip(ours, peers, strict=True))
        print(f"  k = {k}: largest relative difference to scikit-learn's scores {apart:.1e}")


def main() -> None:
    """Read the command line and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=28_709)
    parser.add_argument("--measures", type=int, default=20)
    parser.add_argument("--k", type=int, default=25)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sweep", action="store_true")
    options = parser.parse_args()
    points = synthetic(options.points, options.measures)
    print(f"{options.points} points x {options.measures} measures, {os.cpu_count()} cores")
    compare_silhouettes(points, options.k, options.rounds)
    if options.sweep:
        compare_sweeps(points)


if __name__ == "__main__":
    main()
