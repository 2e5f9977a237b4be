"""What the new cluster is to be, before anyone thinks of XML: frozen values that the passes make and the renderers read.

Names are Pacemaker's. Ids are decided here, once (`ids`), so that every rendering and the ledger speak of the same things.
The values are named tuples: a large configuration has tens of thousands of them.
"""

from __future__ import annotations

from typing import NamedTuple, Union

Parameters = tuple[tuple[str, str], ...]
"""Names and values in the order in which they are written."""


class Operation(NamedTuple):
    """One `op`: interval and timeout in whole seconds; role only on promotable clones; `depth` is OCF_CHECK_LEVEL."""

    name: str
    interval: int
    timeout: int
    role: str | None = None
    on_fail: str | None = None
    depth: int = 0


class Agent(NamedTuple):
    """Which program runs a resource: `provider` is empty for classes other than ocf."""

    standard: str
    provider: str
    type: str

    def __str__(self) -> str:
        return ":".join(part for part in self if part)


class Primitive(NamedTuple):
    id: str
    agent: Agent
    parameters: Parameters
    operations: tuple[Operation, ...]
    meta: Parameters = ()


class Group(NamedTuple):
    id: str
    members: tuple[Primitive, ...]


class Clone(NamedTuple):
    """A clone; a promotable one where `meta` says `promotable`."""

    id: str
    primitive: Primitive
    meta: Parameters


OPTIONAL = "Optional"


class Order(NamedTuple):
    """`first_action` of `first` comes before `then_action` of `then`; the opposites, where it is symmetrical, the other way round.

    Optional: only where both are about to happen, so that neither depends on the other.
    """

    id: str
    first: str
    first_action: str
    then: str
    then_action: str
    kind: str | None = None
    symmetrical: bool = True


class Colocation(NamedTuple):
    """`resource` (in `role`) runs only where `with_resource` (in `with_role`) does.

    Both roles are always told: pcs writes Pacemaker's default, Started, where nobody asked, and all renderings are to agree.
    """

    id: str
    resource: str
    with_resource: str
    with_role: str
    score: str
    role: str = "Started"


class Preference(NamedTuple):
    """`resource` prefers `node` by `score`, which is finite."""

    id: str
    resource: str
    node: str
    score: int


class Ban(NamedTuple):
    """`resource` never runs on `node`."""

    id: str
    resource: str
    node: str
    score: str = "-INFINITY"


class Expression(NamedTuple):
    """One comparison of a node attribute; `value` is None for defined and not_defined, `type` None for text."""

    id: str
    attribute: str
    operation: str
    value: str | None = None
    type: str | None = None


class RuleLocation(NamedTuple):
    """A location constraint by rule: `score` is a number or ±INFINITY, or `score_attribute` names a node attribute.

    `boolean_op` joins the expressions; a rule with one expression has no use for it.
    """

    id: str
    resource: str
    role: str | None
    rule_id: str
    score: str | None
    score_attribute: str | None
    boolean_op: str
    expressions: tuple[Expression, ...]


Constraint = Union[Order, Colocation, Preference, Ban, RuleLocation]


class Alert(NamedTuple):
    """An alert agent; `recipient` is empty where nobody is mailed."""

    id: str
    path: str
    parameters: Parameters
    recipient: str


class Node(NamedTuple):
    """A cluster node; `id` is corosync's nodeid: the place of the node in ha.cf, from 1."""

    id: int
    name: str


class ClusterPlan(NamedTuple):
    """The whole new cluster. Everything is in the order in which it is written."""

    nodes: tuple[Node, ...]
    properties: Parameters
    resource_defaults: Parameters
    groups: tuple[Group, ...]
    clones: tuple[Clone, ...]
    constraints: tuple[Constraint, ...]
    alerts: tuple[Alert, ...]
    fencing: tuple[Primitive, ...] = ()
    """The devices that shoot nodes."""


class Replicated(NamedTuple):
    """One DRBD resource that a service stands on: its promotable clone, the primitive in it and the gate's node attribute."""

    clone: str
    primitive: str
    attribute: str


class Service(NamedTuple):
    """What the haresources lines that share resources became: they live on one node together.

    `id` is the group's; `node` the preferred node; `start_order` the ids of primitives and promotable clones as they start.
    """

    id: str
    node: str
    start_order: tuple[str, ...]
    replicated: tuple[Replicated, ...]
    unwatched: tuple[str, ...] = ()
    """The members whose failure nobody notices, in the old cluster or the new."""


class PingTarget(NamedTuple):
    """What counts as one ping node: a single address, or a ping_group, up while any of its addresses answers.

    `attribute` is the node attribute, which holds `multiplier` for each address that answers; single addresses share one.
    """

    name: str
    addresses: tuple[str, ...]
    attribute: str
    multiplier: int


class Behaviour(NamedTuple):
    """How the old cluster behaved, as far as its configuration decides it: what the new one is held against."""

    services: tuple[Service, ...]
    fails_back: bool
    ping: tuple[PingTarget, ...]
    """The ping nodes that ipfail acts on; empty where nothing moves for them."""
