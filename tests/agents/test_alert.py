"""check-primary-alert: what the cluster says in CRM_alert_… variables -> what is written to syslog and mailed."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from .harness import CONFIGURED, NOT_RUNNING, SUCCESS, UNIMPLEMENTED, Agents, members, until

from ha1to2_agents import alert, process  # isort: skip

FAILED = {
    "CRM_alert_kind": "resource",
    "CRM_alert_node": "web01",
    "CRM_alert_rsc": "mysql",
    "CRM_alert_task": "monitor",
    "CRM_alert_interval": "30000",
    "CRM_alert_rc": "7",
    "CRM_alert_target_rc": "0",
    "CRM_alert_status": "0",
    "CRM_alert_desc": "not running",
    "CRM_alert_timestamp": "04:05:06.789",
}
STARTED = {
    **FAILED,
    "CRM_alert_node": "web02",
    "CRM_alert_task": "start",
    "CRM_alert_interval": "0",
    "CRM_alert_rc": "0",
    "CRM_alert_desc": "ok",
}
LOST = {"CRM_alert_kind": "node", "CRM_alert_node": "web01", "CRM_alert_nodeid": "1", "CRM_alert_desc": "lost"}

DRIVER = """
import sys
sys.path.insert(0, {library!r})
from ha1to2_agents import alert, process, syslog
syslog.DEVICE = {device!r}
alert._MAILERS = ({mailers!r},)
alert._PATIENCE = {patience!r}
process._SYSTEM = ()
del sys.argv[1:]
alert.main()
"""


class Post:
    """A stand-in of syslog and of sendmail, and the alert agent that talks to them."""

    def __init__(self, agents: Agents, home: Path) -> None:
        self.agents = agents
        self.home = home
        self.log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.log.bind(str(home / "log"))
        self.log.setblocking(False)
        self.sendmail(f"echo \"$*\" >{home}/options; cat >{home}/new.$$; mv {home}/new.$$ {home}/mail.$$")

    def sendmail(self, shell: str) -> None:
        (self.home / "sendmail").write_text(f"#!/bin/sh\n{shell}\n")
        (self.home / "sendmail").chmod(0o755)

    def begin(self, event: dict[str, str], patience: float = 20, prefix: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        library, device, mailers = str(self.agents.ocf_root / "lib/ha1to2"), str(self.home / "log"), str(self.home)
        driver = DRIVER.format(library=library, device=device, mailers=mailers, patience=patience)
        return subprocess.Popen(
            [*prefix, "/usr/bin/python3", "-IBS", "-c", driver],
            env={"PATH": "/usr/bin:/bin", "HA_RSCTMP": str(self.agents.rsctmp), **event},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def tell(self, event: dict[str, str], patience: float = 20, prefix: tuple[str, ...] = ()) -> None:
        """One call by the cluster: it prints nothing, ends well and leaves nothing."""
        called = self.begin(event, patience, prefix)
        printed, _ = called.communicate(timeout=30)
        assert (called.returncode, printed) == (0, b"")
        assert not members(called.pid)

    def lines(self) -> list[str]:
        """The log lines so far, without time and process id."""
        found: list[str] = []
        while True:
            try:
                line = self.log.recv(4096).decode()
            except BlockingIOError:
                return found
            priority, _, rest = line.partition(">")
            found.append(f"{priority}>" + rest[16:].replace(rest[16:].partition("[")[2].partition("]")[0], "", 1))

    def mails(self) -> list[Message]:
        files = sorted(self.home.glob("mail.*"))
        return [message_from_bytes(file.read_bytes()) for file in files]


@pytest.fixture
def post(agents: Agents, tmp_path: Path) -> Iterator[Post]:
    home = tmp_path / "post"
    home.mkdir()
    made = Post(agents, home)
    yield made
    made.log.close()


def changed(event: dict[str, str], **more: str) -> dict[str, str]:
    return {**event, **{f"CRM_alert_{name}": value for name, value in more.items()}}


EVENTS = [
    (FAILED, 2, "mysql: monitor on web01 failed: it does not run"),
    (changed(FAILED, rc="1"), 2, "mysql: monitor on web01 failed: it failed"),
    (changed(FAILED, rc="1", status="2"), 2, "mysql: monitor on web01 failed: it took too long"),
    (changed(FAILED, rc="193"), 2, "mysql: monitor on web01 failed: return code 193"),
    (changed(FAILED, task="stop", interval="0", rc="1"), 2, "mysql: stop on web01 failed: it failed"),
    (changed(FAILED, task="start", interval="0", rc="5"), 2, "mysql: start on web01 failed: something is not installed"),
    (changed(FAILED, interval="0", rc="1", target_rc="7"), 2, "mysql: monitor on web01 failed: it failed"),
    (STARTED, 1, "mysql runs on web02 now"),
    (changed(STARTED, task="promote"), 1, "mysql is promoted on web02 now"),
    (LOST, 2, "node web01 is lost"),
    (changed(LOST, desc="member"), 0, "node web01 is member"),
    ({"CRM_alert_kind": "fencing", "CRM_alert_node": "web01", "CRM_alert_rc": "0"}, 2, "node web01 was fenced"),
    ({"CRM_alert_kind": "fencing", "CRM_alert_node": "web01", "CRM_alert_rc": "-62"}, 2, "fencing of node web01 FAILED"),
]
QUIET = [
    changed(FAILED, interval="0", rc="0", target_rc="7"),
    changed(FAILED, rc="0"),
    changed(FAILED, rc="1", status="1"),
    changed(STARTED, task="stop"),
    changed(STARTED, task="notify"),
    *({"CRM_alert_kind": kind} for kind in ("attribute", "", "something")),
]


@pytest.mark.parametrize(("event", "weight", "subject"), EVENTS)
def test_events(event: dict[str, str], weight: int, subject: str) -> None:
    made = alert.event(event)
    assert made
    assert (made.weight, made.subject) == (weight, subject)


@pytest.mark.parametrize("event", QUIET)
def test_what_nobody_asked_for(post: Post, event: dict[str, str]) -> None:
    post.tell({**event, "CRM_alert_recipient": "root"})
    assert (post.lines(), post.mails()) == ([], [])


@pytest.mark.parametrize(
    ("event", "attributes", "line"),
    [
        (LOST, {}, "<131>check-primary-alert[]: node web01 is lost"),
        (LOST, {"facility": "local3", "level": "crit"}, "<154>check-primary-alert[]: node web01 is lost"),
        (LOST, {"facility": "daemon", "level": "error"}, "<27>check-primary-alert[]: node web01 is lost"),
        (LOST, {"facility": "nonsense", "level": "nonsense"}, "<131>check-primary-alert[]: node web01 is lost"),
        (LOST, {"level": "warning"}, "<132>check-primary-alert[]: node web01 is lost"),
        (FAILED, {}, "<131>check-primary-alert[]: mysql: monitor on web01 failed: it does not run"),
        (STARTED, {"level": "crit"}, "<133>check-primary-alert[]: mysql runs on web02 now"),
        (changed(LOST, desc="member"), {}, "<134>check-primary-alert[]: node web01 is member"),
    ],
)
def test_log(post: Post, event: dict[str, str], attributes: dict[str, str], line: str) -> None:
    post.tell({**event, **attributes})
    assert post.lines() == [line]
    assert post.mails() == []


def test_mail(post: Post) -> None:
    post.tell({**FAILED, "CRM_alert_recipient": "root@localhost, ops@example.org"})
    (mail,) = post.mails()
    own = os.uname().nodename
    assert mail["To"] == "root@localhost, ops@example.org"
    assert mail["Subject"] == f"[cluster {own}] mysql: monitor on web01 failed: it does not run"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail.get_payload()).splitlines() == [
        "mysql: monitor on web01 failed: it does not run",
        "",
        "time:     04:05:06.789",
        f"reported: by {own}",
        "The cluster said: not running",
        "See crm_mon -1rf, mend it, then let web01 have it again: crm resource cleanup mysql",
    ]
    assert (post.home / "options").read_text() == "-t\n"


def test_mail_in_other_letters(post: Post) -> None:
    post.tell({**changed(FAILED, node="größe" * 12, desc="läuft nicht"), "CRM_alert_recipient": "root"})
    (mail,) = post.mails()
    assert "größe" * 12 in str(make_header(decode_header(mail["Subject"])))
    assert "läuft nicht" in mail.get_payload(decode=True).decode()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("recipient", "to"),
    [
        ("root@localhost\nBcc: all@example.org", None),
        ("-C/etc/shadow", None),
        ("-X/tmp/log root", "root"),
        ("$(reboot)@x;y", "$(reboot)@x;y"),
        ("  ,  ", None),
    ],
)
def test_recipients_are_no_more_than_that(post: Post, recipient: str, to: str | None) -> None:
    post.tell({**FAILED, "CRM_alert_recipient": recipient})
    assert [(mail["To"], mail["Bcc"]) for mail in post.mails()] == ([(to, None)] if to else [])


NAMES = sorted({*FAILED, "CRM_alert_recipient"})


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=3000)), st.sampled_from(["node", "resource", "fencing"]))
def test_any_words_make_one_letter(words: dict[str, str], kind: str) -> None:
    what = alert.event({**words, "CRM_alert_kind": kind})
    if what is None:
        reject()
    letter = alert._letter(what, ["root"], words, 3)
    assert len(letter) <= process.GIVEN
    mail = message_from_bytes(letter)
    assert mail["To"] == "root"
    assert len(mail.items()) == 6
    assert all(len(line) < 990 for line in letter.split(b"\n"))


def test_a_flood(post: Post) -> None:
    event = {**FAILED, "CRM_alert_recipient": "root"}
    running = [post.begin(event) for _ in range(23)]
    lines: list[str] = []

    def all_ended() -> bool:
        lines.extend(post.lines())
        return all(called.poll() is not None for called in running)

    until(all_ended, 60)
    lines += post.lines()
    for called in running:
        printed, _ = called.communicate()
        assert (called.returncode, printed) == (0, b"")
    assert len(post.mails()) == 20
    assert len([line for line in lines if "no mail of that: 20 in 10 minutes are enough" in line]) == 3
    assert len([line for line in lines if "mysql: monitor on web01 failed" in line]) == 23
    # ten minutes later
    (record,) = post.agents.rsctmp.iterdir()
    held_back, *times = record.read_text().split()
    assert held_back == "3"
    record.write_text(" ".join([held_back, *(str(int(then) - 601) for then in times)]))
    post.tell(event)
    last = max(post.home.glob("mail.*"), key=lambda file: file.stat().st_mtime_ns).read_text()
    assert "3 mails before this one were held back" in last


def test_a_clock_that_was_set_back_silences_nothing(post: Post) -> None:
    event = {**FAILED, "CRM_alert_recipient": "root"}
    post.tell(event)
    (record,) = post.agents.rsctmp.iterdir()
    record.write_text(" ".join(["0", *[str(int(time.time()) + 9999)] * 20]))
    post.tell(event)
    assert len(post.mails()) == 2


@pytest.mark.parametrize("record", [b"", b"nonsense", b"\0\xff" * 3000, b"-1 -1"])
def test_a_record_that_is_none(post: Post, record: bytes) -> None:
    event = {**FAILED, "CRM_alert_recipient": "root"}
    post.tell(event)
    (file,) = post.agents.rsctmp.iterdir()
    file.write_bytes(record)
    post.tell(event)
    assert len(post.mails()) == 2


def test_as_a_user_who_may_write_nowhere(post: Post) -> None:
    post.agents.rsctmp.chmod(0o700)
    post.home.chmod(0o777)
    for parent in [post.home, *post.home.parents, post.agents.ocf_root, *post.agents.ocf_root.parents]:
        if parent.stat().st_mode & 0o005 != 0o005 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    post.tell({**FAILED, "CRM_alert_recipient": "root"}, prefix=("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
    assert len(post.mails()) == 1


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("exit 75", "sendmail ended with 75"),
        ("kill -9 $$", "sendmail ended with -9"),
        ("trap '' TERM; sleep 100 & sleep 100", "sendmail did not end in time"),
        ("exec 0<&-; exit 0", ""),
    ],
)
def test_a_mailer_that_fails(post: Post, shell: str, said: str) -> None:
    post.sendmail(shell)
    began = time.monotonic()
    post.tell({**FAILED, "CRM_alert_recipient": "root"}, patience=6)
    assert time.monotonic() - began < 5
    lines = post.lines()[1:]
    assert (said in lines[0]) if said else not lines


def test_no_mailer(post: Post) -> None:
    (post.home / "sendmail").unlink()
    post.tell({**FAILED, "CRM_alert_recipient": "root"})
    assert post.lines()[1:] == ["<132>check-primary-alert[]: no mail: there is no sendmail on this node"]


def test_no_syslog(post: Post) -> None:
    post.log.close()
    (post.home / "log").unlink()
    post.tell({**FAILED, "CRM_alert_recipient": "root"})
    assert len(post.mails()) == 1


def test_a_syslog_that_hangs(post: Post) -> None:
    filler = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    filler.setblocking(False)
    filler.connect(str(post.home / "log"))
    with contextlib.suppress(BlockingIOError):
        while True:
            filler.send(b"x")
    post.tell({**FAILED, "CRM_alert_recipient": "root"})
    filler.close()
    assert len(post.mails()) == 1


@pytest.mark.parametrize("event", [*(event for event, _, _ in EVENTS), *QUIET])
def test_the_starter_leaves_only_where_there_is_nothing_to_tell(agents: Agents, event: dict[str, str], tmp_path: Path) -> None:
    """Below a root without the library Python ends with 5."""
    environment = {**event, "OCF_ROOT": str(tmp_path)}
    done = subprocess.run([agents.path("check-primary-alert")], env=environment, capture_output=True, text=True, check=False)
    went_as_planned = event.get("CRM_alert_rc") == event.get("CRM_alert_target_rc")
    assert done.returncode == (0 if event in QUIET and went_as_planned else 5)
    assert ("is not completely installed" in done.stderr) == (done.returncode == 5)


def test_it_is_no_resource(agents: Agents) -> None:
    result = agents.call("check-primary-alert", "start")
    assert (result.code, result.reason) == (CONFIGURED, "check-primary-alert is no resource: configure it with crm configure alert")
    assert agents.call("check-primary-alert", "monitor", 0).code == NOT_RUNNING
    assert agents.call("check-primary-alert", "stop").code == SUCCESS
    assert agents.call("check-primary-alert", "promote").code == UNIMPLEMENTED


def test_the_stub_without_an_event(agents: Agents) -> None:
    environment = {"OCF_ROOT": str(agents.ocf_root)}
    done = subprocess.run([str(agents.path("check-primary-alert"))], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
