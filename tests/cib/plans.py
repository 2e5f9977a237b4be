"""Plans that no tree of files becomes: everything that the model can say, and as little as it can say."""

from __future__ import annotations

from ha1to2.model import (
    Agent,
    Alert,
    Clone,
    ClusterPlan,
    Colocation,
    Expression,
    Group,
    Node,
    Operation,
    Order,
    Preference,
    Primitive,
    RuleLocation,
)

ANY = Agent("ocf", "test", "any")
START, STOP = Operation("start", 0, 20), Operation("stop", 0, 30)
WATCHED = (START, STOP, Operation("monitor", 10, 20))

SMALL = ClusterPlan(
    nodes=(Node(1, "web01"), Node(2, "web02")),
    properties=(("stonith-enabled", "false"),),
    resource_defaults=(("resource-stickiness", "100"),),
    groups=(Group("group_a", (Primitive("a", ANY, (), WATCHED),)),),
    clones=(),
    constraints=(),
    alerts=(),
)

EVERYTHING = ClusterPlan(
    nodes=(Node(1, "web01"), Node(2, "web-02.example.com")),
    properties=(("stonith-enabled", "false"), ("no-quorum-policy", "ignore"), ("dc-deadtime", "120s")),
    resource_defaults=(("resource-stickiness", "100"), ("migration-threshold", "1")),
    groups=(
        Group(
            "group_one",
            (
                Primitive("unwatched", ANY, (("p1", "a b"), ("p0", "1")), (START, STOP), (("target-role", "Started"),)),
                Primitive("deep", ANY, (), (*WATCHED, Operation("monitor", 60, 90, depth=10, on_fail="ignore"))),
                Primitive("script", Agent("lsb", "", "foo"), (), WATCHED),
                Primitive("unit", Agent("systemd", "", "foo"), (), WATCHED, (("migration-threshold", "3"),)),
                Primitive("either", Agent("service", "", "foo"), (), WATCHED),
            ),
        ),
        Group("group_two", (Primitive("fence", Agent("stonith", "", "fence_any"), (("one", "x"), ("two", "y z")), WATCHED),)),
    ),
    clones=(
        Clone(
            "disk-clone",
            Primitive(
                "disk",
                ANY,
                (("p0", "r0"),),
                (
                    *(Operation(name, 0, 90) for name in ("start", "stop", "promote", "demote", "notify")),
                    Operation("monitor", 10, 60, role="Promoted"),
                    Operation("monitor", 20, 60, role="Unpromoted", on_fail="block"),
                ),
            ),
            (("promotable", "true"), ("promoted-max", "1"), ("notify", "true"), ("failure-timeout", "600s")),
        ),
        Clone("other-clone", Primitive("other", ANY, (), WATCHED), (("promotable", "true"), ("interleave", "true"))),
        Clone("plain-clone", Primitive("plain", ANY, (), (START, STOP)), (("interleave", "true"),)),
    ),
    constraints=(
        RuleLocation(
            "by_or", "disk-clone", "Promoted", "by_or-rule", "-INFINITY", None, "or",
            (
                Expression("by_or-1", "gate", "not_defined"),
                Expression("by_or-2", "gate", "ne", "1"),
                Expression("by_or-3", "fail-count-deep#monitor_60000", "defined"),
            ),
        ),
        RuleLocation(
            "by_and", "group_one", None, "by_and-rule", "500", None, "and",
            (Expression("by_and-1", "ping_1", "gt", "0", "number"), Expression("by_and-2", "ping_2", "eq", "up", "string")),
        ),
        RuleLocation(
            "by_attribute", "group_one", None, "by_attribute-rule", None, "pingd", "and",
            (Expression("by_attribute-1", "pingd", "defined"),),
        ),
        Preference("home", "group_one", "web01", 50),
        Preference("not_home", "group_two", "web-02.example.com", -7),
        Colocation("with_disk", "group_one", "disk-clone", "Promoted", "INFINITY"),
        Colocation("disks", "other-clone", "disk-clone", "Promoted", "INFINITY", role="Promoted"),
        Colocation("apart", "group_two", "group_one", "Started", "-1000"),
        Order("disk_first", "disk-clone", "promote", "deep", "start"),
        Order("stopped_last", "group_one", "stop", "disk-clone", "demote"),
    ),
    alerts=(
        Alert("mailed", "/usr/local/bin/alert one", (("p1", "b"), ("p0", "a c")), "root@example.com"),
        Alert("alone", "/usr/local/bin/two", (("p0", "1"),), ""),
    ),
)  # fmt: skip
