"""What stands between the spider and the network: the guard, robots.txt, and names for what can go wrong."""
