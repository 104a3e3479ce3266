"""What a result is made from again: the faces, choices that are not usual ones, and the decisions that counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from fer_core.base.errors import FerLabError
from fer_core.base.words import count
from fer_core.naming.decision import Decision
from fer_core.study import datasets, study
from fer_core.study.choices import Choices
from fer_core.study.session import Session


@dataclass(frozen=True, eq=False)
class Repeated:
    """One study with its choices and names.

    Attributes:
        session: the study, which has names; it may be as of an earlier run.
    """

    session: Session

    @property
    def usual(self) -> Choices:
        """The choices of a new study on these faces."""
        return study.fitting(self.session.faces)

    @property
    def decisions(self) -> Sequence[Decision]:
        """The decisions on its groups."""
        return [d for d in self.session.decisions if d.clustering == self.session.lab.groups.key]

    @property
    def source(self) -> str:
        """The last part of the path that its faces were imported from; "" if it is not known."""
        try:
            return str(datasets.manifest(self.session.store, self.session.study.dataset).get("source", ""))
        except FerLabError:
            return ""

    @property
    def in_words(self) -> str:
        """The result in words: "25 decisions, accuracy 49.3%"."""
        decisions, accuracy = self.session.naming.decisions, self.session.accuracy
        return count(decisions, "decision") + ("" if accuracy is None else f", accuracy {accuracy:.1%}")


def one_line(text: str) -> str:
    """``text`` as part of a comment or a docstring: without line breaks, quotes and backslashes."""
    return " ".join(text.replace("\\", "/").replace('"', "'").split())
