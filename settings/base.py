"""The Scrapy settings of every place, with the reason beside each that is not obvious.

``settings/env.py`` says what can be set from outside; its names stand here as settings of the same name.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from settings import env

try:
    VERSION = version("naqi")
except PackageNotFoundError:  # run from a checkout, as the Makefile does
    VERSION = "0.1"

_set = env.load()
NAQI_VAR = str(_set["NAQI_VAR"])
NAQI_DATABASE_URL = _set["NAQI_DATABASE_URL"]
NAQI_SOURCES = str(_set["NAQI_SOURCES"])
NAQI_RULES = str(_set["NAQI_RULES"] or "")
NAQI_CONTACT = _set["NAQI_CONTACT"]
NAQI_LOG_JSON = _set["NAQI_LOG_JSON"]
NAQI_WORKERS = _set["NAQI_WORKERS"]
NAQI_PAGE_TIMEOUT = _set["NAQI_PAGE_TIMEOUT"]
NAQI_RECHECK_DAYS = _set["NAQI_RECHECK_DAYS"]
NAQI_ARCHIVE = _set["NAQI_ARCHIVE"]
NAQI_ARCHIVE_MB = _set["NAQI_ARCHIVE_MB"]
NAQI_ALLOW_PRIVATE = _set["NAQI_ALLOW_PRIVATE"]
NAQI_PROCESS = _set["NAQI_PROCESS"]
NAQI_CONSOLE_HOST = _set["NAQI_CONSOLE_HOST"]
NAQI_CONSOLE_PORT = _set["NAQI_CONSOLE_PORT"]
NAQI_CONSOLE_TOKEN = _set["NAQI_CONSOLE_TOKEN"]
NAQI_CONSOLE_NAMES = _set["NAQI_CONSOLE_NAMES"]
NAQI_ALERT_SLACK = _set["NAQI_ALERT_SLACK"]
NAQI_ALERT_WEBHOOK = _set["NAQI_ALERT_WEBHOOK"]
NAQI_ALERT_MAIL = _set["NAQI_ALERT_MAIL"]
NAQI_ALERT_SENDER = _set["NAQI_ALERT_SENDER"]
NAQI_ALERT_SMTP = _set["NAQI_ALERT_SMTP"]
NAQI_PROMETHEUS = str(_set["NAQI_PROMETHEUS"] or "")
NAQI_PROGRESS_SECONDS = 5.0
"""Seconds between two progress lines of a crawl."""

BOT_NAME = "naqi"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# Who we are and what we can read. A site's owner must be able to find out who visits him.
USER_AGENT = f"Naqi/{VERSION} (Arabic news archive; +{NAQI_CONTACT or 'contact not set'})"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Naqi"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "ar,ar-SY;q=0.9,fa;q=0.5,ckb;q=0.5,en;q=0.3,*;q=0.1",
}
COOKIES_ENABLED = False
REFERER_ENABLED = True  # Scrapy's redirect middleware looks for it; "no-referrer" is what it sends
REFERRER_POLICY = "no-referrer"

# Doors into the process that Scrapy opens by default and that nobody of ours uses.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# Manners: the delay between two requests is each source's own (Source.delay), through a download slot per source.
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 4
DOWNLOAD_DELAY = 0.0
DOWNLOAD_DELAY_JITTER = 0.3
DOWNLOAD_TIMEOUT = _set["NAQI_DOWNLOAD_TIMEOUT"]
DNS_TIMEOUT = 20
DOWNLOAD_MAXSIZE = _set["NAQI_MAX_PAGE_MB"] * 1024 * 1024
DOWNLOAD_WARNSIZE = 0  # too large is an outcome with a reason, not a warning
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "crawler.middlewares.guard.GuardedResolver"
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # giving up is an outcome with a reason
REDIRECT_MAX_TIMES = 10
METAREFRESH_ENABLED = False  # news pages refresh themselves; nothing is gained by following
HTTPERROR_ALLOW_ALL = True  # every status reaches the spider, which gives it its reason

# Which URL is fetched once is decided by the store, which remembers over runs; a silent drop would lose a candidate.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
URLLENGTH_LIMIT = 0
SPIDER_MIDDLEWARES = {"scrapy.spidermiddlewares.depth.DepthMiddleware": None}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 610,  # decoded before it is kept
    "crawler.middlewares.keep.KeepMiddleware": 605,  # inside of redirects (600) and tries (550), so that it sees them all
    "crawler.middlewares.guard.GuardMiddleware": 760,  # after the proxy is chosen (750)
}
ITEM_PIPELINES = {"pipelines.stages.CleanAndStore": 100}
EXTENSIONS = {
    "crawler.log.Progress": 0,
    "crawler.monitors.Monitoring": 500,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}

# At the very end, when the run has its account and nothing waits any more: monitors may block there.
SPIDERMON_ENABLED = True
SPIDERMON_ENGINE_STOP_MONITORS = ["crawler.monitors.CrawlMonitors"]

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
FORCE_CRAWLER_PROCESS = False

# Scrapy's own words are for programmers; ``crawler.log`` prints ours. ``-L DEBUG`` shows everything.
LOG_LEVEL = "WARNING"
LOG_VERSIONS: list[str] = []
LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
LOG_DATEFORMAT = "%H:%M:%S"
STATS_DUMP = False
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the spider's source with the first page, while the others wait
