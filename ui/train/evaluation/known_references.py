"""The references that a score is compared with; those that take longer are computed while the page shows the rest."""

from functools import partial

from fer_core.recognizer.references import Reference
from fer_core.recognizer.shuffled import shuffled
from fer_core.recognizer.training import Training
from ui.shell import cache, waiting
from ui.shell.workspace import Workspace


def known_references(workspace: Workspace, training: Training) -> list[Reference]:
    """The references that are there; while others are computed, the page shows their progress."""
    lab, decisions = workspace.lab, workspace.naming.decisions
    labelled = len(lab.division.labelled_training)
    if labelled and not lab.references.ready:
        waiting.result(workspace, "references", lab.references.key, "Computing the references", lab.references.all)
    elif labelled and decisions and not lab.results.has("singles", key := lab.evaluation.single_faces_key(decisions)):
        title = "Simulating single faces"
        waiting.result(workspace, "singles", key, title, partial(lab.evaluation.single_faces, decisions))
    return references_made(workspace, training)


def references_made(workspace: Workspace, training: Training) -> list[Reference]:
    """The references that are on disk, read once."""
    lab, decisions = workspace.lab, workspace.naming.decisions
    noise = [shuffled(training.scores.confusion)] if training.scores else []
    if not len(lab.division.labelled_training):
        return [*lab.references.all(), *noise]
    if not lab.references.ready:
        return [*lab.references.simple, *noise]
    found = [*cache.derived("references", lab.references.key, lab.references.all), *noise]
    if not lab.results.has("singles", key := lab.evaluation.single_faces_key(decisions)):
        return found
    return [*found, cache.derived("singles", key, lambda: lab.evaluation.single_faces(decisions))]
