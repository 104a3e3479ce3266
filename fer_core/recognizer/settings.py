"""Which recognizer, and how it is fitted: what a person can choose, with words for each choice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from fer_core.balance import BalanceSettings
from fer_core.base.control import Control
from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.estimators import EXACT_ROWS, MEMBERS, MODELS

Robust = Literal["none", "prune", "self_training", "spreading"]
Calibration = Literal["none", "sigmoid", "isotonic", "temperature"]


class ModelInfo(NamedTuple):
    """What a page says of a choice."""

    title: str
    explanation: str


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


def _asked(title: str, text: str, low: int = 0, high: int = 0, later: bool = False, **more: Any) -> dict[str, Any]:
    """The metadata of a field that pages ask for, see `fer_core.base.control`."""
    return {"control": Control(title, text, low, high, **more), **({"later": True} if later else {})}


@dataclass(frozen=True)
class RecognizerSettings:
    """Which model, and how it is fitted. Raises InvalidSettings for what cannot work.

    Attributes:
        model: one of `MODELS` (`fer_core.recognizer.estimators`).
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

    model: str = "discriminant"
    balance: BalanceSettings = BalanceSettings()
    C: float = field(
        default=0.1,
        metadata=_asked(
            "C", "Small values are smoother and bear wrong names better; large ones fit the names closer.",
            offered=(0.0001, 0.001, 0.01, 0.1, 1.0, 10.0),
        ),
    )  # fmt: skip
    landmarks: int = field(
        default=300, metadata=_asked("Landmarks", "Faces that the approximate machine compares with.", 50, 2000)
    )
    trees: int = field(default=100, metadata=_asked("Trees", "More are steadier and take longer.", 10, 1000))
    leaf: int = field(
        default=5,
        metadata=_asked("Rows in a leaf, at least", "More is smoother, and bears wrong names better.", 1, 500),
    )
    neighbours: int = field(
        default=50, metadata=_asked("Neighbours", "More is smoother, and bears wrong names better.", 1, 1000)
    )
    seed: int = 0
    exact_rows: int = field(
        default=-1,
        metadata=_asked(
            "Exact up to, rows", "With more rows it is approximate. 5,000 rows take about 20 s.", 0, 5000, later=True
        ),
    )
    rounds: int = field(
        default=60,
        metadata=_asked(
            "Rounds", "Trees for each emotion. More fit the names closer, wrong ones too.", 5, 500, later=True
        ),
    )
    hidden: int = field(default=64, metadata=_asked("Hidden units", "Width of the network.", 4, 512, later=True))
    epochs: int = field(
        default=10,
        metadata=_asked(
            "Epochs", "Times it sees every face. More fit the names closer, wrong ones too.", 1, 200, later=True
        ),
    )
    members: tuple[str, ...] = field(
        default=("discriminant", "logistic", "mlp"),
        metadata=_asked("Who votes", "", later=True, titles={kind: MODELS[kind].title for kind in MEMBERS}),
    )
    robust: Robust = field(default="none", metadata={"later": True})
    calibration: Calibration = field(default="none", metadata={"later": True})
    purity: bool = field(default=False, metadata={"later": True})

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


def _one_of(chosen: str, known: Mapping[Any, Any], what: str) -> None:
    if chosen not in known:
        raise InvalidSettings(f"{chosen!r} is no {what}.", remedy=f"Use one of: {', '.join(known)}.")
