"""Which DRBD resource a path of a device means.

Facts: the links that drbd-utils' udev rules make.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Optional

from .model import DrbdResource, DrbdVolume


class DeviceIndex:
    """Which resource and volume a path of a device means: made once, then each question takes the same short time.

    Knows `/dev/drbd0`, `/dev/drbd_NAME`, and udev's links `/dev/drbd/by-res/NAME[/VOLUME]` and `/dev/drbd/by-disk/DISK`. Where
    several resources answer to a path on different hosts, it is the first; pass only the resources of the nodes in question.
    """

    def __init__(self, resources: Iterable[DrbdResource]) -> None:
        self._paths: dict[str, tuple[DrbdResource, int]] = {}
        for resource in resources:
            for host in resource.hosts:
                for volume in host.volumes:
                    self._add(resource, volume)

    def _add(self, resource: DrbdResource, volume: DrbdVolume) -> None:
        entry = (resource, volume.number)
        by_res = f"/dev/drbd/by-res/{resource.name}"
        names = [str(volume.device), f"{by_res}/{volume.number}"]
        if volume.minor is not None:
            names.append(f"/dev/drbd{volume.minor}")
        if not resource.explicit_volumes:
            names.append(by_res)
        if volume.disk is not None:
            disk = str(volume.disk)
            names.append("/dev/drbd/by-disk/" + (disk[len("/dev/") :] if disk.startswith("/dev/") else disk.lstrip("/")))
        for path in names:
            self._paths.setdefault(path, entry)

    def find(self, path: str) -> Optional[tuple[DrbdResource, int]]:
        """The resource and the number of its volume, or None where no resource has the device."""
        parts = [part for part in path.split("/") if part not in ("", ".")]
        return self._paths.get("/" + "/".join(parts)) if path.startswith("/") else None


@lru_cache(maxsize=1)
def _index(resources: _Same) -> DeviceIndex:
    return DeviceIndex(resources.resources)


class _Same:
    """The very same tuple, so that an index is found again without looking at all of it."""

    def __init__(self, resources: tuple[DrbdResource, ...]) -> None:
        self.resources = resources

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.resources is self.resources

    def __hash__(self) -> int:
        return id(self.resources)


def device_of(resources: tuple[DrbdResource, ...], path: str) -> Optional[tuple[DrbdResource, int]]:
    """`DeviceIndex(resources).find(path)`; the index of the last resources asked about is kept."""
    return _index(_Same(resources)).find(path)
