"""What stands around every page: the open study, the sidebar, the tour, jobs, the cache, text."""
