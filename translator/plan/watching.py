"""check_primary: its figures for the monitors (S6), and its log and mail as an alert."""

from __future__ import annotations

from ..catalogue.agents import ALERT_PATH
from ..diagnostics import Diagnostic, note, warning
from ..model import Alert
from ..settings.heartbeat.settings import Settings
from ..syntax.check_primary import CheckPrimary
from .figures import Figures
from .ids import Ids


def figures(check: CheckPrimary) -> Figures:
    return Figures(check.interval, check.retrycount, check.retryinterval)


def alert(check: CheckPrimary, ids: Ids) -> Alert:
    """What check_primary logged and mailed, now for every node and every resource. Nobody is mailed where ADMIN is not known."""
    parameters = (("facility", check.facility), ("level", "err"))
    return Alert(ids.new("check_primary"), ALERT_PATH, parameters, str(check.admin) if check.admin else "")


def remarks(settings: Settings, script: CheckPrimary | None) -> list[Diagnostic]:
    """What changes for the administrator: who watches, where, and with which figures."""
    respawn = settings.check_primary
    if respawn is None:
        first = settings.nodes[0].span if settings.nodes else None
        return [
            warning(
                "H601",
                first,
                "nothing in this ha.cf watched the resources; now they are, and a failure moves them",
                notes=(
                    f"monitors run every {CheckPrimary.INTERVAL} s, with {CheckPrimary.RETRYCOUNT} retries "
                    f"{CheckPrimary.RETRYINTERVAL} s apart where the agent has retries",
                ),
                help="convert the tree of the node that starts check_primary, if one does; 'crm resource unmanage' keeps a "
                "failure from moving anything while you look",
            )
        ]
    found: list[Diagnostic] = []
    if script is None:
        found.append(
            note(
                "H602",
                respawn.path.span,
                f"'{respawn.path}' is not in the tree: its documented figures are taken",
                notes=(
                    f"every {CheckPrimary.INTERVAL} s, {CheckPrimary.RETRYCOUNT} retries {CheckPrimary.RETRYINTERVAL} s apart, "
                    f"syslog {CheckPrimary.FACILITY}, no mail",
                ),
                help="copy the script to the same path below the root of the tree, and its own figures are read",
            )
        )
    found.append(
        note(
            "H603",
            respawn.path.span,
            "what check_primary watched on one node is watched on both now",
            notes=("the service fails over the other way as well, where the old cluster left a dead mysqld alone",),
        )
    )
    return found
