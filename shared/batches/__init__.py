"""Batches: many wishes for videos at once, from a file."""
