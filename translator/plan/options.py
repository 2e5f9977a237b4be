"""Cluster properties and resource defaults: fencing, quorum, waiting at boot, and what a failure means."""

from __future__ import annotations

from ..model import Parameters


def properties(initdead: int) -> Parameters:
    """S7 and S8: no fencing and no quorum, as v1 had none; `initdead` milliseconds of waiting for the other node at boot."""
    return (
        ("stonith-enabled", "false"),
        ("no-quorum-policy", "ignore"),
        ("dc-deadtime", f"{max(1, -(-initdead // 1000))}s"),
    )


def resource_defaults(stickiness: int) -> Parameters:
    """S4 and S6: one failure moves a resource away for good, until someone cleans up (no failure-timeout)."""
    return (
        ("resource-stickiness", str(stickiness)),
        ("migration-threshold", "1"),
    )
