"""Rules in daily life: which there are and how often they take something, what one would take, which are missing.

``inventory.py`` has every rule that is loaded, ``hits.py`` what they took in the last runs, ``proving.py`` their examples, ``sweep.py``
what one of them takes in archive and goldens, ``repeats.py`` and ``proposals.py`` the rules that a source still needs.
"""
