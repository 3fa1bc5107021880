"""Fits the line classifier of ``cleaners/boilerplate.py``."""
