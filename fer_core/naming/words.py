"""Decisions in words, for the history and the line that tells what happened last."""

from collections.abc import Mapping

from fer_core.naming.decision import Decision
from fer_core.naming.groups import label
from fer_core.naming.verdict import Verdict

_KINDS = {"mixed": "mixed", "skip": "skipped", "not_a_face": "not a face"}


def verdict_in_words(verdict: Verdict) -> str:
    """A verdict in a word or two: "happy", "happy + sad", "mixed", "skipped", "not a face"."""
    if verdict.kind == "name":
        return " + ".join(filter(None, (verdict.emotion, verdict.second)))
    return _KINDS[verdict.kind]


def decision_in_words(decision: Decision, labels: Mapping[int, str]) -> str:
    """What a decision did, e.g. "Group 13 named happy"; ``labels``: what people call the groups that were made."""
    text = _text(decision, labels)
    return text[:1].upper() + text[1:]


def taken_back(decision: Decision, labels: Mapping[int, str]) -> str:
    """The same for its undo."""
    return f"Undo: {_text(decision, labels)}"


def given_back(decision: Decision, labels: Mapping[int, str]) -> str:
    """The same for its redo."""
    return f"Redo: {_text(decision, labels)}"


def _text(decision: Decision, labels: Mapping[int, str]) -> str:
    group = "" if decision.group is None else f"group {label(decision.group, labels)}"
    faces = f"{len(decision.faces):,} {'face' if len(decision.faces) == 1 else 'faces'}"
    if decision.action == "split":
        return f"{group} split into {', '.join(label(number, labels) for number in decision.made)}"
    if decision.action == "merge":
        return f"groups {', '.join(label(number, labels) for number in decision.groups)} merged"
    if decision.action == "move":
        return f"{faces} moved from {group} to group {label(decision.to or 0, labels)}"
    if decision.action == "return":
        return f"returned to decision {decision.to}" if decision.to else "returned to the beginning"
    assert decision.verdict is not None
    if decision.action == "correction":
        return f"a {'held-out' if decision.faces else 'photo'} face corrected to {verdict_in_words(decision.verdict)}"
    what = " of ".join(filter(None, (faces if decision.faces else "", group)))
    named = "named " if decision.verdict.kind == "name" else ""
    return f"{what} {named}{verdict_in_words(decision.verdict)}"
