/* TLS against openssl's own test server, with a certificate made for the occasion: refused until
** its authority is trusted. Skipped, visibly, where there is no openssl program. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "net_testing.h"

enum { SKIPPED = 77 };

static char directory[] = "tls-XXXXXX";
static char key[64], certificate[64];

/* Runs openssl; its standard output goes to out (-1: nowhere). */
static pid_t run_openssl(const char *const *arguments, int out)
{
    const pid_t child = fork();
    if (child != 0)
        return child;
    FILE *const nowhere = fopen("/dev/null", "r+");
    if (!nowhere)
        _exit(127);
    (void)dup2(fileno(nowhere), STDIN_FILENO);
    (void)dup2(fileno(nowhere), STDERR_FILENO);
    (void)dup2(out >= 0 ? out : fileno(nowhere), STDOUT_FILENO);
    char *copies[24] = {NULL}; /* execvp wants them writable */
    for (size_t i = 0; arguments[i] && i < 23; i++)
        copies[i] = strdup(arguments[i]);
    (void)execvp("openssl", copies);
    _exit(127);
}

static bool make_certificate(void)
{
    const char *const arguments[] = {"openssl",
                                     "req",
                                     "-x509",
                                     "-newkey",
                                     "ec",
                                     "-pkeyopt",
                                     "ec_paramgen_curve:prime256v1",
                                     "-nodes",
                                     "-days",
                                     "2",
                                     "-subj",
                                     "/CN=moontide test",
                                     "-addext",
                                     "subjectAltName=IP:127.0.0.1",
                                     "-keyout",
                                     key,
                                     "-out",
                                     certificate,
                                     NULL};
    int status = -1;
    return waitpid(run_openssl(arguments, -1), &status, 0) > 0 && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

struct tls_server {
    pid_t pid;
    int port;
};

/* Says on which port it listens before it serves: "ACCEPT [::]:12345". */
static struct tls_server start_server(const char *tls_version)
{
    int ends[2];
    char line[256] = "";
    if (pipe(ends) != 0)
        abort();
    const char *const arguments[] = {"openssl", "s_server",  "-accept",   "127.0.0.1:0",
                                     "-www",    "-cert",     certificate, "-key",
                                     key,       tls_version, NULL};
    const struct tls_server server = {.pid = run_openssl(arguments, ends[1])};
    (void)close(ends[1]);
    FILE *const out = fdopen(ends[0], "r");
    const char *colon = NULL;
    while (out && !colon && fgets(line, sizeof line, out))
        colon = strncmp(line, "ACCEPT", 6) == 0 ? strrchr(line, ':') : NULL;
    const int port = colon ? (int)strtol(colon + 1, NULL, 10) : 0;
    CHECK(port > 0);
    if (out)
        (void)fclose(out); /* it writes nothing more with -www but on errors */
    return (struct tls_server){server.pid, port};
}

static void stop_server(const struct tls_server *server)
{
    (void)kill(server->pid, SIGKILL);
    (void)waitpid(server->pid, NULL, 0);
}

struct met {
    mt_status status;
    bool was_sent;
    int http;
    uint64_t connections;
    mt_error err;
};

static struct met meet(const struct tls_server *server, const char *host, const char *ca_bundle)
{
    char url[64];
    (void)snprintf(url, sizeof url, "https://%s:%d/", host, server->port);
    struct http *http = NULL;
    CHECK_STATUS(http_new(&(struct http_options){.ca_bundle = ca_bundle}, &http, NULL), MT_OK);
    if (!http)
        exit(1);
    const struct http_send send = {.url = url, .method = "GET", .timeout_ms = PATIENCE_MS};
    struct http_exchange *exchange = NULL;
    CHECK_STATUS(http_submit(http, &send, &exchange, NULL), MT_OK);
    CHECK(await(http, NULL, NULL, NULL) == exchange);
    struct met met = {.was_sent = http_was_sent(exchange), .http = http_status(exchange)};
    met.status = http_outcome(exchange, &met.err);
    http_release(exchange);
    met.connections = http_connections(http);
    http_free(http);
    return met;
}

static bool says(const struct met *met, const char *text)
{
    const bool is_said = strstr(met->err.message, text) != NULL;
    if (!is_said)
        fprintf(stderr, "\"%s\" does not say \"%s\"\n", met->err.message, text);
    return is_said;
}

static void an_unknown_authority_is_refused(void)
{
    const struct tls_server server = start_server("-tls1_2");
    const struct met met = meet(&server, "127.0.0.1", NULL);
    CHECK_STATUS(met.status, MT_ETLS);
    CHECK(!met.was_sent);
    CHECK(says(&met, "AWS_CA_BUNDLE") && says(&met, "127.0.0.1:") && says(&met, "self"));
    stop_server(&server);
}

static void a_known_authority_is_trusted(void)
{
    const struct tls_server server = start_server("-tls1_2");
    const struct met met = meet(&server, "127.0.0.1", certificate);
    CHECK_STATUS(met.status, MT_OK);
    CHECK(met.was_sent && met.http == 200 && met.connections == 1);
    stop_server(&server);
}

static void a_certificate_of_another_host_is_refused(void)
{
    const struct tls_server server = start_server("-tls1_3");
    const struct met met = meet(&server, "localhost", certificate);
    CHECK_STATUS(met.status, MT_ETLS);
    CHECK(!met.was_sent && says(&met, "localhost:"));
    stop_server(&server);
}

static void an_old_tls_is_refused(void)
{
    const struct tls_server server = start_server("-tls1_1");
    const struct met met = meet(&server, "127.0.0.1", certificate);
    CHECK_STATUS(met.status, MT_ETLS);
    CHECK(!met.was_sent && says(&met, "TLS 1.2"));
    stop_server(&server);
}

static void a_file_that_is_no_certificate_is_refused(void)
{
    const struct tls_server server = start_server("-tls1_2");
    const struct met met = meet(&server, "127.0.0.1", key);
    CHECK_STATUS(met.status, MT_ETLS);
    CHECK(says(&met, "AWS_CA_BUNDLE"));
    stop_server(&server);
}

/* Trouble of the network during the handshake may be tried again; trouble of TLS may not. */
static void a_handshake_cut_short_is_no_matter_of_trust(void)
{
    static const enum stub_mood moods[] = {STUB_RESETS, STUB_CLOSES};
    for (size_t i = 0; i < 2; i++) {
        struct stub stub = stub_open(moods[i], "\x15"); /* an alert's first byte, at most */
        char url[64];
        (void)snprintf(url, sizeof url, "https://127.0.0.1:%d/", stub.port);
        struct http *http = NULL;
        CHECK_STATUS(http_new(&(struct http_options){0}, &http, NULL), MT_OK);
        const struct http_send send = {.url = url, .method = "GET", .timeout_ms = PATIENCE_MS};
        struct http_exchange *exchange = NULL;
        CHECK_STATUS(http_submit(http, &send, &exchange, NULL), MT_OK);
        CHECK(await(http, NULL, &stub, NULL) == exchange);
        CHECK_STATUS(http_outcome(exchange, NULL), MT_ENETWORK);
        CHECK(!http_was_sent(exchange));
        http_free(http);
        stub_close(&stub);
    }
}

static void plain_http_on_the_port_is_said(void)
{
    struct stub stub = stub_open(STUB_CLOSES, "HTTP/1.1 400 Bad Request\r\n\r\n");
    char url[64];
    (void)snprintf(url, sizeof url, "https://127.0.0.1:%d/", stub.port);
    struct http *http = NULL;
    CHECK_STATUS(http_new(&(struct http_options){0}, &http, NULL), MT_OK);
    const struct http_send send = {.url = url, .method = "GET", .timeout_ms = PATIENCE_MS};
    struct http_exchange *exchange = NULL;
    CHECK_STATUS(http_submit(http, &send, &exchange, NULL), MT_OK);
    CHECK(await(http, NULL, &stub, NULL) == exchange);
    struct met met = {0};
    CHECK_STATUS(http_outcome(exchange, &met.err), MT_ETLS);
    CHECK(says(&met, "https"));
    http_free(http);
    stub_close(&stub);
}

int main(void)
{
    if (!mkdtemp(directory))
        return 1;
    (void)snprintf(key, sizeof key, "%s/key.pem", directory);
    (void)snprintf(certificate, sizeof certificate, "%s/certificate.pem", directory);
    RUN(a_handshake_cut_short_is_no_matter_of_trust);
    RUN(plain_http_on_the_port_is_said);
    const bool has_openssl = make_certificate();
    if (has_openssl) {
        RUN(an_unknown_authority_is_refused);
        RUN(a_known_authority_is_trusted);
        RUN(a_certificate_of_another_host_is_refused);
        RUN(an_old_tls_is_refused);
        RUN(a_file_that_is_no_certificate_is_refused);
    }
    (void)unlink(key);
    (void)unlink(certificate);
    (void)rmdir(directory);
    const int result = TEST_SUMMARY();
    if (!has_openssl)
        printf("skipped: there is no openssl program to serve TLS\n");
    return result || has_openssl ? result : SKIPPED;
}
