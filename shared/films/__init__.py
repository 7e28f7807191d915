"""Films: finished videos one after the other, with what belongs between, under and over them."""
