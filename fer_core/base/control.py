"""Control: how a page asks for a setting. It is defined in the metadata of the setting's field.

    rounds: int = field(default=60, metadata={"later": True, "control": Control("Rounds", "More fit closer.", 5, 500)})

``later`` marks a field that was added after its class was published. It is left out of keys and files while it has its
default, so that earlier results keep their keys (`fer_core.study.store.plain`).
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Control:
    """What a page shows for a field. The kind of widget follows from the field's value and these attributes.

    Attributes:
        title: the label of the control.
        help: one or two sentences.
        low: smallest whole number.
        high: largest whole number.
        offered: values to choose from, for numbers of which only some make sense.
        titles: for texts, or tuples of texts, the title of each possible value.
        empty: what the number 0 means, such as "automatic".
    """

    title: str
    help: str = ""
    low: int = 0
    high: int = 0
    offered: tuple[float, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    empty: str = ""


def controls_of(settings: Any) -> dict[str, Control]:
    """The controls of a settings class or object, by field name in the order of the fields."""
    return {f.name: f.metadata["control"] for f in dataclasses.fields(settings) if "control" in f.metadata}
