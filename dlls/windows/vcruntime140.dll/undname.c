/* SPDX-License-Identifier: MIT */
/* Decorated names back into declarations: __unDName, __unDNameEx and the names of std::type_info.  undname_type.c has
 * the types.  Names that it cannot decode stay as they are; those are: template arguments that are pointers to members
 * or floating-point numbers, virtual call thunks, managed code. */
#include "undname.h"

#include <stdarg.h>

const char *und_fail(struct undname *und)
{
    und->failed = true;
    return "";
}

const char *und_join(struct undname *und, ...)
{
    va_list parts;
    const char *part;
    char *start = und->arena + und->used, *to = start;
    va_start(parts, und);
    while ((part = va_arg(parts, const char *))) {
        size_t length = strlen(part);
        if (und->used + (size_t)(to - start) + length + 1 > und->room) {
            va_end(parts);
            return und_fail(und);
        }
        memcpy(to, part, length);
        to += length;
    }
    va_end(parts);
    *to++ = 0;
    und->used += (size_t)(to - start);
    return start;
}

bool und_take(struct undname *und, const char *what)
{
    size_t length = strlen(what);
    if (strncmp(und->at, what, length)) return false;
    und->at += length;
    return true;
}

void und_keep(struct und_list *list, const char *text)
{
    if (list->count == 10) return;
    for (int i = 0; i < list->count; i++)
        if (!strcmp(list->text[i], text)) return;
    list->text[list->count++] = text;
}

/* A number: a digit for 1 to 10, else hexadecimal in letters up to @; ? in front: negative. */
const char *und_number(struct undname *und, long long *value)
{
    char digits[24], *end = digits + sizeof digits;
    bool negative = und_take(und, "?");
    unsigned long long number = 0;
    if (*und->at >= '0' && *und->at <= '9') {
        number = (unsigned long long)(*und->at++ - '0') + 1;
    } else {
        for (; *und->at >= 'A' && *und->at <= 'P'; und->at++) number = number << 4 | (unsigned)(*und->at - 'A');
        if (!und_take(und, "@")) und_fail(und);
    }
    *value = negative ? -(long long)number : (long long)number;
    *--end = 0;
    do *--end = (char)('0' + number % 10);
    while (number /= 10);
    if (negative) *--end = '-';
    return und_join(und, end, NULL);
}

/* ---- names ---- */

static const char *plain_name(struct undname *und)
{
    const char *start = und->at;
    while (*und->at && *und->at != '@') und->at++;
    size_t length = (size_t)(und->at - start);
    if (!*und->at || !length || und->used + length + 1 > und->room) return und_fail(und);
    und->at++;
    char *name = memcpy(und->arena + und->used, start, length);
    name[length] = 0;
    und->used += length + 1;
    return name;
}

static const char *operator_name(struct undname *und, int *kind);
enum { NAME_PLAIN, NAME_CONSTRUCTOR, NAME_DESTRUCTOR, NAME_CONVERSION, NAME_TABLE, NAME_DESCRIPTOR, NAME_WHOLE };

/* ?$: a template and its arguments, which have repetitions of their own. */
static const char *template_name(struct undname *und, int *kind)
{
    struct und_list names = und->names, types = und->types;
    und->names.count = und->types.count = 0;
    const char *name;
    if (und_take(und, "?")) {
        name = operator_name(und, kind);
    } else {
        name = plain_name(und);
        und_keep(&und->names, name);
    }
    const char *text = und_join(und, name, und_template_arguments(und), NULL);
    und->names = names;
    und->types = types;
    return text;
}

/* One piece of what a name stands in. */
static const char *scope_name(struct undname *und)
{
    long long number;
    int kind;
    if (*und->at >= '0' && *und->at <= '9') {
        int index = *und->at++ - '0';
        return index < und->names.count ? und->names.text[index] : und_fail(und);
    }
    const char *text;
    if (und_take(und, "?$")) {
        text = template_name(und, &kind);
    } else if (und_take(und, "?A")) {
        while (*und->at && *und->at != '@') und->at++;
        if (!und_take(und, "@")) und_fail(und);
        text = "`anonymous namespace'";
    } else if (*und->at == '?') { /* within a function: which block, and the function itself */
        und->at++;
        const char *block = und_number(und, &number);
        if (!und_take(und, "?")) return und_fail(und);
        struct und_list types = und->types;
        unsigned flags = und->flags;
        const char *function = und_symbol(und);
        und->types = types;
        und->flags = flags;
        return und_join(und, "`", function, "'::`", block, "'", NULL);
    } else {
        text = plain_name(und);
    }
    und_keep(&und->names, text);
    return text;
}

