/* A client: one service in one region, with what its calls have in common worked out once. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "data/model.h"
#include "flow/client_agent.h"
#include "flow/defaults_mode.h"
#include "flow/flow.h"
#include "flow/log.h"
#include "flow/service_endpoint.h"

enum {
    ATTEMPT_TIMEOUT_MS = 30000,
    DEADLINE_MS = 600000,
};

static char *join(const char *a, const char *b)
{
    struct buf text = {0};
    buf_add_cstr(&text, a);
    buf_add_cstr(&text, b);
    return buf_take(&text, NULL);
}

static mt_status load_model(mt_client *client, const char *service, const mt_model *given,
                            mt_error *err)
{
    mt_status st = given ? MT_OK : mt_model_load_builtin(service, &client->own_model, err);
    if (st)
        return st;
    const mt_model *model = client->model = given ? given : client->own_model;
    client->signing_name = mt_model_metadata(model, "signingName");
    if (!client->signing_name)
        client->signing_name = mt_model_metadata(model, "endpointPrefix");
    if (!client->signing_name)
        return mt_fail(err, MT_EMODEL, "%s: its model lacks endpointPrefix", service);
    st = protocol_choose(model, service, &client->protocol, err);
    if (st)
        return st;
    client->content_type_line = join("Content-Type: ", client->protocol.content_type);
    return client->content_type_line ? MT_OK : fail_memory(err);
}

static mt_status find_endpoint(mt_client *client, const mt_client_options *options, mt_error *err)
{
    const mt_settings *settings = client->engine->settings;
    const char *region =
        options->region ? options->region : mt_settings_get(settings, MT_SETTING_REGION);
    if (!region)
        return service_no_region(settings, err);
    const char *prefix = mt_model_metadata(client->model, "endpointPrefix");
    const char *service_id = mt_model_metadata(client->model, "serviceId");
    const struct service_place place = {
        .settings = settings,
        .environment = client->engine->environment,
        .prefix = prefix ? prefix : client->signing_name,
        .service_id = service_id ? service_id : client->signing_name,
        .region = region,
        .url = options->endpoint_url,
        .fips = options->use_fips,
        .dualstack = options->use_dualstack,
        .ignores_settings = options->ignore_configured_endpoint_urls,
    };
    const mt_status st = service_endpoint(&place, &client->endpoint, err);
    if (st)
        return st;
    client->region = str_dup(mt_cstr(region));
    client->host_line = join("Host: ", client->endpoint.host);
    client->request_url = join(client->endpoint.url, "/");
    const bool is_complete = client->region && client->host_line && client->request_url;
    return is_complete ? MT_OK : fail_memory(err);
}

static mt_status find_identity(mt_client *client, const mt_client_options *options, mt_error *err)
{
    mt_engine *engine = client->engine;
    if (options->credentials)
        client->identity = identity_new(engine, mt_provider_new_static(options->credentials));
    else if (options->external)
        client->identity = identity_new(engine, mt_provider_new_external(options->external));
    else
        client->identity =
            identity_of_profile(engine, options->profile ? options->profile : engine->profile);
    if (!client->identity || !identity_use_region(client->identity, client->region))
        return fail_memory(err);
    return MT_OK;
}

/* The setting's value as a mode; unset is ours. */
static mt_status mode_of_settings(const mt_settings *settings, mt_retry_mode *out, mt_error *err)
{
    const char *text = mt_settings_get(settings, MT_SETTING_RETRY_MODE);
    *out = text ? mt_retry_mode_find(text) : MT_RETRY_MODE_MOONTIDE;
    if (*out)
        return MT_OK;
    return mt_fail(err, MT_ECONFIG,
                   "retry_mode is '%s' (from %s): it can be standard, adaptive, legacy or moontide",
                   text, mt_settings_origin(settings, MT_SETTING_RETRY_MODE));
}

