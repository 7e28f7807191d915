"""Proof: every step of every workflow under every fault, random schedules, and our own care taken away."""
