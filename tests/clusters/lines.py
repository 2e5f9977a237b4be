"""The lines of haresources, as they were composed: addresses, disks, file systems and services in the usual patterns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

from .spec import Disk, Kind, Line, Resource

MOUNTS = ("mysql", "www", "home", "mail", "data", "export", "pgsql", "lib/nfs", "cyrus", "oracle", "svn", "backup")
SERVICES = {
    "debian": "apache2 nfs-kernel-server bind9 postfix samba squid vsftpd tomcat5.5 dovecot postgresql-8.3 slapd asterisk haproxy",
    "redhat": "httpd nfs named sendmail smb squid vsftpd tomcat5 dovecot postgresql ldap asterisk xinetd",
}
Stock = list[tuple[str, tuple[str, ...]]]
"""Scripts and their arguments, each to be used once."""

OWN = (
    ("billing", ("prod",)),
    ("queue_runner", ("5", "fast")),
    ("rsync-pull", ("/srv/incoming", "backup.example.com")),
    ("app_server", ()),
    ("licenced", ("27000",)),
    ("start-crm4", ("crm4", "de_DE")),
    ("switch_cron", ("active",)),
    ("fw-rules", ()),
    ("app-1.2@shop", ("-c", "/etc/app/shop.conf")),
    ("mount_all", ("nas:/vol/a", "opt=1,2")),
)
WRAPPERS = (
    ("MailTo", ("root@example.com", "failover")),
    ("MailTo", ("operator@example.com",)),
    ("Delay", ("5", "0")),
    ("portblock", ("tcp", "3306", "block")),
    ("ldirectord", ("ldirectord.cf",)),
    ("AudibleAlarm", ("node01",)),
    ("Xinetd", ("tftp",)),
    ("apache", ("/etc/httpd/conf/intranet.conf",)),
    ("LVM", ("vg_scratch",)),
    ("Raid1", ("/etc/raidtab.md3", "/dev/md3")),
    ("IPsrcaddr", ("192.168.10.250",)),
    ("LVSSyncDaemonSwap", ("master",)),
    ("MailTo", ("a@example.com,b@example.com", "cluster")),
)
_TYPES = ("ext3", "ext3", "ext3", "ext4", "xfs", "reiserfs", "jfs")
_FORMS = ("", "/24", "/24", "/24/{n}", "/24/{n}", "/24/{n}:0", "/24/{n}/{b}", "/255.255.255.0/{n}", "/24/{b}", "/16")
_OPTIONS = ("noatime", "rw,noatime", "defaults", "noatime,nodiratime", "acl,user_xattr", "data=writeback,noatime")


def disks(rng: Random, version: str) -> tuple[Disk, ...]:
    """The DRBD resources of drbd.conf; none where there is no DRBD."""
    wanted = rng.choice((0, 1, 1, 1, 1, 2, 2, 3))
    names = rng.choice((("r0", "r1", "r2"), ("r0", "r1", "r2"), ("mysql", "export", "mail"), ("drbd0", "drbd1", "drbd2")))
    first = rng.choice((0, 0, 0, 1, 10))
    mounts = rng.sample(MOUNTS, 6)
    place = rng.choice(("/", "/srv/", "/mnt/", "/var/"))
    made, minor = [], first
    for number in range(wanted):
        volumes = version != "8.3" and rng.random() < 0.4
        size = rng.choice((1, 2)) if volumes else 1
        minors = range(minor, minor + size)
        minor += size
        backing = tuple(rng.choice((f"/dev/sdb{each + 1}", f"/dev/vg0/drbd{each}", f"/dev/md{each}")) for each in minors)
        directories = tuple(place + mounts.pop() for _ in minors)
        made.append(Disk(names[number], tuple(f"/dev/drbd{each}" for each in minors), backing, directories, volumes))
    return tuple(made)


class Composer:
    """Composes families of lines; each address, disk, mount point and script goes to one family."""

    def __init__(self, rng: Random, flavour: str, drbd: tuple[Disk, ...]) -> None:
        self.rng = rng
        self.disks = list(drbd)
        self.all_disks = tuple(disk.name for disk in drbd)
        self.nics = rng.choice((("eth0",), ("eth0", "eth1"), ("bond0",), ("bond0", "eth2.100")))
        self.hosts = rng.sample(range(10, 250), 60)
        self.network = rng.choice(("192.168.10", "10.0.13", "172.16.4"))
        services: Stock = [(name, ()) for name in SERVICES[flavour].split()]
        self.services: Stock = rng.sample(services, len(services))
        self.workers = count(1)
        self.own: Stock = rng.sample(OWN, len(OWN))
        self.wrappers: Stock = rng.sample(WRAPPERS, len(WRAPPERS))
        self.mounts = [f"/shared/{name}" for name in rng.sample(MOUNTS, len(MOUNTS))]
        self.mysql = rng.choice(("mysql", "mysql", "mysqld", "mariadb") if flavour == "debian" else ("mysqld", "mysql"))

    def lines(self, nodes: tuple[str, str]) -> tuple[Line, ...]:
        """One to five lines for one node or both, families one after the other or mixed."""
        rng = self.rng
        left = rng.choice((1, 1, 2, 2, 2, 3, 3, 4, 5))
        active = nodes if rng.random() < 0.5 else (rng.choice(nodes),)
        made: list[tuple[Line, ...]] = []
        while left:
            size = min(left, rng.choice((1, 1, 1, 2, 2, 3)))
            left -= size
            home = active[len(made) % len(active)]
            made.append(tuple(Line(home, resources) for resources in self.family(size)))
        if rng.random() < 0.3:
            return tuple(_mixed(rng, made))
        return tuple(line for family in made for line in family)

    def family(self, size: int) -> Iterator[tuple[Resource, ...]]:
        """`size` lines that share what all of them need: each begins with an address or a service of its own."""
        rng = self.rng
        ground = self.ground()
        apps = [*self.database(ground), *(self.service() for _ in range(rng.choice((0, 1, 1, 2, 2, 5))))]
        if ground and all(resource.kind is Kind.DISK for resource in ground) and rng.random() < 0.5:
            apps = []  # promoted for whoever comes
        if size == 1:
            yield tuple(self.alone(ground, apps))
            return
        shared = [*ground, *apps] or [self.service()]
        for number in range(size):
            own = [self.service()] if rng.random() < 0.4 else []
            tail = shared if not number or rng.random() < 0.6 else self.some(shared)
            head = self.address() if rng.random() < 0.9 else self.service()
            yield (head, *tail, *own)

    def alone(self, ground: list[Resource], apps: list[Resource]) -> list[Resource]:
        """One line, with its address first, last, between, behind the disk, or with two or none."""
        addresses = [self.address() for _ in range(self.rng.choice((0, 1, 1, 1, 1, 2)))]
        if not (addresses or ground or apps):
            addresses = [self.address()]
        place = self.rng.choice(("first", "first", "between", "last", "scattered"))
        if place == "first":
            return [*addresses, *ground, *apps]
        if place == "between":
            return [*ground, *addresses, *apps]
        if place == "last":
            return [*ground, *apps, *addresses]
        line = [*ground, *apps]
        for address in addresses:
            line.insert(self.rng.randint(0, len(line)), address)
        return line

    def some(self, shared: list[Resource]) -> list[Resource]:
        """Not all of what is shared, in the same order."""
        kept = sorted(self.rng.sample(range(len(shared)), self.rng.randint(1, len(shared))))
        return [shared[number] for number in kept]

    def ground(self) -> list[Resource]:
        """What the services stand on: DRBD and its file systems, a shared disk, or nothing."""
        rng = self.rng
        kind = rng.choice(("drbd", "drbd", "drbd", "shared", "nothing", "nothing"))
        if kind == "drbd" and self.disks:
            return self.replicated()
        if kind == "nothing" or not self.mounts:
            return []
        directory = self.mounts.pop()
        name = directory.rsplit("/", 1)[1]
        directory += rng.choice(("", "", "", "", "/"))
        if rng.random() < 0.5:
            return [_called("LVM", f"vg_{name}"), self.mount(f"/dev/vg_{name}/lv0", directory)]
        uuid = "0a1b2c3d-1111-2222-3333-444455556666"
        disk = rng.choice((f"/dev/sdc{len(self.mounts) + 1}", f"LABEL={name}", f"-L{name}", f"UUID={uuid}", f"-U{uuid}"))
        filer = rng.choice((f"filer:/vol/{name}", f"192.168.77.7:/vol/{name}"))
        made = [self.mount(filer, directory, "nfs") if rng.random() < 0.3 else self.mount(disk, directory)]
        if rng.random() < 0.15:
            bound = f"/var/bound/{name}"
            made.append(_called("Filesystem", directory, bound, "none", "bind")._replace(kind=Kind.MOUNT, means=(directory, bound)))
        return made

    def replicated(self) -> list[Resource]:
        """One or two disks with their file systems: each behind its disk, or all disks first."""
        rng = self.rng
        taken = [self.disks.pop(0) for _ in range(min(len(self.disks), rng.choice((1, 1, 1, 2))))]
        if len(taken) == len(self.all_disks) and rng.random() < 0.2:
            word = rng.choice(("drbddisk", "drbddisk::all"))
            heads = [[Resource(Kind.DISK, word, *_taken_apart(word), self.all_disks)], *([] for _ in taken[1:])]
        else:
            script = "drbddisk"
            heads = [[Resource(Kind.DISK, f"{script}::{disk.name}", script, (disk.name,), (disk.name,))] for disk in taken]
        bodies = []
        for disk in taken:
            if rng.random() < 0.1:
                # A volume group on top of it: what is mounted is no device of DRBD any more.
                group = f"vg_{disk.name}"
                mounts = [self.mount(f"/dev/{group}/lv{number}", each) for number, each in enumerate(disk.directories)]
                bodies.append([_called("LVM", group), *mounts])
                continue
            pairs = list(zip(disk.devices, disk.directories))
            if disk.volumes and rng.random() < 0.3:
                pairs = [(f"/dev/drbd/by-res/{disk.name}/{number}", directory) for number, (_, directory) in enumerate(pairs)]
            bodies.append([self.mount(*pair) for pair in pairs])
        if rng.random() < 0.15:
            bodies = [[] for _ in bodies]  # a raw device, for a database of its own
        if rng.random() < 0.5:
            return [*(word for head in heads for word in head), *(word for body in bodies for word in body)]
        return [word for head, body in zip(heads, bodies) for word in (*head, *body)]

    def mount(self, device: str, directory: str, fstype: str | None = None) -> Resource:
        rng = self.rng
        words = [device, directory, fstype or rng.choice(_TYPES)]
        if rng.random() < 0.3:
            words.append("rw,soft,intr" if fstype == "nfs" else rng.choice(_OPTIONS))
        if fstype is None and rng.random() < 0.08:
            del words[2:]
        return _called("Filesystem", *words)._replace(kind=Kind.MOUNT, means=(device, directory))

    def database(self, ground: list[Resource]) -> list[Resource]:
        wanted = self.rng.random() < (0.6 if ground else 0.1)
        if not (wanted and self.mysql):
            return []
        script, self.mysql = self.mysql, ""
        return [Resource(Kind.DATABASE, script, script, ())]

    def service(self) -> Resource:
        """A service of the distribution, a script of one's own, one of the package; where none is left, another of one's own."""
        stocks = {"service": self.services, "own": self.own, "wrapper": self.wrappers}
        stock = stocks[self.rng.choice(("service", "service", "service", "own", "wrapper"))]
        if not stock:
            return _called("worker", str(next(self.workers)))
        script, arguments = stock.pop()
        return _called(script, *arguments)

    def address(self) -> Resource:
        """An address in one of the forms that IPaddr and IPaddr2 take."""
        rng = self.rng
        ip = f"{self.network}.{self.hosts.pop()}"
        nic = rng.choice(self.nics)
        if rng.random() < 0.04:
            ip = f"2001:db8:0:13:0:0:0:{self.hosts.pop():x}"
            return Resource(Kind.ADDRESS, f"IPaddr2::{ip}/64/{nic}", "IPaddr2", (f"{ip}/64/{nic}",), (ip,))
        word = ip + rng.choice(_FORMS).format(n=nic, b=f"{self.network}.255")
        script = rng.choice(("IPaddr", "IPaddr", "IPaddr", "IPaddr2"))
        text = word if script == "IPaddr" and rng.random() < 0.6 else f"{script}::{word}"
        return Resource(Kind.ADDRESS, text, script, (word,), (ip,))


def _called(script: str, *arguments: str) -> Resource:
    return Resource(Kind.SCRIPT, "::".join((script, *arguments)), script, arguments)


def _taken_apart(word: str) -> tuple[str, tuple[str, ...]]:
    script, *arguments = word.split("::")
    return script, tuple(arguments)


def _mixed(rng: Random, families: list[tuple[Line, ...]]) -> Iterator[Line]:
    """The lines of all families in an order that keeps that of each."""
    left = [list(family) for family in families]
    while any(left):
        family = rng.choice([each for each in left if each])
        yield family.pop(0)
