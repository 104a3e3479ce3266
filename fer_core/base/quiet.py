"""Keeps everything on this computer: switches of libraries that would send data, look things up or write elsewhere.

Libraries read them when they are loaded, so `fer_core` sets them first, for this process and those that it starts.
docs/privacy.md explains each of them, and how to check.
"""

import os

from fer_core.base.home import home_folder

OFF = {
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, which datasets uses
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_UPDATE_DOWNLOAD_COUNTS": "false",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",  # public data needs no identification
    "DO_NOT_TRACK": "1",  # a convention of many programs
}
"""Reports and look-ups of libraries. They override a person's own settings, so that the promise holds for everybody."""

CACHES = {"NUMBA_CACHE_DIR": "numba", "MPLCONFIGDIR": "matplotlib"}
"""Folders that libraries would create elsewhere, by their name in ``caches`` in the home folder. A person's own
settings have priority."""


def switch_off() -> None:
    """Set all switches for this process and those that it starts."""
    os.environ.update(OFF)
    for name, folder in CACHES.items():
        os.environ.setdefault(name, str(home_folder().absolute() / "caches" / folder))


switch_off()
