"""The audit in words: the same on the Data page, on the command line, in reports and model cards."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from fer_core.base.words import count


class AuditCheck(NamedTuple):
    """The name of a check, and why it matters."""

    title: str
    why: str


CHECKS: Mapping[str, AuditCheck] = MappingProxyType(
    {
        "exact": AuditCheck(
            "Exact duplicates",
            "A picture that occurs several times counts too much. Excluding these keeps one face of each group.",
        ),
        "near": AuditCheck(
            "Near-duplicates",
            "The same picture, but cropped, brightened, saved again or watermarked. Excluding these keeps one face of "
            "each group.",
        ),
        "conflicts": AuditCheck(
            "Copies with different labels",
            "One picture cannot have two labels, and it is unknown which one is correct. Excluding these excludes all "
            "copies.",
        ),
        "leaks": AuditCheck(
            "Leaks between training and test set",
            "A face that the recognizer was trained on cannot test it. Training faces that are copies of test faces "
            "are always set aside.",
        ),
        "blank": AuditCheck("Blank or nearly blank", "Hardly any face can be seen."),
        "dark": AuditCheck("Very dark", "Little of the face can be seen."),
        "bright": AuditCheck("Very bright", "Little of the face can be seen."),
        "clipped": AuditCheck("Clipped", "Large parts are pure black or pure white, so their detail is lost."),
        "blurred": AuditCheck("Blurred", "The fine lines that distinguish expressions are missing."),
        "text": AuditCheck(
            "Letters, watermarks or drawings (suspected)",
            "To a computer, letters across a face look like wrinkles. Other strong lines can be found here by mistake.",
        ),
        "not_a_face": AuditCheck(
            "No face, or one turned away or covered",
            "The face mesh finds no face. Most of these are profiles or covered faces, so check them before you "
            "exclude any.",
        ),
        "labels": AuditCheck(
            "Label suspects",
            "Similar faces have another label. This is a suspicion, not a proof, so check them before you exclude any. "
            "Only training faces are checked, so that no model influences which test faces are used.",
        ),
    }
)
"""Every check, in the order in which they are shown."""

POINTS_OUT = "The audit finds faces to check. A person decides which ones to exclude."
EXCLUDED = "Excluded from training and testing. Switch off to include them again."


def how_many(faces: int, groups: int) -> str:
    """How many faces a check found: "12 faces in 5 groups" for copies, or "12 faces"."""
    found = count(faces, "face")
    return f"{found} in {count(groups, 'group')}" if groups else found


def different_labels(groups: int) -> str:
    """How many groups of copies have different labels; "" for none."""
    return f"{count(groups, 'group')} {'has' if groups == 1 else 'have'} different labels." if groups else ""


def copies_excluded(faces: int) -> str:
    """A sentence about training faces that are copies of test faces and so not used."""
    if not faces:
        return "No training face is a copy of a test face."
    are = "is an exact or near copy of a test face" if faces == 1 else "are exact or near copies of test faces"
    return f"{count(faces, 'training face')} {are}, so {'it is' if faces == 1 else 'they are'} set aside."
