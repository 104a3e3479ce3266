"""Keys stay: a field that a settings class gets after it was published is left out of keys while it has its default.

Results on disk are named by settings. If a new field changed the key of settings that do not use it, every result and
every name that people gave would seem to be gone.
"""

import dataclasses
import importlib
import pkgutil

import pytest

import fer_core
from fer_core.features.feature import Feature
from fer_core.study.store import key_of, plain

PUBLISHED: dict[str, tuple[str, str]] = {
    "AlignmentSettings": ("sure tilt size shift", "1360d3bb47a54cda"),
    "AuditSettings": ("alike flat dark bright clipped sharp text face doubt folds seed", "054417add361ad63"),
    "BalanceSettings": ("strategy per_class seed beta tau", "0b949752dd6d79fd"),
    "ClusterSettings": ("k seed restarts algorithm", "1252c3a1c80abf06"),
    "Combined": ("members weights", "fc6bcd568fa58fc1"),
    "Expression": ("geometry views components directions ridge waves width clip seed", "74546c39d78f219c"),
    "Gabor": ("scales orientations grid", "c18c5d1f1487c2ad"),
    "Geometry": ("refined", "b89e8349a3ddf873"),
    "Hog": ("orientations cell block", "cfe7ba4dcbe5578a"),
    "Landmarks": ("", "7de0227069833673"),
    "Lbp": ("radius grid", "b7788f452dee2016"),
    "Movements": ("", "54fe523325cc5dae"),
    "NamerSettings": ("looks first second seed order eyes", "7697bea59dd46428"),
    "OnnxEncoder": ("sha256 side channels channels_last scaling output", "4ff9dd5efecbe288"),
    "Patches": ("atoms side stride grid components patches faces seed", "5c62505944f27466"),
    "Pixels": ("normalise", "cfdb43c3c1eee657"),
    "ProjectionSettings": ("method neighbours min_dist seed", "e86453db00991f71"),
    "RecognizerSettings": ("model balance C landmarks trees leaf neighbours seed", "ac8ede0698f68cb4"),
    "ReductionSettings": ("components whiten", "9c115a58258d408c"),
    "ShapeFree": ("orientations cell block", "75ff56a7a8073f5c"),
    "SplitSettings": ("method test_usage test_share seed", "112adb2c2f95d89d"),
    "StabilitySettings": ("resamples seeds folds noise_resamples", "b30d6ffb242b49ac"),
    "SweepSettings": ("algorithm last seeds covariance", "c71651a0b9136501"),
    "WarpedPatches": ("atoms side stride grid threshold components faces seed", "81c02b83a359c9c9"),
    "WarpedPixels": ("", "eee4a14e2e08c066"),
}
"""Class -> the fields that it was published with, and the key of its defaults. Never change a line; add one for a new
class (`key_of(TheClass())` is its key)."""

WHY = """
{name}.{field} is new. Say so where it is declared:

    {field}: ... = field(default=..., metadata={{"later": True}})

A field marked so is left out of keys and files while it has its default. Without the mark, every result on disk that
{name} names would get another key: people would find their groups ungrouped and their names gone.
"""


def settings_classes() -> dict[str, type]:
    """Every settings class of fer_core, the kinds of features among them."""
    found: dict[str, type] = {}
    for module in pkgutil.walk_packages(fer_core.__path__, "fer_core."):
        if not module.name.endswith(("__main__", "_worker")):  # those two do something when they are imported
            for name, value in vars(importlib.import_module(module.name)).items():
                if getattr(value, "__module__", "") == module.name and _is_settings(name, value):
                    found[name] = value
    return found


def _is_settings(name: str, value: object) -> bool:
    if not isinstance(value, type) or not dataclasses.is_dataclass(value):
        return False
    return name.endswith("Settings") or (issubclass(value, Feature) and value is not Feature)


CLASSES = settings_classes()


def missing_mark(cls: type, published: str) -> str:
    """What is wrong with the fields of a settings class that was published with these; "" for nothing."""
    now = {f.name: bool(f.metadata.get("later")) for f in dataclasses.fields(cls)}
    for name in published.split():
        if name not in now or now[name]:
            return f"{cls.__name__}.{name} was published and is in keys: it can neither go, nor be renamed or marked."
    new = [name for name, later in now.items() if not later and name not in published.split()]
    return WHY.format(name=cls.__name__, field=new[0]) if new else ""


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_fields_that_came_later_are_marked(name: str) -> None:
    assert name in PUBLISHED, f"{name} is a new settings class: record its fields and its key in PUBLISHED."
    wrong = missing_mark(CLASSES[name], PUBLISHED[name][0])
    assert not wrong, wrong


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_default_settings_have_the_keys_that_they_were_published_with(name: str) -> None:
    assert name in CLASSES, f"{name} is in keys and files on people's disks: it cannot be renamed or taken away."
    assert key_of(CLASSES[name]()) == PUBLISHED[name][1], f"Results that {name} named before would not be found again."


def test_a_field_without_the_mark_is_caught_and_the_mark_keeps_the_key() -> None:
    @dataclasses.dataclass(frozen=True)
    class Before:
        k: int = 25

    @dataclasses.dataclass(frozen=True)
    class Forgotten:
        k: int = 25
        depth: int = 3

    @dataclasses.dataclass(frozen=True)
    class Marked:
        k: int = 25
        depth: int = dataclasses.field(default=3, metadata={"later": True})

    assert not missing_mark(Before, "k") and not missing_mark(Marked, "k")
    assert 'metadata={"later": True}' in missing_mark(Forgotten, "k")
    assert "neither go" in missing_mark(Before, "k depth")
    assert plain(Marked()) == {"": "Marked", "k": 25} and plain(Marked(depth=4))["depth"] == 4
