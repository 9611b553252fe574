/* What a trace shows, and that it never shows a secret. */
#include <stdio.h>
#include <sys/stat.h>

#include "net/trace.h"
#include "net_testing.h"

static char path[64];
static char text[65536];

static const char *read_trace(void)
{
    FILE *const file = fopen(path, "rb");
    CHECK(file != NULL);
    const size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
    text[size] = '\0';
    if (file)
        (void)fclose(file);
    return text;
}

static bool shows(const char *wanted)
{
    return strstr(read_trace(), wanted) != NULL;
}

static void answer(mt_request *request)
{
    const mt_header headers[] = {{mt_cstr("x-amzn-RequestId"), mt_cstr("visible-request-id")},
                                 {mt_cstr("Set-Cookie"), mt_cstr("SECRET-set-cookie")}};
    CHECK_STATUS(
        mt_request_reply(request, 400, headers, 2, mt_cstr("{\"visible\":\"answer\"}"), NULL),
        MT_OK);
}

static const char authorization[] =
    "Authorization: AWS4-HMAC-SHA256 Credential=SECRET-AKID/20150830/us-east-1/"
    "application-autoscaling/aws4_request, SignedHeaders=host;x-amz-date, "
    "Signature=SECRET-signature";
static const char *const call_headers[] = {
    "Host: example.test",
    "X-Amz-Target: AnyScaleFrontendService.RegisterScalableTarget",
    authorization,
    "x-amz-security-token: SECRET-session-token",
    "x-amz-sso_bearer_token: SECRET-bearer",
    "X-AWS-EC2-Metadata-Token: SECRET-imds-token",
    "dpop: SECRET-dpop",
    "Cookie: SECRET-cookie",
    NULL,
};

static void exchange(mt_server *server, struct http *http, const struct http_send *send)
{
    struct http_exchange *exchange = NULL;
    CHECK_STATUS(http_submit(http, send, &exchange, NULL), MT_OK);
    http_release(await(http, server, NULL, answer));
}

static void a_call_is_shown_without_its_secrets(void)
{
    const struct http_options options = {.trace_path = path};
    mt_server *server = NULL;
    struct http *http = NULL;
    char url[64];
    CHECK_STATUS(mt_server_new(&(mt_server_options){0}, &server, NULL), MT_OK);
    CHECK_STATUS(http_new(&options, &http, NULL), MT_OK);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/visible/path", mt_server_port(server));
    const struct http_send send = {.url = url,
                                   .method = "POST",
                                   .headers = call_headers,
                                   .body = mt_cstr("{\"visible\":\"request\"}")};
    exchange(server, http, &send);
    exchange(server, http, &send);
    struct http_exchange *abandoned = NULL;
    CHECK_STATUS(http_submit(http, &send, &abandoned, NULL), MT_OK);
    CHECK_STATUS(http_poll(http, 0, NULL), MT_OK);
    http_release(abandoned);
    http_free(http);
    mt_server_free(server);

    CHECK(!shows("SECRET"));
    CHECK(shows("# exchange 1, ") && shows("new connection from port "));
    CHECK(shows("# exchange 2, ") && shows("reused connection from port "));
    CHECK(shows("> POST http://127.0.0.1:") && shows("/visible/path\n"));
    CHECK(shows("> Authorization: AWS4-HMAC-SHA256 Credential=(hidden)/20150830/us-east-1/"
                "application-autoscaling/aws4_request, SignedHeaders=host;x-amz-date, "
                "Signature=(hidden)\n"));
    CHECK(shows("> x-amz-security-token: (hidden)\n"));
    CHECK(shows("{\"visible\":\"request\"}\n") && shows("{\"visible\":\"answer\"}\n"));
    CHECK(shows("< HTTP 400\n") && shows("visible-request-id") && shows("! abandoned\n"));
    struct stat status;
    CHECK(stat(path, &status) == 0 && (status.st_mode & 0777) == 0600);
}

static void write_record(const struct trace_record *record)
{
    struct trace *trace = NULL;
    (void)unlink(path);
    CHECK_STATUS(trace_open(path, &trace, NULL), MT_OK);
    trace_write(trace, record);
    trace_write(trace, record); /* appended */
    trace_close(trace);
}

/* Credential providers fetch secrets in bodies, and tell some in queries. */
static void bodies_are_shown_for_json_calls_only(void)
{
    write_record(&(struct trace_record){
        .method = "PUT",
        .url = "http://169.254.169.254/latest/api/token?code=SECRET",
        .request_body = mt_cstr("assertion=SECRET"),
        .status = 200,
        .answer_body = mt_cstr("{\"SecretAccessKey\":\"SECRET\"}"),
    });
    CHECK(!shows("SECRET"));
    CHECK(shows("/latest/api/token?(hidden)\n") && shows("(28 bytes, hidden"));
}

static void unknown_authorization_is_hidden_whole(void)
{
    static const char *const values[] = {
        "Bearer SECRET",
        "SECRET",
        "",
        "AWS4-HMAC-SHA256 SECRET",
        "AWS4-HMAC-SHA256 Credential=SECRET",
        "AWS4-HMAC-SHA256 Credential=SECRET/a, SignedHeaders=b",
        "AWS4-HMAC-SHA256 Signature=SECRET, Credential=SECRET/a, SignedHeaders=b",
        "AWS4-ECDSA-P256-SHA256 Credential=SECRET/a, SignedHeaders=b, Signature=SECRET",
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        const mt_header header = {mt_cstr("AUTHORIZATION"), mt_cstr(values[i])};
        write_record(&(struct trace_record){.method = "GET",
                                            .url = "http://h/",
                                            .request_headers = &header,
                                            .request_header_count = 1,
                                            .failure = "reset"});
        CHECK(!shows("SECRET"));
        CHECK(shows("> AUTHORIZATION: (hidden)\n") && shows("! reset\n") && shows("no connection"));
    }
}

static void control_characters_do_not_reach_a_terminal(void)
{
    const mt_header target = {mt_cstr("X-Amz-Target"), mt_cstr("A.B")};
    write_record(&(struct trace_record){.method = "GET",
                                        .url = "http://h/",
                                        .request_headers = &target,
                                        .request_header_count = 1,
                                        .status = 200,
                                        .answer_body = {"a\x1b[2Jb\0c\x7f\n\td", 12}});
    CHECK(shows("a?[2Jb?c?\n\td\n"));
}

int main(void)
{
    char directory[] = "trace-XXXXXX";
    if (!mkdtemp(directory))
        return 1;
    (void)snprintf(path, sizeof path, "%s/trace", directory);
    RUN(a_call_is_shown_without_its_secrets);
    RUN(bodies_are_shown_for_json_calls_only);
    RUN(unknown_authorization_is_hidden_whole);
    RUN(control_characters_do_not_reach_a_terminal);
    (void)unlink(path);
    (void)rmdir(directory);
    return TEST_SUMMARY();
}
