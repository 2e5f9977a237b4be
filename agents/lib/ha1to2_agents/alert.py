"""check-primary-alert: what check_primary logged and mailed, as an alert agent of Pacemaker.

The cluster calls it without arguments, once for each event and recipient, as the user hacluster and with the event in CRM_alert_…
variables; its own attributes (`facility`, `level`) are variables of just these names. Whatever goes wrong, it ends with 0 and in
time: nothing in the cluster waits for a mail.
"""

import _signal  # type: ignore[import-not-found]
import os
import sys
import time

from . import agent, log, state, syslog
from .agent import OCF_ERR_CONFIGURED, OCF_NOT_RUNNING, OCF_SUCCESS, Agent, Call, Failure, Interrupted, Parameter

NAME = "check-primary-alert"
LIMIT, WINDOW = 20, 600
"""At most so many mails in so many seconds from one node; what is held back is counted in the next."""
_PATIENCE = 25
"""Seconds until it ends by itself: the cluster kills it after 30."""
_MAILERS = ("/usr/sbin", "/usr/lib", "/usr/libexec", "/usr/local/sbin")
_DIRECTORIES = ("/run/crm", "/var/run/crm")
"""Where hacluster may write: HA_RSCTMP is root's on most machines."""

_RETURN_CODES = {
    "1": "it failed", "2": "its arguments are wrong", "3": "its agent cannot do that", "4": "it lacks a permission",
    "5": "something is not installed", "6": "its configuration is wrong", "7": "it does not run", "8": "it runs promoted",
    "9": "it failed while promoted",
}  # fmt: skip


class Event:
    """What happened: `weight` is 2 for a failure, 1 for a change that is mailed as well, 0 for one that is only logged."""

    __slots__ = ("advice", "subject", "weight")

    def __init__(self, weight: int, subject: str, advice: str = "") -> None:
        self.weight = weight
        self.subject = subject
        self.advice = advice


def main() -> None:
    if len(sys.argv) > 1:
        agent.main(AGENT)
    try:
        _signal.signal(_signal.SIGALRM, _late)
        _signal.setitimer(_signal.ITIMER_REAL, _PATIENCE)
        _tell(dict(os.environ))
    except Interrupted:
        pass
    except Exception as error:
        _write("err", f"{type(error).__name__}: {error}")
    finally:
        process = sys.modules.get(f"{__package__}.process")
        if process is not None:
            process.end_all()
        os._exit(0)


def event(given: "dict[str, str]") -> "Event | None":
    """The event that the variables describe; None where there is nothing to tell."""
    kind = given.get("CRM_alert_kind", "")
    node = given.get("CRM_alert_node") or "an unknown node"
    description = given.get("CRM_alert_desc", "")
    if kind == "node":
        if description == "lost":
            return Event(2, f"node {node} is lost", f"See why {node} left: its power, its network, its log.")
        return Event(0, f"node {node} is {description or 'changed'}")
    if kind == "fencing":
        done = given.get("CRM_alert_rc", "0") == "0"
        subject = f"node {node} was fenced" if done else f"fencing of node {node} FAILED"
        return Event(2, subject, f"{description}\nUntil a failed fencing is settled, the cluster starts nothing of that node's.")
    if kind == "resource":
        return _operation(given, node, description)
    return None


def _operation(given: "dict[str, str]", node: str, description: str) -> "Event | None":
    name = given.get("CRM_alert_rsc") or "a resource"
    task = given.get("CRM_alert_task") or "an operation"
    code, expected = given.get("CRM_alert_rc", ""), given.get("CRM_alert_target_rc", "")
    probe = task == "monitor" and given.get("CRM_alert_interval", "0") in ("", "0")
    # status 1 is PCMK_EXEC_CANCELLED: a monitor that the cluster itself gave up
    if code == expected or given.get("CRM_alert_status") == "1" or (probe and code in ("0", "7", "8")):
        # a start is how a move looks from the node that it went to
        if task in ("start", "promote"):
            return Event(1, f"{name} {'is promoted' if task == 'promote' else 'runs'} on {node} now")
        # of the others the cluster's own log tells; the starter, a shell script, knows this rule too
        return None
    # status 2 is PCMK_EXEC_TIMEOUT: the return code then says nothing
    why = "it took too long" if given.get("CRM_alert_status") == "2" else _RETURN_CODES.get(code, f"return code {code}")
    advice = f"The cluster said: {description}\n" if description else ""
    advice += f"See crm_mon -1rf, mend it, then let {node} have it again: crm resource cleanup {name}"
    return Event(2, f"{name}: {task} on {node} failed: {why}", advice)


def _tell(given: "dict[str, str]") -> None:
    what = event(given)
    if what is None:
        return
    level = given.get("level", "") if what.weight == 2 else ("info", "notice")[what.weight]
    _write(level, what.subject, given)
    recipients = _recipients(given.get("CRM_alert_recipient", ""))
    if not what.weight or not recipients:
        return
    held_back = _admitted()
    if held_back < 0:
        _write("notice", f"no mail of that: {LIMIT} in {WINDOW // 60} minutes are enough", given)
        return
    _mail(_letter(what, recipients, given, held_back), given)


