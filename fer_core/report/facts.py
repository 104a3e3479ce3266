"""The facts of one study that a report is made of: numbers, texts and arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

from fer_core.report.input_facts import Data, Defect, FeatureFacts, SplitFacts
from fer_core.report.result_facts import GroupFacts, NamingFacts, RecognizerFacts


@dataclass(frozen=True)
class Origin:
    """What is needed to make all results again.

    Attributes:
        study: its id.
        run: the run's key; "" if it was not saved.
        keys, seeds: of each result, by name.
        choices: all of the study, as JSON.
        versions: of Python and libraries, by name.
    """

    study: str
    run: str
    keys: Mapping[str, str]
    seeds: Mapping[str, int]
    choices: str
    versions: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything that a report contains. ``made``: its date, ISO 8601."""

    title: str
    made: str
    data: Data
    defects: tuple[Defect, ...] | None
    split: SplitFacts
    features: FeatureFacts
    grouping: GroupFacts
    naming: NamingFacts
    recognizer: RecognizerFacts
    origin: Origin
