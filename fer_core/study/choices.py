"""Choices: all settings that a person can choose in a study, step by step."""

from dataclasses import dataclass, field

from fer_core.audit import Exclusions
from fer_core.balance import STRATEGIES, BalanceSettings
from fer_core.base import typed
from fer_core.base.errors import InvalidSettings
from fer_core.clustering import ClusterSettings
from fer_core.faces.meshes import MeshKind
from fer_core.faces.split import SplitSettings
from fer_core.features import FEATURES, Feature
from fer_core.features.expression import Expression
from fer_core.features.onnx_encoder import OnnxEncoder
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.reduction import ReductionSettings

TRAINED_ON = ("geometry", "landmarks", "hog", "shape_free", "warped", "patches", "warped_patches")
"""Default features of the recognizer: the best in the benchmark of label efficiency."""


@dataclass(frozen=True)
class Choices:
    """All settings that a person can choose, step by step; the defaults work with any faces.

    Attributes:
        aligned: whether later steps use aligned faces. The default is no, so that studies from before this choice keep
            their groups; new studies begin with yes, see `fitting`.
        mesh: the networks that find the mesh of each face. The default is the earlier ones, for the same reason.
        split: which faces test the result.
        left_out: faces excluded from training and testing, in the steps in which a person excluded them.
        grouped: balancing of the grouped faces, by the labels of the data set.
        features: the features that faces are grouped by.
        reduction: how these features are reduced, and to how many components.
        clusters: the clustering algorithm and its settings.
        trained_on: kinds of features that the recognizer uses.
        recognizer: model and settings of the recognizer, with its balancing by named emotion.
        compared: balancing strategies to compare; no result depends on them.
        compared_seeds: number of seeds of that comparison.
        encoder: the imported network, if there is one.
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
    mesh: MeshKind = field(default="face_mesh", metadata={"later": True})

    @property
    def usable(self) -> dict[str, Feature]:
        """The kinds of features that need no further choice, with the settings that these networks allow."""
        movements = self.mesh != "face_mesh"
        kinds = FEATURES.items()
        return {kind: cls.usual(movements) for kind, cls in kinds if movements or not cls.needs_movements}

    @property
    def seen_in_training(self) -> list[Feature]:
        """The kinds of features that the recognizer uses, with their settings, in the order of the page."""
        kinds: list[Feature] = [usual for kind, usual in self.usable.items() if kind in self.trained_on]
        if self.encoder is not None and self.encoder.kind in self.trained_on:
            kinds.append(self.encoder)
        return kinds


def checked(choices: Choices) -> Choices:
    """Return ``choices`` from a file or a command line. Raises InvalidSettings if no page could have chosen them."""
    typed.check(choices)
    check_algorithm(choices)
    _all_among(choices.trained_on, (*choices.usable, OnnxEncoder.kind), "the recognizer can use")
    _all_among(choices.compared, tuple(STRATEGIES), "can be compared")
    if not 1 <= choices.compared_seeds <= 100:
        raise InvalidSettings(f"The number of seeds cannot be {choices.compared_seeds}.", remedy="Choose 1 to 100.")
    return choices


def check_algorithm(choices: Choices) -> None:
    """Raise InvalidSettings if there is no such clustering algorithm."""
    try:
        _ = choices.clusters.uses
    except InvalidSettings as error:
        raise InvalidSettings(error.what, where="clusters.algorithm", remedy=error.remedy) from error


def _all_among(names: tuple[str, ...], known: tuple[str, ...], what: str) -> None:
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        found = f"“{unknown[0][:40]}” is not among those that {what}." if unknown else f"Nothing is chosen that {what}."
        raise InvalidSettings(found, remedy=f"Choose among: {', '.join(known)}.")
