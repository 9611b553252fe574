/* "skew-sim": {"operations"} gives each operation's "signingTimes", "clientSkew" and "outcome";
** {"errorCode", "candidateSkew", "attemptSkew"} gives whether that is "retryable".
** "trace-header": {"env", "requestHeadersBefore"} gives "requestHeadersAfter". */
#include <strings.h>

#include "conformance.h"
#include "data/timestamp.h"
#include "flow/lambda.h"
#include "flow/skew.h"
#include "json_world.h"

enum { MAX_ATTEMPTS = 3 };

static int64_t time_of(const mt_value *attempt, const char *key)
{
    struct timestamp time = {0};
    (void)timestamp_parse(mt_value_string(mt_value_get(attempt, key)), &time);
    return time.seconds;
}

static const char *header(const mt_value *response, const char *name)
{
    const mt_value *text = mt_value_get(mt_value_get(response, "headers"), name);
    return text ? mt_value_string(text).data : NULL;
}

static mt_status add_time(mt_value *times, int64_t seconds)
{
    struct buf text = {0};
    timestamp_print((struct timestamp){.seconds = seconds}, TIMESTAMP_ISO8601, &text);
    const mt_status st = mt_value_append(times, mt_value_new_string(buf_str(&text)));
    buf_clear(&text);
    return st;
}

struct simulation {
    int64_t skew; /* the client's */
    int attempts, max_attempts;
    bool failed;
};

/* One attempt as core/flow/attempt.c makes it; *again says whether there will be another. */
static mt_status attempt(struct simulation *sim, const mt_value *script, mt_value *times,
                         bool *again)
{
    const mt_value *response = mt_value_get(script, "response");
    const mt_str code = mt_value_string(mt_value_get(response, "errorCode"));
    const struct skew_sample sample = {
        .date = header(response, "Date"),
        .age = header(response, "Age"),
        .sent_ms = time_of(script, "clientTimeAtSend") * 1000,
        .answered_ms = time_of(script, "clientTimeAtReceive") * 1000,
    };
    const int64_t used = sim->skew;
    int64_t measured = 0;
    const bool is_measured = skew_measure(&sample, &measured);
    if (is_measured)
        sim->skew = measured;
    sim->failed = code.size > 0;
    *again = sim->failed && is_measured && skew_is_cause(code, used, measured) &&
             ++sim->attempts < sim->max_attempts;
    return add_time(times, sample.sent_ms / 1000 + used);
}

static mt_status simulate(const mt_value *operation, mt_value **out)
{
    const mt_value *limit = mt_value_get(operation, "maxAttempts");
    struct simulation sim = {.skew = mt_value_int(mt_value_get(operation, "initialClientSkew")),
                             .max_attempts = limit ? (int)mt_value_int(limit) : MAX_ATTEMPTS};
    mt_value *const times = mt_value_new_array();
    const mt_value *script = mt_value_first(mt_value_get(operation, "attempts"));
    mt_status st = MT_OK;
    for (bool again = true; script && again && !st; script = mt_value_next(script))
        st = attempt(&sim, script, times, &again);
    *out = mt_value_new_object();
    if (!st)
        st = mt_value_set(*out, mt_cstr("clientSkew"), mt_value_new_int(sim.skew));
    if (!st)
        st = conformance_set(*out, "outcome", sim.failed ? "error" : "success");
    return st ? st : mt_value_set(*out, mt_cstr("signingTimes"), times);
}

static mt_status classify(const mt_value *in, mt_value **out)
{
    const mt_value *candidate = mt_value_get(in, "candidateSkew");
    const bool is_cause =
        mt_value_type(candidate) != MT_NULL &&
        skew_is_cause(mt_value_string(mt_value_get(in, "errorCode")),
                      mt_value_int(mt_value_get(in, "attemptSkew")), mt_value_int(candidate));
    *out = mt_value_new_object();
    return mt_value_set(*out, mt_cstr("retryable"), mt_value_new_bool(is_cause));
}

mt_status conformance_skew_sim(const mt_value *in, mt_value **out, mt_error *err)
{
    (void)err;
    if (!mt_value_get(in, "operations"))
        return classify(in, out);
    mt_value *list = mt_value_new_array();
    const mt_value *operation = mt_value_first(mt_value_get(in, "operations"));
    mt_status st = MT_OK;
    for (; operation && !st; operation = mt_value_next(operation)) {
        mt_value *result = NULL;
        st = simulate(operation, &result);
        if (!st)
            st = mt_value_append(list, result);
    }
    *out = mt_value_new_object();
    return st ? st : mt_value_set(*out, mt_cstr("operations"), list);
}

static bool has_trace_header(const mt_value *headers)
{
    for (const mt_value *line = mt_value_first(headers); line; line = mt_value_next(line))
        if (strncasecmp(mt_value_string(line).data, "x-amzn-trace-id:", 16) == 0)
            return true;
    return false;
}

mt_status conformance_trace_header(const mt_value *in, mt_value **out, mt_error *err)
{
    struct json_world world;
    struct buf line = {0};
    const mt_value *before = mt_value_get(in, "requestHeadersBefore");
    mt_value *headers = mt_value_dup(before);
    (void)err;
    buf_add_cstr(&line, "X-Amzn-Trace-Id: ");
    const size_t empty = line.size;
    if (!has_trace_header(before)) {
        lambda_add_trace_id(json_world_open(&world, in), &line);
        json_world_close(&world);
    }
    mt_status st = MT_OK;
    if (line.size > empty)
        st = mt_value_append(headers, mt_value_new_string(buf_str(&line)));
    buf_clear(&line);
    *out = mt_value_new_object();
    return st ? st : mt_value_set(*out, mt_cstr("requestHeadersAfter"), headers);
}
