"""The session that a command works in: a study found by id or name, and what it must have."""

import argparse

from fer_core.base.errors import InvalidSettings, NotFound
from fer_core.naming.verdict import NamedFaces
from fer_core.study import study
from fer_core.study.session import Session
from fer_core.study.store import Store
from fer_core.study.study import Study


def study_option(parser: argparse.ArgumentParser, what: str = "id or name of a study (see: study list)") -> None:
    """The study that a command works on; ``what`` says what can be given."""
    parser.add_argument("study", metavar="STUDY", help=what)


def find(store: Store, wanted: str) -> Study:
    """The study with this id, or else of this name. Raises NotFound, InvalidSettings (two of one name), DamagedFile."""
    if study.is_there(store, wanted):
        return study.load(store, wanted)
    named = [s for s in study.listing(store) if s.name == wanted]
    if len(named) > 1:
        ids = ", ".join(s.id for s in named)
        raise InvalidSettings(f"{len(named)} studies are called “{wanted}”.", remedy=f"Give one's id: {ids}.")
    if not named:
        remedy = "List the studies with: python -m fer_core study list."
        raise NotFound(f"There is no study “{wanted[:40]}”.", remedy=remedy)
    return named[0]


def open_session(store: Store, wanted: str) -> Session:
    """The study with this id or name, with its faces.

    Raises as `find` does, InvalidSettings where it has no faces, and NotFound or DamagedFile where they are gone.
    """
    session = Session(store, find(store, wanted))
    if not session.study.dataset:
        remedy = "Open faces in the browser, or make one with: python -m fer_core study new NAME --dataset ID."
        raise InvalidSettings("This study has no faces yet.", remedy=remedy)
    _ = session.faces
    return session


def require_groups(session: Session) -> None:
    """Note which faces the groups hold. Raises NotFound where the groups that the choices ask for are not made."""
    if not session.lab.groups.ready:
        remedy = f"Make them: python -m fer_core cluster {session.study.id}"
        raise NotFound("The groups that this study's choices ask for are not made yet.", remedy=remedy)
    session.note_groups()


def require_names(session: Session) -> NamedFaces:
    """Labels that follow from the names so far. Raises NotFound where there is no group or name yet."""
    require_groups(session)
    if not len(session.named_faces):
        remedy = f"Name some: python -m fer_core names … {session.study.id}"
        raise NotFound("No group has a name yet.", remedy=remedy)
    return session.named_faces


def about_groups(session: Session) -> list[str]:
    """A line that tells where the groups came out differently; else none."""
    if not session.groups_moved:
        return []
    words = "the groups came out differently than when they were named: names may lie on other faces"
    return [f"{words} (look on Name, or open the study's file again)"]
