"""The year's map for the public pages."""
