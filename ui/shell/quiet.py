"""Switches off what Streamlit would send or look up, for the whole server, whatever a flag or a variable says.

When a page of another site sends a request, Streamlit 1.67 looks up this computer's addresses to compare them: it opens
a socket to 8.8.8.8, then asks a server of Amazon. FER Lab never needs these addresses, so they are set in advance.
"""

from streamlit import config, net_util

_HERE = "127.0.0.1"


def switch_off() -> None:
    """Send no usage statistics, and do not look up this computer's public address."""
    config.set_option("browser.gatherUsageStats", False)
    net_util._internal_ip = net_util._external_ip = _HERE
