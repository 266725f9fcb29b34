"""licreg: a regulator's licence register for the terminal."""

__version__ = "0.1.0"
