"""The pair that the agents' tests run on: DRBD 8.4 over its own wire, corosync and Pacemaker over another, our agents installed."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ha1to2.rehearsal.machines.bed import Bed
from ha1to2.rehearsal.machines.node import Nic, Node, NodeSpec, Result

REPOSITORY = Path(__file__).resolve().parents[2]
CACHE = REPOSITORY / ".cache" / "uml"
ADDRESSES = {"web01": 2, "web02": 3}
OCF_ROOT = "/usr/lib/ocf"
#: Kept small and its peer's loss noticed within some two seconds, so that tests take seconds.
DRBD_CONF = """
global { usage-count no; }
resource r0 {
  net { protocol C; ping-int 1; ping-timeout 10; timeout 20; connect-int 1; }
  disk { c-plan-ahead 0; resync-rate 100M; }
  device /dev/drbd0;
  disk /dev/ubda;
  meta-disk internal;
  on web01 { address 172.16.13.2:7788; }
  on web02 { address 172.16.13.3:7788; }
}
"""
COROSYNC_CONF = """
totem {
  version: 2
  cluster_name: bed
  transport: knet
  token: 10000
  crypto_cipher: none
  crypto_hash: none
}
nodelist {
  node {
    ring0_addr: 10.1.13.2
    name: web01
    nodeid: 1
  }
  node {
    ring0_addr: 10.1.13.3
    name: web02
    nodeid: 2
  }
}
quorum {
  provider: corosync_votequorum
  two_node: 1
  wait_for_all: 0
}
logging {
  to_logfile: yes
  logfile: /var/log/corosync.log
  to_syslog: no
}
"""
INSTALL_AGENTS = f"""
mkdir -p {OCF_ROOT}/resource.d/ha1to2 {OCF_ROOT}/lib/ha1to2
find /repo/agents -maxdepth 1 -type f -perm -u+x -exec cp {{}} {OCF_ROOT}/resource.d/ha1to2/ \\;
cp -r /repo/agents/lib/ha1to2_agents {OCF_ROOT}/lib/ha1to2/
python3 -m compileall -q -f {OCF_ROOT}/lib/ha1to2
"""


@dataclass(frozen=True)
class Pair:
    """The two nodes; DRBD is Primary on ``first`` in a fresh pair."""

    bed: Bed
    first: Node
    second: Node

    @property
    def nodes(self) -> tuple[Node, Node]:
        return self.first, self.second

    def settle(self) -> None:
        """From wherever a test left it: connected, UpToDate on both, Primary on the first, its file system not mounted."""
        for node in self.nodes:
            self.bed.plug(node.name, "eth3", True)
            node.run("umount /drbd; drbdadm adjust r0 || drbdadm up r0", check=False)
        self.second.run("drbdadm secondary r0")
        # a split brain is solved for the first; a disk with no good data on either side is declared good there
        self.second.run("grep -q cs:StandAlone /proc/drbd && drbdadm connect --discard-my-data r0", check=False)
        self.first.run("grep -q cs:StandAlone /proc/drbd && drbdadm connect r0", check=False)
        self.first.poll("cat /proc/drbd", lambda text: "cs:WFConnection" not in text and "cs:StandAlone" not in text)
        self.first.run("grep -q ro:Primary /proc/drbd || drbdadm primary r0 || drbdadm primary --force r0")
        # On a machine under load a synchronisation of seconds was seen to crawl for minutes; how long it takes is no claim here.
        for node in self.nodes:
            node.poll("cat /proc/drbd", lambda text: "cs:Connected" in text and "ds:UpToDate/UpToDate" in text, timeout=400)


def build_pair(bed: Bed) -> Pair:
    """Boot the two nodes and bring up DRBD and the cluster on them; takes about half a minute."""
    first, second = (bed.boot(_spec(name, number)) for name, number in ADDRESSES.items())
    for node in (first, second):
        node.wait_up()
        node.run(
            f"cat >/etc/drbd.conf <<'END'\n{DRBD_CONF}END\ncat >/etc/corosync/corosync.conf <<'END'\n{COROSYNC_CONF}END\n"
            f"{INSTALL_AGENTS}"
            "modprobe drbd; drbdadm create-md --force r0 && drbdadm up r0; mkdir -p /drbd /var/log/pacemaker\n"
            "corosync && { setsid pacemakerd </dev/null >/dev/null 2>&1 & }",
        )
    for node in (first, second):
        node.poll("cat /proc/drbd", lambda text: "cs:Connected" in text)
    # two empty disks are equal: no first synchronisation. DRBD refuses while its handshake is not over
    first.poll("drbdadm new-current-uuid --clear-bitmap r0/0; cat /proc/drbd", lambda text: "ds:UpToDate/UpToDate" in text)
    first.run("drbdadm primary r0 && mkfs.ext4 -q /dev/drbd0")
    for node in (first, second):
        node.poll("crm_mon -1 2>&1", lambda text: "Online: [ web01 web02 ]" in text, timeout=120)
    pair = Pair(bed, first, second)
    pair.settle()
    return pair


def call_agent(
    node: Node,
    agent: str,
    action: str,
    parameters: Mapping[str, str],
    timeout: int = 60,
    interval: int = 10,
    instance: str = "tested",
) -> Result:
    """One action of one of our agents as installed, called as the cluster would; ``timeout`` and ``interval`` in seconds."""
    settings = environment_of(parameters, timeout, interval, instance)
    words = " ".join(f"{name}={shlex.quote(value)}" for name, value in settings.items())
    return node.run(f"{words} {OCF_ROOT}/resource.d/ha1to2/{agent} {action}", timeout=timeout + 30, check=False)


def environment_of(parameters: Mapping[str, str], timeout: int, interval: int, instance: str) -> dict[str, str]:
    """What the cluster puts into an agent's environment."""
    return {
        "OCF_ROOT": OCF_ROOT,
        "OCF_RESOURCE_INSTANCE": instance,
        "OCF_RESKEY_CRM_meta_timeout": str(timeout * 1000),
        "OCF_RESKEY_CRM_meta_interval": str(interval * 1000),
        "OCF_RESKEY_crm_feature_set": "3.16.2",
        **{f"OCF_RESKEY_{name}": value for name, value in parameters.items()},
    }


def _spec(name: str, number: int) -> NodeSpec:
    return NodeSpec(
        name,
        {"eth2": Nic("protected", f"10.1.13.{number}/24"), "eth3": Nic("replication", f"172.16.13.{number}/24")},
        disks=[192],
        memory="700M",
        mounts={"/repo": REPOSITORY},
    )
