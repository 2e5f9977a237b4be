"""Chapter 4: a network that carries virtual addresses goes down on the active node; one scenario for each such network."""

from __future__ import annotations

from ..script import Script
from ..stage import Stage
from .scenario import Scenario, all_to, main_to


def _nic(script: Script, database: bool) -> str | None:
    """The NIC of the service's clients (the database network), or the other one of its addresses (the public network)."""
    main = script.main
    own = main.address.nic
    other = next((address.nic for address in main.addresses if address.nic != own), None)
    return own if database else other


def _pinged(script: Script, nic: str | None) -> bool:
    return any(gateway.nic == nic for gateway in script.blueprint.gateways) and script.has_ipfail


def _alone(script: Script, nic: str | None) -> bool:
    """Whether the nodes still hear each other over another network."""
    return any(each != nic for each in script.blueprint.heartbeat_nics)


def _down(stage: Stage, database: bool) -> None:
    nic = _nic(stage.script, database)
    assert nic
    stage.fault(f"{nic} goes down on {stage.active}")
    stage.run(stage.active, f"ifconfig {nic} down")
    if _pinged(stage.script, nic):
        stage.expect(all_to(stage, stage.passive))
    elif stage.is_old:
        stage.expect(main_to(stage, stage.active), stage.figures.detection)
    else:
        stage.expect(main_to(stage, stage.passive))


def _difference(script: Script, database: bool) -> str:
    if not _pinged(script, _nic(script, database)):
        return "no gateway of this network was pinged, and nobody noticed; now the address itself is watched"
    return ""


PUBLIC = Scenario(
    "public-network-down",
    "the public network goes down",
    lambda stage: _down(stage, False),
    lambda script: _nic(script, False) is not None and _alone(script, _nic(script, False)),
    lambda script: _difference(script, False),
    memo=True,
)
DATABASE = Scenario(
    "database-network-down",
    "the network of the clients goes down",
    lambda stage: _down(stage, True),
    lambda script: _alone(script, _nic(script, True)),
    lambda script: _difference(script, True),
    memo=True,
)
