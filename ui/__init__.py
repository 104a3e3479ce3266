"""What pages share: the open study, cached results, waiting, charts, components."""
