"""Where the points were lost, in plain sentences: the same on the page, in the report and in the model card.

Names of classes in them are anybody's text: whoever shows a sentence escapes it.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from fer_core.base.words import count, listed, percent, points
from fer_core.recognizer.losses import LossStep, Lost
from fer_core.recognizer.references import Reference

TRIFLE = 0.0005
"""Share of faces below which a loss reads as 0.0 points."""


class LossSentence(NamedTuple):
    """What one step lost or won.

    Attributes:
        key: of the step.
        title: its name and its points.
        text: what happened.
        remedy: what a person could do about it; "" where nothing helps.
    """

    key: Literal["mixed", "unnamed", "renamed", "onwards"]
    title: str
    text: str
    remedy: str = ""


def sentences(
    found: Lost, right: float, classes: Sequence[str], references: Sequence[Reference] = ()
) -> list[LossSentence]:
    """A sentence for each step, from the groups down to the accuracy ``right`` (0..1) on test faces."""
    told = [_mixed(found, classes)]
    if found.unnamed > TRIFLE or found.unnamed_groups:
        told.append(_unnamed(found))
    return [*told, _renamed(found), _onwards(found, right, references)]


def _mixed(found: Lost, classes: Sequence[str]) -> LossSentence:
    hidden = [classes[code] for code in found.hidden]
    text = (
        f"In {found.mixed_groups:,} of {count(found.groups, 'group')}, no emotion makes up half of the faces. With the "
        f"best name for each group, {percent(found.best)} of the grouped faces would be right."
    )
    if hidden:
        text += f" No group is mostly {listed(hidden)}, so naming whole groups cannot find these faces."
    remedy = "More groups, splitting mixed groups, or other features could win some of this back."
    return LossSentence("mixed", _title("Groups mix emotions", -found.mixed), text, remedy)


def _unnamed(found: Lost) -> LossSentence:
    one = found.unnamed_groups == 1
    text = (
        f"{count(found.unnamed_groups, 'group')} {'has' if one else 'have'} no name (mixed, skipped or not yet named), "
        f"so {'its' if one else 'their'} faces are not used for training."
        if found.unnamed_groups
        else "Some faces have no name, so they are not used for training."
    )
    remedy = "A name, perhaps with a second one, or a split would win this back."
    return LossSentence("unnamed", _title("No name", -found.unnamed), text, remedy)


def _renamed(found: Lost) -> LossSentence:
    if found.renamed < -TRIFLE:
        text = "Names of single faces and of parts of groups did better than one name a group could."
        return LossSentence("renamed", _title("Other names", -found.renamed), text)
    if found.renamed < TRIFLE:
        text = "The names that were given are as good as these groups allow."
        return LossSentence("renamed", "Other names: 0 points", text)
    text = (
        f"{count(found.renamed_groups, 'group')} mostly got a name other than the commonest label of their faces. Some "
        "of these labels are ones that people would not choose."
    )
    remedy = "Looking at more faces before naming could win some of this back."
    return LossSentence("renamed", _title("Other names", -found.renamed), text, remedy)


def _onwards(found: Lost, right: float, references: Sequence[Reference]) -> LossSentence:
    change = right - found.named
    if change >= 0:
        like = ", also faces like those without a name" if found.unnamed > 0.02 else ""
        text = f"The recognizer predicts each face by itself{like}, and so corrects some names that do not fit."
        remedy = ""
    else:
        text = "Test faces differ from the faces that were named, and the recognizer does not learn every name."
        remedy = "Other features for training, or another model, could win some of this back."
    return LossSentence("onwards", _title("On to unseen faces", change), text + _ceiling(right, references), remedy)


def _ceiling(right: float, references: Sequence[Reference]) -> str:
    best = next((r.accuracy for r in references if r.key == "ceiling"), None)
    if best is None:
        return ""
    text = f" Trained on the true label of every training face, it would be right on {percent(best)}: "
    if best <= right:
        return text + "better names would gain nothing, since features and model are the limit."
    return text + f"better names could gain up to {100 * (best - right):.1f} points."


def _title(name: str, change: float) -> str:
    return f"{name}: {points(change)} points"


def steps_in_words(found: Sequence[LossStep], references: Sequence[Reference]) -> str:
    """The waterfall and its references for who does not see them."""
    told = [f"{s.name} {percent(s.value) if s.total else f'{points(s.value)} points'}" for s in found]
    beside = [f"{r.name} {percent(r.accuracy)}" for r in references]
    return "; ".join(told) + (". References: " + "; ".join(beside) if beside else "")
