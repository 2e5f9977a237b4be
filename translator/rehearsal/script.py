"""All that is known of a rehearsal before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..runbook.names import Names
from .blueprint import Blueprint, Service


class Figures(NamedTuple):
    """How long things may take, in seconds, by the shortened times of this rehearsal."""

    deadtime: float
    initdead: float
    initwait: float
    """check_primary's INITWAIT, which `wait_ready` ends as soon as everything serves; 0 where there is none."""
    detection: float
    """Until a failed resource or a lost ping node is noticed for sure."""
    slack: float = 150.0
    """What starting and stopping may take on the slow nodes."""


class Script(NamedTuple):
    """The machines, their files, and what ha1to2 made of the trees for the new cluster."""

    blueprint: Blueprint
    files: tuple[Path, Path]
    """What each node gets onto its disk, by the order of the nodes."""
    cib: bytes
    figures: Figures
    watched: frozenset[str]
    """The nodes that start check_primary."""
    has_ipfail: bool
    fails_back: bool
    waits_for_peer: bool
    """Whether drbd's init script waits for the peer without end at boot (wfc-timeout 0, which is also the default)."""
    trees: tuple[Path, Path]
    """The Heartbeat directories of the copied trees, by the order of the arguments."""
    names: Names
    """What the steps of the runbook are made from."""
    renewed: Path
    """What the new generation adds to both nodes' files."""
    systems: tuple[Path, Path]
    """What each node has when it was installed anew, by the order of the nodes."""
    password: str
    """Of every fence device: the rehearsal's own."""

    @property
    def main(self) -> Service:
        """The service that faults are aimed at: the first with a database, else the first."""
        services = self.blueprint.services
        return next((service for service in services if service.database), services[0])
