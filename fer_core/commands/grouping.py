"""``features`` and ``cluster``: compute what the choices of a study ask for, and save it as the pages do."""

import argparse
import time
from functools import partial

from fer_core.commands import choosing
from fer_core.commands.command import Answer, Command
from fer_core.commands.meter import METER
from fer_core.commands.session import open_session, study_option
from fer_core.study.journey import CLUSTERS, FEATURES
from fer_core.study.store import Store


def _feature_options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    choosing.feature_flags(parser)
    choosing.other_flags(parser, "seed of a reduction that uses random numbers")


def _features(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study)
    session.change(partial(choosing.changed, options, seeds=("reduction",)))
    started, lab = time.perf_counter(), session.lab
    points = lab.space.points(METER)
    session.made(FEATURES)
    result = {
        "study": session.study.id,
        "dataset": session.study.dataset,
        "features": lab.choices.features.kind,
        "aligned": lab.choices.aligned,
        "reduction": lab.choices.reduction.method,
        "faces": len(points),
        "components": points.shape[1],
        "key": lab.space.result[1],
        "seconds": round(time.perf_counter() - started, 2),
    }
    line = f"{len(points):,} faces by {result['features']}, {points.shape[1]} components"
    return Answer(result, [line, f"{result['seconds']} s"])


def _cluster_options(parser: argparse.ArgumentParser) -> None:
    study_option(parser)
    choosing.feature_flags(parser)
    choosing.group_flags(parser)
    choosing.other_flags(parser, "seed of the clustering")


def _cluster(options: argparse.Namespace, store: Store) -> Answer:
    session = open_session(store, options.study)
    session.change(partial(choosing.changed, options, seeds=("clusters",)))
    started, lab = time.perf_counter(), session.lab
    groups = lab.groups.clustering(METER)
    for step in (FEATURES, CLUSTERS):
        session.made(step)
    sizes = sorted((int((groups.labels == g).sum()) for g in range(len(groups.centres))), reverse=True)
    result = {
        "study": session.study.id,
        "dataset": session.study.dataset,
        "clustering": lab.groups.key,
        "groups": len(sizes),
        "sizes": sizes,
        "in_no_group": int((groups.labels < 0).sum()),
        "silhouette": groups.silhouette,
        "noise_silhouette": groups.noise_silhouette,
        "seconds": round(time.perf_counter() - started, 2),
    }
    return Answer(
        result,
        [
            f"{len(groups.labels):,} faces in {len(sizes)} groups of {sizes[-1]:,} to {sizes[0]:,}",
            f"silhouette {groups.silhouette:.3f} (noise reference {groups.noise_silhouette:.3f})",
            f"{result['seconds']} s",
        ],
    )


FEATURES_COMMAND = Command(
    "features", "Compute the features and components of a study; flags change its choices.",
    _feature_options, _features,
    examples=("features first", "features first --features hog --components 50", "features first --no-align"),
)  # fmt: skip
CLUSTER_COMMAND = Command(
    "cluster", "Group the faces of a study; flags change its choices.",
    _cluster_options, _cluster,
    examples=("cluster first --k 50", "cluster first --algorithm ward --k 20", "cluster first --seed 1 --json"),
)  # fmt: skip
