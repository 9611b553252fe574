#include "data/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/buf.h"

/* Steps after which matching gives up: some ten milliseconds of trying. */
enum { MAX_STEPS = 1000000, MAX_KIBIBYTES = 16 * 1024 };

struct pattern {
    pcre2_code *code;
    pcre2_match_context *limits;
};

struct translation {
    const char *at;
    bool is_in_class;
    struct buf out;
};

/* The number behind \u; -1 if at does not stand before one. */
static long unit_at(const char *at)
{
    if (at[0] != '\\' || at[1] != 'u')
        return -1;
    char digits[5] = {0};
    for (size_t i = 0; i < 4; i++) {
        if (!at[2 + i] || !strchr("0123456789abcdefABCDEF", at[2 + i]))
            return -1;
        digits[i] = at[2 + i];
    }
    return strtol(digits, NULL, 16);
}

static bool translate_unit(struct translation *t)
{
    const long unit = unit_at(t->at);
    if (unit < 0)
        return false;
    t->at += 6;
    const long second = unit_at(t->at);
    if (unit >= 0xD800 && unit <= 0xDBFF && second >= 0xDC00 && second <= 0xDFFF) {
        t->at += 6;
        buf_addf(&t->out, "\\x{%lX}", 0x10000L + (unit - 0xD800) * 0x400 + (second - 0xDC00));
    } else {
        buf_addf(&t->out, "\\x{%lX}", unit);
    }
    return true;
}

/* Java's names for POSIX classes, which are ASCII. */
static bool translate_class(struct translation *t)
{
    static const struct {
        const char *java, *posix;
    } names[] = {{"{Alnum}", "alnum"},  {"{Alpha}", "alpha"}, {"{ASCII}", "ascii"},
                 {"{Blank}", "blank"},  {"{Cntrl}", "cntrl"}, {"{Digit}", "digit"},
                 {"{Graph}", "graph"},  {"{Lower}", "lower"}, {"{Print}", "print"},
                 {"{Punct}", "punct"},  {"{Space}", "space"}, {"{Upper}", "upper"},
                 {"{XDigit}", "xdigit"}};
    if (t->at[1] != 'p' && t->at[1] != 'P')
        return false;
    const char *negation = t->at[1] == 'P' ? "^" : "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t size = strlen(names[i].java);
        if (strncmp(t->at + 2, names[i].java, size) != 0)
            continue;
        buf_addf(&t->out, t->is_in_class ? "[:%s%s:]" : "[[:%s%s:]]", negation, names[i].posix);
        t->at += 2 + size;
        return true;
    }
    return false;
}

static void translate_next(struct translation *t)
{
    if (t->at[0] == '\\') {
        if (translate_unit(t) || translate_class(t))
            return;
        buf_add_char(&t->out, *t->at++);
    } else if (t->at[0] == '[') {
        t->is_in_class = true;
    } else if (t->at[0] == ']') {
        t->is_in_class = false;
    }
    if (*t->at)
        buf_add_char(&t->out, *t->at++);
}

static mt_status compile(struct pattern *pattern, const char *text, mt_error *err)
{
    struct translation t = {.at = text};
    while (*t.at)
        translate_next(&t);
    if (buf_failed(&t.out)) {
        buf_clear(&t.out);
        return fail_memory(err);
    }
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (context) /* Java's dot stops at a carriage return too */
        (void)pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    int number = 0;
    PCRE2_SIZE offset = 0;
    if (context)
        pattern->code =
            pcre2_compile((PCRE2_SPTR)buf_text(&t.out), t.out.size,
                          PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY |
                              PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NO_AUTO_CAPTURE,
                          &number, &offset, context);
    pcre2_compile_context_free(context);
    buf_clear(&t.out);
    if (!context || number == PCRE2_ERROR_HEAP_FAILED)
        return fail_memory(err);
    if (pattern->code)
        return MT_OK;
    PCRE2_UCHAR reason[128];
    (void)pcre2_get_error_message(number, reason, sizeof reason);
    return mt_fail(err, MT_EMODEL, "the pattern %s is not usable: %s", text, (const char *)reason);
}

mt_status pattern_new(const char *text, struct pattern **out, mt_error *err)
{
    struct pattern *pattern = calloc(1, sizeof *pattern);
    if (!pattern)
        return fail_memory(err);
    mt_status st = compile(pattern, text, err);
    if (!st) {
        pattern->limits = pcre2_match_context_create(NULL);
        if (!pattern->limits)
            st = fail_memory(err);
    }
    if (st) {
        pattern_free(pattern);
        return st;
    }
    (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE); /* where it cannot: interpreted */
    (void)pcre2_set_match_limit(pattern->limits, MAX_STEPS);
    (void)pcre2_set_heap_limit(pattern->limits, MAX_KIBIBYTES);
    *out = pattern;
    return MT_OK;
}

void pattern_free(struct pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    pcre2_match_context_free(pattern->limits);
    free(pattern);
}

static int match(const struct pattern *pattern, mt_str text, uint32_t options,
                 pcre2_match_data *data)
{
    return pcre2_match(pattern->code, (PCRE2_SPTR)text.data, text.size, 0,
                       PCRE2_NO_UTF_CHECK | options, data, pattern->limits);
}

enum pattern_verdict pattern_match(const struct pattern *pattern, mt_str text)
{
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    int result = data ? match(pattern, text, 0, data) : PCRE2_ERROR_NOMEMORY;
    if (result == PCRE2_ERROR_JIT_STACKLIMIT)
        result = match(pattern, text, PCRE2_NO_JIT, data);
    pcre2_match_data_free(data);
    switch (result) {
    case PCRE2_ERROR_NOMATCH:
        return PATTERN_DIFFERS;
    case PCRE2_ERROR_NOMEMORY:
        return PATTERN_NO_MEMORY;
    default:
        return result >= 0 ? PATTERN_MATCHES : PATTERN_TOO_HARD;
    }
}
