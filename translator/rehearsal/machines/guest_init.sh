#!/bin/sh
# Process 1 of a node: lays a writable overlay over the read-only tree that all nodes share, and goes on as that node's own script.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
mount -t proc proc /proc
modprobe overlay
# "system" and "bed" came with the kernel's command line: the disk that keeps the node's own files, and its directory on the host
if [ -n "$system" ]; then
    mount -t ext4 "$system" /mnt 2>/dev/null || { mkfs.ext4 -q "$system" && mount -t ext4 "$system" /mnt; }
else
    mount -t tmpfs -o mode=0755 upper /mnt
fi
mkdir -p /mnt/upper /mnt/work /mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root
mkdir -p /mnt/root/below
cd /mnt/root && pivot_root . below && cd /
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
mount -t tmpfs -o mode=0755 run /run
mount -t tmpfs -o mode=1777 tmp /tmp
mkdir -p /run/lock /run/resource-agents
# The ps of Debian 12 gives up where no processor says which core it is.
{ sed '/^$/d' /proc/cpuinfo && printf 'core id\t\t: 0\n\n'; } >/run/cpuinfo && mount --bind /run/cpuinfo /proc/cpuinfo
umount -l /below
mkdir -p /bed
mount -t hostfs -o "$bed" none /bed
exec /bin/sh /bed/boot.sh
