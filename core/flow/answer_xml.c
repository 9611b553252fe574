/* Error documents of the query protocol:
** <ErrorResponse><Error><Type/><Code/><Message/></Error><RequestId/></ErrorResponse>, and the form
** of older services, <Response><Errors><Error>…</Error></Errors><RequestID/></Response>. */
#include "data/xml.h"
#include "flow/answer.h"

/* The part of a root that holds the code. */
static const struct xml_node *error_in(const struct xml_node *root)
{
    const struct xml_node *error = xml_child(root, "Error");
    if (!error)
        error = xml_child(xml_child(root, "Errors"), "Error");
    return error || strcmp(root->name, "Error") != 0 ? error : root;
}

mt_status answer_xml_error(mt_str body, struct xml_node **document, mt_str *code, mt_str *message,
                           mt_str *request_id)
{
    const mt_status st = xml_parse(body, document, NULL);
    if (st)
        return st;
    const struct xml_node *error = error_in(*document);
    *code = xml_child_text(error, "Code");
    *message = xml_child_text(error, "Message");
    *request_id = xml_child_text(*document, "RequestId");
    if (!request_id->size)
        *request_id = xml_child_text(*document, "RequestID");
    return error ? MT_OK : MT_ESYNTAX;
}
