"""The recognizer's settings: what a person can choose, with a title and an explanation of each choice."""

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
    """Title and explanation of a choice."""

    title: str
    explanation: str


ROBUST: Mapping[Robust, ModelInfo] = MappingProxyType(
    {
        "none": ModelInfo("Use all names", "Every name is used as it was given."),
        "prune": ModelInfo(
            "Leave out doubtful names",
            "Does not train on faces whose name is unlikely to a model of the other groups (confident learning).",
        ),
        "self_training": ModelInfo(
            "Add confident predictions",
            "Also trains on unnamed faces that a model predicts with a probability of 90 % or more (self-training).",
        ),
        "spreading": ModelInfo(
            "Spread names to similar faces",
            "Spreads names among similar training faces, named or not, until neighbours agree (label spreading).",
        ),
    }
)

CALIBRATIONS: Mapping[Calibration, ModelInfo] = MappingProxyType(
    {
        "none": ModelInfo("None", "Uses the model's own probabilities."),
        "sigmoid": ModelInfo("Sigmoid (Platt)", "Fits a smooth curve for each emotion. Also works with few names."),
        "isotonic": ModelInfo(
            "Isotonic", "Fits a step function for each emotion. Needs about a thousand names or more."
        ),
        "temperature": ModelInfo(
            "Temperature", "One number raises or lowers all confidence. Predictions stay the same."
        ),
    }
)


def _asked(title: str, text: str, low: int = 0, high: int = 0, later: bool = False, **more: Any) -> dict[str, Any]:
    """The metadata of a field that pages ask for, see `fer_core.base.control`."""
    return {"control": Control(title, text, low, high, **more), **({"later": True} if later else {})}


@dataclass(frozen=True)
class RecognizerSettings:
    """Which model, and how it is trained.

    Attributes:
        model: one of `MODELS` (`fer_core.recognizer.estimators`).
        balance: balancing of the named rows by their names.
        C: inverse regularisation strength of the logistic regression and the SVMs; smaller is smoother.
        landmarks: faces that the approximate RBF SVM compares each face with.
        trees: number of trees of the random forest.
        leaf: fewest rows in a leaf of the forest; gradient boosting uses four times as many.
        neighbours: number of nearest neighbours.
        seed: of all random numbers.
        exact_rows: rows up to which the RBF SVM is exact; -1 for other models, which do not use it.
        rounds: trees for each emotion in gradient boosting.
        hidden: hidden units of the neural network.
        epochs: epochs of the neural network.
        members: models of the ensemble, each of `MEMBERS`.
        robust: method against wrong names, one of `ROBUST`.
        calibration: calibration of probabilities on the names, one of `CALIBRATIONS`.
        purity: whether groups are weighted by how well a model of the other groups predicts their names.

    Raises:
        InvalidSettings: for values that cannot work.
    """

    model: str = "discriminant"
    balance: BalanceSettings = BalanceSettings()
    C: float = field(
        default=0.1,
        metadata=_asked(
            "C", "Smaller values are smoother and tolerate wrong names better; larger values fit the names closer.",
            offered=(0.0001, 0.001, 0.01, 0.1, 1.0, 10.0),
        ),
    )  # fmt: skip
    landmarks: int = field(
        default=300, metadata=_asked("Landmarks", "Faces that the approximate SVM compares each face with.", 50, 2000)
    )
    trees: int = field(
        default=100, metadata=_asked("Trees", "More trees give more stable results and take longer.", 10, 1000)
    )
    leaf: int = field(
        default=5,
        metadata=_asked("Fewest rows in a leaf", "More rows are smoother and tolerate wrong names better.", 1, 500),
    )
    neighbours: int = field(
        default=50,
        metadata=_asked("Neighbours", "More neighbours are smoother and tolerate wrong names better.", 1, 1000),
    )
    seed: int = 0
    exact_rows: int = field(
        default=-1,
        metadata=_asked(
            "Exact up to (rows)",
            "With more rows, the SVM is approximate. 5,000 rows take about 20 s.",
            0,
            5000,
            later=True,
        ),
    )
    rounds: int = field(
        default=60,
        metadata=_asked(
            "Rounds",
            "Trees for each emotion. More rounds fit the names more closely, also wrong ones.",
            5,
            500,
            later=True,
        ),
    )
    hidden: int = field(
        default=64, metadata=_asked("Hidden units", "Units in the hidden layer of the network.", 4, 512, later=True)
    )
    epochs: int = field(
        default=10,
        metadata=_asked(
            "Epochs",
            "Passes over all faces. More epochs fit the names more closely, also wrong ones.",
            1,
            200,
            later=True,
        ),
    )
    members: tuple[str, ...] = field(
        default=("discriminant", "logistic", "mlp"),
        metadata=_asked("Models that vote", "", later=True, titles={kind: MODELS[kind].title for kind in MEMBERS}),
    )
    robust: Robust = field(default="none", metadata={"later": True})
    calibration: Calibration = field(default="none", metadata={"later": True})
    purity: bool = field(default=False, metadata={"later": True})

    def __post_init__(self) -> None:
        _one_of(self.model, MODELS, "recognizer")
        _one_of(self.robust, ROBUST, "method against wrong names")
        _one_of(self.calibration, CALIBRATIONS, "calibration")
        counts = (self.landmarks, self.trees, self.leaf, self.neighbours, self.rounds, self.hidden, self.epochs)
        if not self.C > 0 or min(counts) < 1:
            raise InvalidSettings("C must be above 0, and every number at least 1.")
        if not self.members or not set(self.members) <= set(MEMBERS):
            remedy = f"Choose one or more of: {', '.join(MEMBERS)}."
            raise InvalidSettings(
                "An ensemble needs at least one model, and each must use weights and have probabilities.", remedy=remedy
            )
        # Only the RBF SVM has this setting: for other models it must not change a key.
        exact = -1 if self.model != "rbf_svm" else EXACT_ROWS if self.exact_rows < 0 else self.exact_rows
        object.__setattr__(self, "exact_rows", exact)

    @property
    def bare(self) -> "RecognizerSettings":
        """The model alone, without balancing, methods against wrong names, or calibration."""
        return replace(self, balance=BalanceSettings(), robust="none", calibration="none", purity=False)

    @property
    def quick(self) -> "RecognizerSettings":
        """Without calibration, which changes no score, and balancing by pictures, which takes minutes."""
        balance = BalanceSettings() if self.balance.on_pictures else self.balance
        return replace(self, balance=balance, calibration="none")

    @property
    def asks_for_groups(self) -> bool:
        """Whether the result depends on which faces were named as one group."""
        return self.robust == "prune" or self.calibration != "none" or self.purity


def _one_of(chosen: str, known: Mapping[Any, Any], what: str) -> None:
    if chosen not in known:
        raise InvalidSettings(f"There is no {what} {chosen!r}.", remedy=f"Use one of: {', '.join(known)}.")
