"""H260 to H279: scripts of haresources and the agents that take their place."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H260",
        "error",
        "a script with too few or too many arguments",
        "The scripts that came with heartbeat count their arguments. With another number they print their usage and start nothing, "
        "so that the line was given up. An empty argument vanishes: `::` becomes one blank.",
    ),
    Code(
        "H261",
        "error",
        "an argument that the script cannot have taken",
        "The agent that the script calls refuses the value, or can do nothing with it, so that the line did not start in the old "
        "cluster either.",
    ),
    Code(
        "H262",
        "note",
        "another agent than the script's own",
        "The agent that the script of heartbeat called is deprecated; its successor in resource-agents 4.x does the same work. The "
        "parameters that have other names now are listed. docs/scripts.md says what else differs.",
    ),
    Code(
        "H263",
        "warning",
        "an agent that needs something before it can run",
        "The resource is converted. The agent wants something on the nodes that v1 did not need, or that new machines hardly have: "
        "look at it before the maintenance window.",
    ),
    Code(
        "H264",
        "error",
        "a script that becomes nothing",
        "What this script of heartbeat or drbd-utils does has no counterpart that could be written down from haresources alone. "
        "Leaving it out in silence would take something away, so that the file is refused.",
    ),
    Code(
        "H265",
        "note",
        "a service with arguments is called by its script",
        "Neither systemd nor an init script as Pacemaker calls it takes arguments. What stands behind `::` would be lost with the "
        "`--services` that was asked for, so that this one is called as Heartbeat called it.",
    ),
    Code(
        "H266",
        "warning",
        "a service that has no one unit",
        "The init script starts several units, or one whose name depends on a version, and the unit that is called like it does "
        "nothing by itself: Pacemaker would watch something that is always active. So the script is called as before. A file for "
        "--catalogue can name the unit that is meant.",
    ),
    Code("H267", "error", "there is no file for --catalogue", "The file that was named with --catalogue is not there."),
    Code(
        "H268",
        "error",
        "a line of the catalogue that cannot be read",
        "A catalogue has sections, `[SCRIPT]`, and in them lines `KEY = VALUE`; comments begin with `#` or `;`. It is a part of "
        "what Python's configparser reads. Lines that go on below are not in it.",
    ),
    Code(
        "H269",
        "error",
        "a section or key of the catalogue stands twice",
        "Which of them counts would be a guess: both places are shown.",
    ),
    Code(
        "H270",
        "error",
        "a key that the catalogue does not have",
        "The keys are agent, arguments, required, start, stop and monitor, and set.PARAMETER for what else the agent is told.",
    ),
    Code(
        "H271",
        "error",
        "a value that its key does not take",
        "An agent is ocf:PROVIDER:TYPE, systemd:UNIT, lsb:NAME or service:NAME; arguments are names of parameters; times are whole "
        "seconds; monitor is an interval and a time-out, or none.",
    ),
    Code(
        "H272",
        "error",
        "an entry of the catalogue that is incomplete or contradicts itself",
        "Each entry names an agent. A parameter comes from haresources or from the entry, not from both. Only OCF agents take "
        "parameters.",
    ),
    Code(
        "H273",
        "error",
        "a name that no entry of the catalogue can have",
        "An entry is for the name that stands before `::` in haresources. The scripts of addresses, file systems and DRBD are read "
        "word by word, since other resources depend on what they say: they cannot be replaced.",
    ),
    Code(
        "H274",
        "error",
        "a password in the catalogue",
        "What an agent is told stands in the CIB, which every user of the cluster may read, and in the output of many tools.",
    ),
    Code(
        "H275",
        "note",
        "an entry of the catalogue that nothing uses",
        "One catalogue may serve several clusters. If this is the only one, the name is perhaps misspelt, here or in haresources.",
    ),
    Code(
        "H276",
        "warning",
        "a script of heartbeat that is still called",
        "Its agent is none for Pacemaker, which asks both nodes whether a resource runs before it starts it, and takes an error for "
        "a resource that runs and failed. The script is judged by what it prints instead, through ocf:ha1to2:v1-script: it has to "
        "stay on the nodes.",
    ),
    Code(
        "H277",
        "error",
        "a file that only one node has, and the agent needs on both",
        "Heartbeat asked a script of a line only where the file system before it was mounted. Pacemaker asks its agent on both nodes "
        "at the start, and this agent answers with an error where its file is missing, so that the node would be barred from it and "
        "no takeover could follow.",
    ),
)