/* The pieces from the inner to the outer, up to @. */
static const char *scopes(struct undname *und, const char *inner, const char **nearest)
{
    const char *text = inner;
    if (nearest) *nearest = "";
    while (!und_take(und, "@")) {
        if (!*und->at || und->failed) return und_fail(und);
        const char *piece = scope_name(und);
        if (nearest && !**nearest) *nearest = piece;
        text = und_join(und, piece, *text ? "::" : "", text, NULL);
    }
    return text;
}

const char *und_class_name(struct undname *und)
{
    return scopes(und, scope_name(und), NULL);
}

/* ---- operators and what the compiler makes ---- */

static const char *const operators[36] = {
    [0] = NULL,          [1] = NULL,          [2] = "operator new", [3] = "operator delete", [4] = "operator=",
    [5] = "operator>>",  [6] = "operator<<",  [7] = "operator!",    [8] = "operator==",      [9] = "operator!=",
    [10] = "operator[]", [11] = NULL,         [12] = "operator->",  [13] = "operator*",      [14] = "operator++",
    [15] = "operator--", [16] = "operator-",  [17] = "operator+",   [18] = "operator&",      [19] = "operator->*",
    [20] = "operator/",  [21] = "operator%",  [22] = "operator<",   [23] = "operator<=",     [24] = "operator>",
    [25] = "operator>=", [26] = "operator,",  [27] = "operator()",  [28] = "operator~",      [29] = "operator^",
    [30] = "operator|",  [31] = "operator&&", [32] = "operator||",  [33] = "operator*=",     [34] = "operator+=",
    [35] = "operator-=",
};
static const char *const more_operators[36] = {
    [0] = "operator/=",
    [1] = "operator%=",
    [2] = "operator>>=",
    [3] = "operator<<=",
    [4] = "operator&=",
    [5] = "operator|=",
    [6] = "operator^=",
    [7] = "`vftable'",
    [8] = "`vbtable'",
    [11] = "`local static guard'",
    [13] = "`vbase destructor'",
    [14] = "`vector deleting destructor'",
    [15] = "`default constructor closure'",
    [16] = "`scalar deleting destructor'",
    [17] = "`vector constructor iterator'",
    [18] = "`vector destructor iterator'",
    [19] = "`vector vbase constructor iterator'",
    [20] = "`virtual displacement map'",
    [21] = "`eh vector constructor iterator'",
    [22] = "`eh vector destructor iterator'",
    [23] = "`eh vector vbase constructor iterator'",
    [24] = "`copy constructor closure'",
    [28] = "`local vftable'",
    [29] = "`local vftable constructor closure'",
    [30] = "operator new[]",
    [31] = "operator delete[]",
};

static const char *descriptor_name(struct undname *und, int *kind)
{
    static const char *const names[] = {[2] = "`RTTI Base Class Array'",
                                        [3] = "`RTTI Class Hierarchy Descriptor'",
                                        [4] = "`RTTI Complete Object Locator'"};
    long long value;
    char digit = *und->at ? *und->at++ : 0;
    *kind = NAME_DESCRIPTOR;
    if (digit == '0') {
        const char *type = und_declare(und, und_type(und), "");
        *kind = NAME_WHOLE;
        return und_join(und, type, " `RTTI Type Descriptor'", NULL);
    }
    if (digit == '1') {
        const char *a = und_number(und, &value), *b = und_number(und, &value), *c = und_number(und, &value),
                   *e = und_number(und, &value);
        return und_join(und, "`RTTI Base Class Descriptor at (", a, ",", b, ",", c, ",", e, ")'", NULL);
    }
    if (digit < '2' || digit > '4') return und_fail(und);
    if (digit == '4') *kind = NAME_TABLE;
    return names[digit - '0'];
}

/* What stands behind the second question mark. */
static const char *operator_name(struct undname *und, int *kind)
{
    const char *const *table = operators;
    char letter = *und->at ? *und->at++ : 0;
    *kind = NAME_PLAIN;
    if (letter == '_') {
        table = more_operators;
        letter = *und->at ? *und->at++ : 0;
        if (letter == 'R') return descriptor_name(und, kind);
        if (letter == '7' || letter == '8' || letter == 'S') *kind = NAME_TABLE;
        if (letter == 'C') {
            *kind = NAME_WHOLE;
            und->at += strlen(und->at);
            return "`string'";
        }
        if (letter == '_' && und_take(und, "K")) return und_join(und, "operator \"\"", plain_name(und), NULL);
    } else if (letter == '0' || letter == '1') {
        *kind = letter == '0' ? NAME_CONSTRUCTOR : NAME_DESTRUCTOR;
        return "";
    } else if (letter == 'B') {
        *kind = NAME_CONVERSION;
        return "operator ";
    }
    int index = letter >= '0' && letter <= '9' ? letter - '0' : letter >= 'A' && letter <= 'Z' ? letter - 'A' + 10 : -1;
    return index >= 0 && table[index] ? table[index] : und_fail(und);
}

