"""Benchmarks: what Naqi and its peers make of pages whose main text is known, and what it costs."""
