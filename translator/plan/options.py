"""Cluster properties and resource defaults: fencing, quorum, waiting at boot, and what a failure means."""

from __future__ import annotations

from ..model import Parameters


def properties(dc_deadtime: int, *, fences: bool) -> Parameters:
    """S7 and S8: no quorum, as v1 had none, and fencing where it had a device.

    `dc_deadtime` is in seconds.

    Under load Pacemaker runs one action at a time in the whole of two nodes (controld_throttle.c: above twice `load-threshold`,
    on one processor above a load of 1). v1 took over as fast as it could, and a database under load is no reason to wait.
    """
    return (
        ("stonith-enabled", "true" if fences else "false"),
        ("no-quorum-policy", "ignore"),
        ("dc-deadtime", f"{dc_deadtime}s"),
        ("load-threshold", "10000%"),
    )


def resource_defaults(stickiness: int) -> Parameters:
    """S4 and S6: one failure moves a resource away for good, until someone cleans up (no failure-timeout)."""
    return (
        ("resource-stickiness", str(stickiness)),
        ("migration-threshold", "1"),
    )
