"""Control: how a page asks for one setting. It stands where the setting does, in the field's metadata.

    rounds: int = field(default=60, metadata={"later": True, "control": Control("Rounds", "More fit closer.", 5, 500)})

``later`` marks a field that its class got after it was published: it is left out of keys and files while it has its
default, so that results made before it keep their names (`fer_core.study.store.plain`).
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Control:
    """What a page shows for a field; which widget it is follows from the field's value and from what is given here.

    Attributes:
        title: what the control is called.
        help: one plain sentence, or two.
        low, high: of a whole number.
        offered: values of a number that are offered, where only some make sense.
        titles: values of a text, or of a tuple of them, with the words for each.
        empty: what the number 0 stands for, such as "automatic".
    """

    title: str
    help: str = ""
    low: int = 0
    high: int = 0
    offered: tuple[float, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    empty: str = ""


def controls_of(settings: Any) -> dict[str, Control]:
    """The fields of a settings class or object that pages ask for, in their order."""
    return {f.name: f.metadata["control"] for f in dataclasses.fields(settings) if "control" in f.metadata}
