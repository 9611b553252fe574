/* Memory runs out in the middle of each piece of work, see oom_testing.h. */
#include "engine_testing.h"

#include "net/proxy.h"
#include "oom_testing.h"

static mt_status no_memory(mt_error *err)
{
    return mt_fail(err, MT_EMEM, "out of memory");
}

static mt_status work_json(mt_error *err)
{
    mt_value *value = NULL;
    char *text = NULL;
    mt_status st = mt_json_parse(
        mt_cstr("{\"a\":[1,2.5,\"x\\u00e9\",null,true],\"b\":{\"c\":9007199254740993}}"), &value,
        err);
    if (!st)
        st = mt_json_print(value, MT_JSON_PRETTY | MT_JSON_SORTED, &text, NULL, err);
    free(text);
    mt_value_free(value);
    return st;
}

static mt_status work_build_value(mt_error *err)
{
    mt_value *array = mt_value_new_array();
    mt_status st = mt_value_append(array, mt_value_new_string(mt_cstr("text")));
    if (!st)
        st = mt_value_append(array, mt_value_new_int(INT64_MAX));
    mt_value *object = mt_value_new_object();
    if (!st)
        st = mt_value_set(object, mt_cstr("list"), mt_value_dup(array));
    mt_value_free(array);
    mt_value_free(object);
    return st ? no_memory(err) : MT_OK;
}

/* The query protocol, there and back, in both its forms. */
static mt_status work_query(mt_error *err)
{
    mt_model *model = NULL;
    mt_value *input = NULL, *again = NULL, *output = NULL;
    char *form = NULL, *xml = NULL;
    mt_status st = mt_model_load_builtin("sts", &model, err);
    const mt_operation *operation = st ? NULL : mt_model_operation(model, "AssumeRole", NULL);
    if (!st)
        st = mt_json_parse(mt_cstr("{\"RoleArn\":\"a\",\"Tags\":[{\"Key\":\"k\"}]}"), &input, err);
    if (!st)
        st = mt_form_print(operation, "1", input, &form, NULL, err);
    if (!st)
        st = mt_form_read(operation, mt_cstr(form), &again, err);
    if (!st)
        st = mt_xml_read(operation,
                         mt_cstr("<AssumeRoleResponse><AssumeRoleResult><PackedPolicySize a=\"b\">6"
                                 "</PackedPolicySize><Credentials><AccessKeyId>x</AccessKeyId>"
                                 "</Credentials></AssumeRoleResult></AssumeRoleResponse>"),
                         &output, err);
    if (!st)
        st = mt_xml_print(model, operation, output, "id", &xml, err);
    free(form);
    free(xml);
    mt_value_free(input);
    mt_value_free(again);
    mt_value_free(output);
    mt_model_free(model);
    return st;
}

static mt_status work_model(mt_error *err)
{
    mt_model *model = NULL;
    const mt_status st = mt_model_load_builtin("application-autoscaling", &model, err);
    mt_model_free(model);
    return st;
}

static mt_model *shared_model;

static mt_status check_input(const mt_value *input, mt_findings *findings, mt_error *err)
{
    const mt_operation *operation =
        mt_model_operation(shared_model, "RegisterScalableTarget", NULL);
    const mt_status st =
        mt_shape_check(mt_operation_input(operation), input, MT_CHECK_STRICT, findings, err);
    if (st != MT_EINPUT)
        return st;
    CHECK(mt_findings_count(findings) >= 3);
    return MT_OK;
}

static mt_status work_check(mt_error *err)
{
    mt_value *input = NULL;
    mt_findings *findings = mt_findings_new();
    mt_status st = findings ? MT_OK : no_memory(err);
    if (!st)
        st = mt_json_parse(mt_cstr("{\"ServiceNamespace\":\"sagemakr\",\"MinCapcity\":\"x\","
                                   "\"ResourceId\":\"\",\"Tags\":{\"k\":7}}"),
                           &input, err);
    if (!st)
        st = check_input(input, findings, err);
    mt_value_free(input);
    mt_findings_free(findings);
    return st;
}

static const mt_header signed_headers[] = {{{"Host", 4}, {"example.com", 11}},
                                           {{"X-Amz-Target", 12}, {"Example.Get", 11}}};
static const mt_http_request signed_request = {.method = {"POST", 4},
                                               .target = {"/a/../b%20c?x=1&a=2", 19},
                                               .headers = signed_headers,
                                               .header_count = 2,
                                               .body = {"{}", 2}};

