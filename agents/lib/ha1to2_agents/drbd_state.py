"""What DRBD says of a resource, as values, and the one judgement on it: is this node's data fit to be promoted?

Pure: texts in, volumes out. Two forms are read:

    /proc/drbd          of DRBD 8.0 to 8.4, a paragraph for each minor
    drbdsetup events2   of DRBD 9 (`--now`), a line for each resource, device, connection and device of a peer

A state that is not in the tables below is taken for a bad one, and the verdict names it.
"""

GOOD_DISK = "UpToDate"
"""The one disk state with which DRBD lets a node be Primary without force and without its peer."""

BAD_DISKS = frozenset(
    (
        "Diskless",
        "Attaching",
        "Detaching",
        "Failed",
        "Negotiating",
        "Inconsistent",
        "Outdated",
        "DUnknown",
        "Consistent",
    )
)
LOST_DISKS = frozenset(("Diskless", "Detaching", "Failed"))
"""A Primary in one of these lives on its peer's disk, or on none."""

TARGET_STATES = frozenset(("StartingSyncT", "WFBitMapT", "WFSyncUUID", "SyncTarget", "PausedSyncT", "Behind"))
"""Connection states (8) or replication states (9) in which this node's data is older than its peer's."""

OTHER_STATES = frozenset(
    (
        # connection states of 8 and 9: they say nothing against the data here, or a Primary that lost its peer would be stopped
        "StandAlone",
        "Disconnecting",
        "Unconnected",
        "Timeout",
        "BrokenPipe",
        "NetworkFailure",
        "ProtocolError",
        "TearDown",
        "WFConnection",
        "WFReportParams",
        "Connecting",
        "Connected",
        # replication states, and their counterparts among the connection states of 8
        "Off",
        "Established",
        "StartingSyncS",
        "WFBitMapS",
        "SyncSource",
        "PausedSyncS",
        "VerifyS",
        "VerifyT",
        "Ahead",
    )
)

NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-+:@")
_ROLES = frozenset(("Primary", "Secondary"))


def resource_name(text: str) -> None:
    """ValueError where it can be no resource's name for drbdadm: `all` stands for all of them, and `-` begins an option."""
    if not NAME_CHARACTERS.issuperset(text) or text.startswith("-") or text == "all" or len(text) > 128:
        raise ValueError("it is no name of a DRBD resource")


class Volume:
    """One volume of a resource as this node sees it.

    label:    how a message names it, `minor 0` or `volume 0`
    minor:    the number of its device, -1 where the text did not tell
    role:     Primary, Secondary, or empty where the text did not tell
    disk:     the local disk's state; `Unconfigured` where DRBD does not know the volume
    states:   the connection or replication states, one for each peer
    done:     per cent of the running synchronisation, as DRBD prints it, or empty
    finish:   how long it will still take, `1:02:03`, or empty
    quorum:   False where DRBD 9 holds back for want of a quorum
    """

    __slots__ = ("disk", "done", "finish", "label", "minor", "quorum", "role", "states")

    def __init__(self, label: str, minor: int = -1) -> None:
        self.label = label
        self.minor = minor
        self.role = ""
        self.disk = "Unconfigured"
        self.states = []  # type: list[str]
        self.done = ""
        self.finish = ""
        self.quorum = True

    def progress(self) -> str:
        """`25.3% done, 0:01:02 to go`, as much of it as is known, or empty."""
        parts = []
        if self.done:
            parts.append(self.done + "% done")
        if self.finish:
            parts.append(self.finish + " to go")
        return ", ".join(parts)


class Verdict:
    """`good`: fit to be promoted. `why`: what stands against it, or how things are. `syncing`: only a sync has to end first."""

    __slots__ = ("good", "syncing", "why")

    def __init__(self, good: bool, why: str, syncing: bool) -> None:
        self.good = good
        self.why = why
        self.syncing = syncing


def judge(volumes: "list[Volume]") -> Verdict:
    """Good only where every volume's own disk is UpToDate, no peer makes it a sync target, and a quorum (9) is not missing."""
    bad = []
    fair = []
    syncing = False
    for volume in volumes:
        syncing = syncing or not TARGET_STATES.isdisjoint(volume.states)
        against = _against(volume)
        if against:
            bad.append(f"{volume.label}: {against}")
        else:
            fair.append("{}: {}, {}".format(volume.label, volume.disk, "/".join(volume.states) or "no peer"))
    if not volumes:
        bad.append("no volume is configured")
    return Verdict(not bad, "; ".join(bad or fair), syncing)


