/* What a service's failures mean where AWS's common codes do not tell (flow/answer_code.c): the
** rules that a model carries in "failures", asked in their order when a call has failed. */
#include "data/model.h"

#include <strings.h>

static bool is_listed(const mt_value *list, mt_str text, bool (*matches)(mt_str, mt_str))
{
    const mt_value *one = mt_value_first(list);
    while (one && !matches(text, mt_value_string(one)))
        one = mt_value_next(one);
    return !list || one;
}

static bool starts_with(mt_str text, mt_str start)
{
    return text.size >= start.size && memcmp(text.data, start.data, start.size) == 0;
}

static bool contains(mt_str text, mt_str part)
{
    for (size_t i = 0; i + part.size <= text.size; i++)
        if (strncasecmp(text.data + i, part.data, part.size) == 0)
            return true;
    return false;
}

static mt_status status_named(mt_str name)
{
    for (int i = 0; i < MT_STATUS_COUNT; i++)
        if (mt_str_equal(name, mt_cstr(mt_status_name((mt_status)i))))
            return (mt_status)i;
    return MT_OK;
}

bool model_failure_applies(const mt_value *rule, const struct model_failure *failure)
{
    if (!mt_str_equal(mt_value_string(mt_value_get(rule, "code")), failure->code))
        return false;
    if (mt_value_bool(mt_value_get(rule, "afterChange")) && !failure->is_after_change)
        return false;
    if (mt_value_bool(mt_value_get(rule, "afterLostAnswer")) && !failure->is_after_lost_answer)
        return false;
    return is_listed(mt_value_get(rule, "operations"), mt_cstr(failure->operation), starts_with) &&
           is_listed(mt_value_get(rule, "text"), failure->message, contains);
}

bool model_failure(const mt_model *model, const struct model_failure *failure,
                   struct model_failure_rule *out)
{
    const mt_value *rule = mt_value_first(mt_value_get(model->document, "failures"));
    while (rule && !model_failure_applies(rule, failure))
        rule = mt_value_next(rule);
    if (!rule)
        return false;
    *out = (struct model_failure_rule){
        .status = status_named(mt_value_string(mt_value_get(rule, "class"))),
        .is_neighbours = mt_value_bool(mt_value_get(rule, "neighbour")),
    };
    return true;
}
