"""docs/scripts.md: the tables of the catalogue for people, written from the tables themselves.

`python -m tests.golden.regenerate` writes it anew; tests/catalogue/test_scripts.py holds it against the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ha1to2.catalogue import debian
from ha1to2.catalogue.agents import ADDRESS, FILESYSTEM, REPLICATION
from ha1to2.catalogue.scripts import CALLED, KNOWN, UNCONVERTED, Kind
from ha1to2.catalogue.services import SERVICES
from ha1to2.catalogue.wrapper import Wrapper
from ha1to2.catalogue.wrappers import ADDRESS_NAMES, WRAPPERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scripts.md"

_HEAD = """\
# Scripts of haresources, and what they become

This page is written from the tables of `translator/catalogue/` (`python -m tests.golden.regenerate`); a test holds it against them.

Heartbeat looked for a script in `/etc/ha.d/resource.d` and then in `/etc/init.d`. Those of its own, of drbd-utils and of
ldirectord are wrappers: they put their arguments into `OCF_RESKEY_…` and call an OCF agent. Here they become that agent, as
resource-agents 4.12 has it, or its successor. Where a tree has an init script of such a name and a `resource.d` without it, the
init script is meant.

How this is proved: each genuine script of Debian's heartbeat package runs with a stand-in for its agent that prints its
parameters, for a table of words and for generated ones; they must be those of the CIB, by the names of the table below
(`test_wrappers.py`, `test_addresses.py` and `test_services.py` in `tests/plan/`, `tests/oracle/test_other_scripts.py`). What
differs is in the last column, and nowhere else. Time-outs are at least what each agent's meta-data advises.

What `status` said counted in v1 by its words. The wrappers print "Running OK" where their agent's monitor returns 0, so that the
agent's monitor judges now as they did.
"""

_SERVICES = """\
`--services` says how they run: `v1-script` (the default) calls the script as Heartbeat did, `lsb` has Pacemaker call it,
`systemd` takes the unit, `service` what each node has. None becomes an OCF agent by itself, since settings of its init script
would be lost. The last two columns say which agent there is, and what it has to be told in a file for `--catalogue`. A service
with arguments, one that has no one unit, and a script of `resource.d` is called as before.
"""

_DEBIAN = """\
The runbook installs these besides corosync, crmsh, Pacemaker and resource-agents, for the agents that a conversion has, and takes
the services out of the boot sequence, since the agent starts the same thing. What a resource serves (apache, a database, xinetd)
is on the old nodes, and stays in its version; what an agent of another name needs, you know. `bsd-mailx` brings a mail server to a
node that has none, and tells it nothing of your network.
"""

_SITE = """\
## A catalogue of your own: `--catalogue FILE`

`convert`, `check`, `explain` and `simulate` take a file that says what the scripts of a site become. An entry goes before the
built-in one of that name; addresses, file systems and DRBD cannot be replaced (H273).

```ini
# The dialect is a part of what Python's configparser reads: sections, KEY = VALUE, whole lines of comment.
[our-daemon]
agent = ocf:heartbeat:anything
arguments = binfile cmdline_options
required = 1
set.user = daemon
start = 60
stop = 60
monitor = 15 20

[postgresql]
agent = systemd:postgresql@15-main
```

| key | what it says | without it |
|---|---|---|
| `agent` | `ocf:PROVIDER:TYPE`, `systemd:UNIT`, `lsb:NAME` or `service:NAME` | refused |
| `arguments` | the parameters that the words behind `::` are, in their order (ocf only) | none: the script takes no words |
| `required` | how many of these must be there | all |
| `set.PARAMETER` | what else the agent is told (ocf only); no passwords, since the CIB is no secret (H274) | |
| `start`, `stop` | time-outs in seconds | 300 |
| `monitor` | interval and time-out in seconds, or `none` | 30 100 |

