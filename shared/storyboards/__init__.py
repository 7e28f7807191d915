"""Storyboards: a character, scenes and their order, from which a film is shot."""
