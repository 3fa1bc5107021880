"""Settings in tests: quick to give up, and progress out of the way."""

from settings.base import *  # noqa: F403

NAQI_PROGRESS_SECONDS = 60.0
DOWNLOAD_TIMEOUT = 5.0
RETRY_TIMES = 2
DNS_TIMEOUT = 2
