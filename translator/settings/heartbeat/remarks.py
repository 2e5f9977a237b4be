"""What there is to say of single lines of ha.cf beside their form: what cannot be converted, and what changes."""

from __future__ import annotations

from ...catalogue.directives import Row, Shape
from ...diagnostics import Diagnostic, Label, error, note, warning
from ...source import Word
from ...syntax.ha_cf import Directive
from .entries import LOGS
from .failback import Failback
from .links import too_few
from .pings import Ping
from .respawns import Respawn
from .values import Value, quoted


def of_lines(lines: list[tuple[Directive, Row]], values: dict[str, list[Value]]) -> list[Diagnostic]:
    """Findings on the resource manager, joining, the watchdog and the clients of heartbeat."""
    found: list[Diagnostic] = []
    for name in ("crm", "pacemaker"):
        found += [_manager(value) for value in values.get(name, []) if value.value is not False]
    found += [_joining(value) for value in values.get("autojoin", []) if value.value != "none"]
    found += [_watchdog(value) for value in values.get("watchdog", [])[:1]]
    clients: dict[str, Word] = {}
    for directive, row in lines:
        if row.name == "hbaping":
            found.append(
                error(
                    "H141",
                    directive.name.span,
                    "fibre channel devices cannot be pinged by the new cluster",
                    help="delete the line, or ping an address that is reached the same way",
                )
            )
        elif row.shape is Shape.CLIENT:
            found += _client(directive, clients)
    return found


def on_pings(pings: tuple[Ping, ...], respawns: tuple[Respawn, ...], decided: Failback) -> list[Diagnostic]:
    """ipfail and ping nodes need each other, and ipfail an auto_failback that is on or off."""
    ipfail = next((respawn for respawn in respawns if respawn.program == "ipfail"), None)
    if pings and ipfail is None:
        return [
            note(
                "H134",
                pings[0].directive.span,
                "without ipfail, ping nodes place nothing: resources do not move with the network",
                help="to change that, add 'respawn hacluster /usr/lib/heartbeat/ipfail' and convert again",
            )
        ]
    if ipfail is not None and not pings:
        return [
            warning(
                "H135",
                ipfail.path.span,
                "ipfail has no ping nodes: resources do not move with the network",
                help="add 'ping ADDRESS' for a gateway that both nodes reach, or delete this line",
            )
        ]
    return [_ended(ipfail, decided.word)] if ipfail is not None and decided.legacy else []


def on_logging(values: dict[str, list[Value]]) -> tuple[bool, list[Diagnostic]]:
    """Whether ha_logd writes the logs, and what is wrong with that (check_logd_usage in config.c)."""
    logd = values.get("use_logd", [])
    named = [values[name][-1] for name in LOGS if name in values]
    named = [value for value in named if not (value.name == "logfacility" and value.value == "none")]
    if not logd:
        return not named, []
    if logd[-1].value and named:
        return True, [
            warning(
                "H144",
                logd[-1].name.span,
                f"with 'use_logd', logd.cf names the logs: heartbeat does not follow '{named[0].name}'",
                labels=tuple(Label(value.name.span, "not followed") for value in named),
                help="corosync.conf does not take them over either: write what logd.cf says into ha.cf, without 'use_logd'",
            )
        ]
    if not logd[-1].value and not named:
        return False, [
            error(
                "H145",
                logd[-1].word.span,
                "no log: 'use_logd' is off and there is no logfile, debugfile or logfacility",
                help="write 'logfacility daemon' (heartbeat does not start without a log)",
            )
        ]
    return bool(logd[-1].value), []


def _manager(value: Value) -> Diagnostic:
    return error(
        "H140",
        value.word.span,
        f"with '{value.name} {value.word}' heartbeat does not use haresources: this is a cluster with a CIB of its own",
        help="upgrade its CIB with 'cibadmin --upgrade' instead; or write 'crm off' if haresources is what really runs",
    )


def _joining(value: Value) -> Diagnostic:
    return error(
        "H142",
        value.word.span,
        f"'autojoin {value.word}' and haresources exclude each other: heartbeat does not start with both",
        help="delete the line, and name both nodes in 'node' lines",
    )


def _ended(ipfail: Respawn, legacy: Word | None) -> Diagnostic:
    why = f"'{legacy}' is in force" if legacy is not None else "nothing is set, which means 'legacy'"
    return warning(
        "H169",
        ipfail.path.span,
        f"ipfail never ran: for auto_failback, {why}, and there it ends; in the new cluster resources do move with the network",
        labels=(Label(legacy.span, "what ipfail refuses"),) if legacy is not None else (),
        notes=("it logs 'auto_failback set to incompatible legacy option' and exits with 100: heartbeat does not start it again",),
        help="write 'auto_failback on', which is what works now; or delete this line if nothing is to move, as nothing did",
    )


def _watchdog(value: Value) -> Diagnostic:
    device = quoted(value.word)[1:-1]
    return note(
        "H143",
        value.name.span,
        "heartbeat fed the watchdog; nothing does so in the new cluster until it is told to",
        notes=(
            f"corosync feeds it with 'resources {{ watchdog_device: {device} }}' in corosync.conf",
            f"sbd feeds it with SBD_WATCHDOG_DEV={device} in /etc/default/sbd (/etc/sysconfig/sbd), and fences by way of a disk "
            "that both nodes reach, SBD_DEVICE; without such a disk it is no fencing for two nodes",
        ),
        help="let corosync or sbd have the device, and leave the property have-watchdog alone: the cluster sets it where sbd runs",
    )


def _client(directive: Directive, clients: dict[str, Word]) -> list[Diagnostic]:
    """The rules of set_api_authorization in config.c."""
    if len(directive.arguments) < 2:
        return [too_few(directive, "apiauth CLIENT uid=USER gid=GROUP")]
    name, *rights = directive.arguments
    seen = set()
    for right in rights:
        kind = right[:4]
        if kind not in ("uid=", "gid=") or kind in seen:
            return [
                error(
                    "H147",
                    right.span,
                    f"{quoted(right)} is neither a list 'uid=…' nor a list 'gid=…', each once",
                    help="write 'uid=USER,USER gid=GROUP', with commas and without blanks in a list",
                )
            ]
        seen.add(kind)
    first = clients.setdefault(name, name)
    if first is name:
        return []
    return [
        error(
            "H110",
            name.span,
            f"heartbeat does not start where '{directive.name} {name}' stands twice",
            labels=(Label(first.span, "the first"),),
            help="delete one of the two",
        )
    ]
