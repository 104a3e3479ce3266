"""The journey: its steps in order, and how far a study is."""

from dataclasses import dataclass
from typing import Literal

from fer_core.lab import Lab
from fer_core.naming.replay import NamingState
from fer_core.study import Study

State = Literal["done", "stale", "missing"]


@dataclass(frozen=True)
class Step:
    """One page of the journey: ``key`` names its file and its results."""

    key: str
    title: str


DATA = Step("data", "Data")
BALANCE = Step("balance", "Balance")
FEATURES = Step("features", "Features")
CLUSTERS = Step("clusters", "Clusters")
NAME = Step("name", "Name")
TRAIN = Step("train", "Train")
STEPS = (DATA, BALANCE, FEATURES, CLUSTERS, NAME, TRAIN)


def current_keys(lab: Lab, naming: NamingState) -> dict[str, str]:
    """For each step, the key of the result that the study's choices and names ask for."""
    keys = {
        DATA.key: lab.faces.fingerprint,
        BALANCE.key: lab.balance_key,
        FEATURES.key: lab.reduction_key(lab.choices.features),
        CLUSTERS.key: lab.clustering_key,
    }
    if lab.kept("clustering", lab.clustering_key):
        complete = len(naming.group_verdicts) == lab.choices.clusters.k
        keys[NAME.key] = lab.clustering_key if complete else ""
        keys[TRAIN.key] = lab.training_key(lab.named(naming.group_verdicts, naming.face_verdicts))
    return keys


def state(study: Study, step: Step, current: dict[str, str]) -> State:
    """``done`` if the step's result is what the choices ask for, ``stale`` if it is of other choices."""
    made = study.results.get(step.key)
    if made is None:
        return "missing"
    return "done" if made == current.get(step.key) else "stale"
