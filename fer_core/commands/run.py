"""``run``: every step of a study at once, without saving a study."""

import argparse
from collections.abc import Mapping
from typing import Any

from fer_core.commands import choosing
from fer_core.commands.command import Answer, Command
from fer_core.commands.flags import former_name
from fer_core.commands.meter import METER
from fer_core.study import datasets, study
from fer_core.study.automatic import NAMERS, go_through
from fer_core.study.lab import Lab
from fer_core.study.store import Store


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", required=True, metavar="ID", help="id of an imported data set (see: datasets)")
    parser.add_argument("--annotator", dest="namer", choices=NAMERS, default="simulated", help="who names the groups")
    former_name(parser, "--namer", dest="namer", choices=NAMERS)
    choosing.feature_flags(parser)
    choosing.group_flags(parser)
    choosing.recognizer_flags(parser)
    choosing.other_flags(parser, "seed of clustering, annotator and model (default: 0)")
    parser.set_defaults(k=25, seed=0)


def _run(options: argparse.Namespace, store: Store) -> Answer:
    faces = datasets.load(store, options.dataset)
    lab = Lab(store, faces, choosing.changed(options, study.fitting(faces)))
    result = go_through(lab, options.namer, options.seed, METER).result
    lines = [
        scored(result),
        f"  with {result['decisions']} decisions",
        *(f"  {name}: {r['accuracy']:.1%}" for name, r in result["references"].items()),
        *([lab.references.people.explanation] if lab.references.people else []),
        *result["label_trouble"],
        f"silhouette {result['silhouette']:.3f} (noise reference {result['noise_silhouette']:.3f})",
        f"{result['seconds']} s",
    ]
    return Answer(result, lines + synthetic(faces.synthetic))


def scored(result: Mapping[str, Any]) -> str:
    """The scores of a result as one line of text."""
    low, high = result["accuracy_interval"]
    return (
        f"accuracy {result['accuracy']:.1%} ({low:.1%} to {high:.1%}) on {result['tested']:,} test faces; "
        f"balanced accuracy {result['balanced_accuracy']:.1%}, macro F1 {result['macro_f1']:.2f}"
    )


def synthetic(is_synthetic: bool) -> list[str]:
    """A warning if the faces are synthetic; else nothing."""
    return ["These faces are synthetic: scores on them do not apply to real faces."] if is_synthetic else []


COMMAND = Command(
    "run", "Group faces, simulate an annotator, train and evaluate, without saving a study.", _options, _run,
    examples=("run --dataset ID --k 25", "run --dataset ID --features hog --model logistic --json"),
)  # fmt: skip
