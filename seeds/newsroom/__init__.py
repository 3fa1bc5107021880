"""A small world of Arabic news sites, served over real HTTP on this machine, for the demo and the tests.

Its sites have fixed names (``http://jannah.example/…``) and are reached through the server as an HTTP proxy, so that the
port is never part of a URL and an article is the same one in the next run.
"""

from seeds.newsroom.newsroom import Newsroom
from seeds.newsroom.records import Answer, Article, Piece
from seeds.newsroom.sites import SOURCES

__all__ = ["SOURCES", "Answer", "Article", "Newsroom", "Piece"]
