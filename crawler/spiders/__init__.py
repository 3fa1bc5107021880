"""The spiders: one, for every source."""
