/* Service models: operations and shapes as data (botocore's service-2.json dialect, facts only).
**
** A model is immutable once loaded. Operations and shapes are borrowed from it and live as long.
** Checking is led by the shape and gives every finding at once, each with the path of the
** member. */
#ifndef MOONTIDE_MODEL_H
#define MOONTIDE_MODEL_H

#include "value.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mt_model mt_model;
typedef struct mt_operation mt_operation;
typedef struct mt_shape mt_shape;

/* Loads a model from JSON text (borrowed during the call). The caller owns *out. Errors: MT_ESYNTAX
** (not JSON), MT_EMODEL (a shape that does not resolve, an unknown type, a bad pattern),
** MT_EMEM. */
MT_API mt_status mt_model_load(mt_str json, mt_model **out, mt_error *err);
/* Loads a model that is built in, by its file name without ".json" ("application-autoscaling").
** Errors: MT_EMODEL, naming the built-in ones and the nearest name. */
MT_API mt_status mt_model_load_builtin(const char *name, mt_model **out, mt_error *err);
/* The index-th built-in model's name; NULL past the last. */
MT_API const char *mt_model_builtin_name(size_t index);
MT_API void mt_model_free(mt_model *model);

/* A string of the model's metadata ("targetPrefix", "jsonVersion", "signingName", …); NULL if
** absent. */
MT_API const char *mt_model_metadata(const mt_model *model, const char *key);
/* Whether the service offers a protocol ("json", "query"): several may be spoken at one endpoint. A
** model that names none offers every one. */
MT_API bool mt_model_offers(const mt_model *model, const char *protocol);
/* Does the service want x-amzn-query-mode, and then tell the codes of its old protocol? */
MT_API bool mt_model_is_query_compatible(const mt_model *model);

/* How a modelled exception goes on the wire. */
typedef struct mt_model_error {
    const char *code; /* in the query protocol; the shape's name where the model names none */
    int http;         /* 0: the model does not say */
    bool is_sender_fault;
} mt_model_error;

/* By the shape's name; false if it is not one of the model's exceptions. */
MT_API bool mt_model_find_error(const mt_model *model, const char *name, mt_model_error *out);
MT_API size_t mt_model_operation_count(const mt_model *model);
/* In name order. */
MT_API const mt_operation *mt_model_operation_at(const mt_model *model, size_t index);
/* By AWS's name; NULL if there is none: err (MT_EUSAGE) then suggests the nearest name. */
MT_API const mt_operation *mt_model_operation(const mt_model *model, const char *name,
                                              mt_error *err);

/* How an operation is paged; NULL members where the model says nothing. Of several tokens or lists
** that the model names, these are the first. */
typedef struct mt_paginator {
    const char *input_token;
    const char *output_token;
    const char *limit_key;
    const char *result_key;
} mt_paginator;

MT_API const char *mt_operation_name(const mt_operation *operation);
MT_API const mt_shape *mt_operation_input(const mt_operation *operation);  /* NULL: no input */
MT_API const mt_shape *mt_operation_output(const mt_operation *operation); /* NULL: no output */
/* NULL: not paged. */
MT_API const mt_paginator *mt_operation_paginator(const mt_operation *operation);
/* The name of the index-th list that a page holds; NULL past the last. */
MT_API const char *mt_operation_result_key(const mt_operation *operation, size_t index);
/* The name of the index-th exception that the model expects; NULL past the last. */
MT_API const char *mt_operation_error(const mt_operation *operation, size_t index);
/* May the request be sent again after its answer was lost? */
MT_API bool mt_operation_is_idempotent(const mt_operation *operation);
/* Is it sent without credentials, because its input is the proof of who calls? */
MT_API bool mt_operation_is_unsigned(const mt_operation *operation);

typedef enum mt_shape_type {
    MT_SHAPE_STRUCTURE,
    MT_SHAPE_LIST,
    MT_SHAPE_MAP,
    MT_SHAPE_STRING,
    MT_SHAPE_INTEGER,
    MT_SHAPE_LONG,
    MT_SHAPE_FLOAT,
    MT_SHAPE_DOUBLE,
    MT_SHAPE_BOOLEAN,
    MT_SHAPE_TIMESTAMP,
    MT_SHAPE_BLOB,
    MT_SHAPE_TYPE_COUNT
} mt_shape_type;

typedef struct mt_member {
    const char *name;
    const mt_shape *shape;
    bool is_required;
} mt_member;

