"""The journey: its steps in order, and which of them are done."""

from dataclasses import dataclass
from typing import Literal

from fer_core.naming.replay import NamingState
from fer_core.study.lab import Lab
from fer_core.study.study import Study

State = Literal["done", "stale", "missing"]


@dataclass(frozen=True)
class Step:
    """One page of the journey; ``key`` is the name of its file and of its results."""

    key: str
    title: str


DATA = Step("data", "Data")
BALANCE = Step("balance", "Balance")
FEATURES = Step("features", "Features")
CLUSTERS = Step("clusters", "Clusters")
NAME = Step("name", "Name")
TRAIN = Step("train", "Train")
TRY = Step("try_it", "Try it")
REPORT = Step("report", "Report")
STEPS = (DATA, BALANCE, FEATURES, CLUSTERS, NAME, TRAIN, TRY, REPORT)


def current_keys(lab: Lab, naming: NamingState) -> dict[str, str]:
    """For each step, the key of the result for the present choices and names; without groups, none after Name."""
    keys = {
        DATA.key: lab.faces.fingerprint,
        BALANCE.key: lab.division.balance_key,
        FEATURES.key: lab.space.result[1],
        CLUSTERS.key: lab.groups.key,
        NAME.key: lab.groups.key,
    }
    if lab.groups.ready:
        keys[TRAIN.key] = keys[TRY.key] = keys[REPORT.key] = lab.training.key(lab.naming.named_faces(naming))
    return keys


def all_named(lab: Lab, naming: NamingState) -> bool:
    """Whether every group has a name or another answer."""
    return all(group in naming.group_verdicts for group in lab.groups.partition(naming).numbers)


def states(study: Study, lab: Lab, naming: NamingState) -> dict[str, State]:
    """For each step: ``done`` if it has a result for the present choices, ``stale`` if only for earlier ones."""
    keys = current_keys(lab, naming)
    there = {
        DATA.key: True,
        BALANCE.key: study.results.get(BALANCE.key) == keys[BALANCE.key],
        FEATURES.key: lab.space.ready,
        CLUSTERS.key: lab.groups.ready,
        NAME.key: lab.groups.ready and all_named(lab, naming),
        TRAIN.key: TRAIN.key in keys and lab.results.has("training", keys[TRAIN.key]),
        TRY.key: TRY.key in keys and study.results.get(TRY.key) == keys[TRY.key],
        REPORT.key: REPORT.key in keys and study.results.get(REPORT.key) == keys[REPORT.key],
    }
    return {s.key: "done" if there[s.key] else "stale" if s.key in study.results else "missing" for s in STEPS}
