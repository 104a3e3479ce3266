"""Questions about faces that are being opened: what folders are, what codes mean.

Nothing is opened until they are answered.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import cast, get_args

import numpy as np
import streamlit as st

from fer_core.base.errors import FerLabError, InvalidSettings
from fer_core.faces.readers import CodesUnclear, FoldersUnclear, ReadOptions
from fer_core.faces.readers.asking import FolderLevel
from fer_core.faces.readers.labels.code_books import CODE_BOOKS
from fer_core.faces.readers.labels.patterns import EXAMPLES, labels_in
from fer_core.faces.readers.options import FILENAME, NONE, RECOGNISE, Role
from ui.shell.text import count, escape, listed

_FOLDERS, _NOWHERE, _NAMES, _LIST = "In folder names", "There are none", "In file names", "In a list"
_ROLES = {
    "emotions": "emotions",
    "parts": "parts, such as training and test set",
    "people": "people",
    "nothing": "something else",
}
_READY = ("FER2013", "RAF-DB", "AffectNet")
_SHOWN = 6
"""Folders of a level that are shown with their name and a face."""


def answer(key: str, error: FerLabError, options: ReadOptions, dismiss: Callable[[], None]) -> ReadOptions | None:
    """Draw the question that ``error`` asks; nothing for other errors.

    Args:
        key: names the question's widgets.
        error: what reading the faces raised.
        options: how the faces were read.
        dismiss: called where the person does not want to open these faces.

    Returns:
        ``options`` with the answer; None until it is given.
    """
    if not isinstance(error, (FoldersUnclear, CodesUnclear)):
        return None
    with st.container(border=True):
        if isinstance(error, FoldersUnclear):
            return _of_folders(key, error, options, dismiss)
        return _of_codes(key, error, options, dismiss)


def _of_folders(
    key: str, error: FoldersUnclear, options: ReadOptions, dismiss: Callable[[], None]
) -> ReadOptions | None:
    st.subheader("What are these folders?")
    st.markdown(
        f"**{escape(error.where)}** holds {escape(error.found)}. Choose where the labels are to open these faces."
    )
    _tree(error)
    where = st.radio(
        "Where are the labels?", (_FOLDERS, _NAMES, _LIST, _NOWHERE), key=f"where-{key}", horizontal=True,
        captions=("each folder is one emotion", "a pattern finds them", "a CSV or text file", "name groups instead"),
    )  # fmt: skip
    given: dict[str, ReadOptions | None] = {}
    if where == _NAMES:
        given[where] = _by_pattern(key, error, options)
    else:
        forms = {_FOLDERS: _by_levels, _LIST: _by_list, _NOWHERE: _by_none}
        with st.form(f"folders-{key}", border=False):
            given[where] = forms[where](key, error, options)
    _dismissal(key, dismiss)
    return given[where]


def _tree(error: FoldersUnclear) -> None:
    """The folders of each level: names, counts, and a face of each."""
    for number, level in enumerate(error.levels):
        of_all = f"Level {number + 1}: {count(level.folders, 'folder')}" if len(error.levels) > 1 else (
            count(level.folders, "folder").capitalize()
        )  # fmt: skip
        st.markdown(f"**{of_all}**, with the number of pictures in each")
        faces = _faces_of(error, number, level)
        with st.container(horizontal=True, gap="small"):
            for name, face in faces:
                st.image(face, caption=escape(_with_count(level, name)), width=88, output_format="PNG")
        without = [name for name in level.names[:_SHOWN] if name not in dict(faces)]
        more = level.folders - min(_SHOWN, len(level.names))
        rest = [_with_count(level, name) for name in without] + ([f"{more:,} more"] if more else [])
        if rest:
            st.caption(escape(("and " if faces else "") + listed(rest)))


def _faces_of(error: FoldersUnclear, number: int, level: FolderLevel) -> list[tuple[str, np.ndarray]]:
    """Name and face (uint8 [48, 48]) of each of the first folders of a level of which a picture could be read."""
    found: dict[str, np.ndarray] = {}
    for path, face in error.samples:
        folders = path.split("/")[:-1]
        if len(folders) > number:
            found.setdefault(folders[number], face)
    return [(name, found[name]) for name in level.names[:_SHOWN] if name in found]


def _with_count(level: FolderLevel, name: str) -> str:
    return f"{name} · {level.pictures[level.names.index(name)]:,}"


def _by_levels(key: str, error: FoldersUnclear, options: ReadOptions) -> ReadOptions | None:
    roles: list[Role | None] = []
    for number, level in enumerate(error.levels):
        names = listed([escape(name) for name in level.names[:3]]) + (" …" if level.folders > 3 else "")
        place = f" of level {number + 1}" if len(error.levels) > 1 else ""
        roles.append(
            st.radio(
                f"The folders{place} ({names}) are", get_args(Role), index=None, horizontal=True,
                format_func=_ROLES.__getitem__, key=f"level-{number}-{key}",
            )
        )  # fmt: skip
    if not st.form_submit_button("Open with these answers", type="primary"):
        return None
    if None in roles or roles.count("emotions") > 1 or roles.count("parts") > 1:
        st.error("Choose what the folders of each level are. Only one level can be emotions, and only one parts.")
        return None
    return dataclasses.replace(options, labels=RECOGNISE, levels=tuple(cast(Sequence[Role], roles)))


def _by_pattern(key: str, error: FoldersUnclear, options: ReadOptions) -> ReadOptions | None:
    """A pattern, tried at once on known file names; it stands outside a form for that reason."""
    pattern = st.text_input(
        "Pattern of the file names", placeholder="*_{label}_*", key=f"pattern-{key}",
        help="`*` matches anything, `?` one character, `{label}` the label, `{label:2}` a label of two characters, and "
        f"any other name in braces, such as `{{person}}`, is ignored. Examples: `{EXAMPLES}`.",
    )  # fmt: skip
    paths = [path for path, _ in error.samples][: 2 * _SHOWN]
    try:
        found = labels_in(paths, pattern) if pattern.strip() else [None] * len(paths)
    except InvalidSettings as error_in_pattern:
        st.error(escape(str(error_in_pattern)))
        return None
    names = [path if "/" in pattern else path.rsplit("/", 1)[-1] for path in paths]
    st.dataframe(
        {"file name": names, "label": [label or "none" for label in found]}, hide_index=True, width="stretch",
        height=min(240, 37 + 35 * len(names)),
    )  # fmt: skip
    if st.button("Open with this pattern", type="primary", key=f"by-pattern-{key}", disabled=not any(found)):
        return dataclasses.replace(options, labels=FILENAME + pattern.strip(), levels=())
    return None


def _by_list(key: str, error: FoldersUnclear, options: ReadOptions) -> ReadOptions | None:
    path = st.text_input(
        "Path of the list", placeholder="/home/me/labels.csv", key=f"list-{key}",
        help="A CSV or text file with a column of file names (called file, image or path, for example) and one of "
        "labels (label, emotion or class). It is on the computer that runs FER Lab, or among the files being opened.",
    )  # fmt: skip
    if st.form_submit_button("Open with this list", type="primary"):
        if path.strip():
            return dataclasses.replace(options, labels=path.strip(), levels=())
        st.error("Enter the path of the list.")
    return None


def _by_none(key: str, error: FoldersUnclear, options: ReadOptions) -> ReadOptions | None:
    st.caption("Opens the faces without labels. You can name groups of them on the Name page.")
    if st.form_submit_button("Open without labels", type="primary"):
        return dataclasses.replace(options, labels=NONE, levels=())
    return None


def _of_codes(key: str, error: CodesUnclear, options: ReadOptions, dismiss: Callable[[], None]) -> ReadOptions | None:
    st.subheader("What do these codes mean?")
    st.markdown(
        f"In **{escape(error.where)}**, the labels are numbers. Enter the emotion that each stands for, or use the "
        "names of a known data set. Faces of a code without a name are skipped."
    )
    fields = {code: f"code-{code}-{key}" for code, _ in error.codes}
    for code, name in error.known:
        if code in fields:
            st.session_state.setdefault(fields[code], name)
    for title, column in zip(_READY, st.columns(len(_READY)), strict=True):
        column.button(
            f"As in {title}", key=f"as-{title}-{key}", on_click=_fill, args=(fields, title), width="stretch"
        )  # fmt: skip
    with st.form(f"codes-{key}", border=False):
        with st.container(horizontal=True):  # it wraps, so codes keep their order on narrow screens
            for code, faces in error.codes:
                st.text_input(
                    f"{escape(code)} · {count(faces, 'face')}", key=fields[code], placeholder="skipped", max_chars=40,
                    width=240,
                )  # fmt: skip
        submitted = st.form_submit_button("Open with these names", type="primary")
    _dismissal(key, dismiss)
    names = {code: st.session_state.get(fields[code], "").strip() for code in fields}
    if not submitted:
        return None
    if not any(names.values()):
        st.error("Enter a name for at least one code.")
        return None
    return dataclasses.replace(options, names=tuple({**dict(options.names), **names}.items()))


def _fill(fields: dict[str, str], title: str) -> None:
    """Put the names of a known data set into the fields."""
    for code, field in fields.items():
        st.session_state[field] = CODE_BOOKS[title].get(code, "")


def _dismissal(key: str, dismiss: Callable[[], None]) -> None:
    st.button("Cancel", key=f"dismiss-{key}", on_click=dismiss)
