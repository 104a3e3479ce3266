"""The whole journey without a browser: features, groups, names by a simulated person, recognizer, scores."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, part_of, silent
from fer_core.clustering import Clustering
from fer_core.naming.verdict import Verdict
from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.references import Reference
from fer_core.recognizer.training import Training
from fer_core.simulation import NamerSettings, SimulatedNamer
from fer_core.study.lab import Lab

Namer = Callable[[Lab, int], dict[int, Verdict]]


@dataclass(frozen=True)
class AutomaticResult:
    """The results of all steps.

    Attributes:
        lab: its steps; all results are made.
        verdicts: the name of each group, by its number.
        result: settings and scores, as the command line prints them with ``--json``.
    """

    lab: Lab
    verdicts: dict[int, Verdict]
    result: dict[str, Any]


def simulated(lab: Lab, seed: int) -> dict[int, Verdict]:
    """Names by a simulated person, who reads the labels of the faces shown. Raises InvalidSettings without labels."""
    if lab.faces.emotions is None:
        raise InvalidSettings("A simulated person needs labels.", remedy="Name the groups yourself in the browser.")
    codes = lab.faces.emotions[lab.division.grouped_rows]
    return SimulatedNamer(NamerSettings(seed=seed)).name_clustering(lab.groups.clustering(), codes, lab.faces.classes)


NAMERS: dict[str, Namer] = {"simulated": simulated}


def go_through(lab: Lab, namer: str, seed: int, progress: Progress = silent) -> AutomaticResult:
    """Make all steps of ``lab``. Raises InvalidSettings for an unknown ``namer`` or impossible choices."""
    if namer not in NAMERS:
        raise InvalidSettings(f"There is no namer {namer!r}.", remedy=f"Use one of: {', '.join(NAMERS)}.")
    started = time.perf_counter()
    clustering = lab.groups.clustering(part_of(progress, 0, 0.7))
    verdicts = NAMERS[namer](lab, seed)
    training = lab.training.result(lab.naming.from_verdicts(verdicts, {}), part_of(progress, 0.7, 0.9))
    found = lab.references.all(part_of(progress, 0.9, 1))
    result = _summary(lab, clustering, verdicts, training, found)
    return AutomaticResult(lab, verdicts, {**result, "seconds": round(time.perf_counter() - started, 2)})


def _summary(
    lab: Lab, clustering: Clustering, verdicts: dict[int, Verdict], training: Training, references: list[Reference]
) -> dict[str, Any]:
    """The results as JSON, for the command line."""
    return {
        "dataset": lab.faces.fingerprint,
        "synthetic": lab.faces.synthetic,
        "decisions": len(verdicts),
        "named": sum(v.kind == "name" for v in verdicts.values()),
        "faces_named": training.faces_named,
        **_scores(training.scores),
        "tested": len(lab.division.split.test),
        "references": {r.key: {"accuracy": r.accuracy, "macro_f1": r.macro_f1} for r in references},
        "label_trouble": list(lab.evaluation.label_trouble(references)),
        "silhouette": clustering.silhouette,
        "noise_silhouette": clustering.noise_silhouette,
    }


def _scores(scores: Scores | None) -> dict[str, Any]:
    """The scores for JSON, each None without labels."""
    return {
        "accuracy": scores and scores.accuracy,
        "accuracy_interval": scores and list(scores.interval),
        "balanced_accuracy": scores and scores.balanced_accuracy,
        "macro_f1": scores and scores.macro_f1,
    }
