"""The balancing strategies: titles, explanations, what each needs, and its settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from fer_core.base.errors import InvalidSettings

Strategy = Literal[
    "none", "undersample", "centroids", "near_miss", "oversample", "augment", "smote", "borderline_smote", "adasyn",
    "smote_enn", "smote_pixels", "weights", "effective_weights", "logit_adjustment",
]  # fmt: skip
Needs = Literal["nothing", "labels", "features", "pixels", "model"]

STUDENT_PROJECT = 547
"""Faces per emotion in the student project that this one continues."""


class StrategyInfo(NamedTuple):
    """What people are told about a strategy.

    Attributes:
        title: its name on pages.
        kind: what it is one of, and a heading for several similar strategies: rows are dropped, repeated, made up or
            weighted.
        explanation: one sentence.
        needs: what it uses: nothing but the faces, also each face's class, also its features, also its picture, or the
            fitted recognizer.
        exact: whether the number of rows after balancing is known beforehand.
        useful: whether pages offer it. Strategies that lost by every score, by more than its spread, or did not finish
            (docs/balance.md) are still known to earlier studies and the command line.
    """

    title: str
    kind: str
    explanation: str
    needs: Needs
    exact: bool = True
    useful: bool = True


_FEWER, _MORE, _MADE, _WEIGHTS, _AFTER = "Fewer faces", "More faces", "Synthetic faces", "Weights", "After training"

STRATEGIES: Mapping[Strategy, StrategyInfo] = MappingProxyType(
    {
        "none": StrategyInfo("No balancing", "", "Keeps every face; rare emotions stay rare.", "nothing"),
        "undersample": StrategyInfo(
            "Undersample",
            _FEWER,
            "Drops random faces of common emotions until they are no more common than the others.",
            "labels",
        ),
        "centroids": StrategyInfo(
            "Cluster centroids",
            _FEWER,
            "Replaces the faces of a common emotion with the centres of a few hundred small groups of them.",
            "features",
            useful=False,
        ),
        "near_miss": StrategyInfo(
            "NearMiss",
            _FEWER,
            "Keeps the faces of common emotions most similar to faces of the rarest one, and drops the others.",
            "features",
            useful=False,
        ),
        "oversample": StrategyInfo(
            "Oversample",
            _MORE,
            "Repeats random faces of rare emotions until they are as common as the others.",
            "labels",
        ),
        "augment": StrategyInfo(
            "Altered pictures",
            _MORE,
            "Adds altered pictures of rare emotions: mirrored, slightly moved and turned, brighter or darker.",
            "pixels",
        ),
        "smote": StrategyInfo(
            "SMOTE",
            _MADE,
            "Creates new rows of features between a face and one of its five nearest neighbours with the same emotion.",
            "features",
        ),
        "borderline_smote": StrategyInfo(
            "Borderline-SMOTE",
            _MADE,
            "Like SMOTE, but only around faces whose neighbours mostly have another emotion.",
            "features",
            exact=False,
            useful=False,
        ),
        "adasyn": StrategyInfo(
            "ADASYN",
            _MADE,
            "Like SMOTE, but creates more rows around faces with more neighbours of another emotion.",
            "features",
            exact=False,
        ),
        "smote_enn": StrategyInfo(
            "SMOTE, then cleaning (ENN)",
            _MADE,
            "Like SMOTE, then drops every row whose three nearest neighbours mostly have another emotion.",
            "features",
            exact=False,
            useful=False,
        ),
        "smote_pixels": StrategyInfo(
            "SMOTE on pictures",
            _MADE,
            "Blends the pictures of two similar faces of a rare emotion, and computes the features of the blend.",
            "pixels",
        ),
        "weights": StrategyInfo(
            "Class weights",
            _WEIGHTS,
            "Keeps every face, but mistakes on rare emotions count for more in training.",
            "labels",
        ),
        "effective_weights": StrategyInfo(
            "Weights by effective number",
            _WEIGHTS,
            "Like class weights, but weaker: of many similar faces, each further one adds less.",
            "labels",
        ),
        "logit_adjustment": StrategyInfo(
            "Logit adjustment",
            _AFTER,
            "Trains on every face, then makes each emotion more probable the rarer it was in training.",
            "model",
        ),
    }
)

DOWN = tuple(name for name, info in STRATEGIES.items() if info.kind == _FEWER)
UP = tuple(name for name, info in STRATEGIES.items() if info.kind in (_MORE, _MADE))
ON_PICTURES = tuple(name for name, info in STRATEGIES.items() if info.needs == "pixels")
DRAWN = tuple(name for name in (*DOWN, *UP) if name != "near_miss")
"""Strategies whose result depends on the seed."""


def offered(*chosen: str) -> tuple[Strategy, ...]:
    """The strategies that a page offers: the useful ones, and those that a study has already ``chosen``."""
    return tuple(strategy for strategy, info in STRATEGIES.items() if info.useful or strategy in chosen)


@dataclass(frozen=True)
class BalanceSettings:
    """How to balance. Raises InvalidSettings for an unknown strategy or a number out of range.

    Attributes:
        strategy: one of `STRATEGIES`.
        per_class: most rows per class where rows are dropped (None: as many as the rarest class has), or fewest where
            rows are added (None: as many as the most common class has).
        seed: of random draws.
        beta: of ``effective_weights``, 0..1: how much each further face of a class still adds (Cui et al. 2019).
        tau: of ``logit_adjustment``, 0..2: strength of the adjustment (Menon et al. 2021).
    """

    strategy: Strategy = "none"
    per_class: int | None = None
    seed: int = 0
    beta: float = 0.999
    tau: float = 1.0

    def __post_init__(self) -> None:
        if self.strategy not in STRATEGIES:
            known = ", ".join(STRATEGIES)
            raise InvalidSettings(f"{self.strategy!r} is not a balancing strategy.", remedy=f"Use one of: {known}.")
        if self.per_class is not None and self.per_class < 1:
            raise InvalidSettings("A class must keep at least one face.", remedy="Choose 1 or more.")
        if not (0 <= self.beta < 1 and 0 <= self.tau <= 2):
            raise InvalidSettings("Beta must be between 0 and 1, and tau between 0 and 2.", remedy="Try 0.999 and 1.")

    @property
    def on_pictures(self) -> bool:
        """Whether it creates pictures, whose features must then be computed."""
        return self.strategy in ON_PICTURES
