"""Extraction benchmark: precision, recall, exactness and cost over pages with gold text, peers in the same run."""
