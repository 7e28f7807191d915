"""Ordered scenes become one film. What rules need stands in `wish` and `outcome`, which import no media library."""
