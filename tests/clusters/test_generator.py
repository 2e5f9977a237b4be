"""The generator itself: the same bytes for the same seed, and in the fixed hundred everything that administrators wrote."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .generator import cluster
from .seeds import FIXED, parsed
from .spec import Kind, Pair, Resource

PROJECT = Path(__file__).resolve().parents[2]


def digest(files: dict[str, bytes]) -> str:
    return hashlib.sha256(b"".join(name.encode() + b"\0" + files[name] + b"\0" for name in sorted(files))).hexdigest()


@pytest.mark.parametrize("hashes", ["0", "1"])
def test_same_seed_same_bytes(hashes: str, tmp_path: Path) -> None:
    """Whatever the process hashes strings to: a seed that failed yesterday fails today."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.clusters", "77", str(tmp_path)],
        env={"PYTHONHASHSEED": hashes}, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [f"{tmp_path}/{name}/etc/ha.d" for name in ("one", "other")]
    for name, tree in zip(("one", "other"), cluster(77).trees):
        written = {
            path.relative_to(tmp_path / name).as_posix(): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        assert digest(written) == digest(tree)


def test_usage() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.clusters"], cwd=PROJECT, capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert b"SEED DIRECTORY" in done.stderr


def test_different_seeds_different_clusters() -> None:
    assert len({digest(cluster(seed).trees[0]) for seed in FIXED}) == len(FIXED)


@pytest.mark.parametrize(
    ("text", "seeds"), [("7", [7]), ("0-2", [0, 1, 2]), ("5,1-2", [5, 1, 2]), ("1-3,2-4", [1, 2, 3, 4]), ("9, 8", [9, 8])]
)
def test_seeds(text: str, seeds: list[int]) -> None:
    assert parsed(text) == seeds


def file(name: str, *words: bytes) -> Callable[[Pair], bool]:
    return lambda pair: any(word in pair.trees[0].get(f"etc/{name}", b"") for word in words)


def conf(directive: bytes) -> Callable[[Pair], bool]:
    return lambda pair: any(line.split()[:1] == [directive] for line in pair.trees[0]["etc/ha.d/ha.cf"].split(b"\n"))


def some(test: Callable[[Resource], bool]) -> Callable[[Pair], bool]:
    return lambda pair: any(test(each) for line in pair.spec.lines for each in line.resources)


def lines(count: int) -> Callable[[Pair], bool]:
    return lambda pair: len(pair.spec.lines) == count


def word(pattern: str) -> Callable[[Pair], bool]:
    return some(lambda each: pattern in each.text)


def place(which: Callable[[int, int], bool]) -> Callable[[Pair], bool]:
    """Whether some line has a disk at such a place; given are the place and the last place."""
    return lambda pair: any(
        which(number, len(line.resources) - 1)
        for line in pair.spec.lines
        for number, each in enumerate(line.resources)
        if each.kind is Kind.DISK
    )


def drbd(version: str) -> Callable[[Pair], bool]:
    return lambda pair: bool(pair.spec.disks) and pair.spec.drbd == version


def failback(*words: str) -> Callable[[Pair], bool]:
    return lambda pair: pair.spec.failback == words


CENSUS: dict[str, Callable[[Pair], bool]] = {
    **{f"{count} lines": lines(count) for count in range(1, 6)},
    "active and active": lambda pair: len({line.node for line in pair.spec.lines}) == 2,
    "active and passive": lambda pair: len({line.node for line in pair.spec.lines}) == 1,
    "lines that share": lambda pair: any(len(family.lines) > 1 for family in pair.spec.families),
    "three lines that share": lambda pair: any(len(family.lines) > 2 for family in pair.spec.families),
    "families that mix": lambda pair: [line for family in pair.spec.families for line in family.lines] != list(pair.spec.lines),
    "lines that go on": file("ha.d/haresources", b"\\\n"),
    "comments in haresources": file("ha.d/haresources", b"#"),
    "tabs in haresources": file("ha.d/haresources", b"\t"),
    "an address without a mask": some(lambda each: each.kind is Kind.ADDRESS and "/" not in each.text),
    "a bare address": some(lambda each: each.kind is Kind.ADDRESS and "::" not in each.text),
    "a netmask": word("/255.255.255.0"),
    "an address with its broadcast": word(".255"),
    "a label": word(":0"),
    "IPaddr2": word("IPaddr2::"),
    "DRBD first": place(lambda number, _: number == 0),
    "DRBD between": place(lambda number, last: 0 < number < last),
    "DRBD last": place(lambda number, last: number == last),
    "two DRBD resources on a line": lambda pair: any(
        sum(each.kind is Kind.DISK for each in line.resources) > 1 for line in pair.spec.lines
    ),
    "all of DRBD": some(lambda each: each.text in ("drbddisk", "drbddisk::all")),
    "mount options": some(lambda each: each.kind is Kind.MOUNT and len(each.arguments) == 4),
    "a mount without a type": some(lambda each: each.kind is Kind.MOUNT and len(each.arguments) == 2),
    "LVM": word("LVM::"),
    "a wrapper of the package": some(lambda each: each.script in ("MailTo", "Delay", "portblock", "ldirectord", "Xinetd")),
    "an own script with arguments": some(lambda each: each.script in ("billing", "queue_runner", "rsync-pull", "licenced")),
    **{name: word(name) for name in ("apache2", "httpd", "nfs", "named", "mysql")},
    **{f"DRBD {version}": drbd(version) for version in ("8.3", "8.4", "9")},
    "three DRBD resources": lambda pair: len(pair.spec.disks) == 3,
    "volumes": lambda pair: any(len(disk.devices) > 1 for disk in pair.spec.disks),
    "includes": file("drbd.conf", b"include"),
    "my.cnf of Debian": file("mysql/my.cnf", b"datadir"),
    "my.cnf of Red Hat": file("my.cnf", b"datadir"),
    "scripts in the tree": lambda pair: any(name.startswith("etc/init.d/") for name in pair.trees[0]),
    "check_primary": lambda pair: "usr/local/cluster/check_primary" in pair.trees[0],
    **{f"{kind} links": conf(kind.encode()) for kind in ("ucast", "bcast", "mcast", "serial", "udpport")},
    **{f"directive {name}": conf(name.encode()) for name in ("ping", "ping_group", "respawn", "warntime", "initdead", "watchdog")},
    "ping with ipfail": lambda pair: bool(pair.spec.pinged),
    "ping without ipfail": lambda pair: bool(pair.spec.targets) and not pair.spec.ipfail,
    "ipfail without ping": lambda pair: not pair.spec.targets and pair.spec.ipfail,
    "no ping": lambda pair: not pair.spec.targets,
    "milliseconds": file("ha.d/ha.cf", b"00ms"),
    "carriage returns": file("ha.d/ha.cf", b"\r\n"),
    "comments in ha.cf": file("ha.d/ha.cf", b"#"),
    **{f"auto_failback {value}": failback("auto_failback", value) for value in ("on", "off", "legacy")},
    "nice_failback": lambda pair: "nice_failback" in pair.spec.failback,
    "no auto_failback": failback(),
    **{f"authkeys {method}": file("ha.d/authkeys", method.encode()) for method in ("crc", "md5", "sha1")},
}


@pytest.mark.parametrize("what", CENSUS)
def test_the_hundred_have(what: str) -> None:
    """Each thing that a cluster may have is in two of them at least."""
    assert sum(CENSUS[what](cluster(seed)) for seed in FIXED) >= 2
