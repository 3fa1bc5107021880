"""Settings on a developer's machine: those of every place."""

from settings.base import *  # noqa: F403
