"""What Streamlit would send or ask for, off for the whole server whatever a flag or a variable says.

Asked by a page of another site, Streamlit 1.67 looks for this computer's addresses to compare: it opens a socket
towards 8.8.8.8, then asks a server of Amazon. No page of ours lies at such an address: it is told that it knows them.
"""

from streamlit import config, net_util

_HERE = "127.0.0.1"


def switch_off() -> None:
    """No usage statistics, and no question what this computer is called outside."""
    config.set_option("browser.gatherUsageStats", False)
    net_util._internal_ip = net_util._external_ip = _HERE
