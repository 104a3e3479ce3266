"""Names that a data set allows, found for names that others spelt in their own way."""

from collections.abc import Sequence

from fer_core.base.errors import InvalidDecision
from fer_core.faces.readers.labels.spelling import key_of

_LISTED = 20


def check_name(name: str, classes: Sequence[str]) -> None:
    """Raise InvalidDecision, listing the allowed names, unless ``name`` is one of them as it is spelt."""
    if name not in classes:
        more = f" and {len(classes) - _LISTED:,} more" if len(classes) > _LISTED else ""
        allowed = ", ".join(classes[:_LISTED]) + more
        what = f"“{name[:40]}” is not among the names of this data set."
        raise InvalidDecision(what, remedy=f"Its names are: {allowed}.")


def allowed_name(text: str, classes: Sequence[str]) -> str:
    """The class that is meant by ``text``, whatever its letter case and blanks. Raises InvalidDecision."""
    if text in classes:
        return text
    alike = [name for name in classes if key_of(name) == key_of(text)]
    if len(alike) == 1:
        return alike[0]
    check_name(text, classes)
    return text
