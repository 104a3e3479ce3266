"""Lab: the steps of one study on one set of faces, in the order of the journey."""

from functools import cached_property

from fer_core.faces.faceset import FaceSet
from fer_core.naming.verdict import NamedFaces
from fer_core.study.choices import Choices
from fer_core.study.lab.appearance import GroupAppearance
from fer_core.study.lab.audit import FaceAudit
from fer_core.study.lab.clusterings import Clusterings, EarlierClusterings
from fer_core.study.lab.comparison import BalanceComparison
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.evaluation import Evaluation
from fer_core.study.lab.export import RecognizerExport
from fer_core.study.lab.features import FeatureTables
from fer_core.study.lab.group_movements import GroupMovements
from fer_core.study.lab.groups import FaceGroups
from fer_core.study.lab.inputs import RecognizerInputs
from fer_core.study.lab.maps import FaceMaps
from fer_core.study.lab.naming import GroupNaming
from fer_core.study.lab.pictures import FacePictures
from fer_core.study.lab.reductions import Reductions
from fer_core.study.lab.references import References
from fer_core.study.lab.results import Results
from fer_core.study.lab.search import RecognizerSearch
from fer_core.study.lab.space import GroupedSpace
from fer_core.study.lab.training import RecognizerTraining
from fer_core.study.lab.trying import OtherFaces
from fer_core.study.lab.validation import GroupValidation
from fer_core.study.store import Store


class Lab:
    """The steps of a study. Quick to make: results are computed when needed, and saved on disk."""

    def __init__(self, store: Store, faces: FaceSet, choices: Choices) -> None:
        self.faces = faces
        self.choices = choices
        self.results = Results(store, faces.fingerprint, faces.name)

    @cached_property
    def division(self) -> FaceDivision:
        """Training set, test set, and the faces that are grouped."""
        return FaceDivision(self.results, self.faces, self.choices)

    @cached_property
    def pictures(self) -> FacePictures:
        """The input of features: faces, meshes and alignment."""
        return FacePictures(self.results, self.faces, self.choices.aligned, self.choices.mesh)

    @cached_property
    def features(self) -> FeatureTables:
        """The features of every face, one table for each kind."""
        return FeatureTables(self.results, self.division, self.pictures)

    @cached_property
    def reduction(self) -> Reductions:
        """Principal components of each kind of features."""
        return Reductions(self.results, self.division, self.pictures, self.features)

    @cached_property
    def space(self) -> GroupedSpace:
        """The space in which faces are grouped."""
        steps = (self.results, self.division, self.features, self.reduction)
        return GroupedSpace(*steps, self.choices.features, self.choices.reduction)

    @cached_property
    def map(self) -> FaceMaps:
        """Two-dimensional maps of this space."""
        return FaceMaps(self.results, self.space)

    @cached_property
    def audit(self) -> FaceAudit:
        """Defects of the faces."""
        return FaceAudit(self.results, self.faces, self.division, self.pictures, self.features)

    @cached_property
    def groups(self) -> FaceGroups:
        """The grouped faces."""
        return FaceGroups(self.results, self.division, self.space, self.choices)

    @cached_property
    def appearance(self) -> GroupAppearance:
        """Whether groups share looks rather than an expression."""
        return GroupAppearance(self.results, self.pictures)

    @cached_property
    def movements(self) -> GroupMovements:
        """What the faces of groups do."""
        return GroupMovements(self.division, self.pictures, self.features)

    @cached_property
    def validation(self) -> GroupValidation:
        """Whether the groups are real."""
        return GroupValidation(self.results, self.faces, self.space, self.groups)

    @cached_property
    def earlier(self) -> EarlierClusterings:
        """Other clusterings of the same faces."""
        return EarlierClusterings(self.results, self.groups)

    @cached_property
    def naming(self) -> GroupNaming:
        """Names of faces from the names that people gave."""
        clusterings = Clusterings.on_disk(self.results.store, self.results.dataset)
        return GroupNaming(self.groups, self.faces.classes, clusterings)

    @cached_property
    def inputs(self) -> RecognizerInputs:
        """The inputs of the recognizer."""
        kinds = self.choices.seen_in_training
        return RecognizerInputs(self.results, self.division, self.features, self.reduction, kinds)

    @cached_property
    def training(self) -> RecognizerTraining:
        """The recognizer, trained on the names."""
        steps = (self.results, self.division, self.groups, self.inputs)
        return RecognizerTraining(*steps, self.choices.recognizer)

    @cached_property
    def references(self) -> References:
        """The references that its scores are compared with."""
        return References(self.results, self.division, self.groups, self.inputs, self.choices.recognizer)

    @cached_property
    def evaluation(self) -> Evaluation:
        """Where accuracy was lost, and how certain it is."""
        steps = (self.results, self.division, self.audit, self.naming, self.inputs)
        return Evaluation(*steps, self.choices.recognizer)

    @cached_property
    def trying(self) -> OtherFaces:
        """The recognizer and the groups for other faces."""
        return OtherFaces(self.division, self.features, self.space, self.inputs, self.training)

    @cached_property
    def export(self) -> RecognizerExport:
        """The recognizer as a file."""
        steps = (self.results, self.division, self.features, self.reduction, self.inputs)
        return RecognizerExport(*steps, self.training)

    def comparison(self, named: NamedFaces | None) -> BalanceComparison:
        """Compares balancing strategies, trained on ``named`` if possible."""
        steps = (self.results, self.division, self.inputs)
        return BalanceComparison(*steps, self.choices.recognizer, named)

    def search(self, named: NamedFaces) -> RecognizerSearch:
        """A search for good settings of the recognizer on ``named``."""
        return RecognizerSearch(self.results, self.division, self.inputs, self.choices.recognizer, named)
