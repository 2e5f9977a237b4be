"""The settings of check_primary, read from its script."""

from __future__ import annotations

import pytest
from ha1to2.diagnostics import Outcome
from ha1to2.render import as_json, full
from ha1to2.source import Secrecy, SourceFile
from ha1to2.syntax.check_primary import CheckPrimary, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from .. import cost

SECRET = "hunter2-x9"
MEMO = f"""#!/bin/sh
# watches the primary
INITWAIT=60
INTERVAL=30
RETRYCOUNT=2
RETRYINTERVAL=10
FACILITY=local0
ADMIN=admin@example.com
CVIP=10.1.13.10
MOUNTPPOINT=/drbd
MYSQL_USER=root
MYSQL_PASSWD={SECRET}

sleep $INITWAIT
while : ; do
    INTERVAL=5
    mysqladmin -u$MYSQL_USER -p$MYSQL_PASSWD ping
done
"""


def read(text: str | bytes, secrecy: Secrecy = Secrecy.OPEN) -> Outcome[CheckPrimary]:
    return parse(SourceFile.from_bytes("check_primary", text if isinstance(text, bytes) else text.encode(), secrecy))


def codes(outcome: Outcome[CheckPrimary]) -> list[str]:
    return [f"{each.code} {each.span.line}:{each.span.column}" for each in outcome.diagnostics if each.span is not None]


def test_the_memo() -> None:
    outcome = read(MEMO)
    check = outcome.value
    assert (check.initwait, check.interval, check.retrycount, check.retryinterval, check.facility) == (60, 30, 2, 10, "local0")
    assert (check.admin, check.cvip, check.mountpoint, check.mysql_user) == ("admin@example.com", "10.1.13.10", "/drbd", "root")
    assert check.interval_word is not None
    assert str(check.interval_word.span) == "check_primary:4:10"
    assert str(check.password_at) == "check_primary:12:1"
    assert codes(outcome) == ["H531 12:1"]


def test_defaults() -> None:
    check = read("").value
    assert (check.initwait, check.interval, check.retrycount, check.retryinterval, check.facility) == (60, 30, 2, 10, "local0")
    assert check == CheckPrimary()
    assert (check.interval_word, check.admin, check.password_at) == (None, None, None)


@pytest.mark.parametrize(
    ("line", "interval"),
    [
        ("INTERVAL=7", 7),
        ('INTERVAL="7"', 7),
        ("INTERVAL='7'", 7),
        ("INTERVAL=7 # seconds", 7),
        ("INTERVAL=7;", 7),
        ("INTERVAL=7; export INTERVAL", 7),
        ("INTERVAL=7 ; # x", 7),
        ("export INTERVAL=7", 7),
        ("readonly INTERVAL=7", 7),
        ("INTERVAL=007\r", 7),
        ('INTERVAL=1"2"', 12),
        ("INTERVAL=", 30),
        (" INTERVAL=7", 30),
        ("#INTERVAL=7", 30),
        ("XINTERVAL=7", 30),
        ("echo INTERVAL=7", 30),
    ],
)
def test_assignments(line: str, interval: int) -> None:
    outcome = read(f"#!/bin/sh\n{line}\n")
    assert outcome.value.interval == interval
    assert outcome.diagnostics == ()


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("INTERVAL=$X", "H532", "1:10"),
        ('INTERVAL="$X"', "H532", "1:10"),
        ("INTERVAL=`date`", "H532", "1:10"),
        ("INTERVAL=$((3*4))", "H532", "1:10"),
        ("INTERVAL=${X:-3} # y", "H532", "1:10"),
        ("INTERVAL=7 sleep 1", "H532", "1:10"),
        ("INTERVAL='7", "H532", "1:10"),
        ("INTERVAL=7\nINTERVAL=30", "H533", "2:10"),
        ("MOUNTPOINT=/a\nMOUNTPPOINT=/b", "H533", "2:13"),
        ("INTERVAL=x", "H534", "1:10"),
        ("INTERVAL=0", "H534", "1:10"),
        ("INTERVAL=-1", "H534", "1:10"),
        ("INTERVAL=1m", "H534", "1:10"),
        ("INTERVAL=86401", "H534", "1:10"),
        ("INTERVAL=99999999999999999999", "H534", "1:10"),
        ("RETRYCOUNT=1001", "H534", "1:12"),
        ("INITWAIT=1.5", "H534", "1:10"),
        ("RETRYINTERVAL=x", "H534", "1:15"),
        ("FACILITY=local8", "H535", "1:10"),
        ("FACILITY=local0.error", "H535", "1:10"),
        ("ADMIN='a b'", "H536", "1:7"),
        ("ADMIN=a@b@c", "H536", "1:7"),
        ("CVIP=10.1.13.256", "H537", "1:6"),
        ("CVIP=db", "H537", "1:6"),
        ("MOUNTPPOINT=drbd", "H538", "1:13"),
        (b"ADMIN=\xff", "H539", "1:7"),
        ("MYSQL_USER='a\x85b'", "H539", "1:12"),
        ("ELF\x00", "H530", "1:4"),
    ],
)
def test_problems(line: str | bytes, code: str, place: str) -> None:
    outcome = read(line)
    assert codes(outcome) == [f"{code} {place}"]
    check = outcome.value
    assert (check.interval, check.initwait, check.retrycount, check.retryinterval, check.facility) == (30, 60, 2, 10, "local0")


