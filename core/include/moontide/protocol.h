/* AWS's query protocol, both ways: forms (what a client sends) and XML (what a service answers),
** led by an operation's shapes. The JSON protocols need only value.h.
**
** A value looks the same whatever protocol it came by: times are epoch seconds, blobs base64. What
** does not fit its shape stays text, for mt_shape_check to find. */
#ifndef MOONTIDE_PROTOCOL_H
#define MOONTIDE_PROTOCOL_H

#include "model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Prints an input that passed the check as "Action=…&Version=…&…", NUL-terminated; *out is the
** caller's (free()). version is the model's apiVersion; input may be NULL. size may be NULL.
** Errors: MT_EINPUT (a time outside the years 1 to 9999), MT_EMEM. */
MT_API mt_status mt_form_print(const mt_operation *operation, const char *version,
                               const mt_value *input, char **out, size_t *size, mt_error *err);
/* The value of the first field of that name, decoded; *out is the caller's (free()), NULL if there
** is none. Errors: MT_EMEM. */
MT_API mt_status mt_form_field(mt_str form, const char *name, char **out, mt_error *err);
/* Reads a form as an operation's input; fields that the shape does not know are left out. *out is
** the caller's. Errors: MT_ESYNTAX (not UTF-8, nested too deeply, too many entries), MT_EMEM. */
MT_API mt_status mt_form_read(const mt_operation *operation, mt_str form, mt_value **out,
                              mt_error *err);

/* Reads an XML answer as an operation's output; *out is the caller's. Document types, and with them
** entities, are refused, and so are documents deeper than 100 levels or of more than a million
** elements. Errors: MT_ESYNTAX (line and reason; or not an answer), MT_EMEM. */
MT_API mt_status mt_xml_read(const mt_operation *operation, mt_str xml, mt_value **out,
                             mt_error *err);
/* Prints an output as a service answers it, NUL-terminated, in the elements that the model names;
** *out is the caller's (free()). Members that the shape does not know are left out; output may be
** NULL. Errors: MT_EINPUT as above, MT_EMEM. */
MT_API mt_status mt_xml_print(const mt_model *model, const mt_operation *operation,
                              const mt_value *output, const char *request_id, char **out,
                              mt_error *err);

#ifdef __cplusplus
}
#endif
#endif
