"""The fields of a decision: the name of each in files, its type, and its column in the log.

To add one, give `Event` an attribute with a default and add a line to `FIELDS` with ``later=True``. It is stored in the
column ``detail``, so no table changes, and earlier files are read with the default.
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
        name: of the attribute and of the column in exported files.
        holds: its type: a str, an int, an int or None, or a tuple of ints.
        column: its column in the log's table; "" if it is stored in the column ``detail``, which is JSON.
        length: maximum characters of a text column; 0 for no limit.
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
    DecisionField("shown", later=True),
)
"""All fields, in the order of the columns of exported files."""
EMPTY: dict[Holds, Any] = {"text": "", "number or nothing": None, "numbers": ()}
"""The empty value of each type; a number is never empty."""
_OF_VERDICT = ("kind", "emotion", "second")


def values_of(decision: Decision) -> dict[str, Any]:
    """Every field of a decision by name; fields of the verdict are "" for a decision without one."""
    verdict = decision.verdict
    of_verdict = {name: getattr(verdict, name) if verdict else "" for name in _OF_VERDICT}
    return {f.name: of_verdict[f.name] if f.name in of_verdict else getattr(decision, f.name) for f in FIELDS}


def decision_of(values: Mapping[str, Any]) -> Decision:
    """The decision with these values (see `values_of`). Raises InvalidDecision if they do not fit together."""
    own = {field.name: values[field.name] for field in FIELDS if field.name not in _OF_VERDICT}
    verdict = Verdict(*(values[name] for name in _OF_VERDICT)) if values["kind"] else None
    return Decision(**own, verdict=verdict)
