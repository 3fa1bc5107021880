"""What Naqi is tried on: the five seed documents with their goldens, and the demo newsroom made from them."""
