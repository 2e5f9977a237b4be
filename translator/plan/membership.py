"""How long corosync waits before a silent node is dead, from Heartbeat's deadtime; all times in milliseconds.

Measured with corosync 3.1.7 and knet 1.25 (tests/corosync/test_real_corosync.py), rules of totemconfig.c and corosync.conf(5):

- A node is dead when the token has been missed for `token` and no agreement was reached for `consensus`. A node that speaks again
  before both are over stays a member, as one that speaks within deadtime stayed one of Heartbeat's. So their sum is the deadtime.
- Heartbeat sent everything over all links at once. knet uses one, and takes another when that one has not answered for
  `ping_timeout`: this must happen well before the token is missed. In the first ten seconds of a link's life knet multiplies the
  timeout by up to ten. That is why it is not left to corosync, which makes it half a token.
- keepalive has no part in this: a long one would only delay the change of links.
"""

from __future__ import annotations

from typing import NamedTuple

SHORTEST_TOKEN = 200
"""corosync refuses less than 126; some room is left for the retransmission."""

SAFE_DEADTIME = 4000
"""Below this, a cut link can look like a dead node: knet watches its links five times a second, not more often."""


class Times(NamedTuple):
    """Milliseconds, but `retransmits` is a count, and `warning` a percentage of token, None where ha.cf has no warntime."""

    token: int
    consensus: int
    retransmits: int
    ping_interval: int
    ping_timeout: int
    warning: int | None

    @property
    def dead(self) -> int:
        """After this a silent node is dead."""
        return self.token + self.consensus


def times(deadtime: int, warntime: int | None = None) -> Times:
    """Corosync's times for Heartbeat's. `dead` is nine tenths of deadtime, so that the takeover begins within it.

    Links and retransmissions are never slower than those of corosync's own default token of 3 s, however long deadtime is.
    """
    token = max(SHORTEST_TOKEN, deadtime * 9 // 22)  # consensus is 1.2 tokens, the least that corosync.conf(5) allows
    retransmits = min(max(10, token // 700), token // 31)  # a retransmission takes 30 ms at least
    timeout = min(max(400, deadtime * 2 // 25), 1500)
    warning = None
    if warntime is not None:
        # An idle ring sends the token on after 80 % of token / retransmits: a warning before that would never stop.
        warning = min(max(-(-150 // retransmits), warntime * 100 // token), 100)
    return Times(token, -(-token * 12 // 10), retransmits, timeout // 2, timeout, warning)
