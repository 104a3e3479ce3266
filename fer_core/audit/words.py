"""What the audit finds, in plain English: the same on the Data page, by the command line, in report and card."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from fer_core.base.words import count


class AuditCheck(NamedTuple):
    """What a check is called and why it matters; no check leaves faces out before a person says so."""

    title: str
    why: str


CHECKS: Mapping[str, AuditCheck] = MappingProxyType(
    {
        "exact": AuditCheck(
            "Exact duplicates",
            "A picture that occurs several times counts for more than it should. Leaving out keeps one of each group.",
        ),
        "near": AuditCheck(
            "Near-duplicates",
            "One picture cropped, brightened, saved again or given a watermark. Leaving out keeps one of each group.",
        ),
        "conflicts": AuditCheck(
            "Copies with different labels",
            "One picture cannot show two emotions. Nobody knows which label is right: leaving out removes all of them.",
        ),
        "leaks": AuditCheck(
            "Leaks between training and test set",
            "A face that the recognizer was trained on cannot test it. Training faces that are copies of test faces "
            "are always excluded from training.",
        ),
        "blank": AuditCheck("Blank or nearly blank", "There is hardly any face to see."),
        "dark": AuditCheck("Very dark", "Little of the face can be seen."),
        "bright": AuditCheck("Very bright", "Little of the face can be seen."),
        "clipped": AuditCheck("Clipped", "Large parts are pure black or pure white, and what was there is lost."),
        "blurred": AuditCheck("Blurred", "The fine lines that tell expressions apart are missing."),
        "text": AuditCheck(
            "Letters, watermarks, drawings (suspects)",
            "Letters across a face look like wrinkles to a computer. Other strong lines can raise the same suspicion.",
        ),
        "not_a_face": AuditCheck(
            "No face, or one turned away or covered",
            "The face mesh finds no face. Most of these are profiles and covered faces: look before you leave any out.",
        ),
        "labels": AuditCheck(
            "Label suspects",
            "Similar faces have another label. This is a suspicion, not proof: look before you leave any out. Only "
            "training faces are checked, so that no model chooses the test faces.",
        ),
    }
)
"""Every check, in the order in which they are shown."""

POINTS_OUT = "The audit points out faces; a person decides which to leave out."
EXCLUDED = "Excluded from training and testing. Switch off to include them again."


def how_many(faces: int, groups: int) -> str:
    """What a check found: "12 faces in 5 groups" of copies, or "12 faces"."""
    found = count(faces, "face")
    return f"{found} in {count(groups, 'group')}" if groups else found


def different_labels(groups: int) -> str:
    """How many groups of copies carry different labels; "" for none."""
    return f"{count(groups, 'group')} {'carries' if groups == 1 else 'carry'} different labels." if groups else ""


def copies_excluded(faces: int) -> str:
    """What became of training faces that are copies of test faces."""
    if not faces:
        return "No training face is a copy of a test face."
    are = "is an exact or near copy of a test face" if faces == 1 else "are exact or near copies of test faces"
    return f"{count(faces, 'training face')} {are}, and so excluded from training."
