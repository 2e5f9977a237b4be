#!/bin/sh
### BEGIN INIT INFO
# Provides:          drbd-wait
# Required-Start:    drbd
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
### END INIT INFO
# The memo's drbd-wait: holds the boot up, before heartbeat, while a first synchronisation towards this node goes on.
PATH=/sbin:/usr/sbin:/bin:/usr/bin
export PATH
[ "$1" = start ] || exit 0
sleep 5
for resource in $(drbdadm sh-resources); do
    case $(drbdadm cstate "$resource") in
    *SyncTarget*) drbdadm wait-sync "$resource" ;;
    esac
done
exit 0