/* ---- symbols ---- */

static const char *variable(struct undname *und, const char *name, char code)
{
    static const char *const access[] = {"private: static ", "protected: static ", "public: static ", "", ""};
    bool is_pointer = *und->at && strchr("ABPQRS$", *und->at);
    struct und_type type = und_type(und);
    const char *words = und_pointer_words(und);
    const char *qualifiers = und_qualifiers(und, *und->at ? *und->at++ : 0);
    if (und->flags & UND_NAME_ONLY) return name;
    if (is_pointer) words = qualifiers = ""; /* they tell of what it points at once more */
    return und_join(
        und, und->flags & UND_NO_ACCESS ? "" : access[code - '0'],
        und_declare(und, (struct und_type){und_join(und, type.left, qualifiers, words, NULL), type.right}, name), NULL);
}

static const char *function(struct undname *und, const char *name, char code, int kind)
{
    static const char *const access[] = {"private: ", "protected: ", "public: "};
    const char *who = "", *member = "", *this_words = "", *shift = "";
    long long value;
    if (code < 'Y') {
        int which = (code - 'A') / 8, sort = (code - 'A') % 8 / 2;
        if (!(und->flags & UND_NO_ACCESS)) who = access[which];
        if (!(und->flags & UND_NO_MEMBER)) member = sort == 1 ? "static " : sort >= 2 ? "virtual " : "";
        if (sort == 3) {
            who = und_join(und, "[thunk]:", who, NULL);
            shift = und_join(und, "`adjustor{", und_number(und, &value), "}' ", NULL);
        }
        if (sort != 1) {
            const char *words = und_pointer_words(und);
            if (und_take(und, "G"))
                words = und_join(und, "&", words, NULL);
            else if (und_take(und, "H"))
                words = und_join(und, "&&", words, NULL);
            const char *qualifiers = und_qualifiers(und, *und->at ? *und->at++ : 0);
            if (!(und->flags & UND_NO_THIS)) this_words = und_join(und, *qualifiers ? qualifiers + 1 : "", words, NULL);
        }
    }
    const char *convention = und_convention(und);
    struct und_type result = {"", ""};
    if (und_take(und, "?")) {
        const char *qualifiers = und_qualifiers(und, *und->at ? *und->at++ : 0);
        result = und_type(und);
        result.left = und_join(und, result.left, qualifiers, NULL);
    } else if (!und_take(und, "@")) {
        result = und_type(und);
    }
    const char *arguments = und_arguments(und);
    const char *throws = und_throws(und);
    if (kind == NAME_CONVERSION) {
        name = und_join(und, name, und_declare(und, result, ""), NULL);
        result = (struct und_type){"", ""};
    }
    if (und->flags & UND_NAME_ONLY) return name;
    if (und->flags & UND_NO_ARGUMENTS) arguments = this_words = "";
    if (und->flags & UND_NO_FUNCTION_RETURNS) result = (struct und_type){"", ""};
    return und_join(und, who, member, result.left, *result.left ? " " : "", convention, *convention ? " " : "", name,
                    shift, arguments, this_words, throws, result.right, NULL);
}

/* `vftable' and its kin: the qualifiers, and the base that the table is for. */
static const char *table(struct undname *und, const char *name)
{
    const char *bases = "";
    const char *qualifiers = und_qualifiers(und, *und->at ? *und->at++ : 0);
    while (*und->at && !und_take(und, "@"))
        bases = und_join(und, bases, *bases ? "s `" : "`", und_class_name(und), "'", NULL);
    if (und->flags & UND_NAME_ONLY) return name;
    return und_join(und, *qualifiers ? qualifiers + 1 : "", *qualifiers ? " " : "", name, *bases ? "{for " : "", bases,
                    *bases ? "}" : "", NULL);
}

