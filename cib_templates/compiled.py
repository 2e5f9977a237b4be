"""The templates of the CIB as jinja2 compiles them. Made by `make templates` from the .j2 files: change those."""

from .runtime import Undefined, environment, escape, missing


def cib(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_feature_set = resolve('feature_set')
    l_0_schema = resolve('schema')
    l_0_plan = resolve('plan')
    l_0_fencing = resolve('fencing')
    l_0_groups = resolve('groups')
    l_0_clones = resolve('clones')
    l_0_constraints = resolve('constraints')
    pass
    yield '<?xml version="1.0"?>\n<cib crm_feature_set="'
    yield escape((undefined(name='feature_set') if l_0_feature_set is missing else l_0_feature_set))
    yield '" validate-with="'
    yield escape((undefined(name='schema') if l_0_schema is missing else l_0_schema))
    yield '" epoch="1" num_updates="0" admin_epoch="0">\n  <configuration>\n    <crm_config>\n      <cluster_property_set id="cib-bootstrap-options">\n'
    for (l_1_name, l_1_value) in environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'properties'):
        _loop_vars = {}
        pass
        yield '        <nvpair id="cib-bootstrap-options-'
        yield escape(l_1_name)
        yield '" name="'
        yield escape(l_1_name)
        yield '" value="'
        yield escape(l_1_value)
        yield '"/>\n'
    l_1_name = l_1_value = missing
    yield '      </cluster_property_set>\n    </crm_config>\n    <nodes>\n'
    for l_1_node in environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'nodes'):
        _loop_vars = {}
        pass
        yield '      <node id="'
        yield escape(environment.getattr(l_1_node, 'id'))
        yield '" uname="'
        yield escape(environment.getattr(l_1_node, 'name'))
        yield '"/>\n'
    l_1_node = missing
    yield '    </nodes>\n    <resources>\n'
    yield escape((undefined(name='fencing') if l_0_fencing is missing else l_0_fencing))
    yield '\n'
    yield escape((undefined(name='groups') if l_0_groups is missing else l_0_groups))
    yield '\n'
    yield escape((undefined(name='clones') if l_0_clones is missing else l_0_clones))
    yield '\n    </resources>\n    <constraints>\n'
    yield escape((undefined(name='constraints') if l_0_constraints is missing else l_0_constraints))
    yield '\n    </constraints>\n    <rsc_defaults>\n      <meta_attributes id="rsc-options">\n'
    for (l_1_name, l_1_value) in environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'resource_defaults'):
        _loop_vars = {}
        pass
        yield '        <nvpair id="rsc-options-'
        yield escape(l_1_name)
        yield '" name="'
        yield escape(l_1_name)
        yield '" value="'
        yield escape(l_1_value)
        yield '"/>\n'
    l_1_name = l_1_value = missing
    yield '      </meta_attributes>\n    </rsc_defaults>\n'
    if environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'alerts'):
        pass
        yield '    <alerts>\n'
        for l_1_alert in environment.getattr((undefined(name='plan') if l_0_plan is missing else l_0_plan), 'alerts'):
            _loop_vars = {}
            pass
            yield '      <alert id="'
            yield escape(environment.getattr(l_1_alert, 'id'))
            yield '" path="'
            yield escape(environment.getattr(l_1_alert, 'path'))
            yield '">\n        <select>\n          <select_nodes/>\n          <select_resources/>\n        </select>\n        <instance_attributes id="'
            yield escape(environment.getattr(l_1_alert, 'id'))
            yield '-params">\n'
            for (l_2_name, l_2_value) in environment.getattr(l_1_alert, 'parameters'):
                _loop_vars = {}
                pass
                yield '          <nvpair id="'
                yield escape(environment.getattr(l_1_alert, 'id'))
                yield '-params-'
                yield escape(l_2_name)
                yield '" name="'
                yield escape(l_2_name)
                yield '" value="'
                yield escape(l_2_value)
                yield '"/>\n'
            l_2_name = l_2_value = missing
            yield '        </instance_attributes>\n'
            if environment.getattr(l_1_alert, 'recipient'):
                pass
                yield '        <recipient id="'
                yield escape(environment.getattr(l_1_alert, 'id'))
                yield '-recipient" value="'
                yield escape(environment.getattr(l_1_alert, 'recipient'))
                yield '"/>\n'
            yield '      </alert>\n'
        l_1_alert = missing
        yield '    </alerts>\n'
    yield '  </configuration>\n  <status/>\n</cib>'


