"""User-mode Linux nodes with real DRBD on networks of their own: what rehearsals, and the tests of the agents, stand on."""


class MachineError(Exception):
    """Something in the bed is not as it must be for what comes next; the message says what, with the node's own words."""
