/* A client's credentials: asked of its provider when they are needed, kept while they are good. The
** provider does no I/O; what it wants fetched goes over the engine's own queue, and all calls that
** wait for it start, or fail, together. */
#include "flow/flow.h"

#include <stdlib.h>

#include "base/buf.h"

enum {
    REFRESH_AHEAD_S = 300, /* before they expire */
    RECHECK_S = 10         /* between attempts to refresh ahead of time */
};

bool credentials_usable(const mt_client *client)
{
    const mt_credentials *held = &client->creds.view;
    const int64_t wall = client->engine->wall;
    if (held->access_key_id.size == 0)
        return false;
    if (held->expires_at == 0 || wall < held->expires_at - REFRESH_AHEAD_S)
        return true;
    return wall < held->expires_at && wall < client->creds_recheck_at;
}

static void start_waiting(mt_client *client)
{
    while (client->waiting.first && credentials_usable(client))
        attempt_start(client->waiting.first);
}

/* What is held stays in use until it expires; only then does a failing provider fail calls. */
static void provider_failed(mt_client *client, const mt_error *err)
{
    client->creds_recheck_at = client->engine->wall + RECHECK_S;
    start_waiting(client);
    mt_error error = *err;
    if (!error.status)
        error.status = MT_ECREDS;
    while (client->waiting.first)
        call_finish(client->waiting.first, &error);
}

static void provider_ready(mt_client *client, const mt_credentials *found)
{
    mt_error err = {0};
    if (found->expires_at && found->expires_at <= client->engine->wall)
        (void)mt_fail(&err, MT_ECREDS, "the credentials of %s have expired",
                      found->source ? found->source : mt_provider_name(client->provider));
    else
        (void)creds_hold(&client->creds, found, &err);
    if (err.status) {
        provider_failed(client, &err);
        return;
    }
    client->creds_recheck_at = client->engine->wall + RECHECK_S;
    start_waiting(client);
}

static void fetch(mt_client *client, const mt_fetch *want)
{
    static const char *const no_headers[] = {NULL};
    const struct http_send send = {
        .url = want->url,
        .method = want->method ? want->method : "GET",
        .headers = want->headers ? want->headers : no_headers,
        .body = want->body,
        .timeout_ms = want->timeout_ms,
        .connect_timeout_ms = want->timeout_ms,
        .without_proxy = want->is_link_local,
        .tag = &client->fetch,
    };
    mt_error err = {0};
    if (http_submit(client->engine->http, &send, &client->fetch.exchange, &err))
        provider_failed(client, &err);
}

static void step(mt_client *client, const mt_fetched *answer)
{
    mt_error err = {0};
    mt_fetch want = {0};
    const mt_credentials *found = NULL;
    switch (mt_provider_step(client->provider, client->engine->wall, answer, &want, &found, &err)) {
    case MT_STEP_READY:
        provider_ready(client, found);
        break;
    case MT_STEP_WANT_HTTP:
        fetch(client, &want);
        break;
    case MT_STEP_NOT_ME:
    case MT_STEP_FAILED:
        provider_failed(client, &err);
        break;
    }
}

void credentials_request(mt_client *client)
{
    if (!client->fetch.exchange)
        step(client, NULL);
}

void credentials_fetched(mt_client *client)
{
    struct http_exchange *exchange = client->fetch.exchange;
    const mt_fetched answer = {http_outcome(exchange, NULL), http_status(exchange),
                               http_body(exchange)};
    client->fetch.exchange = NULL; /* the provider may want another; this one lives until then */
    step(client, &answer);
    http_release(exchange);
}

void credentials_use(mt_client *client, mt_provider *provider)
{
    mt_provider_free(client->provider);
    client->provider = provider;
    creds_wipe(&client->creds);
}