def clone(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_id = resolve('id')
    l_0_meta = resolve('meta')
    pass
    yield '<clone id="'
    yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
    yield '">\n  <meta_attributes id="'
    yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
    yield '-meta">\n'
    for (l_1_name, l_1_value) in (undefined(name='meta') if l_0_meta is missing else l_0_meta):
        _loop_vars = {}
        pass
        yield '    <nvpair id="'
        yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
        yield '-meta-'
        yield escape(l_1_name)
        yield '" name="'
        yield escape(l_1_name)
        yield '" value="'
        yield escape(l_1_value)
        yield '"/>\n'
    l_1_name = l_1_value = missing
    yield '  </meta_attributes>\n</clone>'


def colocation(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_id = resolve('id')
    l_0_score = resolve('score')
    l_0_resource = resolve('resource')
    l_0_role = resolve('role')
    l_0_with_resource = resolve('with_resource')
    l_0_with_role = resolve('with_role')
    pass
    yield '<rsc_colocation id="'
    yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
    yield '" score="'
    yield escape((undefined(name='score') if l_0_score is missing else l_0_score))
    yield '" rsc="'
    yield escape((undefined(name='resource') if l_0_resource is missing else l_0_resource))
    yield '" rsc-role="'
    yield escape((undefined(name='role') if l_0_role is missing else l_0_role))
    yield '" with-rsc="'
    yield escape((undefined(name='with_resource') if l_0_with_resource is missing else l_0_with_resource))
    yield '" with-rsc-role="'
    yield escape((undefined(name='with_role') if l_0_with_role is missing else l_0_with_role))
    yield '"/>'


def expressions(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_expressions = resolve('expressions')
    try:
        t_1 = environment.tests['none']
    except KeyError:
        @internalcode
        def t_1(*unused):
            raise TemplateRuntimeError("No test named 'none' found.")
    pass
    for l_1_expression in (undefined(name='expressions') if l_0_expressions is missing else l_0_expressions):
        _loop_vars = {}
        pass
        yield '<expression id="'
        yield escape(environment.getattr(l_1_expression, 'id'))
        yield '" attribute="'
        yield escape(environment.getattr(l_1_expression, 'attribute'))
        yield '" operation="'
        yield escape(environment.getattr(l_1_expression, 'operation'))
        yield '"'
        if environment.getattr(l_1_expression, 'type'):
            pass
            yield ' type="'
            yield escape(environment.getattr(l_1_expression, 'type'))
            yield '"'
        if (not t_1(environment.getattr(l_1_expression, 'value'))):
            pass
            yield ' value="'
            yield escape(environment.getattr(l_1_expression, 'value'))
            yield '"'
        yield '/>\n'
    l_1_expression = missing


def group(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_id = resolve('id')
    pass
    yield '<group id="'
    yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
    yield '">\n</group>'


def order(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_id = resolve('id')
    l_0_first = resolve('first')
    l_0_first_action = resolve('first_action')
    l_0_then = resolve('then')
    l_0_then_action = resolve('then_action')
    l_0_kind = resolve('kind')
    l_0_symmetrical = resolve('symmetrical')
    pass
    yield '<rsc_order id="'
    yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
    yield '" first="'
    yield escape((undefined(name='first') if l_0_first is missing else l_0_first))
    yield '" first-action="'
    yield escape((undefined(name='first_action') if l_0_first_action is missing else l_0_first_action))
    yield '" then="'
    yield escape((undefined(name='then') if l_0_then is missing else l_0_then))
    yield '" then-action="'
    yield escape((undefined(name='then_action') if l_0_then_action is missing else l_0_then_action))
    yield '"'
    if (undefined(name='kind') if l_0_kind is missing else l_0_kind):
        pass
        yield ' kind="'
        yield escape((undefined(name='kind') if l_0_kind is missing else l_0_kind))
        yield '"'
    if (not (undefined(name='symmetrical') if l_0_symmetrical is missing else l_0_symmetrical)):
        pass
        yield ' symmetrical="false"'
    yield '/>'


def preference(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_id = resolve('id')
    l_0_resource = resolve('resource')
    l_0_node = resolve('node')
    l_0_score = resolve('score')
    pass
    yield '<rsc_location id="'
    yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
    yield '" rsc="'
    yield escape((undefined(name='resource') if l_0_resource is missing else l_0_resource))
    yield '" node="'
    yield escape((undefined(name='node') if l_0_node is missing else l_0_node))
    yield '" score="'
    yield escape((undefined(name='score') if l_0_score is missing else l_0_score))
    yield '"/>'


def primitive(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_id = resolve('id')
    l_0_agent = resolve('agent')
    l_0_parameters = resolve('parameters')
    l_0_meta = resolve('meta')
    l_0_operations = resolve('operations')
    pass
    yield '<primitive id="'
    yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
    yield '" class="'
    yield escape(environment.getattr((undefined(name='agent') if l_0_agent is missing else l_0_agent), 'standard'))
    yield '"'
    if environment.getattr((undefined(name='agent') if l_0_agent is missing else l_0_agent), 'provider'):
        pass
        yield ' provider="'
        yield escape(environment.getattr((undefined(name='agent') if l_0_agent is missing else l_0_agent), 'provider'))
        yield '"'
    yield ' type="'
    yield escape(environment.getattr((undefined(name='agent') if l_0_agent is missing else l_0_agent), 'type'))
    yield '">\n'
    if (undefined(name='parameters') if l_0_parameters is missing else l_0_parameters):
        pass
        yield '  <instance_attributes id="'
        yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
        yield '-params">\n'
        for (l_1_name, l_1_value) in (undefined(name='parameters') if l_0_parameters is missing else l_0_parameters):
            _loop_vars = {}
            pass
            yield '    <nvpair id="'
            yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
            yield '-params-'
            yield escape(l_1_name)
            yield '" name="'
            yield escape(l_1_name)
            yield '" value="'
            yield escape(l_1_value)
            yield '"/>\n'
        l_1_name = l_1_value = missing
        yield '  </instance_attributes>\n'
    if (undefined(name='meta') if l_0_meta is missing else l_0_meta):
        pass
        yield '  <meta_attributes id="'
        yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
        yield '-meta">\n'
        for (l_1_name, l_1_value) in (undefined(name='meta') if l_0_meta is missing else l_0_meta):
            _loop_vars = {}
            pass
            yield '    <nvpair id="'
            yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
            yield '-meta-'
            yield escape(l_1_name)
            yield '" name="'
            yield escape(l_1_name)
            yield '" value="'
            yield escape(l_1_value)
            yield '"/>\n'
        l_1_name = l_1_value = missing
        yield '  </meta_attributes>\n'
    yield '  <operations>\n'
    for l_1_op in (undefined(name='operations') if l_0_operations is missing else l_0_operations):
        _loop_vars = {}
        pass
        yield '    <op id="'
        yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
        yield '-'
        yield escape(environment.getattr(l_1_op, 'suffix'))
        yield '" name="'
        yield escape(environment.getattr(l_1_op, 'name'))
        yield '" interval="'
        yield escape(environment.getattr(l_1_op, 'interval'))
        yield 's" timeout="'
        yield escape(environment.getattr(l_1_op, 'timeout'))
        yield 's"'
        if environment.getattr(l_1_op, 'role'):
            pass
            yield ' role="'
            yield escape(environment.getattr(l_1_op, 'role'))
            yield '"'
        if environment.getattr(l_1_op, 'on_fail'):
            pass
            yield ' on-fail="'
            yield escape(environment.getattr(l_1_op, 'on_fail'))
            yield '"'
        if environment.getattr(l_1_op, 'depth'):
            pass
            yield '>\n      <instance_attributes id="'
            yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
            yield '-'
            yield escape(environment.getattr(l_1_op, 'suffix'))
            yield '-depth">\n        <nvpair id="'
            yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
            yield '-'
            yield escape(environment.getattr(l_1_op, 'suffix'))
            yield '-depth-OCF_CHECK_LEVEL" name="OCF_CHECK_LEVEL" value="'
            yield escape(environment.getattr(l_1_op, 'depth'))
            yield '"/>\n      </instance_attributes>\n    </op>\n'
        else:
            pass
            yield '/>\n'
    l_1_op = missing
    yield '  </operations>\n</primitive>'


def rule_location(context, missing=missing, environment=environment):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat
    cond_expr_undefined = Undefined
    if 0: yield None
    l_0_id = resolve('id')
    l_0_resource = resolve('resource')
    l_0_rule_id = resolve('rule_id')
    l_0_role = resolve('role')
    l_0_score_attribute = resolve('score_attribute')
    l_0_score = resolve('score')
    l_0_boolean_op = resolve('boolean_op')
    pass
    yield '<rsc_location id="'
    yield escape((undefined(name='id') if l_0_id is missing else l_0_id))
    yield '" rsc="'
    yield escape((undefined(name='resource') if l_0_resource is missing else l_0_resource))
    yield '">\n  <rule id="'
    yield escape((undefined(name='rule_id') if l_0_rule_id is missing else l_0_rule_id))
    yield '"'
    if (undefined(name='role') if l_0_role is missing else l_0_role):
        pass
        yield ' role="'
        yield escape((undefined(name='role') if l_0_role is missing else l_0_role))
        yield '"'
    if (undefined(name='score_attribute') if l_0_score_attribute is missing else l_0_score_attribute):
        pass
        yield ' score-attribute="'
        yield escape((undefined(name='score_attribute') if l_0_score_attribute is missing else l_0_score_attribute))
        yield '"'
    else:
        pass
        yield ' score="'
        yield escape((undefined(name='score') if l_0_score is missing else l_0_score))
        yield '"'
    if (undefined(name='boolean_op') if l_0_boolean_op is missing else l_0_boolean_op):
        pass
        yield ' boolean-op="'
        yield escape((undefined(name='boolean_op') if l_0_boolean_op is missing else l_0_boolean_op))
        yield '"'
    yield '>\n  </rule>\n</rsc_location>'


TEMPLATES = {
    "cib.xml.j2": cib,
    "clone.xml.j2": clone,
    "colocation.xml.j2": colocation,
    "expressions.xml.j2": expressions,
    "group.xml.j2": group,
    "order.xml.j2": order,
    "preference.xml.j2": preference,
    "primitive.xml.j2": primitive,
    "rule_location.xml.j2": rule_location,
}
