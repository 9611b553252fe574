#include "flow/scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static bool is_of(const struct scope *scope, const struct scope_key *key)
{
    return strcmp(scope->service, key->service) == 0 && strcmp(scope->place, key->place) == 0 &&
           strcmp(scope->region, key->region) == 0 && strcmp(scope->identity, key->identity) == 0;
}

static void scope_free(struct scope *scope)
{
    while (scope->gates) {
        struct gate *gate = scope->gates;
        scope->gates = gate->next;
        free(gate->class);
        free(gate);
    }
    free(scope->identity);
    free(scope->place);
    free(scope->region);
    free(scope->name);
    free(scope->service);
    free(scope);
}

static char *name_of(const struct scope_key *key)
{
    struct buf name = {0};
    buf_add_cstr(&name, key->region);
    if (strcmp(key->place, key->region) != 0)
        buf_addf(&name, " at %s", key->place);
    return buf_take(&name, NULL);
}

struct scope *scope_find(struct scopes *scopes, const struct scope_key *key)
{
    for (struct scope *scope = scopes->first; scope; scope = scope->next)
        if (is_of(scope, key))
            return scope;
    struct scope *scope = calloc(1, sizeof *scope);
    if (!scope)
        return NULL;
    scope->identity = str_dup(mt_cstr(key->identity));
    scope->place = str_dup(mt_cstr(key->place));
    scope->region = str_dup(mt_cstr(key->region));
    scope->name = name_of(key);
    scope->service = str_dup(mt_cstr(key->service));
    if (!scope->identity || !scope->place || !scope->service || !scope->region || !scope->name) {
        scope_free(scope);
        return NULL;
    }
    scope->next = scopes->first;
    return scopes->first = scope;
}

struct gate *gate_find(struct scope *scope, const char *class)
{
    for (struct gate *gate = scope->gates; gate; gate = gate->next)
        if (strcmp(gate->class, class) == 0)
            return gate;
    struct gate *gate = calloc(1, sizeof *gate);
    if (!gate)
        return NULL;
    gate->class = str_dup(mt_cstr(class));
    if (!gate->class) {
        free(gate);
        return NULL;
    }
    gate->is_new = true;
    gate->next = scope->gates;
    return scope->gates = gate;
}

void scopes_clear(struct scopes *scopes)
{
    while (scopes->first) {
        struct scope *scope = scopes->first;
        scopes->first = scope->next;
        scope_free(scope);
    }
}
