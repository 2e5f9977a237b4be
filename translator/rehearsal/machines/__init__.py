"""User-mode Linux nodes with real DRBD on networks of their own: what rehearsals, and the tests of the agents, stand on."""
