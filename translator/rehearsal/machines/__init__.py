"""User-mode Linux nodes with real DRBD on networks of their own: the ground that rehearsals (and the tests of the agents) stand on."""
