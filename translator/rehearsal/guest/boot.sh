#!/bin/sh
# What a node starts by itself when it boots: of both generations, what its runlevel has, in this order.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
for each in drbd drbd-wait heartbeat corosync pacemaker; do
    for link in /etc/rc2.d/S??"$each"; do
        [ ! -e "$link" ] || "/etc/init.d/$each" start
    done
done
