/* Whose limits calls count against: an account's, whatever profiles and keys lead to it. Until the
** credentials have told it, the key id that was given, else the profile, stands for it. */
#include "flow/flow.h"

#include <stdlib.h>

#include "base/buf.h"

static struct scope *find(mt_client *client, mt_str owner)
{
    char *name = str_dup(owner);
    if (!name)
        return NULL;
    const struct scope_key key = {name,
                                  client->endpoint.is_own ? client->endpoint.url : client->region,
                                  client->signing_name, client->region};
    struct scope *scope = scope_find(&client->engine->scopes, &key);
    free(name);
    return scope;
}

/* Nothing of it is under way, so that every token is given back where it was taken. */
static bool is_at_rest(const mt_client *client)
{
    return client->places == 0;
}

/* Without memory things stay as they are. */
static void move(mt_client *client)
{
    const mt_str account = client->identity->held.view.account_id;
    struct scope *const before = client->scope;
    if (!account.size || !is_at_rest(client))
        return;
    struct scope *scope = find(client, account);
    if (!scope || scope == before)
        return;
    client->scope = scope;
    if (streams_move(client, NULL))
        client->scope = before;
}

mt_status account_find(mt_client *client, const mt_client_options *options, mt_error *err)
{
    const mt_engine *engine = client->engine;
    const mt_str key = options->credentials ? options->credentials->access_key_id : mt_cstr("");
    const char *profile = options->profile ? options->profile : engine->profile;
    if (!profile)
        profile = mt_settings_get(engine->settings, MT_SETTING_PROFILE);
    client->named = client->scope = find(client, key.size ? key : mt_cstr(profile));
    if (!client->scope)
        return fail_memory(err);
    client->profile = options->credentials || options->external ? "" : client->named->identity;
    move(client); /* somebody else has found out */
    return MT_OK;
}

void account_learned(const struct identity *identity)
{
    for (mt_client *client = identity->engine->clients; client; client = client->next)
        if (client->identity == identity)
            move(client);
}
