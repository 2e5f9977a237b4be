"""The agents as ocf-tester, ocft and crmsh see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .machine import Machine

OCFT = Path(__file__).parents[1] / "ocft"
STUBS = "/usr/lib/ocf/resource.d/ha1to2"

SERVICE = """#!/bin/sh
case $1 in
  start) touch /run/up;;
  stop) rm -f /run/up;;
  status) [ -e /run/up ] && echo OK;;
esac
"""

MYSQL = "/run/mysql-on-drbd"
DATABASE = (
    f"datadir={MYSQL}/drbd/lib",
    f"socket={MYSQL}/drbd/lib/mysql.sock",
    f"mount_point={MYSQL}/drbd",
    f"device={MYSQL}/device",
    "drbd_resource=r0",
    f"config={MYSQL}/my.cnf",
    f"log={MYSQL}/mysqld.log",
    "user=nobody",
    "group=nogroup",
)


def setup_of(agent: str) -> str:
    """What its ocft configuration sets up, as shell text."""
    variables, block = "", ""
    lines = []
    for line in (OCFT / agent).read_text().splitlines():
        if line and not line.startswith(("\t", "#")):
            block = line
        elif line.strip() and block == "VARIABLE":
            variables += line.strip() + "; "
        elif line.strip() and block == "SETUP-AGENT":
            lines.append(line.strip())
    return variables + "\n".join(lines)


TESTED = {
    "vip-check": ("ip addr add 10.7.0.10/24 dev lo", ("ip=10.7.0.10", "nic=lo", "cidr_netmask=24")),
    "v1-script": (f"printf %s '{SERVICE}' >/etc/init.d/service; chmod 755 /etc/init.d/service", ("script=service",)),
    "drbd-wait": (f"{setup_of('drbd-wait')}; export PATH=/run/drbd-wait-standin:$PATH", ("drbd_resource=r0",)),
    "mysql-on-drbd": (setup_of("mysql-on-drbd"), DATABASE),
    "peer-wait": (f"{setup_of('peer-wait')}; export PATH=/run/peer-wait-standin:$PATH", ("seconds=1",)),
}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("machine"))


@pytest.mark.parametrize("agent", TESTED)
def test_ocf_tester(machine: Machine, agent: str) -> None:
    prepare, parameters = TESTED[agent]
    options = " ".join(f"-o {parameter}" for parameter in parameters)
    done = machine.run("sh", "-c", f"{prepare}; exec ocf-tester -n {agent}-test {options} {STUBS}/{agent}")
    assert done.stdout.splitlines()[-1] == f"{STUBS}/{agent} passed all tests"
    assert not [line for line in done.stdout.splitlines() if "rc=" in line or "DTD" in line or "rror" in line]
    assert done.returncode == 0


@pytest.mark.parametrize("agent", [file.name for file in sorted(OCFT.iterdir())])
def test_ocft(machine: Machine, agent: str) -> None:
    cases = [line for line in (OCFT / agent).read_text().splitlines() if line.startswith("CASE ")]
    done = machine.run("sh", "-c", f"ocft make -d {OCFT} {agent} && ocft test {agent}", hurry="yes")
    results = re.findall(rf"^{agent}: .* - (.*)$", done.stdout.replace("\x1b[32m", "").replace("\x1b[0m", ""), re.MULTILINE)
    assert len(results) == len(cases) > 10
    assert not re.search("FAILED|ERROR|WARNING", done.stdout), done.stdout
    assert all(result.startswith("OK.") for result in results), done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("agent", ["vip-check", "v1-script", "drbd-wait", "mysql-on-drbd", "peer-wait", "check-primary-alert"])
def test_crm_ra_info(machine: Machine, agent: str) -> None:
    done = machine.run("crm", "ra", "info", f"ocf:ha1to2:{agent}", HOME=str(machine.home))
    assert done.returncode == 0
    assert "Parameters (*: required, []: default):" in done.stdout
    assert "ERROR" not in done.stdout


def test_crm_ra_list(machine: Machine) -> None:
    done = machine.run("crm", "ra", "list", "ocf", "ha1to2", HOME=str(machine.home))
    assert {"vip-check", "v1-script", "drbd-wait", "mysql-on-drbd", "peer-wait", "check-primary-alert"} <= set(done.stdout.split())


def test_nothing_is_left_outside() -> None:
    assert not Path("/run/ocft-service.pid").exists()
    assert not Path("/etc/init.d/ocft-service").exists()
