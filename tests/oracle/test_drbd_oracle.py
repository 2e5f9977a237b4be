"""Our reading of drbd.conf against drbdadm's own: the genuine programs of DRBD 8.3, 8.4 and 9 that Debian's drbd-utils brings.

Each file of drbd/ says in its first line which of the three take it; `refused-here` where we refuse what one of them takes.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Optional
from xml.etree import ElementTree

import pytest
from ha1to2.catalogue.drbd_keywords import ALIASES
from ha1to2.diagnostics import Outcome, Severity
from ha1to2.settings.drbd.resources import DrbdResource, interpret
from ha1to2.source import SourceFile, Span
from ha1to2.syntax import drbd_conf
from hypothesis import given, settings
from hypothesis import strategies as st

CORPUS = sorted((Path(__file__).parent / "drbd").glob("*.conf"))
Volume = tuple[str, str, str, str]
"""Device, minor, disk and meta-disk."""
Host = tuple[Optional[tuple[str, str]], dict[int, Volume]]
"""Address and port, and the volumes by number."""
Reading = dict[str, tuple[dict[str, Host], dict[str, str]]]
"""For each resource its hosts and its options."""
PROGRAMS = {"83": "/lib/drbd/drbdadm-83", "84": "/lib/drbd/drbdadm-84", "9": "/usr/sbin/drbdadm"}


def nothing(_pattern: str, _span: Span) -> tuple[SourceFile, ...]:
    return ()


def ours(data: bytes) -> Outcome[tuple[DrbdResource, ...]]:
    parsed = drbd_conf.parse(SourceFile.from_bytes("drbd.conf", data), nothing)
    interpreted = interpret(parsed.value, used=())
    return Outcome(interpreted.value, parsed.diagnostics + interpreted.diagnostics)


def refused(outcome: Outcome[tuple[DrbdResource, ...]]) -> bool:
    """drbdadm stops at a keyword that it does not know; to us that is a warning."""
    return any(each.severity is Severity.ERROR or each.code == "H421" for each in outcome.diagnostics)


def drbdadm(generation: str, path: Path) -> ElementTree.Element | None:
    """The configuration as drbdadm understood it, or None where it refuses it."""
    environment = {**os.environ, "__DRBD_NODE__": "web01"}
    command = [PROGRAMS[generation], "-c", str(path), "dump-xml"]
    ran = subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False, stdin=subprocess.DEVNULL)
    return ElementTree.fromstring(ran.stdout) if ran.returncode == 0 else None


def taken_by(path: Path) -> list[str]:
    return path.read_text().split("\n")[0].removeprefix("# takes:").split()


def plain(name: str, value: str | None) -> tuple[str, str]:
    name = ALIASES.get(name, name)
    return (name[3:], "no") if name.startswith("no-") else (name, value or "yes")


def options_of(element: ElementTree.Element | None) -> Iterator[tuple[str, str]]:
    if element is None:
        return
    if "protocol" in element.attrib:
        yield "protocol", element.attrib["protocol"]
    for section in element.findall("section"):
        if section.get("name") != "proxy":
            for option in section.findall("option"):
                yield plain(option.attrib["name"], option.get("value"))


def volume_of(element: ElementTree.Element) -> Volume:
    device, meta = element.find("device"), element.find("meta-disk")
    meta = element.find("flexible-meta-disk") if meta is None else meta
    assert device is not None
    disk = element.findtext("disk") or "none"
    meta_disk = (meta.text or "") if meta is not None else "internal"
    index = meta.get("index", "") if meta is not None else ""
    return device.text or f"/dev/drbd{device.get('minor')}", device.get("minor", ""), disk, f"{meta_disk}[{index}]"


def address_of(host: ElementTree.Element) -> tuple[str, str] | None:
    address = host.find("address")
    if address is None or not address.text or address.text == "(null)":
        return None
    return address.text, address.get("port", "")


def theirs(root: ElementTree.Element) -> Reading:
    common = dict(options_of(root.find("common")))
    found: Reading = {}
    for resource in root.findall("resource"):
        hosts: dict[str, Host] = {}
        ends = {host.get("name"): address_of(host) for host in reversed(resource.findall(".//connection//host"))}
        for host in resource.findall("host"):
            where = address_of(host) or ends.get(host.get("name"))
            volumes = {int(volume.get("vnr", "0")): volume_of(volume) for volume in host.findall("volume")}
            name = host.get("name") or "{}:{}".format(*(where or ()))
            hosts[name.split()[0]] = (where, volumes or {0: volume_of(host)})
        linked = dict(options_of(resource.find("connection")))
        found[resource.attrib["name"]] = (hosts, {**common, **linked, **dict(options_of(resource))})
    return found


def converted(resources: tuple[DrbdResource, ...]) -> Reading:
    """Our resources in the same form. Options that no drbdadm prints (become-primary-on) or that are secret are left out."""
    found: Reading = {}
    for resource in resources:
        hosts: dict[str, Host] = {}
        for host in resource.hosts:
            volumes = {}
            for volume in host.volumes:
                meta = f"{volume.meta_disk or 'internal'}[{volume.meta_index or ''}]"
                volumes[volume.number] = (str(volume.device), str(volume.minor), str(volume.disk or "none"), meta)
            where = (str(host.address), str(host.port)) if host.address is not None else None
            name = str(host.names[0]) if host.names else f"{host.address}:{host.port}"
            hosts[name] = (where, volumes)
        found[str(resource.name)] = (hosts, {option.name: str(option.value) for option in resource.options})
    return found


def compared(both: Reading) -> Reading:
    """Without what may differ: secrets, meta-data of a host without a disk, and how `flexible` is said."""
    result: Reading = {}
    for name, (hosts, options) in both.items():
        kept = {key: value for key, value in options.items() if key not in ("shared-secret", "become-primary-on")}
        cleaned: dict[str, Host] = {}
        for host, (where, volumes) in hosts.items():
            cleaned[host] = where, {
                number: (device, minor, disk, "" if disk == "none" else re.sub(r"\[(flexible|internal)\]", "[]", meta))
                for number, (device, minor, disk, meta) in volumes.items()
            }
        result[name] = cleaned, kept
    return result


@pytest.mark.parametrize("generation", sorted(PROGRAMS))
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_same_verdict_and_same_reading(path: Path, generation: str) -> None:
    takes = taken_by(path)
    root = drbdadm(generation, path)
    assert (root is not None) == (generation in takes), "the first line of the file says otherwise"
    outcome = ours(path.read_bytes())
    if "refused-here" in takes or not takes:
        assert refused(outcome)
        return
    assert not refused(outcome), outcome.diagnostics
    if root is None:
        return
    told = theirs(root)
    assert compared(converted(outcome.value)) == compared(told)


def test_the_corpus_covers_all_generations() -> None:
    taken = [taken_by(path) for path in CORPUS]
    assert len(CORPUS) >= 25
    assert all(sum(generation in each for each in taken) >= 10 for generation in PROGRAMS)
    assert sum(not each for each in taken) >= 15


WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789/._-", min_size=1, max_size=8).filter(lambda text: not text.isdigit())
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@settings(max_examples=40, deadline=None)
@given(
    handler=TEXT.filter(lambda text: bool(text.strip())),
    disks=st.tuples(WORD, WORD),
    minor=st.integers(0, 255),
    port=st.integers(1, 65535),
    blank=st.sampled_from([" ", "\n", "\t", " # x\n", "\r\n"]),
)
def test_generated_files_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, handler: str, disks: tuple[str, str], minor: int, port: int, blank: str
) -> None:
    hosts = "".join(
        f"on web0{number} {{ device /dev/drbd{minor} ; disk /dev/{disk} ; meta-disk internal ; "
        f"address 10.0.0.{number}:{port} ; }} "
        for number, disk in enumerate(disks, 1)
    )
    text = (
        "global { usage-count no ; disable-ip-verification ; } "
        f"resource r0 {{ protocol C ; handlers {{ split-brain HANDLER ; }} {hosts}}} "
    )
    text = blank.join(text.split(" ")).replace("HANDLER", quoted(handler))
    path = tmp_path_factory.mktemp("drbd") / "drbd.conf"
    path.write_text(text)
    root = drbdadm("84", path)
    outcome = ours(path.read_bytes())
    assert root is not None
    assert not refused(outcome), outcome.diagnostics
    told = theirs(root)
    assert compared(converted(outcome.value)) == compared(told)
