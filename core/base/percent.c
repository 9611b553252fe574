#include "base/percent.h"

#include "base/ascii.h"

void percent_add(struct buf *out, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    if (ascii_is_alnum((char)c) || c == '-' || c == '.' || c == '_' || c == '~')
        buf_add_char(out, (char)c);
    else
        buf_add(out, (mt_str){(const char[]){'%', digits[c >> 4], digits[c & 15]}, 3});
}

void percent_encode(mt_str text, struct buf *out)
{
    for (size_t i = 0; i < text.size; i++)
        percent_add(out, (unsigned char)text.data[i]);
}

static int digit_value(char c)
{
    return ascii_is_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10;
}

int percent_byte(mt_str text)
{
    if (text.size < 3 || text.data[0] != '%' || !ascii_is_xdigit(text.data[1]) ||
        !ascii_is_xdigit(text.data[2]))
        return -1;
    return digit_value(text.data[1]) * 16 + digit_value(text.data[2]);
}

void percent_decode_form(mt_str text, struct buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        const int byte = percent_byte((mt_str){text.data + i, text.size - i});
        if (byte >= 0) {
            buf_add_char(out, (char)byte);
            i += 2;
        } else if (text.data[i] == '+') {
            buf_add_char(out, ' ');
        } else {
            buf_add_char(out, text.data[i]);
        }
    }
}
