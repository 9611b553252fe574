#include "flow/client_agent.h"

#include <stdlib.h>

#include "base/buf.h"
#include "flow/agent.h"
#include "flow/flow.h"
#include "flow/log.h"

mt_status client_agent_make(mt_client *client, mt_error *err)
{
    const mt_engine *engine = client->engine;
    const char *app_id = mt_settings_get(engine->settings, MT_SETTING_APP_ID);
    const struct agent_client agent = {.retry_mode = client->retry.mode,
                                       .has_endpoint_url = client->endpoint.is_own,
                                       .credentials = client->identity->features,
                                       .app_id = app_id,
                                       .suffix = engine->agent_suffix};
    struct buf line = {0};
    buf_add_cstr(&line, "User-Agent: ");
    buf_add_cstr(&line, engine->agent);
    agent_add_client(&line, &agent);
    char *made = buf_take(&line, NULL);
    if (!made)
        return fail_memory(err);
    if (!client->agent_line && app_id && strlen(app_id) > AGENT_MAX_APP_ID)
        log_line(engine->log_level, MT_LOG_INFO, "sdk_ua_app_id has more than %d characters (%s)",
                 AGENT_MAX_APP_ID, mt_settings_origin(engine->settings, MT_SETTING_APP_ID));
    free(client->agent_line);
    client->agent_line = made;
    client->agent_version = client->identity->features_version;
    return MT_OK;
}

mt_status client_agent_keep(mt_client *client, mt_error *err)
{
    const bool is_fresh = client->agent_version == client->identity->features_version;
    return is_fresh ? MT_OK : client_agent_make(client, err);
}
