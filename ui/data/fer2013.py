"""Get FER2013: by a library, from an address, or by hand, step by step."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress
from fer_core.faces import download
from fer_core.faces.readers import Import, ReadOptions
from ui.shell.text import escape

BY_NAME = "fer2013:"
"""A source of FER2013 is asked for as ``fer2013:kaggle``."""

Begin = Callable[[str, str], None]


def ways(begin: Begin) -> None:
    """Draw all ways; ``begin`` is called with what to open and its checksum ("" for none)."""
    st.markdown(
        "**FER2013**: 35,887 faces of seven emotions, the set that most papers use. It is not ours to pass on, so it "
        "comes from where others keep it. This is the one place where FER Lab uses the network, and only if you ask."
    )
    for column, source in zip(st.columns(len(download.SOURCES), gap="medium"), download.SOURCES, strict=True):
        with column:
            _by_library(source, begin)
    _by_hand()
    _by_address(begin)


def is_away(source: str) -> bool:
    """Whether something to open must be fetched first."""
    return source.startswith(("http://", "https://", BY_NAME))


def name_of(source: str) -> str:
    """What to call it, without what may be secret in an address."""
    if source.startswith(BY_NAME):
        return f"FER2013 from {download.SOURCES[source.removeprefix(BY_NAME)].title}"
    return download.file_name(download.checked_address(source))


def fetched(source: str, folder: Path, checksum: str, options: ReadOptions, progress: Progress) -> Import:
    """The faces of a source that is away. Raises as `get_fer2013` and `by_address` do."""
    if source.startswith(BY_NAME):
        return download.get_fer2013(source.removeprefix(BY_NAME), folder, progress)
    return download.by_address(source, folder, progress, checksum=checksum, options=options)


def _by_library(source: str, begin: Begin) -> None:
    known, there = download.SOURCES[source], download.is_installed(source)
    if st.button(f"Get it from {known.title}", key=f"get-{source}", disabled=not there, width="stretch"):
        begin(BY_NAME + source, "")
    st.caption(f"{known.note} `{known.repository}`")
    if not there:
        st.caption("First install its library, then start FER Lab again:")
        st.code(known.install, language=None)


def _by_hand() -> None:
    with st.expander("By hand, with your browser", icon=":material/pan_tool_alt:"):
        st.markdown("\n".join(f"{i}. {step}" for i, step in enumerate(download.BY_HAND, 1)))


def _by_address(begin: Begin) -> None:
    with st.expander("From another address", icon=":material/link:"), st.form("open-address", border=False):
        address = st.text_input(
            "Address", placeholder="https://example.org/fer2013.csv", key="open-address-text",
            help="A CSV, zip or Parquet on the web or in your own network; http or https.",
        )  # fmt: skip
        checksum = st.text_input(
            "Checksum (optional)", key="open-address-checksum", help="SHA-256 or MD5, if somebody published one."
        )
        if st.form_submit_button("Fetch and open", type="primary"):
            try:
                begin(download.checked_address(address).geturl(), checksum.strip())
            except FerLabError as error:
                st.error(escape(str(error)), icon=":material/error:")
