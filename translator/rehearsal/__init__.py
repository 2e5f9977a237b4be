"""The rehearsal: both generations of the cluster, in user-mode Linux with real DRBD, under the same faults, side by side."""
