"""What `benchmarks/ask.py` is made of: a workload, a server, the tools, the measuring."""
