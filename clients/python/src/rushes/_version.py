"""The version of the client; its first number is the version of the API."""

__version__ = "1.0.0"
