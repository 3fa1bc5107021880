"""Serves the newsroom until Ctrl-C: ``python -m seeds.newsroom --port 8888``."""

from __future__ import annotations

import argparse
import threading

from seeds.newsroom import Newsroom


def main() -> int:
    """Start the newsroom, say how to reach it, and wait."""
    parser = argparse.ArgumentParser(prog="python -m seeds.newsroom", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument(
        "--edition", type=int, choices=(1, 2), default=1, help="1: first news; 2: one article corrected"
    )
    options = parser.parse_args()
    with Newsroom(options.edition, port=options.port) as newsroom:
        stored = [article for article in newsroom.articles if article.fate == "stored"]
        print(f"Newsroom, edition {newsroom.edition}: {len(stored)} articles, proxy at {newsroom.proxy_url}")
        print(f"  curl --compressed -x {newsroom.proxy_url} http://jannah.example/feed/")
        print(f"  curl --compressed -x {newsroom.proxy_url} {stored[0].url}")
        print(f"Source files: {newsroom.sources_dir}\nCtrl-C ends it.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
