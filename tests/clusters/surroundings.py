"""What stands beside the ha.d directory: drbd.conf, my.cnf, the network's files, the scripts."""

from __future__ import annotations

from random import Random

from .ha_cf import CHECK_PRIMARY
from .spec import Disk, Files, Kind, Spec

_OF_THE_PACKAGE = (
    "AudibleAlarm Delay Filesystem IPaddr IPaddr2 LVM MailTo Raid1 Xinetd apache drbddisk ldirectord portblock".split()
)


def surroundings(spec: Spec, node: int) -> Files:
    """The files of one node, apart from its ha.d directory."""
    rng = Random(f"{spec.seed} surroundings")
    files = {**_drbd(rng, spec), **_my_cnf(rng, spec), **_network(rng, spec, node), **_scripts(rng, spec)}
    if spec.watched and rng.random() < 0.6:
        files[CHECK_PRIMARY.lstrip("/")] = _check_primary(rng, spec)
    return files


def _drbd(rng: Random, spec: Spec) -> Files:
    if not spec.disks:
        return {}
    common = {
        "8.3": "global { usage-count no; }\ncommon { syncer { rate 30M; } }\n",
        "8.4": "global { usage-count no; }\ncommon { net { protocol C; } disk { resync-rate 30M; } }\n",
        "9": "global { usage-count no; }\ncommon { net { protocol C; } options { auto-promote no; quorum off; } }\n",
    }[spec.drbd]
    texts = {disk.name: _resource(rng, spec, number, disk) for number, disk in enumerate(spec.disks)}
    if spec.drbd != "8.3" and rng.random() < 0.5:
        files = {f"etc/drbd.d/{name}.res": text.encode() for name, text in texts.items()}
        files["etc/drbd.d/global_common.conf"] = common.encode()
        return {"etc/drbd.conf": b'include "drbd.d/global_common.conf";\ninclude "drbd.d/*.res";\n', **files}
    return {"etc/drbd.conf": "\n".join(("# drbd.conf", common, *texts.values())).encode()}


def _resource(rng: Random, spec: Spec, number: int, disk: Disk) -> str:
    hosts = []
    minor = disk.devices[0].removeprefix("/dev/drbd")
    forms = (disk.devices[0], disk.devices[0], f"{disk.devices[0]} minor {minor}", f"minor {minor}")
    device = rng.choice(forms[:3] if spec.drbd == "8.3" else forms)
    meta = rng.choice(("internal", "internal", f"/dev/sdm1[{number}]"))
    for place, node in enumerate(spec.nodes):
        inner = [f"address 172.31.{number}.{place + 1}:{7788 + number};"]
        inner += [f"node-id {place};"] if spec.drbd == "9" else []
        if not disk.volumes:
            inner += [f"device {device};", f"disk {disk.backing[0]};", f"meta-disk {meta};"]
        hosts.append(f"  on {node} {{\n    " + "\n    ".join(inner) + "\n  }")
    volumes = [
        f"  volume {each} {{ device {named}; disk {backing}; meta-disk internal; }}"
        for each, (named, backing) in enumerate(zip(disk.devices, disk.backing))
    ]
    options = {
        "8.3": ["  protocol C;", "  startup { wfc-timeout 0; degr-wfc-timeout 120; }", "  disk { on-io-error detach; }"],
        "8.4": ["  disk { on-io-error detach; }", '  net { cram-hmac-alg sha1; shared-secret "drbd-secret"; }'],
        "9": [f"  connection-mesh {{ hosts {' '.join(spec.nodes)}; }}"],
    }[spec.drbd]
    body = [*options[: rng.randint(1, len(options))], *(volumes if disk.volumes else ()), *hosts]
    return f"resource {disk.name} {{\n" + "\n".join(body) + "\n}\n"


def _my_cnf(rng: Random, spec: Spec) -> Files:
    if not any(resource.kind is Kind.DATABASE for line in spec.lines for resource in line.resources):
        return {}
    places = [resource.means[1] for line in spec.lines for resource in line.resources if resource.kind is Kind.MOUNT]
    place = rng.choice(places) if places and rng.random() < 0.8 else "/var/lib"
    socket = f"{place}/mysql/mysql.sock" if rng.random() < 0.7 else "/var/run/mysqld/mysqld.sock"
    text = f"[client]\nport = 3306\n\n[mysqld]\nuser = mysql\ndatadir = {place}/mysql\nsocket={socket}\nskip-name-resolve\n"
    return {} if rng.random() < 0.1 else {"etc/mysql/my.cnf" if spec.flavour == "debian" else "etc/my.cnf": text.encode()}


def _network(rng: Random, spec: Spec, node: int) -> Files:
    names = [f"{link.addresses[place]}\t{name}-{link.device}" for link in spec.links for place, name in enumerate(spec.nodes)]
    names += [f"{spec.links[0].addresses[place]}\t{name} {name}.example.com" for place, name in enumerate(spec.nodes)]
    files = {"etc/hosts": "\n".join(("127.0.0.1\tlocalhost", *names, "")).encode()}
    if spec.flavour == "debian":
        files["etc/hostname"] = f"{spec.nodes[node]}\n".encode()
        stanzas = [
            f"auto {link.device}\niface {link.device} inet static\n    address {link.addresses[node]}\n    netmask 255.255.255.0\n"
            for link in spec.links
        ]
        files["etc/network/interfaces"] = "\n".join(("auto lo\niface lo inet loopback\n", *stanzas)).encode()
    else:
        files["etc/sysconfig/network"] = f"NETWORKING=yes\nHOSTNAME={spec.nodes[node]}\n".encode()
        for link in spec.links:
            text = f"DEVICE={link.device}\nBOOTPROTO=static\nIPADDR={link.addresses[node]}\nNETMASK=255.255.255.0\nONBOOT=yes\n"
            files[f"etc/sysconfig/network-scripts/ifcfg-{link.device}"] = text.encode()
    return files


def _scripts(rng: Random, spec: Spec) -> Files:
    """The two directories of scripts, in half of the trees."""
    if rng.random() < 0.5:
        return {}
    files = {f"etc/ha.d/resource.d/{name}": b"#!/bin/sh\n" for name in _OF_THE_PACKAGE}
    called = {resource.script: None for line in spec.lines for resource in line.resources}
    files.update({f"etc/init.d/{name}": b"#!/bin/sh\n" for name in called if name not in _OF_THE_PACKAGE})
    return files


def _check_primary(rng: Random, spec: Spec) -> bytes:
    ips = [resource.means[0] for line in spec.lines for resource in line.resources if resource.kind is Kind.ADDRESS]
    settings = {
        "INITWAIT": 60, "INTERVAL": rng.choice((10, 15, 30)), "RETRYCOUNT": rng.choice((1, 2, 3)),
        "RETRYINTERVAL": rng.choice((5, 10)), "FACILITY": "local0", "ADMIN": "ha@example.com",
        "CVIP": ips[0] if ips else "127.0.0.1", "MOUNTPPOINT": "/drbd", "MYSQL_USER": "watch", "MYSQL_PASSWD": "'watch-secret'",
    }  # fmt: skip
    lines = ["#!/bin/bash", *(f"{name}={value}" for name, value in settings.items()), "sleep $INITWAIT", "while true; do"]
    lines += ["    /etc/ha.d/resource.d/IPaddr $CVIP status || exit 100", "    sleep $INTERVAL", "done", ""]
    return "\n".join(lines).encode()
