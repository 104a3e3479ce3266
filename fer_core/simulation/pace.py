"""The time that naming takes, to compare methods by minutes of work."""

from collections.abc import Iterable
from dataclasses import dataclass

from fer_core.base.errors import InvalidSettings
from fer_core.naming.verdict import Verdict


@dataclass(frozen=True)
class Pace:
    """Seconds that a practised person at the keyboard needs. These are assumptions, not measurements.

    With the defaults, a single face takes 1.8 s and a group of 25 faces 9 s. Pauses and fatigue are not counted. Raises
    InvalidSettings for negative seconds.

    Attributes:
        look: for each face that is seen: one fixation of the eyes, which lasts 0.275 s on average in visual search
            (Rayner, "Eye movements in reading and information processing", Psychological Bulletin 124(3), 1998), and
            the movement to the next one.
        decide: for each verdict: to choose among seven emotions and press a key. Our assumption.
        second: for each second name. Our assumption: half of the choice is already made.
    """

    look: float = 0.3
    decide: float = 1.5
    second: float = 0.8

    def __post_init__(self) -> None:
        if min(self.look, self.decide, self.second) < 0:
            raise InvalidSettings("Times must not be negative.", remedy="Give 0 seconds or more.")

    def seconds(self, verdicts: Iterable[Verdict], looks: int) -> float:
        """Seconds for ``verdicts`` of any kind on groups or faces, with ``looks`` faces seen in total."""
        given = list(verdicts)
        return looks * self.look + len(given) * self.decide + sum(bool(v.second) for v in given) * self.second