def test_the_last_assignment_is_in_force() -> None:
    outcome = read("INTERVAL=7\nINTERVAL=8\nINTERVAL=8\n")
    assert outcome.value.interval == 8
    assert [str(label.span) for each in outcome.diagnostics for label in each.labels] == ["check_primary:1:10"]


@pytest.mark.parametrize("admin", ["root", "root@localhost", "first.last+ha@mail.example.com"])
def test_mail_addresses(admin: str) -> None:
    assert read(f"ADMIN={admin}\n").value.admin == admin


@pytest.mark.parametrize("facility", ["local0", "local7", "daemon", "user", "authpriv"])
def test_facilities(facility: str) -> None:
    assert read(f"FACILITY={facility}\n").value.facility == facility


@pytest.mark.parametrize("secrecy", [Secrecy.OPEN, Secrecy.VALUES, Secrecy.WHOLE])
@pytest.mark.parametrize(
    "text",
    [
        MEMO,
        f"MYSQL_PASSWD='{SECRET}' # {SECRET}\n",
        f'MYSQL_PASSWD="$({SECRET})"\n',
        f"MYSQL_PASSWD={SECRET}",
        f"INTERVAL=$X; MYSQL_PASSWD={SECRET}\n",
        f"INTERVAL=x; PASS={SECRET}\n",
        f"INTERVAL=x; mysqladmin -p{SECRET} ping\n",
        f"INTERVAL=7; mysqladmin --password={SECRET}\nINTERVAL=8; mysqladmin -uroot -p'{SECRET}'\n",
        f"MYSQL_PASSWD={SECRET}\x85\n",
    ],
)
def test_the_password_is_nowhere(text: str, secrecy: Secrecy) -> None:
    outcome = read(text, secrecy)
    shown = repr(outcome) + "".join(full(each) for each in outcome.diagnostics) + str(as_json(outcome.diagnostics))
    assert SECRET not in shown
    for each in outcome.diagnostics:
        assert each.span is not None
        assert SECRET not in each.span.file.text


VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
NAMES = st.sampled_from(
    "INITWAIT INTERVAL RETRYCOUNT RETRYINTERVAL FACILITY ADMIN CVIP MOUNTPPOINT MYSQL_USER MYSQL_PASSWD X".split()
)
SCRIPTS = st.lists(st.builds("{}={}\n".format, NAMES, VALUES), max_size=10).map(lambda lines: "".join(lines).encode())


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), SCRIPTS))
def test_any_bytes_end_in_an_outcome(data: bytes) -> None:
    outcome = read(data)
    for each in outcome.diagnostics:
        full(each)
    check = outcome.value
    assert 0 <= check.initwait <= 86400
    assert 1 <= check.interval <= 86400
    assert 0 <= check.retrycount <= 1000
    assert 0 <= check.retryinterval <= 86400
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    for word in (check.initwait_word, check.interval_word, check.admin, check.mountpoint, check.mysql_user):
        if word is not None and word.isalnum():
            piece = lines[word.span.line - 1][word.span.column - 1 : word.span.column - 1 + word.span.length]
            assert word in piece.replace('"', "").replace("'", "").replace("\\", "")


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="'"), min_size=1, max_size=20))
def test_a_quoted_value_is_read_as_it_is(value: str) -> None:
    assert read(f"MYSQL_USER='{value}'\n").value.mysql_user == value


@pytest.mark.parametrize("piece", ["INTERVAL=1\n", "INTERVAL='", '"', "\\", "INTERVAL=", "pass ", " -p", "A", "\n"])
def test_time_is_linear(piece: str) -> None:
    """Eight times the text may take some eight times as long, never sixty-four."""
    cost.linear(lambda count: read("INTERVAL=" + piece * count), 4_000, 32_000)
