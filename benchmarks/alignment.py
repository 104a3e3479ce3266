"""The effect of alignment on groups and recognizer: each setting with the original crops, and with aligned ones.

    python benchmarks/alignment.py --home HOME     FER2013, a file in the folder FER_LAB_REAL_DATA, read into HOME

Groups are named by a simulated annotator who sees the labels (`fer_core.simulation`); the recognizer is trained as in
the application. Prints a line for each run, and the table of means in docs/alignment.md.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from sklearn.metrics.cluster import contingency_matrix

from benchmarks.label_efficiency import REAL, _faces, _Meter
from benchmarks.labels.bench import Bench
from fer_core.features import FEATURES
from fer_core.reduction import ReductionSettings
from fer_core.study.store import Store

LOOKED_AT: dict[str, dict[str, Any]] = {
    "pixels": {"features": FEATURES["pixels"](), "reduction": ReductionSettings(100)},
    "hog": {"features": FEATURES["hog"](), "reduction": ReductionSettings(50)},
    "expression": {},
}
"""Choices for the groups; the default recipe comes last."""
COLUMNS = ("silhouette", "noise", "purity", "accuracy")


def measured(bench: Bench, looked_at: str, k: int, seed: int, aligned: bool) -> tuple[float, ...]:
    """Silhouette, that of the noise reference, share of faces with the main emotion of their group, accuracy."""
    lab = bench.lab(seed, k, aligned=aligned, **LOOKED_AT[looked_at])
    verdicts, _ = bench.name_groups(lab, bench.person(seed))
    clustering = lab.groups.clustering()
    table = contingency_matrix(bench.emotions[lab.division.grouped_rows], clustering.labels)
    correct = bench.predicted(lab, lab.naming.from_verdicts(verdicts, {})) == bench.true
    return clustering.silhouette, clustering.noise_silhouette, table.max(axis=0).sum() / table.sum(), correct.mean()


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="folder for faces, meshes and features")
    parser.add_argument("--faces", default=str(Path(os.environ.get("FER_LAB_REAL_DATA", ".")) / REAL))
    parser.add_argument("--looked-at", nargs="+", choices=LOOKED_AT, default=list(LOOKED_AT))
    parser.add_argument("--k", type=int, nargs="+", default=[25, 100])
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    store, meter = Store(options.home), _Meter()
    bench = Bench(store, _faces(store, options.faces, meter), progress=meter)
    found: dict[tuple[str, int, bool], list[tuple[float, ...]]] = {}
    for seed in range(options.seeds):
        for k in options.k:
            for looked_at in options.looked_at:
                for aligned in (False, True):
                    got = measured(bench, looked_at, k, seed, aligned)
                    found.setdefault((looked_at, k, aligned), []).append(got)
                    line = " ".join(f"{name} {value:.4f}" for name, value in zip(COLUMNS, got, strict=True))
                    print(f"{looked_at} k {k} seed {seed} {'aligned' if aligned else 'original'}: {line}", flush=True)
    show(found)


def show(found: dict[tuple[str, int, bool], list[tuple[float, ...]]]) -> None:
    """Print the means over the seeds, a row for each setting."""
    print(f"\n| grouped | k | faces | {' | '.join(COLUMNS)} |\n|---|---|---|{'---|' * len(COLUMNS)}")
    for (looked_at, k, aligned), runs in found.items():
        silhouette, noise, purity, accuracy = np.mean(runs, axis=0)
        faces = "aligned" if aligned else "as they came"
        print(f"| {looked_at} | {k} | {faces} | {silhouette:.3f} | {noise:.3f} | {purity:.1%} | {accuracy:.1%} |")


if __name__ == "__main__":
    main()
