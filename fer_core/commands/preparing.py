"""``prepare`` and ``datasets``: prepare the sample faces, and list imported data sets."""

import argparse
import dataclasses

from fer_core.commands.command import Answer, Command
from fer_core.commands.meter import METER
from fer_core.study import datasets
from fer_core.study.store import Store
from fer_core.study.welcome import prepare


def _prepare(options: argparse.Namespace, store: Store) -> Answer:
    lab = prepare(store, METER)
    lab.inputs.matrix(METER)  # so that training starts at once too
    lab.audit.findings(METER)
    result = {"dataset": lab.faces.fingerprint, "faces": len(lab.faces), "groups": lab.choices.clusters.k}
    return Answer(result, [f"{lab.faces.name}: {len(lab.faces):,} faces in {lab.choices.clusters.k} groups"])


def _datasets(options: argparse.Namespace, store: Store) -> Answer:
    found = datasets.survey(store)
    METER.report("A data set cannot be read", found.unreadable)
    lines = [f"{d.id}  {d.faces:>8,} faces  {d.created[:10]}  {d.name}" for d in found.datasets]
    return Answer([dataclasses.asdict(d) for d in found.datasets], lines or ["There are no data sets yet."])


PREPARE = Command(
    "prepare", "Draw and group the sample faces, so that the first start is quick.", run=_prepare, examples=("prepare",)
)
DATASETS = Command("datasets", "List the imported data sets.", run=_datasets, examples=("datasets", "datasets --json"))
