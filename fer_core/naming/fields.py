"""The fields of a decision, each once: how files call it, what it holds, and where a row of the log has it.

A new field is an attribute of `Event` with a default, and a line in `FIELDS` with ``later=True``: it lies in the
column ``detail``, so no table changes, and files from before are read with the default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fer_core.naming.decision import Decision
from fer_core.naming.verdict import Verdict

Holds = Literal["text", "number", "number or nothing", "numbers"]


@dataclass(frozen=True)
class DecisionField:
    """A field of a decision, or of its verdict.

    Attributes:
        name: as the attribute and exported files call it.
        holds: a str, an int, an int or None, or a tuple of ints.
        column: its column in the log's table; "" for one in the column ``detail``, which is JSON.
        length: most characters of such a column of text; 0 for any number.
        later: whether files of earlier versions lack it.
    """

    name: str
    holds: Holds = "text"
    column: str = ""
    length: int = 0
    later: bool = False


FIELDS = (
    DecisionField("id", "number", "id"),
    DecisionField("at", "text", "at", 32),
    DecisionField("annotator", "text", "annotator", 64),
    DecisionField("client", "text", "client", 64),
    DecisionField("seq", "number", "seq"),
    DecisionField("clustering", "text", "clustering", 64),
    DecisionField("action", "text", "action", 16),
    DecisionField("group", "number or nothing", "group_number"),
    DecisionField("faces", "numbers", "faces"),
    DecisionField("kind", "text", "kind", 16),
    DecisionField("emotion", "text", "emotion", 64),
    DecisionField("second", "text", "second", 64),
    DecisionField("parts"),
    DecisionField("groups", "numbers"),
    DecisionField("to", "number or nothing"),
    DecisionField("picture", later=True),
)
"""In the order of an exported file's columns."""
EMPTY: dict[Holds, Any] = {"text": "", "number or nothing": None, "numbers": ()}
"""What stands for nothing; a number always is there."""
_OF_VERDICT = ("kind", "emotion", "second")


def values_of(decision: Decision) -> dict[str, Any]:
    """Every field of a decision by its name; those of the verdict are "" where there is none."""
    verdict = decision.verdict
    said = {name: getattr(verdict, name) if verdict else "" for name in _OF_VERDICT}
    return {field.name: said[field.name] if field.name in said else getattr(decision, field.name) for field in FIELDS}


def decision_of(values: Mapping[str, Any]) -> Decision:
    """The decision with these `values_of`. Raises InvalidDecision where they do not fit each other."""
    own = {field.name: values[field.name] for field in FIELDS if field.name not in _OF_VERDICT}
    verdict = Verdict(*(values[name] for name in _OF_VERDICT)) if values["kind"] else None
    return Decision(**own, verdict=verdict)