static mt_status attempts_of_settings(const mt_settings *settings, int *out, mt_error *err)
{
    const char *text = mt_settings_get(settings, MT_SETTING_MAX_ATTEMPTS);
    if (!text)
        return MT_OK;
    const size_t size = strlen(text);
    const long count = size <= 4 && strspn(text, "0123456789") == size ? strtol(text, NULL, 10) : 0;
    if (count < 1)
        return mt_fail(err, MT_ECONFIG, "max_attempts is '%s' (from %s): it must be 1 to 9999",
                       text, mt_settings_origin(settings, MT_SETTING_MAX_ATTEMPTS));
    *out = (int)count;
    return MT_OK;
}

static mt_status set_retries(mt_client *client, const mt_client_options *options, mt_error *err)
{
    const mt_settings *settings = client->engine->settings;
    struct retry_question *retry = &client->retry;
    mt_status st = MT_OK;
    retry->mode = options->retry_mode;
    if (!retry->mode)
        st = mode_of_settings(settings, &retry->mode, err);
    if (st)
        return st;
    retry_service(client->signing_name, retry);
    if (options->max_attempts > 0)
        retry->max_attempts = options->max_attempts;
    else
        st = attempts_of_settings(settings, &retry->max_attempts, err);
    retry_budget_init(&client->budget);
    return st;
}

static mt_status set_connect_limit(mt_client *client, const mt_client_options *options,
                                   mt_error *err)
{
    const mt_engine *engine = client->engine;
    int64_t usual = 0;
    const mt_status st = defaults_mode_connect_ms(engine->settings, engine->environment,
                                                  client->region, &usual, err);
    client->connect_timeout_ms = flow_limit_ms(options->connect_timeout_ms, usual);
    return st;
}

static void set_limits(mt_client *client, const mt_client_options *options)
{
    client->attempt_timeout_ms = flow_limit_ms(options->attempt_timeout_ms, ATTEMPT_TIMEOUT_MS);
    client->deadline_ms =
        flow_limit_ms(options->deadline_ms,
                      client->engine->max_time_ms ? client->engine->max_time_ms : DEADLINE_MS);
    client->max_rate = options->max_rate > 0 ? options->max_rate : client->engine->max_rate;
    client->check_flags = options->check_flags;
}

static mt_status set_clock(mt_client *client, mt_error *err)
{
    mt_engine *engine = client->engine;
    client->clock = clocks_host(&engine->clocks, client->endpoint.host);
    if (!client->clock)
        return fail_memory(err);
    return mt_settings_bool(engine->settings, MT_SETTING_NO_SKEW, &engine->clocks.is_off, err);
}

mt_client *mt_client_new(mt_engine *engine, const char *service, const mt_client_options *options,
                         mt_error *err)
{
    const mt_client_options defaults = {0};
    if (!options)
        options = &defaults;
    mt_client *client = calloc(1, sizeof *client);
    if (!client) {
        (void)fail_memory(err);
        return NULL;
    }
    client->engine = engine;
    client->next = engine->clients;
    engine->clients = client;
    set_limits(client, options);

    mt_status st = load_model(client, service, options->model, err);
    if (!st)
        st = set_retries(client, options, err);
    if (!st)
        st = find_endpoint(client, options, err);
    if (!st)
        st = set_connect_limit(client, options, err);
    if (!st)
        st = set_clock(client, err);
    if (!st)
        st = find_identity(client, options, err);
    if (!st)
        st = client_agent_make(client, err);
    if (!st)
        st = account_find(client, options, err);
    if (!st && !(client->findings = mt_findings_new()))
        st = fail_memory(err);
    if (st) {
        mt_client_free(client);
        return NULL;
    }
    return client;
}

void mt_client_free(mt_client *client)
{
    if (!client)
        return;
    while (client->calls.first)
        mt_call_free(client->calls.first);
    identity_release(client->identity);
    mt_client **place = &client->engine->clients;
    while (*place != client)
        place = &(*place)->next;
    *place = client->next;
    streams_free(client);
    mt_findings_free(client->findings);
    mt_model_free(client->own_model);
    free(client->region);
    free(client->host_line);
    free(client->request_url);
    free(client->content_type_line);
    free(client->agent_line);
    free(client);
}

const mt_model *mt_client_model(const mt_client *client)
{
    return client->model;
}

const char *mt_client_region(const mt_client *client)
{
    return client->region;
}

const char *mt_client_endpoint(const mt_client *client)
{
    return client->endpoint.url;
}
