/* What tests of the engine share: a service of a few operations, served in the same thread by a
** script of answers, and a loop that turns both sides. */
#ifndef MOONTIDE_ENGINE_TESTING_H
#define MOONTIDE_ENGINE_TESTING_H

#include <stdlib.h>

#include <moontide/moontide.h>

#include "net_testing.h"
#include "world.h"

enum { SEEN_COUNT = 32 };

static const char service_model[] =
    "{\"metadata\":{\"endpointPrefix\":\"example\",\"jsonVersion\":\"1.1\","
    "\"targetPrefix\":\"Example\",\"protocol\":\"json\",\"signingName\":\"signed-example\"},"
    "\"operations\":{"
    "\"Get\":{\"name\":\"Get\",\"http\":{\"method\":\"POST\",\"requestUri\":\"/\"},"
    "\"input\":{\"shape\":\"In\"},\"output\":{\"shape\":\"Out\"},\"idempotent\":true},"
    "\"Make\":{\"name\":\"Make\",\"http\":{\"method\":\"POST\",\"requestUri\":\"/\"},"
    "\"input\":{\"shape\":\"In\"},\"output\":{\"shape\":\"Out\"},\"idempotent\":false},"
    "\"Create\":{\"name\":\"Create\",\"input\":{\"shape\":\"In\"},"
    "\"output\":{\"shape\":\"Out\"},\"lane\":[\"Name\"],\"readBack\":{\"operation\":\"Get\","
    "\"by\":[\"Name\"],\"absent\":[{\"code\":\"NotThere\"}]}},"
    "\"Remove\":{\"name\":\"Remove\",\"input\":{\"shape\":\"In\"},\"idempotent\":true,"
    "\"readBack\":{\"operation\":\"Get\",\"by\":[\"Name\"],\"shows\":{\"State\":\"going\"},"
    "\"absent\":[{\"code\":\"NotThere\"}],\"ifAbsent\":\"done\",\"ifDifferent\":\"again\"}},"
    "\"Put\":{\"name\":\"Put\",\"http\":{\"method\":\"POST\",\"requestUri\":\"/\"},"
    "\"input\":{\"shape\":\"In\"},\"output\":{\"shape\":\"Out\"},\"idempotent\":true,"
    "\"lane\":[\"Name\"],\"charges\":[{\"service\":\"elsewhere\",\"class\":\"alarm\",\"tokens\":2,"
    "\"when\":{\"Name\":\"costly\"}}]}},"
    "\"failures\":[{\"code\":\"Neighbour\",\"class\":\"throttle\",\"neighbour\":true},"
    "{\"code\":\"NotFound\",\"afterChange\":true,\"class\":\"lagging\"},"
    "{\"code\":\"Gone\",\"afterLostAnswer\":true,\"class\":\"ok\"}],"
    "\"shapes\":{\"In\":{\"type\":\"structure\",\"members\":{\"Name\":{\"shape\":\"S\"}}},"
    "\"Out\":{\"type\":\"structure\",\"members\":{\"Name\":{\"shape\":\"S\"}}},"
    "\"S\":{\"type\":\"string\"}}}";

/* One answer. status 0: reset the connection; -1: never answer. */
struct reply {
    int status;
    const char *body;
    const char *header, *value;
};

#define OK_REPLY                             \
    {                                        \
        200, "{\"Name\":\"ok\"}", NULL, NULL \
    }
#define THROTTLE_REPLY                                                                        \
    {                                                                                         \
        400, "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}", NULL, NULL \
    }
#define FAULT_REPLY                                         \
    {                                                       \
        500, "{\"__type\":\"InternalFailure\"}", NULL, NULL \
    }

/* What arrived, kept beyond the request. */
struct seen {
    char name[64], target[64], content_type[64], agent[128], id[64], attempt[64], date[32];
    char authorization[512];
    char token[64];
    mt_status verified;
};

struct stage {
    struct world world;
    mt_server *server;
    mt_engine *engine;
    mt_model *model;
    mt_client *client;
    char url[64];
    const struct reply *script; /* used one by one, the last one for all further requests */
    size_t script_size;
    struct seen seen[SEEN_COUNT];
    size_t requests;
    mt_request *held[SEEN_COUNT];
    size_t held_count;
};

static const mt_credentials test_credentials = {
    {"AKIDEXAMPLE", 11}, {"secret-example", 14}, {"", 0}, 0, "test", {"", 0}};

static inline const char *secret_of(void *context, mt_str id, const char **token)
{
    (void)context;
    *token = NULL;
    return mt_str_equal(id, test_credentials.access_key_id) ? "secret-example" : NULL;
}

static inline void keep_header(char *out, size_t size, const mt_request *request, const char *name)
{
    const mt_str value = mt_request_header(request, name);
    (void)snprintf(out, size, "%.*s", MT_STR_ARG(value));
}

static inline void stage_note(struct stage *stage, const mt_request *request)
{
    struct seen *seen = &stage->seen[stage->requests++ % SEEN_COUNT];
    const mt_http_request *http = mt_request_http(request);
    mt_value *body = NULL;
    CHECK_STATUS(mt_json_parse(http->body, &body, NULL), MT_OK);
    const mt_str name = mt_value_string(mt_value_get(body, "Name"));
    (void)snprintf(seen->name, sizeof seen->name, "%.*s", MT_STR_ARG(name));
    mt_value_free(body);
    keep_header(seen->target, sizeof seen->target, request, "x-amz-target");
    keep_header(seen->content_type, sizeof seen->content_type, request, "content-type");
    keep_header(seen->agent, sizeof seen->agent, request, "user-agent");
    keep_header(seen->id, sizeof seen->id, request, "amz-sdk-invocation-id");
    keep_header(seen->attempt, sizeof seen->attempt, request, "amz-sdk-request");
    keep_header(seen->date, sizeof seen->date, request, "x-amz-date");
    keep_header(seen->token, sizeof seen->token, request, "x-amz-security-token");
    keep_header(seen->authorization, sizeof seen->authorization, request, "authorization");
    const mt_verify_options verify = {
        .secret = secret_of, .now = clock_unix(), .service = mt_cstr("signed-example")};
    mt_identity identity = {0};
    seen->verified = mt_sigv4_verify(http, &verify, &identity, NULL);
}

