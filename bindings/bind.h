/* What the files of the binding share.
**
** Every userdata is created empty and filled afterwards, so that a Lua error in between loses
** nothing; its __gc and __close are one idempotent release. Nothing here keeps a lua_State. Each
** helper says what it does to the stack: [-popped, +pushed]; all may raise a memory error. */
#ifndef MOONTIDE_BIND_H
#define MOONTIDE_BIND_H

#include <lauxlib.h>
#include <lua.h>

#include <sys/types.h>

#include <moontide/moontide.h>

/* Registered names of the metatables. */
#define CLASS_ERROR "moontide.error"
#define CLASS_ARRAY "moontide.array"
#define CLASS_SCRATCH "moontide.scratch"
#define CLASS_ENGINE "moontide.engine"
#define CLASS_CLIENT "moontide.client"
#define CLASS_CALL "moontide.call"
#define CLASS_MODEL "moontide.model"
#define CLASS_SIGNING "moontide.signing"
#define CLASS_SERVER "moontide.server"
#define CLASS_REQUEST "moontide.request"
#define CLASS_WORKER "moontide.worker"
#define CLASS_CHANNEL "moontide.channel"
#define CLASS_GLOB "moontide.glob"
#define CLASS_SETTINGS "moontide.settings"
#define CLASS_SANDBOX "moontide.sandbox"

/* The module `moontide.core`. */
MT_API int luaopen_moontide_core(lua_State *L);

/* Registers a class: methods are its __index, meta its metamethods. [-0, +0] */
void class_new(lua_State *L, const char *name, const luaL_Reg *methods, const luaL_Reg *meta);

/* Each adds its functions to the module table on top and registers its classes. [-0, +0] */
void open_error(lua_State *L);
void open_value(lua_State *L);
void open_json(lua_State *L);
void open_model(lua_State *L);
void open_shape(lua_State *L);    /* after the model */
void open_protocol(lua_State *L); /* after the model */
void open_endpoint(lua_State *L);
void open_engine(lua_State *L);
void open_client(lua_State *L);
void open_call(lua_State *L);
void open_identity(lua_State *L);
void open_stats(lua_State *L);
void open_settings(lua_State *L);
void open_sigv4(lua_State *L);
void open_server(lua_State *L);
void open_worker(lua_State *L);
void open_channel(lua_State *L);
void open_sandbox(lua_State *L);
void open_system(lua_State *L);
void open_file(lua_State *L);
void open_testing(lua_State *L);

/* lua_error.c */

/* What an error object is made of; NULL members are left out. */
struct failure {
    const mt_error *error;
    const char *operation;
    const char *message;         /* instead of error->message */
    const mt_findings *findings; /* the first `refused` are the binding's own: where it found */
    size_t refused;              /* something, the check's opinion of the stand-in is left out */
};

/* [-0, +1] an error object. */
void error_push(lua_State *L, const struct failure *failure);
/* [-0, +2] nil and an error object; returns 2. */
int failure_push(lua_State *L, const struct failure *failure);
/* The same for a plain error: `return fail_push(L, &err);` */
int fail_push(lua_State *L, const mt_error *err);
/* Does this finding only repeat, about the stand-in, that the binding refused the value? */
bool finding_is_echo(const mt_findings *findings, size_t refused, size_t index);
/* What an error object says the program should exit with; 1 for anything else. [-0, +0] */
int error_exit_code(lua_State *L, int index);

/* lua_value.c */

/* C memory in the middle of a conversion, anchored in a userdata. */
struct scratch {
    mt_value *value;
    mt_findings *findings; /* what could not be converted */
    size_t refused;        /* how many of them */
    char *text;
};

struct scratch *scratch_new(lua_State *L); /* [-0, +1] */
void scratch_clear(struct scratch *scratch);
/* Moves the value out. */
mt_value *scratch_take(struct scratch *scratch);

/* lua_read.c: builds scratch->value from the value at index, led by shape (NULL: by what it looks
** like). What has no JSON form becomes a finding, MT_EINPUT, and a null in the (complete) tree.
** [-0, +0] */
mt_status value_read(lua_State *L, int index, const mt_shape *shape, struct scratch *scratch,
                     mt_error *err);
/* MT_EINPUT: says the first finding and how many more there are. */
mt_status fail_refused(const struct scratch *scratch, mt_error *err);
/* Adds what the shape's check finds in scratch->value; MT_EINPUT when there is any finding now. */
mt_status value_check(const mt_shape *shape, unsigned flags, struct scratch *scratch,
                      mt_error *err);
