"""Where each check of the audit draws its line."""

from dataclasses import dataclass

from fer_core.base.errors import InvalidSettings


@dataclass(frozen=True)
class AuditSettings:
    """Thresholds, found by eye on FER2013's training and public test faces (docs/data.md).

    Attributes:
        alike: correlation (0..1) of two faces, one laid over the other, from which they are the same picture.
        flat: grey levels between the 5th and the 95th percentile, below which a face is blank or nearly so.
        dark: mean grey level below which a face is too dark.
        bright: mean grey level above which a face is too bright.
        clipped: share of pixels (0..1) that are quite black or quite white, from which a face is clipped.
        sharp: how much detail a face has (see `pictures.sharpness`); below this it is blurred.
        text: how sure (0..1) the text detector is where letters are suspected.
        face: face-mesh score (0..1) below which there is perhaps no face, or one turned away or covered.
        doubt: probability (0..1) of a face's own label, by a model that has not seen it, below which the label is
            suspected; confident learning alone suspects a third of FER2013.
        folds: of the cross-validation that labels are suspected by.
        seed: of what is drawn (folds, the text detector's examples).
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
            raise InvalidSettings("The audit's thresholds are shares between 0 and 1, and at least two folds.")


DEFAULTS = AuditSettings()
"""What holds where nobody chose."""
