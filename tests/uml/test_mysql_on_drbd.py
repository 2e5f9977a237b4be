"""mysql-on-drbd with MariaDB on a file system on real DRBD."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ha1to2.rehearsal.machines.node import Node, Result

from .pair import Pair, call_agent

pytestmark = pytest.mark.xdist_group("uml")

#: MariaDB maps 8 TiB for a buffer pool that may grow, and user-mode Linux does not have that much to map.
MY_CNF = """[mysqld]
innodb_buffer_pool_size = 8M
innodb_buffer_pool_size_max = 64M
innodb_log_file_size = 4M
performance_schema = off
skip_networking
"""
PARAMETERS = {
    "datadir": "/drbd/lib/mysql",
    "socket": "/drbd/lib/mysql/mysql.sock",
    "mount_point": "/drbd",
    "device": "/dev/drbd0",
    "drbd_resource": "r0",
    "config": "/etc/my.cnf",
    "log": "/var/log/mysqld.log",
}


def database(node: Node, action: str, timeout: int = 60, interval: int = 10) -> Result:
    return call_agent(node, "mysql-on-drbd", action, PARAMETERS, timeout, interval, "db")


@pytest.fixture(scope="module")
def set_up(built_pair: Pair) -> Pair:
    """A database on /drbd, made once."""
    built_pair.settle()
    for node in built_pair.nodes:
        node.run(f"cat >/etc/my.cnf <<'END'\n{MY_CNF}END")
    built_pair.first.run(
        "mount /dev/drbd0 /drbd && install -d -o mysql -g mysql /drbd/lib/mysql && mariadb-install-db --defaults-file=/etc/my.cnf"
        " --user=mysql --datadir=/drbd/lib/mysql --skip-test-db >/dev/null && umount /drbd",
        timeout=120,
    )
    return built_pair


@pytest.fixture
def served(set_up: Pair) -> Iterator[Pair]:
    """The database runs on the first node."""
    set_up.settle()
    set_up.first.run("mount /dev/drbd0 /drbd")
    answer = database(set_up.first, "start")
    assert answer.status == 0, answer
    yield set_up
    for node in set_up.nodes:
        node.run("pkill -KILL -x mariadbd; while pgrep -x mariadbd >/dev/null; do sleep 0.1; done; umount /drbd", check=False)


def test_it_moves_with_its_data(served: Pair) -> None:
    """Stopped on the one node and started on the other, it has what was written; the standby's probe says 7 all the time."""
    first, second = served.nodes
    assert database(first, "monitor").status == 0
    assert database(second, "monitor", interval=0).status == 7
    first.run("mariadb -S /drbd/lib/mysql/mysql.sock -e 'CREATE DATABASE d; CREATE TABLE d.t (n INT); INSERT INTO d.t VALUES (42)'")
    refused = database(second, "start")
    assert (refused.status, "ocf-exit-reason:nothing is mounted on /drbd" in refused.stderr) == (1, True)
    assert database(first, "stop").status == 0
    first.run("umount /drbd; drbdadm secondary r0")
    assert database(first, "monitor", interval=0).status == 7
    second.run("drbdadm primary r0; mount /dev/drbd0 /drbd")
    try:
        assert database(second, "start").status == 0
        assert database(second, "monitor").status == 0
        assert second.run("mariadb -S /drbd/lib/mysql/mysql.sock -BNe 'SELECT n FROM d.t'").stdout == "42\n"
        assert database(second, "stop").status == 0
    finally:
        second.run("umount /drbd")


def test_it_gives_up_a_node_that_lost_its_disk(served: Pair) -> None:
    served.first.run("drbdadm detach r0")
    served.first.poll("cat /proc/drbd", lambda text: "ds:Diskless/UpToDate" in text)
    answer = database(served.first, "monitor")
    assert answer.status == 1
    assert "ocf-exit-reason:r0 has lost its disk here (Diskless)" in answer.stderr
    assert database(served.first, "stop").status == 0
    refused = database(served.first, "start")
    assert (refused.status, "lost its disk" in refused.stderr) == (1, True)


def test_it_serves_on_without_its_peer(served: Pair) -> None:
    served.second.run("drbdadm disconnect r0")
    served.first.poll("cat /proc/drbd", lambda text: "cs:WFConnection" in text)
    assert database(served.first, "monitor").status == 0
    assert database(served.first, "stop").status == 0
    assert "Shutdown complete" in served.first.run("tail -n 3 /var/log/mysqld.log").stdout


def test_a_read_only_mount(served: Pair) -> None:
    assert database(served.first, "stop").status == 0
    served.first.run("mount -o remount,ro /drbd")
    answer = database(served.first, "start")
    assert (answer.status, "/drbd is mounted read-only" in answer.stderr) == (1, True)