/* Pushes a value; without_nulls leaves null members out, as services mean them. [-0, +1] */
void value_push(lua_State *L, const mt_value *value, bool without_nulls);

/* lua_arguments.c: option tables are read raw; a wrong type or an unknown name is misuse. */

/* names ends with NULL. The table may be absent (nil): then every option is. [-0, +0] */
void options_check(lua_State *L, int index, const char *const *names);
const char *option_text(lua_State *L, int index, const char *name); /* NULL: absent */
mt_str option_str(lua_State *L, int index, const char *name);       /* empty: absent */
lua_Integer option_integer(lua_State *L, int index, const char *name, lua_Integer fallback);
bool option_bool(lua_State *L, int index, const char *name, bool fallback);
int64_t option_ms(lua_State *L, int index, const char *name); /* given in seconds; 0: absent */
/* Seconds at index as milliseconds, rounded up; negative: -1. */
int argument_ms(lua_State *L, int index);
/* The member of the option table; lua_type of it. [-0, +1] */
int option_push(lua_State *L, int index, const char *name);

/* The option "credentials", its texts borrowed from the table; false: absent. [-0, +0] */
bool credentials_read(lua_State *L, int index, mt_credentials *credentials);

/* Headers from a map (name → value) or a list of {name, value} pairs; nil: none. The array is a
** userdata with room for `extra` more, its texts borrow from the table. [-0, +1] */
mt_header *headers_read(lua_State *L, int index, size_t extra, size_t *count);

/* lua_model.c */

/* The model at index, raising if it is none. [-0, +0] */
const mt_model *model_at(lua_State *L, int index);
/* The operation that the next argument names, of the model at 1; NULL and err. [-0, +0] */
const mt_operation *operation_at(lua_State *L, mt_error *err);
/* [-0, +2] nil and what is wrong with an operation's input or output; returns 2. */
int operation_fail(lua_State *L, const mt_error *err, const mt_operation *operation,
                   const struct scratch *scratch);
/* A model that lives as long as its client, which is at index. [-0, +1] */
void model_push_borrowed(lua_State *L, int index, mt_client *const *client);
/* Check flags from the options allow_unknown_enums and allow_unknown_members. */
unsigned check_flags_option(lua_State *L, int index);
/* The same of the table at index, or of nothing there; or their sum. */
unsigned check_flags_at(lua_State *L, int index);
/* [-0, +1] a paginator as a table, nil for NULL. */
void paginator_push(lua_State *L, const mt_operation *operation);
/* [-0, +1] the sorted list of a model's operations. */
void operations_push(lua_State *L, const mt_model *model);

/* lua_server.c */

/* The request at index (a request userdata), NULL if it is something else. */
const mt_http_request *request_at(lua_State *L, int index);

/* lua_channel.c: lines over a socket; unread bytes are kept in a user value of the userdata at 1. */

/* The child's end. [-0, +1] */
void channel_push(lua_State *L, int fd);
/* Sends prefix and text as one line, whatever the text holds. [-0, +0] */
bool line_send(lua_State *L, int fd, const char *prefix, mt_str text);
/* Pushes the first line of the unread bytes, if there is a whole one. [-0, +0 or +1] */
bool line_push(lua_State *L, int user_value);
/* Adds to the unread bytes what recv gives; its result. [-0, +0] */
ssize_t line_receive(lua_State *L, int user_value, int fd, int flags);

/* process.c: what the binding knows about the process it is in. */

/* An engine the program's signal handler can reach; lives inside its userdata. */
struct live_engine {
    mt_engine *engine;
    struct live_engine *volatile next;
};

/* Only the program does this; elsewhere there is no registry, hence nothing global to share. */
void interrupt_enable(void);
/* Async-signal-safe: notes the signal, interrupts every live engine, wakes every wait. */
void interrupt_raise(int signo);
/* The signal that interrupted us, 0 if none has. */
int interrupt_signal(void);
/* Becomes readable on interruption; -1 if this process does not watch for it. */
int interrupt_fd(void);
/* Notes that a wait has been cancelled: if a signal did it, Lua knows of that now. */
void interrupt_tell(void);
/* Does Lua know, or will it, from calls that are in flight in some engine? */
bool interrupt_is_told(void);
void interrupt_watch(struct live_engine *live);
void interrupt_forget(struct live_engine *live);

/* Numbers the forks: what was opened under another number belongs to the parent, and its release
** in this process must not touch connections shared with it. */
int process_number(void);
/* Called first in a forked child. */
void process_forked(void);

#endif
