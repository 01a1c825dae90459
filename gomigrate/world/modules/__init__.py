"""Which source has a module: caches, proxies, version control, the checksum database."""
