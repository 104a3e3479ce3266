"""The ways to balance: what they are called, what they do in one sentence, what they need, and their numbers."""

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
"""Faces per emotion that the student project kept, which this one continues."""


class StrategyInfo(NamedTuple):
    """What a page says of a strategy.

    Attributes:
        title: its name.
        kind: what it is one of, for a list with several of a sort; says whether rows are dropped, added or weighed.
        explanation: one plain sentence.
        needs: the most that it has to see: nothing but the faces, each face's class, its features too, its picture
            too, or the fitted recognizer.
        exact: whether it can be told beforehand how many rows come of it.
        useful: whether pages offer it. Not those that lost by every score, by more than its spread, or could not be
            finished (docs/balance.md); earlier studies and the command line still name them.
    """

    title: str
    kind: str
    explanation: str
    needs: Needs
    exact: bool = True
    useful: bool = True


_FEWER, _MORE, _MADE, _WEIGHTS, _AFTER = "Fewer faces", "More faces", "Made-up faces", "Weights", "Afterwards"

STRATEGIES: Mapping[Strategy, StrategyInfo] = MappingProxyType(
    {
        "none": StrategyInfo("As it is", "", "Keeps every face; rare emotions stay rare.", "nothing"),
        "undersample": StrategyInfo(
            "Undersample", _FEWER, "Drops random faces of common emotions until they are no longer ahead.", "labels"
        ),
        "centroids": StrategyInfo(
            "Cluster centroids",
            _FEWER,
            "Replaces the faces of a common emotion by the middles of a few hundred small groups of them.",
            "features",
            useful=False,
        ),
        "near_miss": StrategyInfo(
            "NearMiss",
            _FEWER,
            "Keeps those faces of common emotions that look most like faces of the rarest one, and drops the others.",
            "features",
            useful=False,
        ),
        "oversample": StrategyInfo(
            "Oversample", _MORE, "Repeats random faces of rare emotions until they catch up.", "labels"
        ),
        "augment": StrategyInfo(
            "Altered pictures",
            _MORE,
            "Adds altered pictures of rare emotions: mirrored, a little moved and turned, brighter or darker.",
            "pixels",
        ),
        "smote": StrategyInfo(
            "SMOTE",
            _MADE,
            "Makes up rows of numbers between a face and one of the five most like it that have the same emotion.",
            "features",
        ),
        "borderline_smote": StrategyInfo(
            "Borderline-SMOTE",
            _MADE,
            "Does as SMOTE does, but only around faces of which most neighbours have another emotion.",
            "features",
            exact=False,
            useful=False,
        ),
        "adasyn": StrategyInfo(
            "ADASYN",
            _MADE,
            "Does as SMOTE does, and makes up more around a face the more of its neighbours have another emotion.",
            "features",
            exact=False,
        ),
        "smote_enn": StrategyInfo(
            "SMOTE, then cleaning (ENN)",
            _MADE,
            "Does as SMOTE does, then drops every row most of whose three nearest ones have another emotion.",
            "features",
            exact=False,
            useful=False,
        ),
        "smote_pixels": StrategyInfo(
            "SMOTE on pictures",
            _MADE,
            "Blends the pictures of two similar faces of a rare emotion, and looks at the blend as at any other face.",
            "pixels",
        ),
        "weights": StrategyInfo(
            "Class weights",
            _WEIGHTS,
            "Keeps every face, but a mistake on a rare emotion counts for more in training.",
            "labels",
        ),
        "effective_weights": StrategyInfo(
            "Weights by effective number",
            _WEIGHTS,
            "Does as class weights do, but less strongly: of many similar faces, each further one adds less.",
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
"""What a seed changes."""


def offered(*chosen: str) -> tuple[Strategy, ...]:
    """The strategies that a page offers: the useful ones, and those that a study has ``chosen`` already."""
    return tuple(strategy for strategy, info in STRATEGIES.items() if info.useful or strategy in chosen)


@dataclass(frozen=True)
class BalanceSettings:
    """How to balance. Raises InvalidSettings for an unknown strategy or a number out of range.

    Attributes:
        strategy: one of `STRATEGIES`.
        per_class: at most so many rows per class where rows are dropped (None: as many as the rarest class has), at
            least so many where rows are added (None: as many as the commonest has).
        seed: of what is drawn.
        beta: of ``effective_weights``, 0..1: how much each further face of a class still adds (Cui et al. 2019).
        tau: of ``logit_adjustment``, 0..2: the power of a class's rarity that is given back (Menon et al. 2021).
    """

    strategy: Strategy = "none"
    per_class: int | None = None
    seed: int = 0
    beta: float = 0.999
    tau: float = 1.0

    def __post_init__(self) -> None:
        if self.strategy not in STRATEGIES:
            known = ", ".join(STRATEGIES)
            raise InvalidSettings(f"{self.strategy!r} is no way to balance.", remedy=f"Use one of: {known}.")
        if self.per_class is not None and self.per_class < 1:
            raise InvalidSettings("A class must keep at least one face.", remedy="Choose a number from 1 up.")
        if not (0 <= self.beta < 1 and 0 <= self.tau <= 2):
            raise InvalidSettings("Beta lies between 0 and 1, tau between 0 and 2.", remedy="Try 0.999 and 1.")

    @property
    def on_pictures(self) -> bool:
        """Whether it makes pictures, which the features have to look at."""
        return self.strategy in ON_PICTURES
