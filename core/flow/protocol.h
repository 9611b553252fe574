/* How a service is spoken to, told by its model: AWS JSON 1.0 or 1.1, or the query protocol. */
#ifndef MOONTIDE_FLOW_PROTOCOL_H
#define MOONTIDE_FLOW_PROTOCOL_H

#include <moontide/model.h>

#include "base/buf.h"

struct protocol {
    bool is_query;             /* else AWS JSON */
    const char *api_version;   /* of the query protocol */
    const char *target_prefix; /* of AWS JSON */
    bool is_query_compatible;
    char content_type[64];
};

/* JSON where the service offers it. *out borrows from the model. Errors: MT_EMODEL. */
mt_status protocol_choose(const mt_model *model, const char *service, struct protocol *out,
                          mt_error *err);
/* Adds X-Amz-Target's value; nothing for the query protocol. */
void protocol_add_target(const struct protocol *protocol, const mt_operation *operation,
                         struct buf *out);
/* Gives members that only have to be unique a value, made of an id, where they are missing. */
mt_status protocol_fill_tokens(const mt_operation *operation, mt_value *input, const uint64_t id[2],
                               mt_error *err);
/* Prints a checked input as a body; *body is owned by the caller. The input's scalars are rewritten
** on the way. Errors: MT_EINPUT, MT_EMEM. */
mt_status protocol_print(const struct protocol *protocol, const mt_operation *operation,
                         mt_value *input, char **body, size_t *size, mt_error *err);

enum { UUID_SIZE = 37 };
/* A version 4 UUID of 128 random bits. */
void uuid_format(const uint64_t id[2], char out[UUID_SIZE]);

#endif
