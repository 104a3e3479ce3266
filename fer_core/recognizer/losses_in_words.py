"""Where points were lost, in plain sentences: the same on the page, in the report and in the model card.

The sentences contain names of classes, which can be any text: they are escaped where they are shown.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from fer_core.base.words import count, listed, percent, points
from fer_core.recognizer.losses import LossStep, Lost
from fer_core.recognizer.references import Reference

TRIFLE = 0.0005
"""Share of faces below which a loss reads as 0.0 points."""


class LossSentence(NamedTuple):
    """A step of the losses in words.

    Attributes:
        key: of the step.
        title: its name and its points.
        text: what happened.
        remedy: what a person could do about it; "" where there is nothing to do.
    """

    key: Literal["mixed", "unnamed", "rejected", "renamed", "onwards"]
    title: str
    text: str
    remedy: str = ""


def sentences(
    found: Lost, accuracy: float, classes: Sequence[str], references: Sequence[Reference] = ()
) -> list[LossSentence]:
    """A sentence for each step, from the groups to the ``accuracy`` (0..1) on test faces."""
    steps = [_mixed(found, classes)]
    if found.unnamed > TRIFLE or found.unnamed_groups:
        steps.append(_unnamed(found))
    if found.rejected_faces:
        steps.append(_rejected(found))
    return [*steps, _renamed(found), _onwards(found, accuracy, references)]


def _mixed(found: Lost, classes: Sequence[str]) -> LossSentence:
    hidden = [classes[code] for code in found.hidden]
    text = (
        f"In {found.mixed_groups:,} of {count(found.groups, 'group')}, no emotion makes up half of the faces. With the "
        f"best name for each group, {percent(found.best)} of the grouped faces would be named correctly."
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
    return LossSentence("unnamed", _title("No name yet", -found.unnamed), text, remedy)


def _rejected(found: Lost) -> LossSentence:
    one, groups = found.rejected_faces == 1, found.rejected_groups
    among = f", {groups:,} whole {'group' if groups == 1 else 'groups'} among them" if groups else ""
    text = (
        f"{count(found.rejected_faces, 'face')} {'is' if one else 'are'} rejected{among}: not a face, or in a group "
        "that shares something other than an expression. These points are no mistake: a name would fit some of the "
        "labels, but not what the faces share."
    )
    return LossSentence("rejected", _title("Rejected", -found.rejected), text)


def _renamed(found: Lost) -> LossSentence:
    if found.renamed < -TRIFLE:
        text = "Names of single faces and of parts of groups fit better than one name for each group could."
        return LossSentence("renamed", _title("Other names", -found.renamed), text)
    if found.renamed < TRIFLE:
        text = "The names that were given are as good as these groups allow."
        return LossSentence("renamed", "Other names: 0 points", text)
    text = (
        f"{count(found.renamed_groups, 'group')} mostly got a name other than the most common label of the faces. "
        "People would not choose some of these labels."
    )
    remedy = "Looking at more faces before naming could win some of this back."
    return LossSentence("renamed", _title("Other names", -found.renamed), text, remedy)


def _onwards(found: Lost, accuracy: float, references: Sequence[Reference]) -> LossSentence:
    change = accuracy - found.named
    if change >= 0:
        unnamed = ", also where similar faces have no name" if found.unnamed + found.rejected > 0.02 else ""
        text = f"The recognizer predicts each face by itself{unnamed}, and so corrects some names that do not fit."
        remedy = ""
    else:
        text = "Test faces differ from the faces that were named, and the recognizer does not reproduce every name."
        if found.rejected_faces:
            text += " Test faces like the rejected ones are predicted too, though no such face was used for training."
        remedy = "Other features for training, or another model, could win some of this back."
    return LossSentence("onwards", _title("On to unseen faces", change), text + _ceiling(accuracy, references), remedy)


def _ceiling(accuracy: float, references: Sequence[Reference]) -> str:
    best = next((r.accuracy for r in references if r.key == "ceiling"), None)
    if best is None:
        return ""
    text = f" Trained on the label of every training face, it would reach {percent(best)}: "
    if best <= accuracy:
        return text + "better names would gain nothing, since features and model are the limit."
    return text + f"better names could gain up to {100 * (best - accuracy):.1f} points."


def _title(name: str, change: float) -> str:
    return f"{name}: {points(change)} points"


def steps_in_words(found: Sequence[LossStep]) -> str:
    """The waterfall chart in words, for screen readers."""
    return "; ".join(f"{s.name} {percent(s.value) if s.total else f'{points(s.value)} points'}" for s in found)
