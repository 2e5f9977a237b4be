"""my.cnf's options -> where the server keeps its things."""

from __future__ import annotations

import pytest
from ha1to2.diagnostics import Outcome
from ha1to2.settings.mysql import MysqlSettings, interpret
from ha1to2.source import SourceFile
from ha1to2.syntax.my_cnf import parse
from hypothesis import given, settings
from hypothesis import strategies as st


def read(text: str | bytes) -> Outcome[MysqlSettings]:
    data = text if isinstance(text, bytes) else text.encode()
    parsed = parse(SourceFile.from_bytes("my.cnf", data), lambda _pattern, _span: ())
    assert parsed.diagnostics == ()
    return interpret(parsed.value)


def set_in(outcome: Outcome[MysqlSettings]) -> dict[str, str]:
    return {field: str(value) for field, value in outcome.value._asdict().items() if value is not None}


MEMO = """[client]
socket                    = /drbd/lib/mysql/mysql.sock

[mysqld]
datadir                   = /drbd/lib/mysql
socket                    = /drbd/lib/mysql/mysql.sock
innodb_data_home_dir      = /drbd/lib/innodb/
innodb_log_group_home_dir = /drbd/log/mysql/innLog/
"""


def test_the_memo() -> None:
    outcome = read(MEMO)
    assert outcome.diagnostics == ()
    assert outcome.value.datadir == "/drbd/lib/mysql"
    assert outcome.value.socket is not None
    assert str(outcome.value.socket.span) == "my.cnf:6:29"
    assert outcome.value.directories == ("/drbd/lib/mysql", "/drbd/lib/innodb/", "/drbd/log/mysql/innLog/")
    assert (outcome.value.pid_file, outcome.value.port) == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("[mysqld]\nport=3307\nuser=mysql\n", {"port": "3307", "user": "mysql"}),
        ("[server]\ndatadir=/x\n", {"datadir": "/x"}),
        ("[mariadb]\ndatadir=/x\n", {"datadir": "/x"}),
        ("[client]\nport=3307\n", {}),
        ("[mysql]\nsocket=/x\n", {}),
        ("[mysqld]\npid_file=/x\nlog_error=/y\n", {"pid_file": "/x", "log_error": "/y"}),
        ("[mysqld_safe]\nlog-error=/y\npid-file=/z\n", {"pid_file": "/z", "log_error": "/y"}),
        ("[mysqld_safe]\nerr-log=/y\n", {"log_error": "/y"}),
        ("[mysqld_safe]\ninnodb_data_home_dir=/y\n", {}),
        ("[mysqld]\nlog-error\n", {}),
        ("[mysqld]\ninnodb-undo-directory=undo\n", {"innodb_undo_directory": "undo"}),
        ("[mysqld]\ndatadir=/a\n[server]\ndatadir=/a\n", {"datadir": "/a"}),
        ("[mysqld]\nlog-bin\nlog=/x\ndata-x=1\nso\n", {}),
    ],
)
def test_settings(text: str, expected: dict[str, str]) -> None:
    outcome = read(text)
    assert set_in(outcome) == expected
    assert outcome.diagnostics == ()


@pytest.mark.parametrize(
    ("text", "expected", "code", "place"),
    [
        ("[mysqld]\ndatadir=/a\n[server]\ndatadir=/b\n", {"datadir": "/b"}, "H516", "4:1"),
        ("[mysqld_safe]\ndatadir=/a\n[mysqld]\ndatadir=/b\n", {"datadir": "/a"}, "H516", "2:1"),
        ("[mysqld]\ndatadir=data\n", {"datadir": "data"}, "H512", "2:9"),
        ("[mysqld-5.1]\ndatadir=/a\n", {}, "H513", "1:2"),
        ("[mysqld]\ndatadir\n", {}, "H514", "2:1"),
        ("[mysqld]\nsocket=\n", {}, "H514", "2:1"),
        ("[mysqld]\ndata=/a\n", {}, "H515", "2:1"),
        ("[mysqld]\nsock=/a\n", {}, "H515", "2:1"),
        (b"[mysqld]\ndatadir=/\xff\n", {}, "H517", "2:9"),
        ('[mysqld]\ndatadir="/a\\nb"\n', {}, "H517", "2:9"),
        ("[mysqld]\nport=mysql\n", {}, "H518", "2:6"),
        ("[mysqld]\nport=0\n", {}, "H518", "2:6"),
        ("[mysqld]\nport=65536\n", {}, "H518", "2:6"),
        ("[mysqld]\nsocket=/a\n[client]\nsocket=/b\n", {"socket": "/a"}, "H519", "4:8"),
    ],
)
def test_problems(text: str | bytes, expected: dict[str, str], code: str, place: str) -> None:
    outcome = read(text)
    assert set_in(outcome) == expected
    (only,) = outcome.diagnostics
    assert (only.code, str(only.span)) == (code, f"my.cnf:{place}")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[mysqld]\ndatadir=/a\n[server]\ndatadir=/b\n", "my.cnf:2:1"),
        ("[mysqld]\nsocket=/a\n[client]\nsocket=/b\n", "my.cnf:2:8"),
    ],
)
def test_conflicts_name_both_places(text: str, place: str) -> None:
    (only,) = read(text).diagnostics
    assert [str(label.span) for label in only.labels] == [place]


LINES = st.sampled_from(
    "[mysqld] [mysqld_safe] [client] [mysqld-5.1] datadir=/a datadir=/b datadir socket=x port=1 port=x data=1".split()
)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_the_last_of_the_strongest_group_is_in_force(lines: list[str]) -> None:
    lines = ["[mysqld]", *lines]
    strongest: dict[bool, str] = {}
    group = ""
    for line in lines:
        if line.startswith("["):
            group = line
        elif line.startswith("datadir") and group in ("[mysqld]", "[mysqld_safe]"):
            strongest[group == "[mysqld_safe]"] = line.partition("=")[2]
    expected = strongest.get(True, strongest.get(False)) or None
    assert read("\n".join(lines) + "\n").value.datadir == expected
