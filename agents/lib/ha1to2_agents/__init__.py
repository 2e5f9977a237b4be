"""The library of the ocf:ha1to2 agents, for /usr/bin/python3 from 3.6 on with the standard library alone.

An agent is a module with `AGENT`, an `agent.Agent` that declares its meta-data and its actions, and `main`, which the stub of
that name calls:

    agent     declarations, return codes, parameters, dispatch, deadline: read this first; `vip_check` is the pattern to follow
    process   one child with a deadline, and nothing left behind
    state     what must outlast a call, below HA_RSCTMP
    log       what ocf_log does; `syslog` is the datagram below it
    metadata  the declarations as XML; loaded by meta-data alone

A monitor runs every few seconds on every node, so its imports are its price: no re, enum, socket, signal, json, subprocess,
logging, dataclasses, inspect or typing (4 to 19 ms each; a bare interpreter takes 5). Where one of them would bring the
constants of a C module and nothing else, the C module is imported itself (`_socket`, `_signal`), which every CPython has.
"""
