"""Webhooks: what providers tell us that they have done."""