const char *und_symbol(struct undname *und)
{
    int kind = NAME_PLAIN;
    const char *name, *nearest = "", *whole = NULL;
    if (!und_take(und, "?") || ++und->depth > 200) return und_fail(und);
    if (und_take(und, "?$")) {
        name = template_name(und, &kind);
        if (kind == NAME_PLAIN) und_keep(&und->names, name);
    } else if (und_take(und, "?__E") || und_take(und, "?__F")) {
        const char *what = und->at[-1] == 'E' ? "`dynamic initializer for '" : "`dynamic atexit destructor for '";
        name = *und->at == '?' ? und_symbol(und) : und_class_name(und);
        whole = und_join(und, what, name, "''", NULL);
        und_take(und, "@");
    } else if (und_take(und, "?")) {
        name = operator_name(und, &kind);
        if (kind == NAME_WHOLE) {
            und->at += strlen(und->at);
            return name;
        }
    } else {
        name = scope_name(und);
    }
    if (!whole) whole = scopes(und, name, &nearest);
    if (kind == NAME_CONSTRUCTOR || kind == NAME_DESTRUCTOR) {
        whole = und_join(und, whole, "::", kind == NAME_DESTRUCTOR ? "~" : "", nearest, name, NULL);
    }
    und->depth--;
    char code = *und->at;
    if (!code || und->failed) return und_fail(und);
    und->at++;
    if (code >= '0' && code <= '4') return variable(und, whole, code);
    if (code == '6' || code == '7') return table(und, whole);
    if (code == '8') return whole;
    if (code == '9') return whole; /* extern "C" */
    if (code >= 'A' && code <= 'Z') return function(und, whole, code, kind);
    return und_fail(und);
}

/* ---- the exports ---- */

/* The declaration that a decorated name stands for, in memory of its own; the name itself where it is none. */
static char *undecorate(const char *name, unsigned flags)
{
    struct undname und = {.at = name, .flags = flags, .room = 64 * 1024};
    const char *text = NULL;
    und.arena = vcruntime_allocate(und.room);
    if (!und.arena) return NULL;
    if (*name == '.' || (flags & UND_TYPE_ONLY && *name == '?' && name[1] == 'A')) {
        if (*name == '.') und.at++;
        text = und_declare(&und, und_type(&und), "");
    } else if (*name == '?') {
        text = und_symbol(&und);
    }
    if (!text || und.failed || *und.at) text = name;
    char *result = vcruntime_allocate(strlen(text) + 1);
    if (result) memcpy(result, text, strlen(text) + 1);
    vcruntime_free(und.arena);
    return result;
}

/* A declaration from a decorated name: into `buffer`, cut off at `size`, or where that is NULL into memory from
 * `allocate`. */
char *__unDName(char *buffer, const char *name, int size, void *(*allocate)(size_t), void (*release)(void *),
                unsigned short flags)
{
    (void)release;
    char *text = undecorate(name, flags);
    if (!text) return NULL;
    size_t length = strlen(text);
    if (!buffer) {
        buffer = allocate ? allocate(length + 1) : NULL;
        size = (int)length + 1;
    }
    if (buffer && size > 0) {
        if (length >= (size_t)size) length = (size_t)size - 1;
        memcpy(buffer, text, length);
        buffer[length] = 0;
    }
    vcruntime_free(text);
    return buffer;
}

char *__unDNameEx(char *buffer, const char *name, int size, void *(*allocate)(size_t), void (*release)(void *),
                  void *parameters, unsigned long flags)
{
    (void)parameters;
    return __unDName(buffer, name, size, allocate, release, (unsigned short)flags);
}

/* ---- the names of types ---- */

struct type_info_data {
    char *name;
    char decorated[];
};

struct type_name {
    SLIST_ENTRY entry;
    char text[];
};

/* "type_info::name": made at the first question, entered in the list of the program, which frees it at its end. */
const char *__std_type_info_name(struct type_info_data *data, SLIST_HEADER *list)
{
    char *known = __atomic_load_n(&data->name, __ATOMIC_ACQUIRE);
    if (known) return known;
    char *text = undecorate(data->decorated, UND_TYPE_ONLY);
    if (!text) return NULL;
    struct type_name *name = vcruntime_allocate(sizeof *name + strlen(text) + 1);
    if (!name) {
        vcruntime_free(text);
        return NULL;
    }
    memcpy(name->text, text, strlen(text) + 1);
    vcruntime_free(text);
    known = NULL;
    if (!__atomic_compare_exchange_n(&data->name, &known, name->text, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        vcruntime_free(name); /* another thread was first */
        return known;
    }
    RtlInterlockedPushEntrySList(list, &name->entry);
    return name->text;
}

void __std_type_info_destroy_list(SLIST_HEADER *list)
{
    for (SLIST_ENTRY *at = RtlInterlockedFlushSList(list), *next; at; at = next) {
        next = at->Next;
        vcruntime_free(at);
    }
}
