#include "data/findings.h"

#include <stdlib.h>

#include "base/buf.h"

const char *mt_rule_name(mt_rule rule)
{
    static const char *const names[MT_RULE_COUNT] = {[MT_RULE_REQUIRED] = "required",
                                                     [MT_RULE_UNKNOWN] = "unknown",
                                                     [MT_RULE_TYPE] = "type",
                                                     [MT_RULE_ENUM] = "enum",
                                                     [MT_RULE_LENGTH_MIN] = "length_min",
                                                     [MT_RULE_LENGTH_MAX] = "length_max",
                                                     [MT_RULE_RANGE_MIN] = "range_min",
                                                     [MT_RULE_RANGE_MAX] = "range_max",
                                                     [MT_RULE_PATTERN] = "pattern",
                                                     [MT_RULE_UNION] = "union"};
    return (unsigned)rule < MT_RULE_COUNT ? names[rule] : "";
}

mt_findings *mt_findings_new(void)
{
    return calloc(1, sizeof(mt_findings));
}

void findings_clear(mt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        free(findings->rows[i].texts);
    free(findings->rows);
    *findings = (mt_findings){0};
}

void mt_findings_free(mt_findings *findings)
{
    if (findings)
        findings_clear(findings);
    free(findings);
}

size_t mt_findings_count(const mt_findings *findings)
{
    return findings ? findings->count : 0;
}

const mt_finding *mt_findings_at(const mt_findings *findings, size_t index)
{
    return index < mt_findings_count(findings) ? &findings->rows[index].finding : NULL;
}

static bool grow(mt_findings *findings)
{
    if (findings->count < findings->capacity)
        return true;
    const size_t capacity = findings->capacity ? findings->capacity * 2 : 4;
    struct finding_row *rows = realloc(findings->rows, capacity * sizeof *rows);
    if (!rows)
        return false;
    findings->rows = rows;
    findings->capacity = capacity;
    return true;
}

mt_status findings_add(mt_findings *findings, const mt_finding *finding)
{
    if (findings->is_short)
        return MT_EMEM;
    findings->found++;
    if (findings->count >= FINDINGS_MAX)
        return MT_OK;
    const size_t path = strlen(finding->path) + 1, message = strlen(finding->message) + 1;
    const size_t value = strlen(finding->value) + 1;
    char *texts = grow(findings) ? malloc(path + message + value) : NULL;
    if (!texts)
        return MT_EMEM;
    memcpy(texts, finding->path, path);
    memcpy(texts + path, finding->message, message);
    memcpy(texts + path + message, finding->value, value);
    struct finding_row *row = &findings->rows[findings->count++];
    *row = (struct finding_row){*finding, texts};
    row->finding.path = texts;
    row->finding.message = texts + path;
    row->finding.value = texts + path + message;
    return MT_OK;
}

mt_status mt_findings_add(mt_findings *findings, mt_rule rule, const char *path,
                          const char *message)
{
    const mt_finding finding = {.rule = rule, .path = path, .message = message, .value = ""};
    return findings_add(findings, &finding);
}
