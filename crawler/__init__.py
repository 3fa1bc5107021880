"""Shell 1: everything that speaks Scrapy and HTTP; start reading at ``spiders/news.py``."""
