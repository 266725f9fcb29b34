"""Benchmarks are run by hand; pytest need not even import them."""

collect_ignore_glob = ["*.py"]
