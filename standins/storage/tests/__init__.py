"""The Cloud Storage stand-in through the real client; CONFORMANCE_PROJECT points the same suite at a real project."""