static mt_status sign(mt_signature *signature, mt_error *err)
{
    static const mt_credentials credentials = {
        {"AKIDEXAMPLE", 11}, {"secret-example", 14}, {"token", 5}, 0, "test", {"", 0}};
    const mt_signing_options options = {.region = mt_cstr("eu-west-1"),
                                        .service = mt_cstr("signed-example"),
                                        .credentials = &credentials,
                                        .time = 1440938160};
    mt_signer *signer = mt_signer_new();
    const mt_status st =
        signer ? mt_sigv4_sign(signer, &signed_request, &options, signature, err) : no_memory(err);
    mt_signer_free(signer);
    return st;
}

static mt_status work_sign(mt_error *err)
{
    mt_signature signature = {0};
    const mt_status st = sign(&signature, err);
    mt_signature_clear(&signature);
    return st;
}

static mt_signature shared_signature;

static const char *shared_secret(void *context, mt_str id, const char **token)
{
    (void)context, (void)id;
    *token = "token";
    return "secret-example";
}

static mt_status work_verify(mt_error *err)
{
    mt_header headers[8];
    size_t count = 0;
    for (; count < 2; count++)
        headers[count] = signed_headers[count];
    for (size_t i = 0; i < shared_signature.header_count && count < 8; i++)
        headers[count++] = shared_signature.headers[i];
    mt_http_request request = signed_request;
    request.headers = headers;
    request.header_count = count;
    const mt_verify_options options = {.secret = shared_secret, .now = 1440938160};
    mt_identity identity;
    return mt_sigv4_verify(&request, &options, &identity, err);
}

static struct world shared_world = {
    .variables = {{"HOME", "/h"}, {"AWS_PROFILE", "p"}, {"AWS_CA_BUNDLE", "/ca"}},
    .files = {{"/h/.aws/config", "[profile p]\nregion = r\nrole = x\n[default]\nregion = y\n"},
              {"/h/.aws/credentials", "[p]\naws_access_key_id = a\naws_secret_access_key = b\n"}}};

static mt_status work_settings(mt_error *err)
{
    mt_settings *settings = NULL;
    const mt_status st = mt_settings_load(world_open(&shared_world), NULL, &settings, err);
    mt_settings_free(settings);
    return st;
}

static mt_status work_endpoint(mt_error *err)
{
    mt_settings *settings = NULL;
    mt_endpoint endpoint;
    mt_service_url url;
    const mt_endpoint_options asked = {.service = "sts"};
    mt_status st = mt_settings_examine(world_open(&shared_world), NULL, &settings, err);
    if (!st)
        st =
            mt_settings_endpoint(settings, &shared_world.environment, &asked, &endpoint, &url, err);
    mt_settings_free(settings);
    return st;
}

static mt_status work_proxy(mt_error *err)
{
    struct proxy proxy;
    const mt_status st = proxy_parse("http://me:p%40ss@proxy:3128", "http_proxy", &proxy, err);
    proxy_clear(&proxy);
    return st;
}

static mt_status work_provider(mt_error *err)
{
    mt_provider *provider = mt_provider_new_default(world_open(&shared_world), NULL);
    if (!provider)
        return no_memory(err);
    mt_fetch want = {0};
    const mt_credentials *found = NULL;
    const mt_step step = mt_provider_step(provider, 0, NULL, &want, &found, err);
    CHECK(step == MT_STEP_READY || step == MT_STEP_FAILED);
    mt_provider_free(provider);
    return step == MT_STEP_READY ? MT_OK : err->status;
}

static mt_server *shared_server;
static const char *shared_operation;

static void answer_with(mt_request *request, const char *body)
{
    CHECK_STATUS(mt_request_reply(request, 200, NULL, 0, mt_cstr(body), NULL), MT_OK);
}

/* What an instance's metadata and STS say; answers of Create are lost. */
static void answer(mt_request *request)
{
    static const char role[] =
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>"
        "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>"
        "2090-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";
    const mt_http_request *http = mt_request_http(request);
    if (mt_str_equal(http->method, mt_cstr("PUT")))
        answer_with(request, "token");
    else if (mt_str_equal(http->method, mt_cstr("GET")))
        answer_with(request, "eu-west-1");
    else if (!mt_request_header(request, "x-amz-target").size)
        answer_with(request, role);
    else if (strcmp(mt_request_header(request, "x-amz-target").data, "Example.Create") == 0)
        mt_request_reset(request);
    else
        answer_with(request, "{\"Name\":\"x\"}");
}