def _write(level: str, message: str, given: "dict[str, str] | None" = None) -> None:
    facility = (given or os.environ).get("facility", "")
    syslog.send(
        facility if facility in syslog.FACILITIES else "local0",
        level if level in syslog.LEVELS else "err",
        f"{NAME}[{os.getpid()}]",
        log.one_line(message),
    )


def _recipients(text: str) -> "list[str]":
    """The addresses: what could be taken for a header or an option is none."""
    words = text[:1000].replace(",", " ").split(" ") if text.isprintable() else []
    return [word for word in words if word and not word.startswith("-")]


def _letter(what: Event, recipients: "list[str]", given: "dict[str, str]", held_back: int) -> bytes:
    own = os.uname().nodename
    subject = f"[cluster {own}] {what.subject}"
    body = [
        what.subject,
        "",
        f"time:     {given.get('CRM_alert_timestamp') or time.strftime('%H:%M:%S')}",
        f"reported: by {own}",
        *([what.advice] if what.advice else []),
        *([f"{held_back} mails before this one were held back; the log has them all."] if held_back else []),
    ]
    head = [
        "To: " + ", ".join(_header(address) for address in recipients),
        "Subject: " + _header(subject),
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    lines = [log.one_line(line)[:300] for part in body for line in part[:1500].split("\n")]
    return "\n".join([*head, "", *lines, ""]).encode("utf-8", "replace")


def _header(text: str) -> str:
    """One line that a header may hold: RFC 2047 where it is not plain."""
    line = log.one_line(text)[:180]
    try:
        line.encode("ascii")
    except UnicodeEncodeError:
        import binascii

        # an encoded word holds 75 characters at most
        pieces = [line[at : at + 10] for at in range(0, len(line), 10)]
        encoded = [binascii.b2a_base64(piece.encode("utf-8", "replace"), newline=False).decode() for piece in pieces]
        return "\n ".join(f"=?utf-8?B?{piece}?=" for piece in encoded)
    return line


def _mail(letter: bytes, given: "dict[str, str]") -> None:
    from . import process

    mailer = process.find("sendmail", _MAILERS)
    if mailer is None:
        _write("warning", "no mail: there is no sendmail on this node", given)
        return
    try:
        code = process.run([mailer, "-t"], time.monotonic() + _PATIENCE - 5, errors=True, given=letter).code
    except process.TooLate:
        _write("warning", f"no mail: {mailer} did not end in time", given)
    except OSError as error:
        _write("warning", f"no mail: {mailer} cannot be run: {error.strerror}", given)
    else:
        if code:
            _write("warning", f"no mail: {mailer} ended with {code}", given)


def _admitted() -> int:
    """How many mails were held back since the last, if one may go now; else -1. Where nothing can be recorded, one may."""
    import fcntl

    fd = _record()
    if fd < 0:
        return 0
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        words = os.read(fd, 4096).split()
        now = int(time.time())
        numbers = [int(word) for word in words if word.isdigit()]
        held_back = numbers[0] if numbers else 0
        # a clock that was set back must not silence it
        recent = [then for then in numbers[1:] if now - WINDOW < then <= now][-LIMIT:]
        admitted = len(recent) < LIMIT
        kept = [0, *recent, now] if admitted else [held_back + 1, *recent]
        os.lseek(fd, 0, os.SEEK_SET)
        os.ftruncate(fd, 0)
        os.write(fd, " ".join(str(number) for number in kept).encode())
        return held_back if admitted else -1
    except OSError:
        return 0
    finally:
        os.close(fd)


def _record() -> int:
    for directory in (state.directory(), *_DIRECTORIES):
        try:
            return os.open(f"{directory}/ha1to2-{NAME}.mails", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError:
            continue
    return -1


def _late(number: int, frame: object) -> None:
    raise Interrupted("late")


def _misused(call: Call) -> int:
    raise Failure(OCF_ERR_CONFIGURED, "check-primary-alert is no resource: configure it with crm configure alert")


def _nothing(call: Call) -> int:
    return OCF_SUCCESS if call.action == "stop" else OCF_NOT_RUNNING


AGENT = Agent(
    NAME,
    "Alert agent, not a resource: logs and mails failures and moves",
    """This is an alert agent and not a resource agent: configure it as an alert, such as

  crm configure alert check_primary /usr/lib/ocf/resource.d/ha1to2/check-primary-alert attributes facility=local0 to root@localhost

It writes failed operations, fencing, nodes that come and go and resources that were started to syslog (of all that went as
planned the cluster's own log tells), and mails them, but for nodes that come, to the recipients through sendmail -t: at most 20
mails in 10 minutes. It takes over what the script check_primary did in a Heartbeat cluster.""",
    (
        Parameter("facility", "Facility of syslog", "The facility of syslog that everything is written to.", default="local0"),
        Parameter(
            "level",
            "Level of failures",
            "The level at which failed operations, fencing and lost nodes are written. Resources that were started are written\n"
            "as notice, everything else as info.",
            default="err",
        ),
    ),
    (),
    {"start": _misused, "stop": _nothing, "monitor": _nothing},
)
