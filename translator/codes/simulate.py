"""H801 to H819: simulate."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H801",
        "error",
        "this is no CIB",
        "simulate plays its faults on a Pacemaker configuration: an XML document whose root is 'cib' and that has resources. "
        "'cibadmin --query' saves the one of a running cluster, 'ha1to2 convert' writes a new one.",
    ),
    Code(
        "H802",
        "error",
        "crm_simulate is not installed",
        "Nothing of Pacemaker is rebuilt here: its own scheduler decides, through the program crm_simulate. Debian and Ubuntu have "
        "it in pacemaker-cli-utils, other systems in pacemaker or pacemaker-cli. No cluster and no daemon is needed.",
    ),
    Code(
        "H803",
        "error",
        "Pacemaker's scheduler does not take the CIB",
        "crm_simulate ended with an error, or did not end: the CIB does not fit the schema that it names, or names a newer "
        "crm_feature_set than this Pacemaker's, or is so large that the scheduler needs minutes for it (its time grows with the "
        "square of a group's size). 'crm_verify -V -x FILE' tells what is wrong.",
    ),
    Code(
        "H804",
        "warning",
        "the CIB lacks a resource that the configuration becomes",
        "What a scenario expects is told by ids, as 'ha1to2 convert' gives them. A CIB that was changed by hand can have other "
        "constraints, scores and operations, but a resource that was renamed or removed looks like one that never runs.",
    ),
    Code(
        "H805",
        "error",
        "the picture cannot be drawn",
        "The graph is drawn as SVG by Graphviz's program 'dot'. Debian and Ubuntu have it in the package graphviz. The graph as "
        "text for Graphviz (--dot) needs no program.",
    ),
)
