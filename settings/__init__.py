"""How Naqi is set up: ``base`` for every place, ``dev``, ``test`` and ``prod`` beside it, ``env`` for the environment."""
