/* What a service's answer means: HTTP status, headers and body become an output or an error. Pure.
**
** Failures are classified by AWS's code, by the HTTP status only where there is no known code:
** Application Auto Scaling answers 400 to nearly everything, its own internal errors included. */
#ifndef MOONTIDE_FLOW_ANSWER_H
#define MOONTIDE_FLOW_ANSWER_H

#include <moontide/model.h>

/* An answer as received; everything is borrowed. Absent headers are NULL. */
struct answer {
    int http;
    mt_str body;
    bool is_xml;             /* the query protocol's */
    const char *error_type;  /* x-amzn-ErrorType */
    const char *query_error; /* x-amzn-query-error */
    const char *request_id;  /* x-amzn-RequestId or x-amz-request-id */
};

/* What became of it; owned by whoever asked. */
struct verdict {
    mt_value *output; /* NULL after a failure */
    char *message;    /* the service's whole message; NULL if it gave none */
};

/* Returns MT_OK with verdict->output, or the failure with err filled in, verdict->message too when
** the service said something. Errors: any status a service can cause; MT_EPROTOCOL if this cannot be
** a service's answer; MT_EMEM. */
mt_status answer_read(const struct answer *answer, const mt_operation *operation,
                      struct verdict *verdict, mt_error *err);

/* The status of an error code (already stripped); MT_OK if the code is not known. */
mt_status answer_classify(mt_str code);
/* What an error document in XML says; *code, *message and *request_id (empty if it has none) are
** views into *document, which the caller frees. Errors: MT_ESYNTAX (it is none), MT_EMEM. */
struct xml_node;
mt_status answer_xml_error(mt_str body, struct xml_node **document, mt_str *code, mt_str *message,
                           mt_str *request_id);
/* Does the code refuse the caller, whatever the call? */
bool answer_refuses_identity(mt_str code);
/* The bare code in "namespace#Code:http://…". */
mt_str answer_strip_code(mt_str text);

#endif
