"""`make bench`: what ha1to2 and its agents cost. Figures to look at, and no tests: nothing here is asserted."""
