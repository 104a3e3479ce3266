"""Which recognizer, and how it is fitted: what a person can choose, with words for each choice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from fer_core.balance import BalanceSettings
from fer_core.base.errors import InvalidSettings

ModelKind = Literal[
    "discriminant",
    "logistic",
    "linear_svm",
    "rbf_svm",
    "random_forest",
    "hist_gradient_boosting",
    "neighbours",
    "mlp",
    "ensemble",
]
Robust = Literal["none", "prune", "self_training", "spreading"]
Calibration = Literal["none", "sigmoid", "isotonic", "temperature"]

EXACT_ROWS = 3_000
"""Rows up to which the RBF SVM is exact (measured: 6 s for 3,000 rows of 1,220 columns; it grows with the square)."""
MEMBERS: tuple[ModelKind, ...] = ("discriminant", "logistic", "random_forest", "mlp")
"""Models that may vote: those that see the features as they are, heed weights and give probabilities of their own."""


class ModelInfo(NamedTuple):
    """What a page says of a choice."""

    title: str
    explanation: str


MODELS: Mapping[ModelKind, ModelInfo] = MappingProxyType(
    {
        "discriminant": ModelInfo(
            "Linear discriminant",
            "Takes every emotion for a cloud around its mean face: fitted in a second, and it bears wrong names best.",
        ),
        "logistic": ModelInfo(
            "Logistic regression",
            "Adds up the features with one weight per emotion: quick, steady, and its probabilities mean something.",
        ),
        "linear_svm": ModelInfo(
            "Linear SVM",
            "Draws straight borders with a wide margin; its probabilities are scores, sharpened to fit the names.",
        ),
        "rbf_svm": ModelInfo(
            "RBF SVM",
            f"Draws curved borders by likeness to known faces: exact up to {EXACT_ROWS:,} named rows; beyond that by "
            "likeness to a few hundred (Nyström's approximation), which takes seconds instead of minutes.",
        ),
        "random_forest": ModelInfo(
            "Random forest", "Lets many decision trees vote, each grown on other faces and features."
        ),
        "hist_gradient_boosting": ModelInfo(
            "Gradient boosting",
            "Grows small trees one after the other, each mending what those before got wrong, on 64 components of "
            "the features; it also learns wrong names that way.",
        ),
        "neighbours": ModelInfo(
            "Nearest neighbours",
            "Asks the most similar named faces for their names; it cannot weigh, so it sees first names alone.",
        ),
        "mlp": ModelInfo(
            "Neural network",
            "One hidden layer (MLP), trained for a fixed number of rounds so that it has no time to learn wrong "
            "names by heart.",
        ),
        "ensemble": ModelInfo(
            "Ensemble", "Several models vote: the mean of their probabilities decides (soft voting)."
        ),
    }
)

ROBUST: Mapping[Robust, ModelInfo] = MappingProxyType(
    {
        "none": ModelInfo("Nothing", "Every name is taken as it was given."),
        "prune": ModelInfo(
            "Leave out doubtful names",
            "Faces whose name a model of the other groups finds unlikely are not learnt from (confident learning).",
        ),
        "self_training": ModelInfo(
            "Add sure unnamed faces",
            "Training faces without a name are named by the recognizer where it is sure, and learnt from too.",
        ),
        "spreading": ModelInfo(
            "Spread names to look-alikes",
            "Names flow between similar training faces, named or not, until neighbours agree (label spreading).",
        ),
    }
)

CALIBRATIONS: Mapping[Calibration, ModelInfo] = MappingProxyType(
    {
        "none": ModelInfo("As they come", "The model's own probabilities."),
        "sigmoid": ModelInfo("Sigmoid (Platt)", "A smooth curve for each emotion; good for few names too."),
        "isotonic": ModelInfo(
            "Isotonic", "A staircase for each emotion, free in shape; wants a thousand names or more."
        ),
        "temperature": ModelInfo(
            "Temperature", "One number makes all probabilities bolder or shyer; what is said first stays the same."
        ),
    }
)

_LATER: Mapping[str, Any] = {"later": True}  # left out of keys where at its default: earlier results keep their names


@dataclass(frozen=True)
class RecognizerSettings:
    """Which model, and how it is fitted. Raises InvalidSettings for what cannot work.

    Attributes:
        model: one of `MODELS`.
        balance: of the named rows, by name.
        C: inverse strength of regularisation of the logistic regression and the SVMs; smaller = smoother.
        landmarks: faces the approximate RBF SVM compares with.
        trees: of the random forest.
        leaf: rows a leaf of the forest and of gradient boosting must hold.
        neighbours: faces that nearest neighbours asks.
        seed: of all that is drawn.
        exact_rows: rows up to which the RBF SVM is exact; -1 for other models, which do not heed it.
        rounds: trees per emotion of gradient boosting.
        hidden: units of the neural network.
        epochs: times the neural network sees all faces.
        members: models that vote in the ensemble, of `MEMBERS`.
        robust: what is done about wrong names, one of `ROBUST`.
        calibration: how probabilities are fitted to the names, one of `CALIBRATIONS`.
        purity: whether groups count by how far the recognizer of the other groups repeats their names.
    """

    model: ModelKind = "discriminant"
    balance: BalanceSettings = BalanceSettings()
    C: float = 0.1
    landmarks: int = 300
    trees: int = 100
    leaf: int = 5
    neighbours: int = 50
    seed: int = 0
    exact_rows: int = field(default=-1, metadata=_LATER)
    rounds: int = field(default=60, metadata=_LATER)
    hidden: int = field(default=64, metadata=_LATER)
    epochs: int = field(default=10, metadata=_LATER)
    members: tuple[ModelKind, ...] = field(default=("discriminant", "logistic", "mlp"), metadata=_LATER)
    robust: Robust = field(default="none", metadata=_LATER)
    calibration: Calibration = field(default="none", metadata=_LATER)
    purity: bool = field(default=False, metadata=_LATER)

    def __post_init__(self) -> None:
        _one_of(self.model, MODELS, "recognizer")
        _one_of(self.robust, ROBUST, "way with wrong names")
        _one_of(self.calibration, CALIBRATIONS, "way to calibrate")
        counts = (self.landmarks, self.trees, self.leaf, self.neighbours, self.rounds, self.hidden, self.epochs)
        if not self.C > 0 or min(counts) < 1:
            raise InvalidSettings("C must be above 0 and every count at least 1.")
        if not self.members or not set(self.members) <= set(MEMBERS):
            remedy = f"Choose one or more of: {', '.join(MEMBERS)}."
            raise InvalidSettings("Only models with weights and probabilities can vote.", remedy=remedy)
        # A choice of the RBF SVM alone, so that it changes no other model's key.
        exact = -1 if self.model != "rbf_svm" else EXACT_ROWS if self.exact_rows < 0 else self.exact_rows
        object.__setattr__(self, "exact_rows", exact)

    @property
    def bare(self) -> "RecognizerSettings":
        """The model alone: nothing balanced, doubted, weighed or calibrated."""
        return replace(self, balance=BalanceSettings(), robust="none", calibration="none", purity=False)

    @property
    def quick(self) -> "RecognizerSettings":
        """Without what scores do not see, or what takes minutes: calibration and balancing by pictures."""
        balance = BalanceSettings() if self.balance.on_pictures else self.balance
        return replace(self, balance=balance, calibration="none")

    @property
    def asks_for_groups(self) -> bool:
        """Whether the result depends on which faces were named together."""
        return self.robust == "prune" or self.calibration != "none" or self.purity


def _one_of(chosen: str, known: Mapping[Any, ModelInfo], what: str) -> None:
    if chosen not in known:
        raise InvalidSettings(f"{chosen!r} is no {what}.", remedy=f"Use one of: {', '.join(known)}.")