/* As models spell it: "structure", "list", …; static. */
MT_API const char *mt_shape_type_name(mt_shape_type type);
MT_API mt_shape_type mt_shape_type_of(const mt_shape *shape);
MT_API const char *mt_shape_name(const mt_shape *shape);
/* Members of a structure in the model's order; NULL past the last. */
MT_API const mt_member *mt_shape_member_at(const mt_shape *structure, size_t index);
/* By name; NULL if absent. Does not allocate. */
MT_API const mt_member *mt_shape_member(const mt_shape *structure, mt_str name);
/* The item shape of a list, the value shape of a map; else NULL. */
MT_API const mt_shape *mt_shape_item(const mt_shape *shape);
/* The allowed strings, NULL-terminated, in the model's order; NULL if the shape has no enum. */
MT_API const char *const *mt_shape_enum(const mt_shape *shape);

/* The limits of a shape: of a string's characters, a container's entries, or a number's value. */
typedef struct mt_constraints {
    bool has_min, has_max;
    double min, max;
    const char *pattern; /* as the model spells it; NULL: none */
} mt_constraints;

MT_API mt_constraints mt_shape_constraints(const mt_shape *shape);

/* What is wrong with an input. Texts are owned by the list. */
typedef enum mt_rule {
    MT_RULE_REQUIRED,
    MT_RULE_UNKNOWN, /* no such member */
    MT_RULE_TYPE,
    MT_RULE_ENUM,
    MT_RULE_LENGTH_MIN, /* characters of a string, items of a list, entries of a map */
    MT_RULE_LENGTH_MAX,
    MT_RULE_RANGE_MIN,
    MT_RULE_RANGE_MAX,
    MT_RULE_PATTERN,
    MT_RULE_UNION, /* not exactly one member of a union */
    MT_RULE_COUNT
} mt_rule;

typedef struct mt_finding {
    mt_rule rule;
    /* From the top, items counted from 0: "Tags.team", "StepAdjustments[1].ScalingAdjustment". */
    const char *path;
    const char *message;   /* one sentence without the path; has the suggestion, if any */
    const char *value;     /* the offending scalar as text, "" otherwise */
    const mt_shape *shape; /* whose constraint it is; NULL for MT_RULE_UNKNOWN */
} mt_finding;

typedef struct mt_findings mt_findings;

MT_API const char *mt_rule_name(mt_rule rule); /* "required", "unknown", …; static */
MT_API mt_findings *mt_findings_new(void);     /* NULL: out of memory */
MT_API void mt_findings_free(mt_findings *findings);
MT_API size_t mt_findings_count(const mt_findings *findings);
MT_API const mt_finding *mt_findings_at(const mt_findings *findings, size_t index);
/* Adds one of the caller's own (a bindings' conversion problem). */
MT_API mt_status mt_findings_add(mt_findings *findings, mt_rule rule, const char *path,
                                 const char *message);

typedef enum mt_check_flags {
    MT_CHECK_STRICT = 0,
    MT_CHECK_ALLOW_UNKNOWN_ENUM = 1, /* a newer service may know the value */
    MT_CHECK_ALLOW_UNKNOWN_MEMBER = 2
} mt_check_flags;

/* Checks value against shape: required, type, enum, length, range, pattern, unknown members with
** "did you mean". Adds everything it finds, up to a thousand. Returns MT_OK when nothing was added,
** MT_EINPUT when something was (err: the first finding, its path also in err->where, and how many
** more), MT_EMEM. A NULL shape (an operation without input) takes {}; findings may be NULL. Pure.
** An integer may be spelt 3.0, not 3.5; a timestamp is a number or ISO 8601 (UTC if it names no
** zone); a blob is base64 already; null is not a way to leave a member out. */
MT_API mt_status mt_shape_check(const mt_shape *shape, const mt_value *value, unsigned flags,
                                mt_findings *findings, mt_error *err);

/* Rewrites scalars of an input that passed the check into the form the JSON protocols want on the
** wire: timestamps become epoch seconds, or what else the model wants, integers spelt 3.0 become 3.
** Errors: MT_EMEM. */
MT_API mt_status mt_shape_to_wire(const mt_shape *shape, mt_value *value, mt_error *err);
/* Rewrites an output that came as JSON: timestamps become epoch seconds, however they are spelt;
** members that are null, or "__type", are taken out. Errors: MT_EMEM. */
MT_API mt_status mt_shape_from_wire(const mt_shape *shape, mt_value *value, mt_error *err);

#ifdef __cplusplus
}
#endif
#endif
