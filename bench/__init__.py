"""Measurements of what the design owes; `make bench` runs them all."""