/* The server's own allocations are not under test. */
static void turn_server(void)
{
    const long left = allocations_left;
    allocations_left = -1;
    CHECK_STATUS(mt_server_poll(shared_server, 0, NULL), MT_OK);
    for (mt_request *request; (request = mt_server_next(shared_server)) != NULL;)
        answer(request);
    allocations_left = left;
}

/* Turns until one has finished. */
static mt_status end_of_call(mt_engine *engine, mt_error *err)
{
    mt_call *call = NULL;
    while ((call = mt_engine_next(engine)) == NULL) {
        const mt_status st = mt_engine_poll(engine, 1, err);
        if (st)
            return st;
        turn_server();
    }
    const mt_status st = mt_call_status(call);
    *err = *mt_call_error(call);
    return st;
}

static mt_status one_call(mt_engine *engine, mt_client *client, mt_error *err)
{
    mt_value *input = NULL;
    mt_status parsed = mt_json_parse(mt_cstr("{\"Name\":\"x\"}"), &input, err);
    if (parsed)
        return parsed;
    if (!mt_submit(client, shared_operation, input, NULL, err))
        return err->status;
    return end_of_call(engine, err);
}

/* A call whose Region and credentials have to be found out. */
static mt_status work_borrowed(mt_error *err)
{
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d", mt_server_port(shared_server));
    struct world world = {
        .variables = {{"HOME", "/h"},
                      {"MOONTIDE_REGION_FROM_IMDS", "true"},
                      {"AWS_EC2_METADATA_SERVICE_ENDPOINT", url},
                      {"AWS_ENDPOINT_URL", url}},
        .files = {{"/h/.aws/config", "[default]\nrole_arn = arn:r\nsource_profile = default\n"
                                     "aws_access_key_id = a\naws_secret_access_key = s\n"}}};
    const mt_engine_options options = {.environment = world_open(&world)};
    mt_engine *engine = NULL;
    mt_status st = mt_engine_open(&options, &engine, err);
    if (st)
        return st;
    st = mt_engine_find_region(engine, 0, NULL, err) ? end_of_call(engine, err) : err->status;
    const mt_client_options wishes = {.endpoint_url = url, .model = shared_model};
    mt_client *client = st ? NULL : mt_client_new(engine, "example", &wishes, err);
    if (!st)
        st = client ? one_call(engine, client, err) : err->status;
    mt_engine_free(engine);
    turn_server();
    return st;
}

static mt_status work_call(mt_error *err)
{
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d", mt_server_port(shared_server));
    static struct world nowhere;
    const mt_engine_options options = {.environment = world_open(&nowhere), .profile = "default"};
    mt_engine *engine = NULL;
    mt_status st = mt_engine_open(&options, &engine, err);
    if (st)
        return st;
    const mt_client_options wishes = {.region = "eu-west-1",
                                      .endpoint_url = url,
                                      .credentials = &test_credentials,
                                      .model = shared_model};
    mt_client *client = mt_client_new(engine, "example", &wishes, err);
    st = client ? one_call(engine, client, err) : err->status;
    mt_engine_free(engine);
    turn_server();
    return st;
}

static void test_data(void)
{
    exhaust("json", work_json);
    exhaust("value", work_build_value);
    exhaust("model", work_model);
    exhaust("query", work_query);
    CHECK_STATUS(mt_model_load_builtin("application-autoscaling", &shared_model, NULL), MT_OK);
    exhaust("check", work_check);
    mt_model_free(shared_model);
}

static void test_auth(void)
{
    exhaust("sign", work_sign);
    CHECK_STATUS(sign(&shared_signature, NULL), MT_OK);
    exhaust("verify", work_verify);
    mt_signature_clear(&shared_signature);
    exhaust("settings", work_settings);
    exhaust("endpoint", work_endpoint);
    exhaust("proxy", work_proxy);
    exhaust("provider", work_provider);
}

static void test_a_whole_call(void)
{
    CHECK_STATUS(mt_server_new(&(mt_server_options){0}, &shared_server, NULL), MT_OK);
    CHECK_STATUS(mt_model_load(mt_cstr(service_model), &shared_model, NULL), MT_OK);
    shared_operation = "Get";
    exhaust("call", work_call);
    exhaust("borrowed", work_borrowed);
    shared_operation = "Create";
    exhaust("doubt", work_call);
    mt_model_free(shared_model);
    mt_server_free(shared_server);
}

int main(void)
{
    oom_begin();
    RUN(test_data);
    RUN(test_auth);
    RUN(test_a_whole_call);
    return TEST_SUMMARY();
}
