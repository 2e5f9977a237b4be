#!/bin/bash
# What `make demo` shows: the memo's cluster converted, verified and put to the test, each command as one would type it.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PWD/.venv/bin:$PATH:/usr/sbin:/sbin"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for node in web01 web02; do
    mkdir "$work/$node"
    cp -r "tests/golden/memo-$node/etc" "$work/$node/etc"
done
cd "$work"

bold='' plain=''
[[ -t 1 ]] && bold=$'\e[1m' plain=$'\e[0m'
run() {
    printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"
    eval "$*"
}

run 'cat web01/etc/ha.d/haresources'
run 'ha1to2 check --diagnostics concise web01/etc/ha.d web02/etc/ha.d'
run 'ha1to2 convert web01/etc/ha.d > cib.xml'
run 'crm_verify -x cib.xml && echo "Pacemaker takes it"'
run 'ha1to2 explain web01/etc/ha.d 2>/dev/null'
run 'ha1to2 simulate --diagnostics concise web01/etc/ha.d 2>/dev/null'
