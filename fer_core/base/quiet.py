"""Nothing leaves this computer: the switches of libraries that would send, ask or write elsewhere.

They are read when a library is loaded, so `fer_core` sets them before it loads any, in this process and in those that
it starts. What each is for, and how to look for oneself: docs/privacy.md.
"""

import os

from fer_core.base.home import home_folder

OFF = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, and datasets by it
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_UPDATE_DOWNLOAD_COUNTS": "false",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",  # who somebody is need not be told to fetch what is public
    "DO_NOT_TRACK": "1",  # what others agreed on
}
"""Reports and questions of libraries. Nobody's own setting switches them on: the promise holds for everybody."""

CACHES = {"NUMBA_CACHE_DIR": "numba", "MPLCONFIGDIR": "matplotlib"}
"""Folders that libraries would make elsewhere, by their name below ``caches`` in the home folder. A person's own
setting stands."""


def switch_off() -> None:
    """Set all switches for this process and those it starts."""
    os.environ.update(OFF)
    for name, folder in CACHES.items():
        os.environ.setdefault(name, str(home_folder().absolute() / "caches" / folder))


switch_off()
