#!/bin/sh
# What a node starts by itself when it boots, in the order of its runlevel; $1 says which cluster it is to be part of.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
case $1 in
old)
    /etc/init.d/drbd start
    /etc/init.d/drbd-wait start
    /etc/init.d/heartbeat start
    ;;
new)
    /etc/init.d/corosync start
    /etc/init.d/pacemaker start
    ;;
esac
