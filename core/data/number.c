#include "data/number.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

/* printf and strtod follow the locale's decimal point. In a process that has set another one,
** the calling thread speaks "C" for the moment (which allocates nothing). */
struct speech {
    locale_t plain, before;
};

static struct speech speak_plainly(void)
{
    struct speech speech = {0};
    if (strcmp(localeconv()->decimal_point, ".") != 0) {
        speech.plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
        if (speech.plain)
            speech.before = uselocale(speech.plain);
    }
    return speech;
}

static void speak_as_before(struct speech speech)
{
    if (!speech.plain)
        return;
    (void)uselocale(speech.before);
    freelocale(speech.plain);
}

size_t number_print_int(int64_t value, char out[NUMBER_TEXT_SIZE])
{
    char digits[NUMBER_TEXT_SIZE];
    size_t count = 0, size = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        out[size++] = '-';
    while (count)
        out[size++] = digits[--count];
    out[size] = '\0';
    return size;
}

size_t number_print_float(double value, char out[NUMBER_TEXT_SIZE])
{
    const struct speech speech = speak_plainly();
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(out, NUMBER_TEXT_SIZE, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            break;
    }
    speak_as_before(speech);
    size_t size = strlen(out);
    if (!strpbrk(out, ".e")) {
        memcpy(out + size, ".0", sizeof ".0");
        size += 2;
    }
    return size;
}

bool number_parse_int(const char *text, int64_t *out)
{
    const bool is_negative = text[0] == '-';
    const uint64_t limit = (uint64_t)INT64_MAX + is_negative;
    uint64_t value = 0;
    for (const char *c = text + is_negative; *c; c++) {
        const uint64_t digit = (uint64_t)(*c - '0');
        if (value > (limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = is_negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

double number_parse_float(const char *text)
{
    const struct speech speech = speak_plainly();
    const double value = strtod(text, NULL);
    speak_as_before(speech);
    return value;
}
