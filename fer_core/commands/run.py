"""``run``: every step of a study in one go, without keeping one."""

import argparse
from collections.abc import Mapping
from typing import Any

from fer_core.commands import choosing
from fer_core.commands.command import Answer, Command
from fer_core.commands.meter import METER
from fer_core.study import datasets, study
from fer_core.study.automatic import NAMERS, go_through
from fer_core.study.lab import Lab
from fer_core.study.store import Store


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", required=True, metavar="ID", help="a data set that was imported")
    parser.add_argument("--namer", choices=NAMERS, default="simulated", help="who names the groups")
    choosing.look_flags(parser)
    choosing.group_flags(parser)
    choosing.learn_flags(parser)
    choosing.other_flags(parser, "of groups, namer and model (0)")
    parser.set_defaults(k=25, seed=0)


def _run(options: argparse.Namespace, store: Store) -> Answer:
    faces = datasets.load(store, options.dataset)
    lab = Lab(store, faces, choosing.changed(options, study.fitting(faces)))
    result = go_through(lab, options.namer, options.seed, METER).result
    lines = [
        scored(result),
        f"  from {result['decisions']} decisions",
        *(f"  {name}: {r['accuracy']:.1%}" for name, r in result["references"].items()),
        *result["label_trouble"],
        f"silhouette {result['silhouette']:.3f} (noise would give {result['noise_silhouette']:.3f})",
        f"{result['seconds']} s",
    ]
    return Answer(result, lines + synthetic(faces.synthetic))


def scored(result: Mapping[str, Any]) -> str:
    """The scores of a result in one line."""
    low, high = result["accuracy_interval"]
    return (
        f"{result['accuracy']:.1%} right ({low:.1%} to {high:.1%}) on {result['tested']:,} held-out faces; "
        f"balanced accuracy {result['balanced_accuracy']:.1%}, macro F1 {result['macro_f1']:.2f}"
    )


def synthetic(is_synthetic: bool) -> list[str]:
    """The word on generated faces, where they are some."""
    return ["These faces are synthetic: their scores say nothing about real faces."] if is_synthetic else []


COMMAND = Command(
    "run", "Group, name by a simulated person, train and score in one go; no study is kept.", _options, _run,
    examples=("run --dataset ID --k 25", "run --dataset ID --features hog --model logistic --json"),
)  # fmt: skip
