"""All of FER Lab's computing. Knows nothing of the browser: it never imports streamlit."""

import fer_core.base.quiet  # noqa: F401  # first of all: libraries read their switches when they are loaded
