"""H950 to H959: the runbook."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H950",
        "warning",
        "fstab mounts or checks a file system of the cluster",
        "The cluster mounts it, on one node at a time. A boot that mounts it, or that checks it because the sixth field of its line "
        "is not 0, does so while the other node writes to it, and destroys it. The runbook has a step that changes the line.",
    ),
    Code(
        "H951",
        "error",
        "--active names no node",
        "The node that serves when the window opens is one of the two that ha.cf names. The other one is stopped first.",
    ),
)
