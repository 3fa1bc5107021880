"""What pages, API and exports ask the store: one module a question, a session in, frozen dataclasses out.

Nothing here reads what it does not show: no full texts in lists, a limit everywhere, nothing that walks over all articles.
"""
