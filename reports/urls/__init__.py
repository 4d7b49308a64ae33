"""Addresses of the determination (working) and of the public pages."""
