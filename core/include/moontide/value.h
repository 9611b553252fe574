/* Structured values: what goes into an operation and what comes out of it, and JSON text.
**
** A value is a tree owned by its root. Integers are exact over the whole int64 range; strings are
** valid UTF-8 without NUL. Objects keep the order in which members were set. */
#ifndef MOONTIDE_VALUE_H
#define MOONTIDE_VALUE_H

#include <stdint.h>

#include "error.h"
#include "str.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mt_value mt_value;

typedef enum mt_type {
    MT_NULL,
    MT_BOOL,
    MT_INT,
    MT_FLOAT,
    MT_STRING,
    MT_ARRAY,
    MT_OBJECT,
    MT_TYPE_COUNT
} mt_type;

/* "null", "boolean", "integer", "number", "string", "list", "object"; static. */
MT_API const char *mt_type_name(mt_type type);

/* Constructors: the caller owns the result; NULL means out of memory (or, for a string, bytes that
** are not UTF-8 or hold a NUL; for a float, not finite). */
MT_API mt_value *mt_value_new_null(void);
MT_API mt_value *mt_value_new_bool(bool value);
MT_API mt_value *mt_value_new_int(int64_t value);
MT_API mt_value *mt_value_new_float(double value);
MT_API mt_value *mt_value_new_string(mt_str text);
MT_API mt_value *mt_value_new_array(void);
MT_API mt_value *mt_value_new_object(void);
/* Deep copy, owned by the caller. */
MT_API mt_value *mt_value_dup(const mt_value *value);
/* Frees the whole tree; NULL is fine. Only for roots. */
MT_API void mt_value_free(mt_value *value);

/* Takes child into the container, on failure too (it is freed then); a NULL child is MT_EMEM, so
** that constructor calls can be nested. Setting a key again replaces its value. Errors: MT_EUSAGE
** (not such a container), MT_EINPUT (a key that is not text, or nested too deeply), MT_EMEM. */
MT_API mt_status mt_value_append(mt_value *array, mt_value *child);
MT_API mt_status mt_value_set(mt_value *object, mt_str key, mt_value *child);

/* Getters borrow. On a value of another type (or NULL) they give 0, false, "" or NULL. */
MT_API mt_type mt_value_type(const mt_value *value);
MT_API bool mt_value_bool(const mt_value *value);
MT_API int64_t mt_value_int(const mt_value *value);  /* MT_INT, or a float that is integral */
MT_API double mt_value_float(const mt_value *value); /* MT_FLOAT or MT_INT */
MT_API mt_str mt_value_string(const mt_value *value);
MT_API size_t mt_value_count(const mt_value *container);
/* The member of an object, case-sensitive; NULL if absent. */
MT_API const mt_value *mt_value_get(const mt_value *object, const char *key);
/* Walking a container: for (c = mt_value_first(v); c; c = mt_value_next(c)) */
MT_API const mt_value *mt_value_first(const mt_value *container);
MT_API const mt_value *mt_value_next(const mt_value *child);
/* The key under which a child stands in its object; empty in an array. */
MT_API mt_str mt_value_key(const mt_value *child);

/* Parses one JSON document (RFC 8259, strictly: UTF-8, no NUL, nothing after it, at most 512 levels
** deep). *out is owned by the caller and untouched on failure. Errors: MT_ESYNTAX with the byte
** offset and line, MT_EMEM. "1" is an MT_INT, "1.0" and "1e0" are MT_FLOAT; an integer beyond int64
** is an MT_FLOAT. */
MT_API mt_status mt_json_parse(mt_str text, mt_value **out, mt_error *err);

typedef enum mt_json_flags {
    MT_JSON_COMPACT = 0,
    MT_JSON_PRETTY = 1, /* two spaces an indent */
    MT_JSON_SORTED = 2  /* keys in byte order */
} mt_json_flags;

/* Prints JSON text, NUL-terminated; *out is owned by the caller (free()). size may be NULL. */
MT_API mt_status mt_json_print(const mt_value *value, unsigned flags, char **out, size_t *size,
                               mt_error *err);

#ifdef __cplusplus
}
#endif
#endif
