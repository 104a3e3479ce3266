"""Choices: everything that a person can choose in a study, step by step."""

from dataclasses import dataclass, field

from fer_core.audit import Exclusions
from fer_core.balance import STRATEGIES, BalanceSettings
from fer_core.base import typed
from fer_core.base.errors import InvalidSettings
from fer_core.clustering import ClusterSettings
from fer_core.faces.split import SplitSettings
from fer_core.features import FEATURES, Feature
from fer_core.features.expression import Expression
from fer_core.features.onnx_encoder import OnnxEncoder
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.reduction import ReductionSettings

TRAINED_ON = ("geometry", "landmarks", "hog", "shape_free", "warped", "patches", "warped_patches")
"""What the recognizer sees where nobody chose: every kind by itself, the label-efficiency benchmark's best."""


@dataclass(frozen=True)
class Choices:
    """Everything a person can choose, step by step; the defaults work on any faces.

    Attributes:
        aligned: whether all that follows sees the faces with their eyes level and in place. Not where nothing is said:
            studies from before there was a choice keep their groups. New studies begin with it, see `fitting`.
        split: which faces judge the result.
        left_out: faces that neither teach nor judge, in the steps in which a person left them out.
        grouped: balancing of what is grouped, by the data set's own labels (reads them, and says so).
        features: what the groups are made of.
        reduction: how many components of it are kept.
        clusters: how many groups, and from which start.
        trained_on: kinds of features that the recognizer sees.
        recognizer: the second model, and its balancing by named emotion.
        compared: ways to balance that are held against each other; no result follows from them.
        compared_seeds: with how many seeds.
        encoder: the network of the person's own, where one was pointed at.
    """

    aligned: bool = False
    split: SplitSettings = SplitSettings()
    left_out: Exclusions = ()
    grouped: BalanceSettings = BalanceSettings()
    features: Feature = field(default_factory=Expression)
    reduction: ReductionSettings = ReductionSettings()
    clusters: ClusterSettings = ClusterSettings()
    trained_on: tuple[str, ...] = TRAINED_ON
    recognizer: RecognizerSettings = RecognizerSettings()
    compared: tuple[str, ...] = ("none", "undersample", "smote", "weights")
    compared_seeds: int = 3
    encoder: OnnxEncoder | None = None

    @property
    def seen_in_training(self) -> list[Feature]:
        """The kinds that the recognizer sees, with their settings, in the order they are offered."""
        kinds: list[Feature] = [cls() for kind, cls in FEATURES.items() if kind in self.trained_on]
        if self.encoder is not None and self.encoder.kind in self.trained_on:
            kinds.append(self.encoder)
        return kinds


def checked(choices: Choices) -> Choices:
    """``choices`` from a file or a command line, as they are. Raises InvalidSettings for what no page could choose."""
    typed.check(choices)
    check_algorithm(choices)
    _all_among(choices.trained_on, (*FEATURES, OnnxEncoder.kind), "the recognizer can see")
    _all_among(choices.compared, tuple(STRATEGIES), "can be compared")
    if not 1 <= choices.compared_seeds <= 100:
        raise InvalidSettings(f"{choices.compared_seeds} seeds cannot be compared.", remedy="Choose 1 to 100.")
    return choices


def check_algorithm(choices: Choices) -> None:
    """Raises InvalidSettings where there is no such algorithm."""
    try:
        _ = choices.clusters.uses
    except InvalidSettings as error:
        raise InvalidSettings(error.what, where="clusters.algorithm", remedy=error.remedy) from error


def _all_among(names: tuple[str, ...], known: tuple[str, ...], what: str) -> None:
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        found = f"“{unknown[0][:40]}” is nothing that {what}." if unknown else f"There must be something that {what}."
        raise InvalidSettings(found, remedy=f"Choose among: {', '.join(known)}.")
