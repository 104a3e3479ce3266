"""The stops of the guided tour: what to do at each, and how the tour knows that it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from fer_core.study.journey import NAME, REPORT, TRAIN, TRY, Step, all_named
from ui.shell.text import count, duration
from ui.shell.workspace import Workspace


@dataclass(frozen=True)
class Stop:
    """One stop of the tour.

    Attributes:
        step: its page.
        title: what to do there, in a few words.
        text: the same, explained.
        after: what was reached, once it is done; "" where the tour goes on by itself.
        done: whether it is done.
        begins: whether there is already what it needs, so that a person who opens its page arrives at it.
    """

    step: Step
    title: str
    text: str
    after: str
    done: Callable[[Workspace], bool]
    begins: Callable[[Workspace], bool]


def _named_one(workspace: Workspace) -> bool:
    return bool(workspace.decisions)


def _named_all(workspace: Workspace) -> bool:
    lab = workspace.lab
    return lab.division.ready and lab.groups.ready and all_named(lab, workspace.naming)


def _trained(workspace: Workspace) -> bool:
    """Whether the page has shown a training, or one has just ended."""
    lab = workspace.lab
    return TRAIN.key in workspace.study.results or (
        lab.division.ready and lab.results.has("training", workspace.training_key)
    )


def _tried(workspace: Workspace) -> bool:
    return TRY.key in workspace.study.results


STOPS = (
    Stop(
        NAME,
        "Name a group",
        "These pictures are similar. **What do most of them show?** Press the key of the emotion, or **N** if they are "
        "no faces.",
        "",
        _named_one,
        lambda workspace: True,
    ),
    Stop(
        NAME,
        "Name the others",
        "**Continue until the bar is full**: **M** if the faces are mixed, **S** to skip, **U** to undo. Everything "
        "is saved.",
        "**Every group has an answer.** Now a recognizer can be trained on your names.",
        _named_all,
        _named_one,
    ),
    Stop(
        TRAIN,
        "Train",
        "**A recognizer is trained on your names**, on this computer. It takes less than a minute.",
        "**Your recognizer is trained.** The page shows how often it is correct on test faces, which it has never "
        "seen, beside baselines to compare with.",
        _trained,
        _named_one,
    ),
    Stop(
        REPORT,
        "See the report",
        "The report tells what you did and what came of it, once a recognizer is trained.",
        "**This is what you take with you**: what was done, how good the result is, and what its limits are. You can "
        "download it as one file.",
        _trained,
        _trained,
    ),
    Stop(
        TRY,
        "Try a face",
        "**Choose a test face, a photo or the camera.** The recognizer predicts the emotion of a face that it has "
        "never seen.",
        "",
        _tried,
        _trained,
    ),
)


def success(workspace: Workspace) -> str:
    """What the person has reached, with how many decisions and in how much time."""
    newest = next((one.run for one in workspace.runs.runs if one.run.dataset == workspace.study.dataset), None)
    effort, score = "", ""
    if newest is not None:
        effort = f" with {count(newest.decisions, 'decision')} in {duration(newest.active_seconds)}"
        if newest.scores is not None:
            chance = workspace.faces.chance
            score = f" It is correct on **{newest.scores.accuracy:.0%}** of the test faces (chance {chance:.0%})."
    return (
        f"**You trained an emotion recognizer{effort}, and it has just predicted a face that it has never seen.**"
        f"{score} The same steps work on faces of your own, with or without labels."
    )
