// `string.format`: the conversions of the manual without `%p`, which would show an address.
#include "internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// The longest number: 309 digits, a point, 99 more, a sign; and width up to 99.
#define NUMBER_MAX 440

typedef struct Specification {
    char text[32];
    int width;
    int precision;
    bool left;
    char conversion;
} Specification;

// Reads "%[flags][width][.precision]conversion"; `at` is past the percent sign.
static const char *read_specification(lua_State *L, const char *at, const char *end, Specification *result) {
    const char *start = at;
    *result = (Specification){.precision = -1};
    while (at < end && *at != 0 && strchr("-+ #0", *at) != NULL) {
        if (*at == '-') result->left = true;
        at++;
    }
    const char *digits = at;
    while (at < end && *at >= '0' && *at <= '9') result->width = result->width * 10 + (*at++ - '0');
    bool valid = at - start <= 10 && at - digits <= 2;
    if (valid && at < end && *at == '.') {
        const char *fraction = ++at;
        result->precision = 0;
        while (at < end && at - fraction < 3 && *at >= '0' && *at <= '9') {
            result->precision = result->precision * 10 + (*at++ - '0');
        }
        valid = at - fraction <= 2;
    }
    if (!valid || at >= end) sandbox_fail(L, "invalid conversion in 'format'");
    result->conversion = *at;
    result->text[0] = '%';
    memcpy(result->text + 1, start, (size_t)(at - start));
    result->text[1 + (at - start)] = 0;
    return at + 1;
}

static void append_padded(TextBuffer *buffer, const Specification *specification, const char *text, size_t count) {
    size_t width = (size_t)specification->width;
    size_t padding = width > count ? width - count : 0;
    for (size_t i = 0; i < padding && !specification->left; i++) text_append_byte(buffer, ' ');
    text_append(buffer, text, count);
    for (size_t i = 0; i < padding && specification->left; i++) text_append_byte(buffer, ' ');
}

static void append_integer(TextBuffer *buffer, Specification *specification, lua_Integer value) {
    char number[NUMBER_MAX];
    size_t count = strlen(specification->text);
    memcpy(specification->text + count, "ll", 2);
    specification->text[count + 2] = specification->conversion == 'i' ? 'd' : specification->conversion;
    specification->text[count + 3] = 0;
    int written = snprintf(number, sizeof number, specification->text, (long long)value);
    text_append(buffer, number, (size_t)written);
}

static void append_number(TextBuffer *buffer, Specification *specification, lua_Number value) {
    // The sign of a NaN differs between processors, and C pads infinities with zeros nowhere.
    if (isnan(value)) {
        append_padded(buffer, specification, "nan", 3);
        return;
    }
    char number[NUMBER_MAX];
    size_t count = strlen(specification->text);
    specification->text[count] = specification->conversion;
    specification->text[count + 1] = 0;
    int written = snprintf(number, sizeof number, specification->text, value);
    text_append(buffer, number, (size_t)written);
}

static void append_quoted_text(TextBuffer *buffer, const char *text, size_t count) {
    text_append_byte(buffer, '"');
    for (size_t i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == '"' || byte == '\\' || byte == '\n') {
            text_append_byte(buffer, '\\');
            text_append_byte(buffer, (char)byte);
        } else if (byte < 0x20 || byte == 0x7F) {
            bool digitFollows = i + 1 < count && text[i + 1] >= '0' && text[i + 1] <= '9';
            char escape[8];
            int written = snprintf(escape, sizeof escape, digitFollows ? "\\%03d" : "\\%d", byte);
            text_append(buffer, escape, (size_t)written);
        } else {
            text_append_byte(buffer, (char)byte);
        }
    }
    text_append_byte(buffer, '"');
}

static void append_quoted(lua_State *L, TextBuffer *buffer, int argument) {
    char number[NUMBER_MAX];
    switch (lua_type(L, argument)) {
    case LUA_TSTRING: {
        size_t count;
        const char *text = lua_tolstring(L, argument, &count);
        sandbox_spend(L, count / 16);
        append_quoted_text(buffer, text, count);
        return;
    }
    case LUA_TNUMBER: {
        int written;
        if (lua_isinteger(L, argument)) {
            lua_Integer value = lua_tointeger(L, argument);
            // The smallest integer has no decimal numeral in Lua.
            const char *format = value == LUA_MININTEGER ? "0x%llx" : "%lld";
            written = snprintf(number, sizeof number, format, (long long)value);
        } else {
            lua_Number value = lua_tonumber(L, argument);
            written = isnan(value)   ? snprintf(number, sizeof number, "(0/0)")
                      : isinf(value) ? snprintf(number, sizeof number, value > 0 ? "1e9999" : "-1e9999")
                                     : snprintf(number, sizeof number, "%a", value);
        }
        text_append(buffer, number, (size_t)written);
        return;
    }
    case LUA_TNIL:
    case LUA_TBOOLEAN:
        push_tostring(L, argument);
        text_append_top(buffer);
        return;
    default: luaL_argerror(L, argument, "value has no literal form");
    }
}

static void append_text(lua_State *L, TextBuffer *buffer, const Specification *specification, int argument) {
    size_t count;
    push_tostring(L, argument);
    const char *text = lua_tolstring(L, -1, &count);
    if (specification->precision >= 0 && (size_t)specification->precision < count) {
        count = (size_t)specification->precision;
    }
    append_padded(buffer, specification, text, count);
    lua_pop(L, 1);
}

static void append_argument(lua_State *L, TextBuffer *buffer, Specification *specification, int argument) {
    if (argument >= buffer->slot) luaL_argerror(L, argument, "no value");
    switch (specification->conversion) {
    case 'c': {
        char byte = (char)luaL_checkinteger(L, argument);
        append_padded(buffer, specification, &byte, 1);
        break;
    }
    case 'd': case 'i': case 'o': case 'u': case 'x': case 'X':
        append_integer(buffer, specification, luaL_checkinteger(L, argument));
        break;
    case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
        append_number(buffer, specification, luaL_checknumber(L, argument));
        break;
    case 'q':
        if (specification->text[1] != 0) sandbox_fail(L, "conversion '%%q' cannot have modifiers");
        append_quoted(L, buffer, argument);
        break;
    case 's':
        append_text(L, buffer, specification, argument);
        break;
    case 'p':
        sandbox_deny(L, "%p", "'%%p' is not available: an address differs from run to run");
    default:
        sandbox_fail(L, "invalid conversion '%%%c' to 'format'", specification->conversion);
    }
}

int string_format(lua_State *L) {
    size_t count;
    const char *at = luaL_checklstring(L, 1, &count);
    const char *end = at + count;
    sandbox_spend(L, count / 8);
    int argument = 1;
    TextBuffer buffer;
    text_begin(L, &buffer);
    while (at < end) {
        if (*at != '%') {
            text_append_byte(&buffer, *at++);
            continue;
        }
        if (++at < end && *at == '%') {
            text_append_byte(&buffer, *at++);
            continue;
        }
        Specification specification;
        at = read_specification(L, at, end, &specification);
        sandbox_spend(L, 1);
        append_argument(L, &buffer, &specification, ++argument);
    }
    text_finish(&buffer);
    return 1;
}