def _against(volume: Volume) -> str:
    for state in volume.states:
        if state in TARGET_STATES:
            progress = volume.progress()
            return f"{state}, {volume.disk} ({progress})" if progress else f"{state}, {volume.disk}"
    for state in volume.states:
        if state not in OTHER_STATES:
            return f"the state '{state}' is unknown"
    if volume.disk != GOOD_DISK:
        known = volume.disk in BAD_DISKS or volume.disk == "Unconfigured"
        return volume.disk if known else f"the disk state '{volume.disk}' is unknown"
    if volume.role and volume.role not in _ROLES:
        return f"the role '{volume.role}' is unknown"
    return "" if volume.quorum else "UpToDate, but without quorum"


def version(proc: str) -> "tuple[int, int]":
    """(8, 4) of `version: 8.4.11 (api:1/…` in /proc/drbd; (0, 0) where no version is told."""
    for line in proc.split("\n"):
        if line.startswith("version:"):
            numbers = line[8:].strip().split(".")
            if len(numbers) >= 2 and numbers[0].isdigit() and numbers[1].isdigit():
                return int(numbers[0]), int(numbers[1])
    return 0, 0


def of_proc(proc: str, minors: "list[int]") -> "list[Volume]":
    """The volumes of these minors in the text of /proc/drbd of DRBD 8; one that is not there is Unconfigured."""
    volumes = {minor: Volume(f"minor {minor}", minor) for minor in minors}
    current = None  # type: Volume | None
    for line in proc.split("\n"):
        head, colon, rest = line.partition(":")
        if colon and head.strip().isdigit() and rest.startswith(" cs:"):
            current = volumes.get(int(head))
            if current is not None:
                _states_of_proc(current, rest.split())
        elif current is not None:
            _progress_of_proc(current, line)
    return [volumes[minor] for minor in minors]


def _states_of_proc(volume: Volume, words: "list[str]") -> None:
    """`cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate C r-----`; 8.0 and 8.2 call the roles `st`."""
    values = {}  # type: dict[str, str]
    for word in words:
        name, _, value = word.partition(":")
        values.setdefault(name, value)
    if values["cs"] == "Unconfigured":
        return
    volume.states = [values["cs"]]
    volume.role = (values.get("ro") or values.get("st") or "").partition("/")[0]
    # an empty one is no known state, and so is judged bad
    volume.disk = values.get("ds", "").partition("/")[0]


def _progress_of_proc(volume: Volume, line: str) -> None:
    """`[=>....] sync'ed: 15.6% (24/26)M` and `finish: 0:09:21 speed: …`, on one line or on two."""
    _, found, rest = line.partition("sync'ed:")
    if found:
        done, percent, _ = rest.partition("%")
        if percent:
            volume.done = done.strip()
    _, found, rest = line.partition("finish:")
    if found and rest.split():
        volume.finish = rest.split()[0]


def of_events2(events: str, resource: str) -> "list[Volume]":
    """The resource's volumes in what `drbdsetup events2 --now RESOURCE` of DRBD 9 printed, by volume number.

    The last line is `exists -`; without it the text is not whole, and no volume is known.
    """
    whole = False
    volumes = {}  # type: dict[str, Volume]
    role = ""
    for line in events.split("\n"):
        words = line.split()
        whole = whole or words == ["exists", "-"]
        if len(words) < 3 or words[0] != "exists":
            continue
        values = {}  # type: dict[str, str]
        for word in words[2:]:
            name, colon, value = word.partition(":")
            if colon:
                # what follows repeats no name, but for a backing device's path, and that may hold anything
                values[name] = value
        if values.get("name") != resource:
            continue
        if words[1] == "resource":
            role = values.get("role", "")
        elif words[1] in ("device", "peer-device"):
            number = values.get("volume", "?")
            volume = volumes.setdefault(number, Volume("volume " + number))
            if words[1] == "device":
                volume.disk = values.get("disk", "")
                minor = values.get("minor", "")
                volume.minor = int(minor) if minor.isdigit() and len(minor) < 9 else -1
                volume.quorum = values.get("quorum", "yes") == "yes"
            else:
                volume.states.append(values.get("replication", ""))
                if "done" in values and volume.states[-1] in TARGET_STATES:
                    volume.done = values["done"]
    for volume in volumes.values():
        volume.role = role
    return [volumes[number] for number in sorted(volumes)] if whole else []


def finish_of_json(status: str) -> str:
    """The longest `estimated-seconds-to-finish` in what `drbdsetup status --json` of DRBD 9 printed, as `1:02:03`, or empty."""
    longest = -1
    for part in status.split('"estimated-seconds-to-finish":')[1:]:
        number = part.partition(",")[0].partition("}")[0].strip()
        # 987654321 stands for "at this speed never"
        if number.isdigit() and int(number) < 987654321:
            longest = max(longest, int(number))
    if longest < 0:
        return ""
    return f"{longest // 3600}:{longest % 3600 // 60:02}:{longest % 60:02}"
