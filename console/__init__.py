"""The console: web pages and a JSON API that only read the store. Start at ``app.py``; pages hold no SQL (``pipelines.reading`` does)."""
