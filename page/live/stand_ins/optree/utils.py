"""Nothing of it is used in a page."""
