"""Thresholds of the audit's checks."""

from dataclasses import dataclass

from fer_core.base.errors import InvalidSettings


@dataclass(frozen=True)
class AuditSettings:
    """Thresholds, found by eye on FER2013's training and public test faces (docs/data.md).

    Attributes:
        alike: correlation (0..1) of two aligned faces from which they are the same picture.
        flat: difference (grey levels) of the 5th and 95th percentiles below which a face is blank or nearly blank.
        dark: mean grey level below which a face is too dark.
        bright: mean grey level above which a face is too bright.
        clipped: share (0..1) of black or white pixels from which a face is clipped.
        sharp: sharpness (see `measures.sharpness`) below which a face is blurred.
        text: probability (0..1) of letters from which they are suspected.
        face: score (0..1) of the face mesh below which there may be no face, or one turned away or covered.
        doubt: probability (0..1) of a face's own label, by a model that was not trained on the face, below which the
            label is suspected. Confident learning alone suspects a third of FER2013.
        folds: number of folds of the cross-validation for label suspects, at least 2.
        seed: of all random choices (folds, the text detector's examples).

    Raises:
        InvalidSettings: for thresholds outside of these ranges.
    """

    alike: float = 0.97
    flat: float = 30.0
    dark: float = 30.0
    bright: float = 225.0
    clipped: float = 0.45
    sharp: float = 0.13
    text: float = 0.8
    face: float = 0.05
    doubt: float = 0.05
    folds: int = 5
    seed: int = 0

    def __post_init__(self) -> None:
        shares = (self.alike, self.clipped, self.text, self.face, self.doubt)
        if not all(0 <= share <= 1 for share in shares) or self.folds < 2:
            raise InvalidSettings("The thresholds of the audit must be between 0 and 1, with at least two folds.")


DEFAULTS = AuditSettings()
"""The settings that pages and commands use."""
