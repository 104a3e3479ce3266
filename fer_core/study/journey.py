"""The journey: its steps in order, and which of them are done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fer_core.naming.replay import NamingState
from fer_core.study.lab import Lab
from fer_core.study.study import Study

State = Literal["done", "stale", "missing"]


def _faces(lab: Lab, naming: NamingState) -> str:
    return lab.faces.fingerprint


def _balance(lab: Lab, naming: NamingState) -> str:
    return lab.division.balance_key


def _space(lab: Lab, naming: NamingState) -> str:
    return lab.space.result[1]


def _groups(lab: Lab, naming: NamingState) -> str:
    return lab.groups.key


def _training(lab: Lab, naming: NamingState) -> str:
    return lab.training.key(lab.naming.named_faces(naming)) if lab.groups.ready else ""


@dataclass(frozen=True)
class Step:
    """One page of the journey.

    Attributes:
        key: the name of its file and of its results.
        title: on the page and in the navigation.
        result: the key of the result for the present choices and names; "" if there is none yet. By default that of the
            faces, so that the step stays done while these faces are open.
        there: whether the result with this key exists. By default, if the page noted it (`Session.made`).
    """

    key: str
    title: str
    result: Callable[[Lab, NamingState], str] = _faces
    there: Callable[[Lab, NamingState, str], bool] | None = None


DATA = Step("data", "Data", there=lambda lab, naming, key: True)
BALANCE = Step("balance", "Balance", _balance)
FEATURES = Step("features", "Features", _space, lambda lab, naming, key: lab.space.ready)
CLUSTERS = Step("clusters", "Clusters", _groups, lambda lab, naming, key: lab.groups.ready)
NAME = Step("name", "Name", _groups, lambda lab, naming, key: lab.groups.ready and all_named(lab, naming))
TRAIN = Step("train", "Train", _training, lambda lab, naming, key: lab.results.has("training", key))
TRY = Step("try_it", "Try it", _training)
REPORT = Step("report", "Report", _training)
STEPS = (DATA, BALANCE, FEATURES, CLUSTERS, NAME, TRAIN, TRY, REPORT)


def current_keys(lab: Lab, naming: NamingState) -> dict[str, str]:
    """For each step, the key of the result for the present choices and names; without groups, none after Name."""
    keys = {result: result(lab, naming) for result in dict.fromkeys(step.result for step in STEPS)}
    return {step.key: keys[step.result] for step in STEPS if keys[step.result]}


def all_named(lab: Lab, naming: NamingState) -> bool:
    """Whether every group has a name or another answer."""
    return all(group in naming.group_verdicts for group in lab.groups.partition(naming).numbers)


def states(study: Study, lab: Lab, naming: NamingState) -> dict[str, State]:
    """For each step: ``done`` if it has a result for the present choices, ``stale`` if only for earlier ones."""
    keys = current_keys(lab, naming)

    def done(step: Step) -> bool:
        key = keys.get(step.key, "")
        return bool(key) and (step.there(lab, naming, key) if step.there else study.results.get(step.key) == key)

    return {s.key: "done" if done(s) else "stale" if s.key in study.results else "missing" for s in STEPS}
