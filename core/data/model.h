/* What model.c loads and shape.c reads. Names and texts are borrowed from the parsed document,
** which the model keeps; after loading nothing changes any more. */
#ifndef MOONTIDE_DATA_MODEL_H
#define MOONTIDE_DATA_MODEL_H

#include <moontide/model.h>

#include "data/names.h"
#include "data/pattern.h"
#include "data/timestamp.h"

/* How a member, an item, a key or a value is spelt: what its reference says, else its shape. */
struct wire {
    const char *name; /* of its XML element and form field; NULL: the place's usual one */
    enum timestamp_format timestamps;
    bool is_flattened, is_attribute;
    bool is_token; /* it only has to be unique */
};

struct mt_shape {
    const char *name;
    const mt_value *source;
    mt_shape_type type;
    bool is_union, is_sensitive;
    bool is_document; /* a structure of any form */
    mt_constraints limits;
    struct pattern *pattern;   /* of limits.pattern */
    mt_member *members;        /* of a structure, in the model's order */
    struct wire *member_wires; /* beside members */
    struct names member_names;
    size_t required_count;
    const mt_shape *key, *item; /* of a map; of a list or a map */
    struct wire key_wire, item_wire;
    const char **enums; /* NULL-terminated, in the model's order */
    struct names enum_names;
};

struct mt_operation {
    const char *name;
    const mt_shape *input, *output;
    bool is_idempotent, is_unsigned;
    const char *result_wrapper; /* the element around an XML answer's members; NULL: none */
    const char *class;          /* "read", "write" or the model's own: what shares one rate */
    const mt_value *charges;    /* what a call costs in other services; NULL: nothing */
    const mt_value *lane;       /* members that name what a write changes; NULL: nothing */
    const mt_value *read_back;  /* how it is seen whether it was done; NULL: not known */
    const mt_value *paging;     /* NULL: not paged */
    const mt_value *errors;     /* NULL: none */
    mt_paginator paginator;
};

struct mt_model {
    mt_value *document;
    mt_shape *shapes;
    struct names shape_names;
    mt_operation *operations; /* in name order */
    struct names operation_names;
};

/* The shape that {"shape": NAME} refers to; owner is for messages. Errors: MT_EMODEL. */
mt_status model_resolve(const mt_model *model, const mt_value *reference, const char *owner,
                        const mt_shape **out, mt_error *err);
/* Reads how what a reference leads to is spelt. */
struct wire wire_load(const mt_value *reference, const mt_shape *target);
/* The wire of a member of the structure. */
const struct wire *shape_member_wire(const mt_shape *structure, const mt_member *member);
/* A failure as a rule of the model sees it. */
struct model_failure {
    const char *operation;
    mt_str code, message;
    bool is_after_change;      /* we have changed the same target a moment ago */
    bool is_after_lost_answer; /* an earlier attempt may have acted */
};

struct model_failure_rule {
    mt_status status;   /* MT_OK: what was wanted is so already */
    bool is_neighbours; /* not the service itself failed but one that it needs */
};

/* Is the failure the one that a rule is about? */
bool model_failure_applies(const mt_value *rule, const struct model_failure *failure);
/* Finds the first of the model's rules that applies; false if none does. */
bool model_failure(const mt_model *model, const struct model_failure *failure,
                   struct model_failure_rule *out);
/* Fills a shape that has its name and source. Errors: MT_EMODEL, MT_EMEM. */
mt_status shape_load(const mt_model *model, mt_shape *shape, mt_error *err);
void shape_clear(mt_shape *shape);

#endif
