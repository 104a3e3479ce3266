"""Flags that change the choices of a study; choices without a flag stay as they are."""

import argparse
import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from fer_core.balance import STRATEGIES, BalanceSettings
from fer_core.base.errors import InvalidSettings
from fer_core.clustering import ALGORITHMS
from fer_core.features import FEATURES, Feature
from fer_core.recognizer.estimators import MODELS
from fer_core.reduction import METHODS, PCA, ReductionSettings
from fer_core.study.assignments import assigned
from fer_core.study.choices import Choices


def feature_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags for alignment, test set, features and reduction."""
    align = "align the faces (eyes level and in place), or use them as imported"
    parser.add_argument("--align", action=argparse.BooleanOptionalAction, default=None, help=align)
    parser.add_argument("--test-usage", metavar="PART", help="the part of the data set to test on, e.g. PublicTest")
    parser.add_argument("--features", choices=FEATURES, metavar="KIND", help=f"kind of features: {_listed(FEATURES)}")
    parser.add_argument("--components", type=_count, metavar="N", help="number of components, or “all”")
    methods = (PCA, *METHODS)
    parser.add_argument("--reduction", choices=methods, metavar="NAME", help=f"reduction: {_listed(methods)}")


def group_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags for grouping faces."""
    parser.add_argument("--k", type=int, help="number of groups")
    algorithms = f"clustering algorithm: {_listed(ALGORITHMS)}"
    parser.add_argument("--algorithm", choices=ALGORITHMS, metavar="NAME", help=algorithms)


def recognizer_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags for training the recognizer."""
    parser.add_argument("--model", choices=MODELS, metavar="NAME", help=f"model of the recognizer: {_listed(MODELS)}")
    kinds = f"kinds of features to train on: {_listed(FEATURES)}"
    parser.add_argument("--train-on", nargs="+", choices=FEATURES, metavar="KIND", help=kinds)
    parser.add_argument(
        "--balance", choices=STRATEGIES, metavar="NAME", help=f"how named emotions are balanced: {_listed(STRATEGIES)}"
    )


def other_flags(parser: argparse.ArgumentParser, seed: str) -> None:
    """Add the flag for the seed, explained by ``seed``, and one for any other choice by its name."""
    parser.add_argument("--seed", type=int, help=seed)
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="assignments",
        help="set any choice by its name, e.g. recognizer.C=0.5 (see: study show)",
    )  # fmt: skip


def changed(
    options: argparse.Namespace, choices: Choices, seeds: Sequence[str] = ("clusters", "recognizer")
) -> Choices:
    """``choices`` with the changes that the flags of this module ask for.

    Args:
        options: parsed flags; those that were not given are None.
        choices: of the study.
        seeds: the choices whose seed ``--seed`` sets.

    Raises:
        InvalidSettings: for values that cannot be chosen.
    """
    given = {name: value for name, value in vars(options).items() if value is not None}
    new: dict[str, Any] = {}
    if "align" in given:
        new["aligned"] = given["align"]
    if "test_usage" in given:
        new["split"] = dataclasses.replace(choices.split, method="usage", test_usage=given["test_usage"])
    if "features" in given and given["features"] != choices.features.kind:
        new["features"] = _usable(choices, given["features"])
    if "components" in given or "reduction" in given:
        new["reduction"] = _reduction(choices.reduction, given)
    new["clusters"] = _replaced(choices.clusters, given, {"k": "k", "algorithm": "algorithm"})
    new["recognizer"] = _replaced(choices.recognizer, given, {"model": "model"})
    if "balance" in given:
        new["recognizer"] = dataclasses.replace(new["recognizer"], balance=BalanceSettings(given["balance"]))
    if "train_on" in given:
        new["trained_on"] = tuple(kind for kind in FEATURES if kind in given["train_on"])
    for name in seeds if "seed" in given else ():
        new[name] = dataclasses.replace(new.get(name, getattr(choices, name)), seed=given["seed"])
    return assigned(dataclasses.replace(choices, **new), given.get("assignments", []))


def _usable(choices: Choices, kind: str) -> Feature:
    if kind not in choices.usable:
        what = f"The earlier face networks of this study cannot make the features “{FEATURES[kind].title}”."
        raise InvalidSettings(what, remedy="Set the present ones: mesh=landmarker.")
    return choices.usable[kind]


def _reduction(now: ReductionSettings, given: dict[str, Any]) -> ReductionSettings:
    wanted = given.get("components", now.components)
    components = None if wanted == "all" else wanted
    method = given.get("reduction", now.method)
    whiten = now.whiten and method == PCA and components is not None
    return dataclasses.replace(now, components=components, method=method, variance=None, whiten=whiten)


def _replaced(settings: Any, given: dict[str, Any], names: dict[str, str]) -> Any:
    return dataclasses.replace(settings, **{field: given[flag] for flag, field in names.items() if flag in given})


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _count(text: str) -> int | str:
    if text == "all":
        return text
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a whole number, or “all”") from None
