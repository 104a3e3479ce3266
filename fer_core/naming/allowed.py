"""Check names against the names of a data set, and match names that are spelt differently."""

from collections.abc import Sequence

from fer_core.base.errors import InvalidDecision
from fer_core.faces.readers.labels.spelling import key_of

_LISTED = 20


def check_name(name: str, classes: Sequence[str]) -> None:
    """Raise InvalidDecision, with the allowed names, unless ``name`` is exactly one of them."""
    if name not in classes:
        more = f" and {len(classes) - _LISTED:,} more" if len(classes) > _LISTED else ""
        allowed = ", ".join(classes[:_LISTED]) + more
        what = f"“{name[:40]}” is not a name of this data set."
        raise InvalidDecision(what, remedy=f"Its names are: {allowed}.")


def allowed_name(text: str, classes: Sequence[str]) -> str:
    """The class that ``text`` means, ignoring letter case and blanks. Raises InvalidDecision if there is none."""
    if text in classes:
        return text
    matches = [name for name in classes if key_of(name) == key_of(text)]
    if len(matches) == 1:
        return matches[0]
    check_name(text, classes)
    return text
