"""`make eval`: how well the configured model keeps to the rules of a text, measured on a fixed set."""
