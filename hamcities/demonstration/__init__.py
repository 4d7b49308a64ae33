"""The demonstration: invented data for all 514 regions, marked as such on every page.

Nothing here is a fact about a region. Every number is drawn from a generator seeded with the
region's code, so that two runs give the same demonstration.
"""
