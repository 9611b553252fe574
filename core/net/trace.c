/* Redaction rules live here and nowhere else. A header is shown unless it is known to carry a
** secret; a body and a query are shown only for calls of AWS's JSON protocols (X-Amz-Target), since
** what credential providers send and receive consists of secrets. */
#include "net/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

struct trace {
    int fd;
    bool has_failed; /* and was said */
    struct buf text;
};

static const char hidden[] = "(hidden)";

static const char *const secret_headers[] = {
    "Cookie",
    "DPoP",
    "Proxy-Authorization",
    "Set-Cookie",
    "X-Amz-Security-Token",
    "x-amz-sso_bearer_token",
    "x-aws-ec2-metadata-token",
};

static bool is_named(mt_str name, const char *wanted)
{
    return name.size == strlen(wanted) && strncasecmp(name.data, wanted, name.size) == 0;
}

static bool is_secret(mt_str name)
{
    for (size_t i = 0; i < sizeof secret_headers / sizeof secret_headers[0]; i++)
        if (is_named(name, secret_headers[i]))
            return true;
    return false;
}

/* Terminals obey control characters, and a trace is read on terminals. */
static void add_visible(struct buf *out, mt_str text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.size; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        if ((c >= ' ' || c == '\n' || c == '\t') && c != 0x7f)
            continue;
        buf_add(out, (mt_str){text.data + start, i - start});
        buf_add_char(out, '?');
        start = i + 1;
    }
    buf_add(out, (mt_str){text.data + start, text.size - start});
}

static mt_str find(mt_str text, const char *wanted)
{
    const size_t size = strlen(wanted);
    for (size_t i = 0; i + size <= text.size; i++)
        if (memcmp(text.data + i, wanted, size) == 0)
            return (mt_str){text.data + i, text.size - i};
    return (mt_str){0};
}

/* Keeps a signature's scope and the names of what was signed; other schemes are hidden whole. */
static void add_authorization(struct buf *out, mt_str value)
{
    static const char scheme[] = "AWS4-HMAC-SHA256 ";
    const mt_str credential = find(value, "Credential=");
    const mt_str scope = find(credential, "/");
    const mt_str names = find(scope, "SignedHeaders=");
    const mt_str signature = find(names, "Signature=");
    if (value.size < sizeof scheme - 1 || memcmp(value.data, scheme, sizeof scheme - 1) != 0 ||
        !signature.data) {
        buf_add_cstr(out, hidden);
        return;
    }
    buf_add_cstr(out, scheme);
    buf_addf(out, "Credential=%s", hidden);
    add_visible(out, (mt_str){scope.data, (size_t)(signature.data - scope.data)});
    buf_addf(out, "Signature=%s", hidden);
}

static void add_header(struct buf *out, char mark, const mt_header *header)
{
    buf_addf(out, "%c ", mark);
    add_visible(out, header->name);
    buf_add_cstr(out, ": ");
    if (is_named(header->name, "Authorization"))
        add_authorization(out, header->value);
    else if (is_secret(header->name))
        buf_add_cstr(out, hidden);
    else
        add_visible(out, header->value);
    buf_add_char(out, '\n');
}

static void add_body(struct buf *out, mt_str body, bool is_shown)
{
    if (!body.size)
        return;
    if (is_shown)
        add_visible(out, body);
    else
        buf_addf(out, "(%zu bytes, hidden: they may hold credentials)", body.size);
    buf_add_char(out, '\n');
}

static bool is_json_call(const struct trace_record *record)
{
    for (size_t i = 0; i < record->request_header_count; i++)
        if (is_named(record->request_headers[i].name, "X-Amz-Target"))
            return true;
    return false;
}

static void add_url(struct buf *out, const char *url, bool is_shown)
{
    const size_t shown = is_shown ? strlen(url) : strcspn(url, "?");
    add_visible(out, (mt_str){url, shown});
    if (url[shown])
        buf_addf(out, "?%s", hidden);
}

static void add_record(struct buf *out, const struct trace_record *record)
{
    const bool is_shown = is_json_call(record);
    buf_addf(out, "# exchange %llu, ended at %lld, %.3f ms, ", (unsigned long long)record->number,
             (long long)clock_unix(), (double)record->duration_us / 1000);
    if (record->local_port)
        buf_addf(out, "%s connection from port %ld", record->is_reused ? "reused" : "new",
                 record->local_port);
    else
        buf_add_cstr(out, "no connection");
    buf_addf(out, ", %zu others in flight\n> %s ", record->in_flight, record->method);
    add_url(out, record->url, is_shown);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < record->request_header_count; i++)
        add_header(out, '>', &record->request_headers[i]);
    add_body(out, record->request_body, is_shown);
    if (record->status)
        buf_addf(out, "< HTTP %d\n", record->status);
    for (size_t i = 0; i < record->answer_header_count; i++)
        add_header(out, '<', &record->answer_headers[i]);
    add_body(out, record->answer_body, is_shown);
    if (record->failure) {
        buf_add_cstr(out, "! ");
        add_visible(out, mt_cstr(record->failure));
        buf_add_char(out, '\n');
    }
    buf_add_char(out, '\n');
}

mt_status trace_open(const char *path, struct trace **out, mt_error *err)
{
    struct trace *const trace = calloc(1, sizeof *trace);
    if (!trace)
        return fail_memory(err);
    trace->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);
    if (trace->fd < 0) {
        free(trace);
        return mt_fail(err, MT_EIO, "the trace file %s cannot be opened: %s", path,
                       strerror(errno));
    }
    *out = trace;
    return MT_OK;
}

void trace_close(struct trace *trace)
{
    if (!trace)
        return;
    (void)close(trace->fd);
    buf_clear(&trace->text);
    free(trace);
}

/* Once: calls go on without it, and whoever asked for the trace has to know that it has gaps. */
static void tell_failure(struct trace *trace, int reason)
{
    if (!trace->has_failed)
        (void)fprintf(stderr, "moontide: the trace file is incomplete, it cannot be written: %s\n",
                      strerror(reason));
    trace->has_failed = true;
}

void trace_write(struct trace *trace, const struct trace_record *record)
{
    buf_reset(&trace->text);
    add_record(&trace->text, record);
    if (buf_failed(&trace->text))
        return;
    const char *rest = trace->text.data;
    size_t left = trace->text.size;
    while (left) { /* more than one round only for a pipe or a full disk */
        const ssize_t written = write(trace->fd, rest, left);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            tell_failure(trace, written < 0 ? errno : ENOSPC);
            return;
        }
        rest += written;
        left -= (size_t)written;
    }
}
