"""What the tests of the passes are made of: lines of haresources as the reader gives them, and the whole plan of small files."""

from __future__ import annotations

from collections.abc import Mapping

from ha1to2.catalogue.services import Manner
from ha1to2.catalogue.wrapper import Wrapper
from ha1to2.catalogue.wrappers import WRAPPERS
from ha1to2.diagnostics import Diagnostic, Outcome
from ha1to2.plan.planner import Configuration, Plan, plan
from ha1to2.settings.drbd.resources import interpret as drbd
from ha1to2.settings.heartbeat.settings import interpret as heartbeat
from ha1to2.settings.mysql import interpret as mysql
from ha1to2.source import SourceFile
from ha1to2.syntax import authkeys, check_primary, drbd_conf, ha_cf, haresources, my_cnf
from ha1to2.syntax.haresources import Line, Resource
from ha1to2.tree import ScriptNames

BASE = """\
keepalive 2
deadtime 30
initdead 120
logfacility local0
ucast eth0 10.0.0.3
auto_failback off
node a b
respawn root /usr/local/cluster/check_primary
"""
IPFAIL = "respawn hacluster /usr/lib/heartbeat/ipfail\n"


def lines(text: str) -> tuple[Line, ...]:
    return haresources.parse(SourceFile("haresources", text)).value.lines


def resource(word: str) -> Resource:
    """One word of haresources, read."""
    return lines(f"a {word}\n")[0].resources[0]


def disks(*names: str) -> str:
    """A drbd.conf with these resources, on /dev/drbd0 and so on."""
    return "".join(
        f"resource {name} {{ device /dev/drbd{number}; disk /dev/vg/{name}; meta-disk internal; "
        f"on a {{ address 10.0.0.1:{7788 + number}; }} on b {{ address 10.0.0.2:{7788 + number}; }} }}\n"
        for number, name in enumerate(names)
    )


def planned(
    text: str, conf: str = BASE, drbd_text: str | None = None, my_text: str | None = None, check_text: str | None = None,
    scripts: ScriptNames = ScriptNames(), manner: Manner = Manner.V1_SCRIPT,  # noqa: B008
    wrappers: Mapping[str, Wrapper] = WRAPPERS,
) -> Outcome[Plan]:  # fmt: skip
    """The plan of haresources, ha.cf, drbd.conf, my.cnf and check_primary; its own diagnostics alone."""
    keys = authkeys.parse(SourceFile("authkeys", "auth 1\n1 sha1 x\n")).value
    settings = heartbeat(ha_cf.parse(SourceFile("ha.cf", conf)).value, keys).value
    read = haresources.parse(SourceFile("haresources", text)).value
    volumes = None if drbd_text is None else drbd(drbd_conf.parse(SourceFile("drbd.conf", drbd_text), _none).value, None).value
    server = None if my_text is None else mysql(my_cnf.parse(SourceFile("my.cnf", my_text), _none).value).value
    check = None if check_text is None else check_primary.parse(SourceFile("check_primary", check_text)).value
    return plan(Configuration(settings, read, volumes, server, "/etc/my.cnf", check, scripts, manner=manner, wrappers=wrappers))


def _none(*_: object) -> tuple[SourceFile, ...]:
    return ()


def codes(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic], *without: str) -> list[str]:
    """The codes, but for those that are true of every small tree."""
    usual = {"H601", "H602", "H603", "H605", *without}
    return [each.code for each in diagnostics if each.code not in usual]
