"""Download FER2013: with a library, from an address, or by hand, step by step."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress
from fer_core.faces import download
from fer_core.faces.readers import Import, ReadOptions
from ui.shell.text import escape

BY_NAME = "fer2013:"
"""What stands before the key of a source: ``fer2013:kaggle``."""

Begin = Callable[[str, str], None]


def section(begin: Begin) -> None:
    """Draw all ways to get it; ``begin`` is called with the source to open and its checksum ("" for none)."""
    st.markdown(
        "**FER2013** has 35,887 faces of seven emotions and is used by most papers. FER Lab may not ship it, so it is "
        "downloaded from a public copy. This is the only place where FER Lab uses the network, and only if you ask."
    )
    for column, source in zip(st.columns(len(download.SOURCES), gap="medium"), download.SOURCES, strict=True):
        with column:
            _by_library(source, begin)
    _by_hand()
    _by_address(begin)


def is_away(source: str) -> bool:
    """Whether a source must be downloaded before it can be opened."""
    return source.startswith(("http://", "https://", BY_NAME))


def name_of(source: str) -> str:
    """The name of a source that `is_away`, without the parts of an address that may be secret."""
    if source.startswith(BY_NAME):
        return f"FER2013 from {download.SOURCES[source.removeprefix(BY_NAME)].title}"
    return download.file_name(download.checked_address(source))


def fetched(source: str, folder: Path, checksum: str, options: ReadOptions, progress: Progress) -> Import:
    """The faces of a source that `is_away`. Raises as `get_fer2013` and `by_address` do."""
    if source.startswith(BY_NAME):
        return download.get_fer2013(source.removeprefix(BY_NAME), folder, progress)
    return download.by_address(source, folder, progress, checksum=checksum, options=options)


def _by_library(source: str, begin: Begin) -> None:
    known, there = download.SOURCES[source], download.is_installed(source)
    if st.button(f"Download from {known.title}", key=f"get-{source}", disabled=not there, width="stretch"):
        begin(BY_NAME + source, "")
    st.caption(f"{known.note} `{known.repository}`")
    if not there:
        st.caption("Install this library first, then restart FER Lab:")
        st.code(known.install, language=None)


def _by_hand() -> None:
    with st.expander("Download with your browser", icon=":material/pan_tool_alt:"):
        st.markdown("\n".join(f"{i}. {step}" for i, step in enumerate(download.BY_HAND, 1)))


def _by_address(begin: Begin) -> None:
    with st.expander("Download from another address", icon=":material/link:"), st.form("open-address", border=False):
        address = st.text_input(
            "Address", placeholder="https://example.org/fer2013.csv", key="open-address-text",
            help="A CSV, zip or Parquet file on the web or in your own network (http or https).",
        )  # fmt: skip
        checksum = st.text_input(
            "Checksum (optional)", key="open-address-checksum", help="SHA-256 or MD5, if the publisher gives one."
        )
        if st.form_submit_button("Download and open", type="primary"):
            try:
                begin(download.checked_address(address).geturl(), checksum.strip())
            except FerLabError as error:
                st.error(escape(str(error)), icon=":material/error:")