static inline void stage_reply(struct stage *stage, mt_request *request)
{
    const size_t index =
        stage->requests <= stage->script_size ? stage->requests - 1 : stage->script_size - 1;
    const struct reply *reply = &stage->script[index];
    if (reply->status == 0) {
        mt_request_reset(request);
        return;
    }
    if (reply->status < 0) {
        stage->held[stage->held_count++] = request;
        return;
    }
    const mt_header headers[] = {{mt_cstr("x-amzn-RequestId"), mt_cstr("1f2e")},
                                 {mt_cstr(reply->header), mt_cstr(reply->value)}};
    CHECK_STATUS(mt_request_reply(request, reply->status, headers, reply->header ? 2 : 1,
                                  mt_cstr(reply->body), NULL),
                 MT_OK);
}

/* One turn of both sides. */
static inline void stage_turn(struct stage *stage)
{
    mt_error err = {0};
    CHECK_STATUS(mt_engine_poll(stage->engine, 1, &err), MT_OK);
    CHECK_STR(err.message, "");
    CHECK_STATUS(mt_server_poll(stage->server, 0, NULL), MT_OK);
    for (mt_request *request; (request = mt_server_next(stage->server)) != NULL;) {
        stage_note(stage, request);
        stage_reply(stage, request);
    }
}

/* Answers a request that was kept. */
static inline void stage_release(struct stage *stage, size_t index)
{
    CHECK_STATUS(mt_request_reply(stage->held[index], 200, NULL, 0, mt_cstr("{}"), NULL), MT_OK);
    stage->held[index] = NULL;
}

/* The next finished call. */
static inline mt_call *stage_await(struct stage *stage)
{
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    mt_call *call = NULL;
    while ((call = mt_engine_next(stage->engine)) == NULL && clock_monotonic_ms() < until)
        stage_turn(stage);
    CHECK(call != NULL);
    if (!call)
        exit(1);
    return call;
}

/* Turns until so many requests have arrived, and then once more for what should not. */
static inline void stage_await_requests(struct stage *stage, size_t count)
{
    const int64_t until = clock_monotonic_ms() + PATIENCE_MS;
    while (stage->requests < count && clock_monotonic_ms() < until)
        stage_turn(stage);
    for (int i = 0; i < 5; i++)
        stage_turn(stage);
    CHECK(stage->requests == count);
}

static inline mt_value *named(const char *name)
{
    mt_value *input = mt_value_new_object();
    (void)mt_value_set(input, mt_cstr("Name"), mt_value_new_string(mt_cstr(name)));
    return input;
}

static inline mt_call *stage_submit(struct stage *stage, const char *operation, const char *name)
{
    mt_error err = {0};
    mt_call *call = mt_submit(stage->client, operation, named(name), stage, &err);
    CHECK_STR(err.message, "");
    CHECK(call != NULL);
    if (!call)
        exit(1);
    return call;
}

/* client may hold wishes; endpoint, model and (unless there are others) credentials are filled in.
 */
static inline mt_client *stage_client(struct stage *stage, mt_client_options options)
{
    mt_error err = {0};
    if (!options.credentials && !options.profile)
        options.credentials = &test_credentials;
    options.endpoint_url = stage->url;
    options.region = "eu-west-1";
    options.model = stage->model;
    mt_client *client = mt_client_new(stage->engine, "example", &options, &err);
    CHECK_STR(err.message, "");
    if (!client)
        exit(1);
    return client;
}

static inline void stage_open(struct stage *stage, unsigned max_in_flight,
                              mt_client_options options, const struct reply *script, size_t size)
{
    memset(stage, 0, sizeof *stage);
    stage->script = script;
    stage->script_size = size;
    mt_error err = {0};
    const mt_engine_options engine = {.max_in_flight = max_in_flight,
                                      .environment = world_open(&stage->world),
                                      .user_agent_suffix = "app/test",
                                      .seed = 7};
    CHECK_STATUS(mt_server_new(&(mt_server_options){0}, &stage->server, &err), MT_OK);
    CHECK_STATUS(mt_engine_open(&engine, &stage->engine, &err), MT_OK);
    CHECK_STATUS(mt_model_load(mt_cstr(service_model), &stage->model, &err), MT_OK);
    CHECK_STR(err.message, "");
    if (!stage->server || !stage->engine || !stage->model)
        exit(1);
    (void)snprintf(stage->url, sizeof stage->url, "http://127.0.0.1:%d",
                   mt_server_port(stage->server));
    stage->client = stage_client(stage, options);
}

static inline void stage_close(struct stage *stage)
{
    mt_engine_free(stage->engine);
    for (size_t i = 0; i < stage->held_count; i++)
        if (stage->held[i])
            mt_request_reset(stage->held[i]);
    mt_server_free(stage->server);
    mt_model_free(stage->model);
}

#define STAGE(stage, places, options, ...)               \
    static const struct reply script_[] = {__VA_ARGS__}; \
    struct stage stage;                                  \
    stage_open(&(stage), places, options, script_, sizeof script_ / sizeof *script_)

#define PLAIN ((mt_client_options){0})

#endif
