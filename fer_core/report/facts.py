"""Facts of one study, as a report tells them: plain numbers, words of people, and arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

from fer_core.report.input_facts import Data, Defect, FeatureFacts, SplitFacts
from fer_core.report.result_facts import GroupFacts, NamingFacts, RecognizerFacts


@dataclass(frozen=True)
class Origin:
    """What it takes to make all of it again: the study's id, the run's key ("" where it was not kept), keys of results
    and seeds by name, the choices as JSON, versions."""

    study: str
    run: str
    keys: Mapping[str, str]
    seeds: Mapping[str, int]
    choices: str
    versions: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything a report tells of one study. ``made``: the day of the report, ISO 8601."""

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
