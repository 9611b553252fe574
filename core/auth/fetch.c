#include "auth/fetch.h"

enum { FIRST_PAUSE_MS = 100 };

void fetch_begin(struct fetch *fetch, const char *method, long timeout_ms)
{
    fetch_clear(fetch);
    fetch->want = (mt_fetch){.method = method, .timeout_ms = timeout_ms};
}

void fetch_add_header(struct fetch *fetch, const char *name, mt_str value)
{
    struct buf *line = &fetch->headers[fetch->header_count++];
    buf_add_cstr(line, name);
    buf_add_cstr(line, ": ");
    buf_add(line, value);
}

mt_step fetch_send(struct fetch *fetch, mt_fetch *want, mt_error *err)
{
    bool is_complete = !buf_failed(&fetch->url) && !buf_failed(&fetch->body);
    for (size_t i = 0; i < fetch->header_count; i++) {
        is_complete = is_complete && !buf_failed(&fetch->headers[i]);
        fetch->lines[i] = buf_text(&fetch->headers[i]);
    }
    if (!is_complete) {
        (void)fail_memory(err);
        return MT_STEP_FAILED;
    }
    fetch->lines[fetch->header_count] = NULL;
    fetch->want.url = buf_text(&fetch->url);
    fetch->want.body = buf_str(&fetch->body);
    fetch->want.headers = fetch->lines;
    fetch->attempts++;
    *want = fetch->want;
    return MT_STEP_WANT_HTTP;
}

bool fetch_may_repeat(struct fetch *fetch, const mt_fetched *answer, int max_attempts)
{
    const bool is_transient = answer->status ? mt_status_retry(answer->status) != MT_RETRY_NEVER
                                             : answer->http >= 500 || answer->http == 429;
    if (!is_transient || fetch->attempts >= max_attempts)
        return false;
    fetch->want.delay_ms = FIRST_PAUSE_MS << (fetch->attempts - 1);
    return true;
}

void fetch_describe(const mt_fetched *answer, const char *name, mt_error *err)
{
    if (answer->status == MT_EMEM)
        (void)fail_memory(err);
    else if (answer->status)
        (void)mt_fail(err, MT_ECREDS, "%s: %s", name,
                      answer->problem ? answer->problem : mt_status_meaning(answer->status));
    else
        (void)mt_fail(err, MT_ECREDS, "%s answered %d", name, answer->http);
    if (err)
        err->http = answer->http;
}

void fetch_clear(struct fetch *fetch)
{
    buf_wipe(&fetch->url);
    buf_wipe(&fetch->body);
    for (size_t i = 0; i < FETCH_HEADERS; i++)
        buf_wipe(&fetch->headers[i]);
    *fetch = (struct fetch){0};
}
