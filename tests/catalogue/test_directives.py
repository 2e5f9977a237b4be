"""The catalogue of ha.cf directives is complete and consistent."""

from __future__ import annotations

import pytest
from ha1to2.catalogue.directives import DIRECTIVES, ROWS, Repeat, Row, Shape
from ha1to2.catalogue.programs import PROGRAMS, Program
from ha1to2.fates import Fate
from ha1to2.syntax.ha_cf import WHOLE_LINE

MANUAL = """
apiauth autojoin auto_failback baud bcast compression compression_threshold conn_logd_time coredumps crm
crm_daemon_dir crmd_spawns_pengine deadping deadtime debug debugfile hbaping hbgenmethod hopfudge initdead keepalive
logfacility logfile mcast mcast6 msgfmt node pacemaker ping ping_group realtime respawn rtprio serial stonith
stonith_host traditional_compression ucast ucast6 udpport use_logd uuidfrom warntime watchdog
"""
"""The directives that ha.cf(5) of heartbeat 3.0.6 has a paragraph for."""

SOURCES = """
cluster coreroot enable_config_writes env failfast log_badpack max_rexmit_delay memreserve nice_failback normalpoll
openais ping6 quorum_server record_config_changes record_pengine_inputs syslogmsgfmt udp use_apphbd
"""
"""More directives, from config.c and plugins/HBcomm of 2.1 and 3.0."""

BY_BLANKS = frozenset((Shape.PEER, Shape.GROUP, Shape.PING_GROUP, Shape.CLIENT, Shape.PROGRAM, Shape.FENCING))


def test_complete() -> None:
    assert sorted(DIRECTIVES) == sorted((MANUAL + SOURCES).split())
    assert len(ROWS) == len(DIRECTIVES)


def test_lexer_and_catalogue_agree_on_whole_lines() -> None:
    assert {row.name for row in ROWS if row.shape in BY_BLANKS} == WHOLE_LINE


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row) -> None:
    assert row.reason
    assert row.reference
    assert bool(row.targets) == (row.fate in (Fate.TRANSLATED, Fate.REPLACED)) or row.name in ("node", "ping_group")
    assert (row.shape is Shape.INTEGER) == (row.most > 0)
    assert (row.shape is Shape.CHOICE) <= bool(row.values)
    if row.shape in (*BY_BLANKS, Shape.NODES, Shape.DEVICES, Shape.PINGS):
        assert row.repeat is Repeat.ADDS


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=lambda program: program.name)
def test_program(program: Program) -> None:
    assert program.reason
    assert bool(program.targets) == (program.fate is not Fate.DROPPED)
    assert bool(program.advice) >= (program.fate is Fate.DROPPED)
    assert "/" not in program.name
