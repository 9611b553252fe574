/* Memory runs out while calls wait for each other: behind a lane, in the streams of two buckets, and
** while what was learned of these is read and written. */
#include "engine_testing.h"

#include "flow/flow.h"
#include "oom_testing.h"

static mt_server *server;
static mt_model *model;
static char url[64];

/* The server's own allocations are not under test. */
static void turn_server(void)
{
    const long left = allocations_left;
    allocations_left = -1;
    CHECK_STATUS(mt_server_poll(server, 0, NULL), MT_OK);
    for (mt_request *request; (request = mt_server_next(server)) != NULL;)
        CHECK_STATUS(mt_request_reply(request, 200, NULL, 0, mt_cstr("{}"), NULL), MT_OK);
    allocations_left = left;
}

static size_t written;

static mt_status write_file(void *context, const char *path, mt_str data, mt_error *err)
{
    (void)context, (void)path, (void)err;
    written = data.size;
    return MT_OK;
}

/* Two writes to one target, of which the second waits, and one that costs elsewhere. */
static mt_status submit_all(mt_client *client, mt_error *err)
{
    static const char *const inputs[] = {"{\"Name\":\"x\"}", "{\"Name\":\"x\"}",
                                         "{\"Name\":\"costly\"}"};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        mt_value *input = NULL;
        const mt_status st = mt_json_parse(mt_cstr(inputs[i]), &input, err);
        if (st)
            return st;
        if (!mt_submit(client, "Put", input, NULL, err))
            return err->status;
    }
    return MT_OK;
}

static mt_status finish_all(mt_engine *engine, mt_error *err)
{
    mt_status st = MT_OK;
    while (!st && mt_engine_pending(engine) > 0) {
        mt_call *call = mt_engine_next(engine);
        if (call) {
            st = mt_call_status(call);
            *err = *mt_call_error(call);
            mt_call_free(call);
        } else {
            st = mt_engine_poll(engine, 1, err);
            turn_server();
        }
    }
    return st;
}

/* As if all buckets had been met. */
static void learn(mt_engine *engine)
{
    for (struct scope *scope = engine->scopes.first; scope; scope = scope->next)
        for (struct gate *gate = scope->gates; gate; gate = gate->next) {
            rate_recall(&gate->rate, &(struct rate_memory){50, 100, 0}, 0, 1);
            gate->rate.spent += 50;
        }
}

static mt_status work_with(mt_engine *engine, mt_error *err)
{
    const mt_client_options options = {.region = "eu-west-1",
                                       .endpoint_url = url,
                                       .credentials = &test_credentials,
                                       .model = model};
    mt_client *client = mt_client_new(engine, "example", &options, err);
    mt_status st = client ? submit_all(client, err) : err->status;
    if (!st)
        st = finish_all(engine, err);
    if (st)
        return st;
    learn(engine);
    written = 0;
    st = rates_save(engine, err);
    CHECK(st || written > 100);
    return st;
}

static mt_status work_sharing(mt_error *err)
{
    static struct world world = {
        .files = {{"/rates",
                   "{\"version\":1,\"rates\":{\"00112233445566778899aabbccddeeff\":{\"at\":"
                   "9999999999,\"rate\":5,\"burst\":5,\"tokens\":0}}}"}}};
    mt_environment environment = *world_open(&world);
    environment.write_file = write_file;
    const mt_engine_options options = {.environment = &environment,
                                       .profile = "default",
                                       .rates_path = "/rates",
                                       .rates_of_loopback = true};
    mt_engine *engine = NULL;
    mt_status st = mt_engine_open(&options, &engine, err);
    if (!st)
        st = work_with(engine, err);
    mt_engine_free(engine);
    turn_server();
    return st;
}

static mt_status work_book(mt_error *err)
{
    static const char text[] = "{\"version\":1,\"rates\":{\"00112233445566778899aabbccddeeff\":{"
                               "\"at\":1764000000,\"rate\":5,"
                               "\"burst\":5,\"tokens\":0},\"10112233445566778899aabbccddeeff\":{"
                               "\"at\":1764000000,\"rate\":5,"
                               "\"burst\":5,\"tokens\":0}}}";
    struct rate_book book = {0};
    char *printed = NULL;
    mt_status st = rate_book_read(&book, mt_cstr(text), 1764000000, err);
    CHECK(st || book.count == 2);
    if (!st)
        st = rate_book_print(&book, &printed, NULL, err);
    free(printed);
    rate_book_clear(&book);
    return st;
}

static void test_what_calls_share(void)
{
    CHECK_STATUS(mt_server_new(&(mt_server_options){0}, &server, NULL), MT_OK);
    CHECK_STATUS(mt_model_load(mt_cstr(service_model), &model, NULL), MT_OK);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d", mt_server_port(server));
    exhaust("sharing", work_sharing);
    mt_model_free(model);
    mt_server_free(server);
}

static void test_a_book_of_rates(void)
{
    exhaust("book", work_book);
}

int main(void)
{
    oom_begin();
    RUN(test_a_book_of_rates);
    RUN(test_what_calls_share);
    return TEST_SUMMARY();
}
