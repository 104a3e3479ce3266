"""What stands around every page: the open study, the sidebar, long work, text."""
