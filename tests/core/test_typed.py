"""What comes from a file or a command line is what the settings' types say."""

import dataclasses

import pytest

from fer_core.audit import Exclusion
from fer_core.base import typed
from fer_core.base.errors import InvalidSettings
from fer_core.clustering import ClusterSettings
from fer_core.features import CHOSEN, FEATURES
from fer_core.recognizer.models import RecognizerSettings
from fer_core.reduction import ReductionSettings
from fer_core.study import study
from fer_core.study.choices import Choices, checked


@pytest.mark.parametrize("kind", [*FEATURES, *CHOSEN])
def test_usual_choices_pass(kind: str) -> None:
    choices = Choices(features={**FEATURES, **CHOSEN}[kind](), left_out=(Exclusion("exact", (1, 2)),))
    assert checked(choices) is choices


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"clusters": ClusterSettings(k="7")}, "clusters.k"),
        ({"clusters": ClusterSettings(k=True)}, "clusters.k"),
        ({"clusters": ClusterSettings(algorithm="magic")}, "clusters.algorithm"),
        ({"reduction": ReductionSettings(2.5)}, "reduction.components"),
        ({"recognizer": dataclasses.replace(RecognizerSettings(), C=float("inf"))}, "recognizer.C"),
        ({"aligned": 1}, "aligned"),
        ({"features": "hog"}, "features"),
        ({"left_out": (Exclusion("exact", (1, "2")),)}, "left_out[0].faces[1]"),
        ({"trained_on": ["hog"]}, "trained_on"),
        ({"trained_on": ("hog", "magic")}, "magic"),
        ({"trained_on": ()}, "Nothing is chosen"),
        ({"compared": ("none", 3)}, "compared[1]"),
        ({"compared_seeds": 0}, "number of seeds cannot be 0"),
    ],
)
def test_what_no_page_could_choose_is_named(changes: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidSettings) as error:
        checked(dataclasses.replace(Choices(), **changes))
    assert named in str(error.value)


def test_entries_of_a_mapping_are_checked() -> None:
    typed.check(study.Study("01234567", "Mine", results={"train": "key"}))
    with pytest.raises(InvalidSettings, match=r"results\[train\]"):
        typed.check(study.Study("01234567", "Mine", results={"train": 3}))
