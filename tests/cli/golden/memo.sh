#!/bin/sh
# Made by ha1to2, for pcs 0.11 and the agents of ha1to2, which must be installed here.
#
#   sh SCRIPT         changes the configuration of the running cluster
#   sh SCRIPT FILE    changes the CIB in FILE, and asks no cluster
#
# The commands change a copy. It is put in place, as a whole, when all of them have succeeded; where one fails, nothing is changed.

set -eu
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin"
# pcs would take it for the CIB, whatever stands behind -f.
unset CIB_file
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cib=$work/cib.xml
if [ $# -gt 0 ]; then
    cp -- "$1" "$cib"
else
    pcs cluster cib "$work/before.xml"
    cp "$work/before.xml" "$cib"
fi

# pcs has no command for this; a running cluster knows its nodes already.
node() {
    CIB_file=$cib cibadmin --query --xpath "//node[@uname='$2']" >/dev/null 2>&1 && return
    CIB_file=$cib cibadmin --create --scope nodes --xml-text "<node id='$1' uname='$2'/>" && return
    echo "another node of this cluster has the id $1: does corosync.conf give it to $2?" >&2
    exit 1
}

node 1 web01
node 2 web02

pcs -f "$cib" resource create vip_10_1_13_10 ocf:heartbeat:IPaddr2 \
    ip=10.1.13.10 cidr_netmask=24 nic=eth2 broadcast=10.1.13.255 \
    op start interval=0s timeout=20s \
    stop interval=0s timeout=20s \
    --group group_vip_10_1_13_10 --no-default-ops
pcs -f "$cib" resource op remove vip_10_1_13_10 monitor
pcs -f "$cib" resource create vip_10_0_13_10 ocf:heartbeat:IPaddr2 \
    ip=10.0.13.10 cidr_netmask=24 nic=bond0 broadcast=10.0.13.255 \
    op start interval=0s timeout=20s \
    stop interval=0s timeout=20s \
    --group group_vip_10_1_13_10 --no-default-ops
pcs -f "$cib" resource op remove vip_10_0_13_10 monitor
pcs -f "$cib" resource create fs_drbd ocf:heartbeat:Filesystem \
    device=/dev/drbd0 directory=/drbd fstype=ext3 \
    op start interval=0s timeout=300s \
    stop interval=0s timeout=120s \
    monitor interval=20s timeout=40s \
    --group group_vip_10_1_13_10 --no-default-ops
pcs -f "$cib" resource create mysql ocf:ha1to2:mysql-on-drbd \
    datadir=/drbd/lib/mysql socket=/drbd/lib/mysql/mysql.sock config=/etc/my.cnf mount_point=/drbd device=/dev/drbd0 drbd_resource=r0 retries=2 retry_interval=10 \
    op start interval=0s timeout=600s \
    stop interval=0s timeout=600s \
    monitor interval=30s timeout=60s \
    --group group_vip_10_1_13_10 --no-default-ops
pcs -f "$cib" resource create check_10_1_13_10 ocf:ha1to2:vip-check \
    ip=10.1.13.10 cidr_netmask=24 nic=eth2 retries=2 retry_interval=10 \
    op start interval=0s timeout=20s \
    stop interval=0s timeout=20s \
    monitor interval=30s timeout=60s \
    --group group_vip_10_1_13_10 --no-default-ops
pcs -f "$cib" resource create check_10_0_13_10 ocf:ha1to2:vip-check \
    ip=10.0.13.10 cidr_netmask=24 nic=bond0 retries=2 retry_interval=10 \
    op start interval=0s timeout=20s \
    stop interval=0s timeout=20s \
    monitor interval=30s timeout=60s \
    --group group_vip_10_1_13_10 --no-default-ops

pcs -f "$cib" resource create drbd_r0 ocf:linbit:drbd \
    drbd_resource=r0 'adjust_master_score=0 10 10000 10000' \
    op start interval=0s timeout=240s \
    promote interval=0s timeout=90s \
    demote interval=0s timeout=90s \
    notify interval=0s timeout=90s \
    stop interval=0s timeout=100s \
    monitor interval=10s timeout=60s role=Promoted \
    monitor interval=20s timeout=60s role=Unpromoted \
    promotable drbd_r0-clone promoted-max=1 promoted-node-max=1 clone-max=2 clone-node-max=1 notify=true interleave=true failure-timeout=600s --no-default-ops

pcs -f "$cib" resource create drbd_wait_r0 ocf:ha1to2:drbd-wait \
    drbd_resource=r0 attribute=drbd_wait_r0 \
    op start interval=0s timeout=30s \
    stop interval=0s timeout=20s \
    monitor interval=10s timeout=30s on-fail=ignore \
    clone drbd_wait_r0-clone interleave=true migration-threshold=INFINITY failure-timeout=60s --no-default-ops

pcs -f "$cib" resource create ping ocf:pacemaker:ping \
    name=pingd 'host_list=10.0.254.254 10.1.254.254' multiplier=11000 dampen=10s attempts=3 timeout=2 \
    op start interval=0s timeout=60s \
    stop interval=0s timeout=20s \
    monitor interval=10s timeout=60s \
    clone ping-clone interleave=true migration-threshold=INFINITY failure-timeout=60s --no-default-ops

pcs -f "$cib" resource create peer_wait ocf:ha1to2:peer-wait \
    seconds=120 'attributes=drbd_wait_r0 pingd' \
    op start interval=0s timeout=240s \
    stop interval=0s timeout=20s \
    clone peer_wait-clone interleave=true migration-threshold=INFINITY failure-timeout=60s --no-default-ops
pcs -f "$cib" resource op remove peer_wait monitor

pcs -f "$cib" constraint order start drbd_r0-clone then start drbd_wait_r0-clone symmetrical=false id=drbd_r0-before-drbd_wait_r0
pcs -f "$cib" constraint order start vip_10_0_13_10 then promote drbd_r0-clone id=vip_10_0_13_10-before-drbd_r0-clone
pcs -f "$cib" constraint order promote drbd_r0-clone then start fs_drbd id=drbd_r0-clone-before-fs_drbd
pcs -f "$cib" constraint order start drbd_wait_r0-clone then start peer_wait-clone kind=Optional id=drbd_wait_r0-clone-before-peer_wait-clone
pcs -f "$cib" constraint order start ping-clone then start peer_wait-clone kind=Optional id=ping-clone-before-peer_wait-clone
pcs -f "$cib" constraint order start peer_wait-clone then start group_vip_10_1_13_10 kind=Optional id=peer_wait-clone-before-group_vip_10_1_13_10
pcs -f "$cib" constraint colocation add Started group_vip_10_1_13_10 with Promoted drbd_r0-clone INFINITY id=group_vip_10_1_13_10-with-drbd_r0-clone
pcs -f "$cib" constraint location add group_vip_10_1_13_10-home group_vip_10_1_13_10 web01 50
pcs -f "$cib" constraint location drbd_r0-clone rule id=drbd_r0-gate-rule constraint-id=drbd_r0-gate role=Promoted score=-INFINITY \
    not_defined drbd_wait_r0 \
    or drbd_wait_r0 ne 1
pcs -f "$cib" constraint location group_vip_10_1_13_10 rule id=group_vip_10_1_13_10-pingd-rule constraint-id=group_vip_10_1_13_10-pingd score-attribute=pingd \
    defined pingd
pcs -f "$cib" constraint location drbd_r0-clone rule id=group_vip_10_1_13_10-failed-rule constraint-id=group_vip_10_1_13_10-failed role=Promoted score=-INFINITY \
    defined 'fail-count-vip_10_1_13_10#start_0' \
    or defined 'fail-count-vip_10_0_13_10#start_0' \
    or defined 'fail-count-fs_drbd#start_0' \
    or defined 'fail-count-fs_drbd#monitor_20000' \
    or defined 'fail-count-mysql#start_0' \
    or defined 'fail-count-mysql#monitor_30000' \
    or defined 'fail-count-check_10_1_13_10#start_0' \
    or defined 'fail-count-check_10_1_13_10#monitor_30000' \
    or defined 'fail-count-check_10_0_13_10#start_0' \
    or defined 'fail-count-check_10_0_13_10#monitor_30000'

pcs -f "$cib" property set \
    stonith-enabled=false \
    no-quorum-policy=ignore \
    dc-deadtime=5s \
    load-threshold=10000%
pcs -f "$cib" resource defaults update \
    resource-stickiness=100 \
    migration-threshold=1

pcs -f "$cib" alert create id=check_primary path=/usr/lib/ocf/resource.d/ha1to2/check-primary-alert \
    options facility=local0 level=err
CIB_file="$cib" cibadmin --modify --scope alerts --xml-text '<alert id="check_primary"><select><select_nodes/><select_resources/></select></alert>'

if [ $# -gt 0 ]; then
    new=$(mktemp -- "$1.XXXXXX")
    cp -p -- "$1" "$new"
    cat "$cib" >"$new"
    mv -- "$new" "$1"
else
    pcs cluster cib-push "$cib" diff-against="$work/before.xml"
fi
