/* Runs cases for others who want to compare: one JSON object a line on stdin,
** {"op": "sign", "in": …}, one line with its result, or {"error": …}, on stdout. */
#include "conformance.h"

#include <stdio.h>
#include <stdlib.h>

#include "retry_case.h"

static const struct {
    const char *name;
    conformance_op *run;
} operations[] = {
    {"cubic-sim", cubic_case_run},
    {"endpoint-url", conformance_endpoint_url},
    {"parse", conformance_parse},
    {"resolve-endpoint", conformance_resolve_endpoint},
    {"retry-sim", retry_case_run},
    {"serialise", conformance_serialise},
    {"sign", conformance_sign},
    {"skew-sim", conformance_skew_sim},
    {"trace-header", conformance_trace_header},
    {"verify", conformance_verify},
    {"parse-config", conformance_parse_config},
    {"config-paths", conformance_config_paths},
    {"resolve-profile-chain", conformance_resolve_profile_chain},
    {"container-url", conformance_container_url},
    {"imds-url", conformance_imds_url},
    {"resolve-credentials", conformance_resolve_credentials},
    {"resolve-token", conformance_resolve_token},
};

mt_status conformance_set(mt_value *object, const char *key, const char *text)
{
    return text ? mt_value_set(object, mt_cstr(key), mt_value_new_string(mt_cstr(text))) : MT_OK;
}

static mt_status run_case(mt_str line, mt_value **out, mt_error *err)
{
    mt_value *json = NULL;
    mt_status st = mt_json_parse(line, &json, err);
    if (st)
        return st;
    const mt_str op = mt_value_string(mt_value_get(json, "op"));
    conformance_op *run = NULL;
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
        if (mt_str_equal(op, mt_cstr(operations[i].name)))
            run = operations[i].run;
    st = run ? run(mt_value_get(json, "in"), out, err)
             : mt_fail(err, MT_EUSAGE, "there is no operation of that name");
    mt_value_free(json);
    return st;
}

static mt_value *describe_error(const mt_error *err)
{
    mt_value *const inner = mt_value_new_object(), *const outer = mt_value_new_object();
    mt_status st = conformance_set(inner, "status", mt_status_name(err->status));
    if (!st && err->code[0])
        st = conformance_set(inner, "code", err->code);
    if (!st && err->where[0])
        st = conformance_set(inner, "where", err->where);
    if (!st)
        st = conformance_set(inner, "message", err->message);
    if (st)
        mt_value_free(inner);
    else
        st = mt_value_set(outer, mt_cstr("error"), inner);
    if (st) {
        mt_value_free(outer);
        return NULL;
    }
    return outer;
}

static int print_result(mt_value *result)
{
    char *text = NULL;
    mt_error err;
    const mt_status st = mt_json_print(result, MT_JSON_COMPACT, &text, NULL, &err);
    if (!st && puts(text) < 0)
        return EXIT_FAILURE;
    free(text);
    mt_value_free(result);
    return st ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size = 0;
    int code = EXIT_SUCCESS;
    while (code == EXIT_SUCCESS && (size = getline(&line, &capacity, stdin)) >= 0) {
        mt_value *result = NULL;
        mt_error err = {0};
        if (size == 1 && line[0] == '\n')
            continue;
        if (run_case((mt_str){line, (size_t)size}, &result, &err))
            result = describe_error(&err);
        code = print_result(result);
    }
    free(line);
    return code;
}
