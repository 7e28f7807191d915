"""The generated part of clients/python: the types of bodies and answers, every operation for users, every error's class."""
