"""How long naming takes, so that methods can be compared in minutes too."""

from collections.abc import Iterable
from dataclasses import dataclass

from fer_core.base.errors import InvalidSettings
from fer_core.naming.verdict import Verdict


@dataclass(frozen=True)
class Pace:
    """Seconds of a practised person at the keyboard. Assumptions, not measurements: change them and count again.

    With these, a single face takes 1.8 s and a group of 25 faces 9 s. Neither pauses nor tiring are counted. Raises
    InvalidSettings for negative seconds.

    Attributes:
        look: for each face looked at: one fixation of the eyes. In visual search it lasts 0.275 s on average (Rayner,
            "Eye movements in reading and information processing", Psychological Bulletin 124(3), 1998), and the eyes
            must move on.
        decide: to choose among seven emotions and press a key, once a verdict. Our assumption.
        second: to choose and press a second name on top. Our assumption: the choice is half made by then.
    """

    look: float = 0.3
    decide: float = 1.5
    second: float = 0.8

    def __post_init__(self) -> None:
        if min(self.look, self.decide, self.second) < 0:
            raise InvalidSettings("Nobody is faster than no time at all.", remedy="Give seconds of 0 or more.")

    def seconds(self, verdicts: Iterable[Verdict], looks: int) -> float:
        """Time for ``verdicts`` of any kind on groups or faces, with ``looks`` faces looked at in all."""
        given = list(verdicts)
        return looks * self.look + len(given) * self.decide + sum(bool(v.second) for v in given) * self.second
