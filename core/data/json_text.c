#include "data/json_text.h"

#include "data/utf8.h"
#include "data/value_node.h"

enum { EXACT_DIGITS = 15 };

struct scan {
    const char *at, *end;
    const char *copied; /* up to here the text is in marked */
    struct buf *marked;
    const char *problem; /* where at stands; NULL: none */
    size_t levels;
    char closers[VALUE_MAX_LEVELS]; /* of the open containers, outermost first */
};

static mt_status fail_at(mt_str text, const char *at, const char *problem, mt_error *err)
{
    size_t line = 1;
    for (const char *c = text.data; c < at; c++)
        line += *c == '\n';
    return mt_fail(err, MT_ESYNTAX, "JSON, line %zu, byte %zu: %s", line, (size_t)(at - text.data),
                   problem);
}

static bool refuse(struct scan *s, const char *problem)
{
    s->problem = problem;
    return false;
}

static char peek(const struct scan *s)
{
    static const char nothing = '\0';
    return *(s->at < s->end ? s->at : &nothing);
}

static bool skip(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static void skip_space(struct scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t'))
        s->at++;
}

static size_t skip_digits(struct scan *s)
{
    const char *start = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return (size_t)(s->at - start);
}

static bool scan_word(struct scan *s, const char *word)
{
    const size_t size = strlen(word);
    if ((size_t)(s->end - s->at) < size || memcmp(s->at, word, size) != 0)
        return refuse(s, "expected a value");
    s->at += size;
    return true;
}

static void mark(struct scan *s, const char *start)
{
    static const char opening[] = {'"', JSON_TEXT_MARK};
    buf_add(s->marked, (mt_str){s->copied, (size_t)(start - s->copied)});
    buf_add(s->marked, (mt_str){opening, sizeof opening});
    buf_add(s->marked, (mt_str){start, (size_t)(s->at - start)});
    buf_add_char(s->marked, '"');
    s->copied = s->at;
}

static bool scan_fraction(struct scan *s)
{
    return !skip(s, '.') || skip_digits(s) || refuse(s, "expected a digit after the point");
}

static bool scan_exponent(struct scan *s)
{
    if (!skip(s, 'e') && !skip(s, 'E'))
        return true;
    if (!skip(s, '+'))
        (void)skip(s, '-');
    return skip_digits(s) || refuse(s, "expected a digit in the exponent");
}

static bool scan_number(struct scan *s)
{
    const char *start = s->at;
    const bool is_negative = skip(s, '-'), is_zero = peek(s) == '0';
    const size_t digits = skip_digits(s);
    if (digits == 0)
        return refuse(s, "expected a digit");
    if (is_zero && digits > 1)
        return refuse(s, "a number starts with a superfluous 0");
    const char *integer_end = s->at;
    if (!scan_fraction(s) || !scan_exponent(s))
        return false;
    if (s->at != integer_end || digits > EXACT_DIGITS || (is_negative && is_zero))
        mark(s, start);
    return true;
}

/* Four hexadecimal digits; -1 if there are none. */
static long scan_hex(struct scan *s)
{
    long unit = 0;
    for (int i = 0; i < 4; i++, s->at++) {
        const char c = peek(s), lower = (char)(c | 0x20);
        if (c >= '0' && c <= '9')
            unit = unit * 16 + (c - '0');
        else if (lower >= 'a' && lower <= 'f')
            unit = unit * 16 + (lower - 'a') + 10;
        else
            return -1;
    }
    return unit;
}

/* After "\u". */
static bool scan_unicode_escape(struct scan *s)
{
    const long unit = scan_hex(s);
    if (unit < 0)
        return refuse(s, "expected four hexadecimal digits");
    if (unit == 0)
        return refuse(s, "a string holds the NUL character");
    if (unit < 0xD800 || unit > 0xDFFF)
        return true;
    if (unit > 0xDBFF || !skip(s, '\\') || !skip(s, 'u'))
        return refuse(s, "half a surrogate pair stands alone");
    const long second = scan_hex(s);
    return (second >= 0xDC00 && second <= 0xDFFF) ||
           refuse(s, "half a surrogate pair stands alone");
}

static bool scan_escape(struct scan *s)
{
    const char c = peek(s);
    if (c == '\0' || !strchr("\"\\/bfnrtu", c))
        return refuse(s, "no such escape sequence");
    s->at++;
    return c != 'u' || scan_unicode_escape(s);
}

static bool scan_string(struct scan *s)
{
    s->at++; /* the quote */
    while (s->at < s->end) {
        const unsigned char c = (unsigned char)*s->at;
        if (c == '"') {
            s->at++;
            return true;
        }
        if (c < 0x20)
            return refuse(s, "a string holds a raw control character");
        const mt_str rest = {s->at, (size_t)(s->end - s->at)};
        const size_t size = c < 0x80 ? 1 : utf8_sequence(rest);
        if (size == 0)
            return refuse(s, "a string is not valid UTF-8");
        s->at += size;
        if (c == '\\' && !scan_escape(s))
            return false;
    }
    return refuse(s, "a string does not end");
}

/* A member's name and colon. */
static bool scan_key(struct scan *s)
{
    skip_space(s);
    if (peek(s) != '"')
        return refuse(s, "expected a member's name in quotes");
    if (!scan_string(s))
        return false;
    skip_space(s);
    return skip(s, ':') || refuse(s, "expected ':'");
}

/* After an opening bracket: to where the first value starts, or the closing bracket. */
static bool scan_opening(struct scan *s, char closer, bool *is_empty)
{
    if (s->levels == VALUE_MAX_LEVELS)
        return refuse(s, "nested too deeply");
    s->at++;
    s->closers[s->levels++] = closer;
    skip_space(s);
    *is_empty = peek(s) == closer;
    return closer == ']' || *is_empty || scan_key(s);
}

static bool scan_scalar(struct scan *s)
{
    switch (peek(s)) {
    case '"':
        return scan_string(s);
    case 't':
        return scan_word(s, "true");
    case 'f':
        return scan_word(s, "false");
    case 'n':
        return scan_word(s, "null");
    case '-':
        return scan_number(s);
    default:
        return peek(s) >= '0' && peek(s) <= '9' ? scan_number(s) : refuse(s, "expected a value");
    }
}

/* After a value: closes containers, and goes to where the next value starts, if there is one. */
static bool scan_sequel(struct scan *s)
{
    for (;;) {
        skip_space(s);
        if (s->levels == 0)
            return s->at == s->end || refuse(s, "expected the end of the text");
        const char closer = s->closers[s->levels - 1];
        if (skip(s, ','))
            return closer == ']' || scan_key(s);
        if (!skip(s, closer))
            return refuse(s, closer == ']' ? "expected ',' or ']'" : "expected ',' or '}'");
        s->levels--;
    }
}

static bool scan_document(struct scan *s)
{
    do {
        skip_space(s);
        const char c = peek(s);
        bool is_complete = true;
        const bool is_good = c == '[' || c == '{'
                                 ? scan_opening(s, c == '[' ? ']' : '}', &is_complete)
                                 : scan_scalar(s);
        if (!is_good || (is_complete && !scan_sequel(s)))
            return false;
    } while (s->levels > 0);
    return true;
}

mt_status json_text_check(mt_str text, struct buf *marked, mt_error *err)
{
    struct scan s = {
        .at = text.data, .end = text.data + text.size, .copied = text.data, .marked = marked};
    if (!scan_document(&s))
        return fail_at(text, s.at, s.problem, err);
    if (marked->size)
        buf_add(marked, (mt_str){s.copied, (size_t)(s.end - s.copied)});
    return buf_failed(marked) ? fail_memory(err) : MT_OK;
}