What is wrong in it is said with file, line and column (H267 to H275). Whether the agent takes these parameters is not looked up:
`crm configure load` and `crm_verify` do that on the node.
"""

_KNOWN: dict[Kind, tuple[str, str]] = {
    Kind.ADDRESS: (
        f"{ADDRESS.agent}, and ocf:ha1to2:vip-check, which watches it",
        "A label (`eth0:1`) is `iflabel`; a netmask is a number of bits; `lvs_support` is `true` where the wrapper said 1, and "
        "left out where it said 0, which is the default.",
    ),
    Kind.REPLICATION: (
        f"{REPLICATION.agent}, promotable, and ocf:ha1to2:drbd-wait, its gate",
        "Without an argument, or with `all`, each resource of drbd.conf. A stacked one is refused (H439).",
    ),
    Kind.FILESYSTEM: (str(FILESYSTEM.agent), "Without a type, `fstype=auto`: the agent must be told one."),
    Kind.DATABASE: (
        "ocf:ha1to2:mysql-on-drbd where its data is on DRBD, else as a service",
        "It is no wrapper: what the agent is told comes from my.cnf.",
    ),
}


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    return _row(heads) + "|" + "---|" * len(heads) + "\n" + "".join(map(_row, rows))


def _parameters(wrapper: Wrapper) -> str:
    named = [
        f"`{new}`" if old == new else f"`{new}` (`{old}`)"
        for each in wrapper.arguments
        for old, new in zip(each.given, each.parameters)
    ]
    return ", ".join([*named, *(f"`{name}={value}`" for name, value in wrapper.fixed)])


def _wrappers() -> Iterator[Sequence[str]]:
    for wrapper in WRAPPERS.values():
        differs = [wrapper.differs, *([f"Look at this first: {wrapper.warning}; {wrapper.advice}."] if wrapper.warning else [])]
        choice: Wrapper | None = wrapper
        agents, parameters = [], []
        while choice is not None:
            agents.append(str(choice.profile.agent))
            parameters.append(_parameters(choice))
            choice = choice.otherwise
        cells = (f"`{wrapper.usage}`", ", or ".join(dict.fromkeys(agents)), "; or ".join(parameters))
        yield (*cells, " ".join(filter(None, differs)))


def _known() -> Iterator[Sequence[str]]:
    for script in KNOWN.values():
        agent, differs = _KNOWN[script.kind]
        names = [f"`{old}` is `{new}`." for old, new in ADDRESS_NAMES.get(script.name, ())]
        usage = "::".join([script.name, *script.positional])
        yield f"`{usage}`", agent, " ".join([*names, differs])


def _said(table: Mapping[str, tuple[str, str]]) -> Iterator[Sequence[str]]:
    for name, (reason, advice) in table.items():
        yield f"`{name}`", reason, advice


def _services() -> Iterator[Sequence[str]]:
    for each in SERVICES.values():
        native = f"ocf:heartbeat:{each.native}" if each.native else ""
        yield f"`{each.name}`", f"`{each.unit}`" if each.unit else "none", native, each.loses


def _needs() -> Iterator[Sequence[str]]:
    def named(names: Sequence[str]) -> str:
        return ", ".join(f"`{name}`" for name in names)

    for agent, needs in sorted(debian.AGENTS.items()):
        yield str(agent), named(needs.packages) or "nothing more", named(needs.services)
    for fstype, packages in debian.FILESYSTEMS.items():
        yield f"{FILESYSTEM.agent} with `fstype={fstype}`", named(packages), ""
    for device, packages in sorted(debian.FENCES.items()):
        yield f"stonith:{device}", named(packages), ""
    yield "`cibsecret`, for a device with a password", named(debian.SECRETS), ""


def page() -> str:
    """The whole page."""
    return "\n".join(
        [
            _HEAD,
            "## Wrappers of agents\n",
            _table(("in haresources", "agent", "parameters (the wrapper's own names)", "what differs, and why"), _wrappers()),
            "## Read word by word\n",
            _table(("in haresources", "what it becomes", "what differs, and why"), _known()),
            "## Called as before (H276)\n",
            _table(("in haresources", "why", "what to do"), _said(CALLED)),
            "## Refused (H264)\n",
            _table(("in haresources", "why", "what to do"), _said(UNCONVERTED)),
            "## Services\n",
            _SERVICES,
            _table(("script", "systemd unit", "agent", "what would be lost"), _services()),
            "Any other script is called as it is, through ocf:ha1to2:v1-script.\n",
            "## What a node with Debian 12 needs\n",
            _DEBIAN,
            _table(("agent", "packages", "off at boot"), _needs()),
            _SITE,
        ]
    )


def regenerate() -> None:
    PAGE.write_text(page())
