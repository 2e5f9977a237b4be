"""Two nodes' trees -> what must agree between them and does not. The second tree is where it is told, the first is the label."""

from __future__ import annotations

from pathlib import Path

import pytest
from ha1to2.diagnostics import Diagnostic
from ha1to2.pipeline import check

from .material import IPFAIL, disks

ONE = """\
keepalive 2
deadtime 30
initdead 120
logfacility local0
ucast eth0 10.0.0.2
auto_failback off
node a b
"""
OTHER = ONE.replace("10.0.0.2", "10.0.0.1")
LINES = "a 10.1.0.1/24/eth0 drbddisk::r0 Filesystem::/dev/drbd0::/srv::ext3 mysql\n"
FILES = {
    "etc/ha.d/haresources": LINES,
    "etc/ha.d/authkeys": "auth 1\n1 sha1 a-secret-key\n",
    "etc/drbd.conf": disks("r0"),
    "etc/my.cnf": "[mysqld]\ndatadir=/srv/my\nsocket=/srv/my/s\n",
}
USUAL = {"H601", "H605"}


def compared(place: Path, one: dict[str, str], other: dict[str, str]) -> list[Diagnostic]:
    """What is said of both trees together, but for what is true of each."""
    trees = []
    for name, conf, more in (("one", ONE, one), ("other", OTHER, other)):
        hostname = {"etc/hostname": "a\n" if name == "one" else "b\n"}
        for path, content in {"etc/ha.d/ha.cf": conf, **FILES, **hostname, **more}.items():
            target = place / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
        trees.append(str(place / name / "etc/ha.d"))
    return [each for each in check(*trees) if each.code not in USUAL]


def conf(*changes: tuple[str, str], base: str = OTHER) -> dict[str, str]:
    for old, new in changes:
        assert old in base
        base = base.replace(old, new)
    return {"etc/ha.d/ha.cf": base}


def test_a_good_pair_is_silent(tmp_path: Path) -> None:
    assert compared(tmp_path, {}, {}) == []


def test_the_memo_is_a_good_pair() -> None:
    golden = Path(__file__).resolve().parents[1] / "golden"
    found = check(str(golden / "memo-web01/etc/ha.d"), str(golden / "memo-web02/etc/ha.d"))
    assert [each.code for each in found if each.code.startswith("H7")] == ["H711"]  # check_primary on web01 only


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, conf(("node a b", "node a c")), ["H607", "H701", "H701"]),
        ({}, conf(("node a b", "node b a")), ["H702"]),
        ({}, conf(("node a b", "node A B")), []),
        ({}, {"etc/ha.d/haresources": LINES.replace("/24/", "/16/")}, ["H703"]),
        ({}, {"etc/ha.d/haresources": LINES.replace(" mysql", "")}, ["H703"]),
        ({}, {"etc/ha.d/haresources": LINES + "b httpd\n"}, ["H703"]),
        ({}, {"etc/ha.d/haresources": "# as before\n\n" + LINES.replace(" ", "\t")}, []),
        ({}, {"etc/ha.d/authkeys": "auth 1\n1 sha1 another-key\n"}, ["H704"]),
        ({}, {"etc/ha.d/authkeys": "auth 1\n1 md5 a-secret-key\n"}, ["H704"]),
        ({}, {"etc/ha.d/authkeys": "auth 1\n1 sha1 a-secret-key\n2 md5 unused\n"}, []),
        ({}, {"etc/drbd.conf": disks("r0").replace("/dev/vg/r0", "/dev/sdb")}, ["H705"]),
        ({}, {"etc/drbd.conf": disks("r0").replace(" { ", " {\n  ")}, []),
        ({}, {"etc/my.cnf": FILES["etc/my.cnf"] + "user=db\n"}, ["H706"]),
        ({}, {"etc/my.cnf": FILES["etc/my.cnf"].replace("/s\n", "/t\n")}, ["H706"]),
        ({}, {"etc/my.cnf": FILES["etc/my.cnf"] + "max_connections=5\n"}, []),
        ({}, conf(("auto_failback off", "auto_failback on")), ["H707"]),
        (conf(("auto_failback off", "auto_failback on"), base=ONE), conf(("auto_failback off", "auto_failback legacy")), []),
        ({}, conf(("deadtime 30", "deadtime 20")), ["H708", "H708"]),  # deadping follows
        ({}, conf(("deadtime 30", "deadtime 30000ms")), []),
        ({}, conf(("initdead 120", "initdead 60")), ["H708"]),
        (conf(("node", "ping 10.9.9.9\n" + IPFAIL + "node"), base=ONE), conf(("node", IPFAIL + "node")), ["H135", "H709"]),
        (
            conf(("node", "ping 10.9.9.9\n" + IPFAIL + "node"), base=ONE),
            conf(("node", "ping 10.9.9.9\nnode")),
            ["H134", "H710"],
        ),
        (conf(("node", "bcast eth1\nnode"), base=ONE), {}, ["H712"]),
        (conf(("node", "bcast eth1\nnode"), base=ONE), conf(("node", "bcast eth1\nnode")), []),
        (conf(("node", "ucast eth1 10.2.0.2\nnode"), base=ONE), {}, ["H712"]),
        ({}, conf(("node", "ucast eth1 10.2.0.1\nnode")), ["H712"]),
        ({}, conf(("10.0.0.1", "10.0.0.2")), ["H713"]),
        # each file may name both nodes
        (conf(("ucast", "ucast eth0 10.0.0.1\nucast"), base=ONE), conf(("ucast", "ucast eth0 10.0.0.2\nucast")), []),
        ({}, conf(("ucast", "udpport 695\nucast")), ["H714"]),
        ({}, {"etc/hostname": "a\n"}, ["H715"]),
    ],
)
def test_differences(one: dict[str, str], other: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    found = compared(tmp_path, one, other)
    assert sorted(each.code for each in found) == expected
    for each in found:
        if each.code.startswith("H7") and each.code not in ("H709", "H710", "H711", "H712"):
            assert each.span is not None
            assert "/other/" in each.span.file.name or each.code == "H701"
            assert each.labels or each.code in ("H703", "H706", "H708", "H707")
            assert all("/one/" in label.span.file.name or each.code == "H701" for label in each.labels)


def test_keys_are_never_shown(tmp_path: Path) -> None:
    for each in compared(tmp_path, {}, {"etc/ha.d/authkeys": "auth 1\n1 sha1 another-key\n"}):
        assert "another-key" not in f"{each.message}{each.notes}{each.help}{[label.message for label in each.labels]}"
        assert each.span is not None
        assert each.span.file.line(each.span.line) is None
