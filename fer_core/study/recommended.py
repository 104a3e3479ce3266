"""Recommended kinds of features, which depend on the networks that find faces."""

import dataclasses
from typing import get_args

from fer_core.faces.meshes import MeshKind
from fer_core.features.expression import Expression
from fer_core.features.movements import Movements
from fer_core.study.choices import TRAINED_ON, Choices


def with_usual_features(choices: Choices) -> Choices:
    """The choices with the recommended features that their networks allow, for groups and recognizer."""
    more = () if choices.mesh == "face_mesh" else (Movements.kind,)
    return dataclasses.replace(choices, features=choices.usable[Expression.kind], trained_on=(*more, *TRAINED_ON))


def with_present_networks(choices: Choices) -> Choices:
    """The choices of a study from before the present networks, with these and the recommended features.

    Kinds of features that were chosen otherwise stay.
    """
    before, after = (with_usual_features(dataclasses.replace(choices, mesh=mesh)) for mesh in get_args(MeshKind))
    kept = {name: getattr(choices, name) for name in ("features", "trained_on")}
    usual = {name: getattr(after, name) for name, now in kept.items() if now == getattr(before, name)}
    return dataclasses.replace(after, **{**kept, **usual})
