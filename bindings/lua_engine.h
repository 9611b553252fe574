/* Engine, client and call as the three files that make them see each other.
**
** A box is a userdata; what it stands for may be gone before it (closed), never after. User values:
** engine: the calls in flight, {light userdata of the box → call}; client: its engine, its
** service's name, its model; call: its client (a sleep: its engine), its operation's name, its
** result. */
#ifndef MOONTIDE_LUA_ENGINE_H
#define MOONTIDE_LUA_ENGINE_H

#include "bind.h"

enum { ENGINE_CALLS = 1 };
enum { CLIENT_ENGINE = 1, CLIENT_SERVICE, CLIENT_MODEL };
enum { CALL_OWNER = 1, CALL_OPERATION, CALL_RESULT };

struct engine_box {
    struct live_engine live; /* .engine is NULL when closed */
    struct client_box *clients;
    struct call_box *calls;
    int process; /* that opened it, see process_number() */
};

struct client_box {
    mt_client *client; /* NULL when closed */
    struct engine_box *engine;
    struct client_box *next, **link; /* in engine->clients while open */
    unsigned check_flags;
};

struct call_box {
    mt_call *call; /* NULL once its result has been fetched, or when it was closed */
    struct engine_box *engine;
    struct client_box *client;     /* NULL: a sleep */
    struct call_box *next, **link; /* in engine->calls while call is set */
    struct scratch input;          /* while it is being converted */
    int attempts;                  /* kept when the call is let go */
    bool is_popped, has_result, has_failed;
};

/* Methods of the engine that have files of their own. */
int engine_client(lua_State *L);
int engine_resolve(lua_State *L);
int engine_find_region(lua_State *L);
int engine_want(lua_State *L);
int engine_answer(lua_State *L);
int engine_stats(lua_State *L);
int engine_tallies(lua_State *L);
/* [-0, +1] credentials as a plain table. */
void credentials_push(lua_State *L, const mt_credentials *found);
/* [-0, +1] {value?, origin?, overridden?}, as it may be shown. */
void setting_push(lua_State *L, const mt_settings *settings, mt_setting setting);
/* The open engine at index, raising if it is closed. [-0, +0] */
struct engine_box *engine_at(lua_State *L, int index);
/* An empty call, owned by the engine or client at index. [-0, +1] */
struct call_box *call_box_new(lua_State *L, int owner);
/* Files the call on top among those in flight of the engine at index. [-0, +0] */
void call_box_anchor(lua_State *L, int engine, struct call_box *box);
/* Takes it out again. Cannot raise: it only changes the value of a key that exists. [-0, +0] */
void call_box_unanchor(lua_State *L, int engine, const struct call_box *box);
/* Enters the submitted call. [-0, +0] */
void call_box_link(struct call_box *box, struct engine_box *engine, mt_call *call);
/* Frees what they stand for; idempotent, and harmless in a fork. */
void call_box_release(struct call_box *box);
void client_box_release(struct client_box *box);

#endif
