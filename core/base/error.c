#include <moontide/error.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct status_row {
    const char *name;
    const char *meaning;
    mt_retry retry;
    int exit_code;
};

static const struct status_row rows[MT_STATUS_COUNT] = {
#define STATUS_ROW(status, name, retry, exit, meaning) \
    [status] = {name, meaning, MT_RETRY_##retry, exit},
    MT_STATUS_TABLE(STATUS_ROW)
#undef STATUS_ROW
};

static const struct status_row *row_of(mt_status status)
{
    return &rows[(unsigned)status < MT_STATUS_COUNT ? status : MT_EUSAGE];
}

const char *mt_status_name(mt_status status)
{
    return row_of(status)->name;
}

const char *mt_status_meaning(mt_status status)
{
    return row_of(status)->meaning;
}

mt_retry mt_status_retry(mt_status status)
{
    return row_of(status)->retry;
}

int mt_status_exit_code(mt_status status)
{
    return row_of(status)->exit_code;
}

const char *mt_retry_mode_name(mt_retry_mode mode)
{
    switch (mode) {
    case MT_RETRY_MODE_MOONTIDE:
        return "moontide";
    case MT_RETRY_MODE_STANDARD:
        return "standard";
    case MT_RETRY_MODE_ADAPTIVE:
        return "adaptive";
    case MT_RETRY_MODE_LEGACY:
        return "legacy";
    case MT_RETRY_MODE_UNSET:
    case MT_RETRY_MODE_COUNT:
        break;
    }
    return NULL;
}

mt_retry_mode mt_retry_mode_find(const char *name)
{
    for (int i = MT_RETRY_MODE_UNSET + 1; i < MT_RETRY_MODE_COUNT; i++)
        if (strcasecmp(name, mt_retry_mode_name((mt_retry_mode)i)) == 0)
            return (mt_retry_mode)i;
    return MT_RETRY_MODE_UNSET;
}

/* Takes off the last character, which may be incomplete. */
static void cut_character(char *text)
{
    size_t size = strlen(text);
    while (size > 0 && ((unsigned char)text[size - 1] & 0xC0) == 0x80)
        size--;
    text[size > 0 ? size - 1 : 0] = '\0';
}

mt_status mt_fail(mt_error *err, mt_status status, const char *format, ...)
{
    if (!err)
        return status;
    *err = (mt_error){.status = status};
    va_list args;
    va_start(args, format);
    const int size = vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    if (size >= (int)sizeof err->message)
        cut_character(err->message);
    return status;
}
