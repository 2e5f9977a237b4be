"""All scenarios, in the order in which they are played and reported: the memo's own table first."""

from __future__ import annotations

from . import (
    address_taken,
    boot_in_turn,
    both_boot,
    daily_work,
    disk_lost,
    drbd_network_down,
    gateway_dead,
    maintenance,
    manager_stopped,
    migration,
    mysqld_hung,
    mysqld_stopped,
    network_down,
    networks_down,
    node_killed,
    node_returns,
    one_boots,
    reinstall,
    sync_target_last,
)
from .scenario import Scenario

SCENARIOS: tuple[Scenario, ...] = (
    mysqld_stopped.SCENARIO,
    manager_stopped.SCENARIO,
    network_down.PUBLIC,
    network_down.DATABASE,
    drbd_network_down.SCENARIO,
    networks_down.SCENARIO,
    networks_down.FENCED,
    disk_lost.SCENARIO,
    mysqld_hung.SCENARIO,
    address_taken.SCENARIO,
    node_killed.SCENARIO,
    node_returns.SCENARIO,
    gateway_dead.SCENARIO,
    maintenance.SCENARIO,
    sync_target_last.SCENARIO,
    both_boot.SCENARIO,
    boot_in_turn.SCENARIO,
    one_boots.SCENARIO,
    daily_work.SCENARIO,
    migration.FORTH,
    migration.BACK_MIDWAY,
    migration.BACK,
    reinstall.SCENARIO,
)
