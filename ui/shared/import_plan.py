"""Plans the import of a file of decisions or names, without drawing anything."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fer_core.naming import exchange, sheet
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.elsewhere import ImportedNames, read_names
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Plan:
    """What an import would do.

    Attributes:
        words: a summary.
        button: label of the button; "" if there is nothing to import.
        do: does the import, and returns the number of new decisions.
    """

    words: str
    button: str
    do: Callable[[], int]


def plan(workspace: Workspace, data: bytes, known: Mapping[str, Membership]) -> Plan:
    """The plan for importing a file.

    Args:
        workspace: of the open study.
        data: bytes of the file, untrusted.
        known: clusterings on disk, by key.

    Raises:
        FerLabError: for a file that cannot be imported.
    """
    if "action" in sheet.columns_of(data):
        decisions = exchange.read_decisions(data, classes=workspace.faces.classes, clusterings=known)
        return _of_decisions(workspace, decisions, known)
    found = read_names(
        data, classes=workspace.faces.classes, n_faces=len(workspace.faces), sources=workspace.faces.sources,
        clustering=workspace.lab.groups.key, rows=workspace.lab.division.grouped_rows,
    )  # fmt: skip
    return _of_names(workspace, found)


def _of_decisions(workspace: Workspace, decisions: Sequence[Decision], known: Mapping[str, Membership]) -> Plan:
    here = {(d.client, d.seq) for d in workspace.decisions}
    new = [d for d in decisions if (d.client, d.seq) not in here]
    old = len(decisions) - len(new)
    words = f"{count(len(decisions), 'decision')} by {_people([d.annotator for d in decisions])}, " + (
        f"{old:,} of them already in this study." if old else "all of them new."
    )
    elsewhere = [d for d in new if d.clustering != workspace.lab.groups.key]
    lost = [d for d in elsewhere if d.clustering not in known]
    if elsewhere:
        words += (
            f" {count(len(elsewhere), 'decision')} on other groups will count if you go back to the choices for them."
        )
    if lost:
        words += f" The groups of {count(len(lost), 'decision')} have not been made on this computer."
    button = f"Import {count(len(new), 'decision')}" if new else ""
    return Plan(words, button, lambda: workspace.log.adopt(decisions))


def _of_names(workspace: Workspace, found: ImportedNames) -> Plan:
    log = workspace.log
    events = [event for sent in found.events.values() for event in sent]
    here = max((log.ack(client) for client in {event.client for event in events}), default=0)
    new = [event for event in events if event.seq > here]
    faces = sum(len(event.faces) for event in events)
    words = (
        f"Names of {count(faces, 'face')} by {_people(list(found.events))}."
        if events
        else "There are no faces to name."
    )
    words = " ".join([words, *map(escape, found.notes())])
    if events and not new:
        words += " All of them are already in this study."
    elif events:
        words += " The own name of a face overrides the name of its group."

    def do() -> int:
        for who, sent in found.events.items():
            log.append(sent, who)
        return len(new)

    return Plan(words, f"Name {count(faces, 'face')}" if new else "", do)


def _people(names: Sequence[str]) -> str:
    known = set(names)
    return "one person" if len(known) == 1 else f"{len(known)} people"
