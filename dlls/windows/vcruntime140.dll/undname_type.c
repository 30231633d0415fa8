/* SPDX-License-Identifier: MIT */
/* Types of decorated names, as compilers for Windows write them (LLVM's MicrosoftMangle), in the words of Microsoft's
 * undecorator. */
#include "undname.h"

static const char *keyword(const struct undname *und, const char *text)
{
    return und->flags & UND_NO_MS_KEYWORDS ? "" : text;
}

const char *und_qualifiers(struct undname *und, char letter)
{
    switch (letter) {
    case 'A':
    case 'Q': return "";
    case 'B':
    case 'R': return " const";
    case 'C':
    case 'S': return " volatile";
    case 'D':
    case 'T': return " const volatile";
    default: return und_fail(und);
    }
}

const char *und_pointer_words(struct undname *und)
{
    const char *words = "";
    for (;; und->at++) {
        switch (*und->at) {
        case 'E': words = und_join(und, words, keyword(und, " __ptr64"), NULL); break;
        case 'F': words = und_join(und, words, keyword(und, " __unaligned"), NULL); break;
        case 'I': words = und_join(und, words, keyword(und, " __restrict"), NULL); break;
        default: return words;
        }
    }
}

const char *und_convention(struct undname *und)
{
    static const struct {
        char letter;
        const char *name;
    } conventions[] = {
        {'A', "__cdecl"     },
        {'B', "__cdecl"     },
        {'C', "__pascal"    },
        {'D', "__pascal"    },
        {'E', "__thiscall"  },
        {'F', "__thiscall"  },
        {'G', "__stdcall"   },
        {'H', "__stdcall"   },
        {'I', "__fastcall"  },
        {'J', "__fastcall"  },
        {'M', "__clrcall"   },
        {'N', "__clrcall"   },
        {'O', "__eabi"      },
        {'Q', "__vectorcall"},
    };
    char letter = *und->at;
    for (size_t i = 0; i < sizeof conventions / sizeof *conventions; i++)
        if (conventions[i].letter == letter) {
            und->at++;
            return und->flags & UND_NO_ALLOCATION_LANGUAGE ? "" : keyword(und, conventions[i].name);
        }
    return und_fail(und);
}

const char *und_declare(struct undname *und, struct und_type type, const char *name)
{
    size_t length = strlen(type.left);
    bool apart = length && *name && type.left[length - 1] != '(' && type.left[length - 1] != ' ';
    return und_join(und, type.left, apart ? " " : "", name, type.right, NULL);
}

const char *und_arguments(struct undname *und)
{
    const char *text = "";
    if (und_take(und, "X")) return "(void)";
    while (*und->at && *und->at != '@' && *und->at != 'Z' && !und->failed) {
        const char *one;
        if (*und->at >= '0' && *und->at <= '9') {
            int index = *und->at++ - '0';
            one = index < und->types.count ? und->types.text[index] : und_fail(und);
        } else {
            const char *before = und->at;
            one = und_declare(und, und_type(und), "");
            if (und->at - before > 1) und_keep(&und->types, one);
        }
        text = und_join(und, text, *text ? "," : "", one, NULL);
    }
    if (und_take(und, "Z"))
        text = und_join(und, text, *text ? ",..." : "...", NULL);
    else if (!und_take(und, "@"))
        und_fail(und);
    return und_join(und, "(", text, ")", NULL);
}

const char *und_throws(struct undname *und)
{
    if (und_take(und, "_E")) return " noexcept";
    if (!und_take(und, "Z")) und_fail(und);
    return "";
}

/* A function's type: convention, what it returns, arguments; `inside` stands in parentheses with the convention, behind
 * the arguments come `behind`. */
static struct und_type function_type(struct undname *und, const char *inside, bool is_pointer, const char *behind)
{
    const char *convention = und_convention(und);
    struct und_type result = {"void", ""};
    if (und_take(und, "?")) {
        const char *words = und_qualifiers(und, *und->at ? *und->at++ : 0);
        result = und_type(und);
        result.left = und_join(und, result.left, words, NULL);
    } else if (!und_take(und, "@")) {
        result = und_type(und);
    }
    const char *arguments = und_arguments(und);
    const char *throws = und_throws(und);
    if (!is_pointer)
        return (struct und_type){und_join(und, result.left, " ", convention, NULL),
                                 und_join(und, arguments, behind, throws, result.right, NULL)};
    /* one that returns a pointer to a function stands within that */
    size_t length = strlen(result.left);
    const char *apart = *result.right == ')' && length && result.left[length - 1] == '*' ? "" : " ";
    return (struct und_type){und_join(und, result.left, apart, "(", convention, inside, NULL),
                             und_join(und, ")", arguments, behind, throws, result.right, NULL)};
}

/* What a pointer or reference, written `sign`, points at. */
static struct und_type pointer_type(struct undname *und, const char *sign, const char *own)
{
    if (und_take(und, "6")) return function_type(und, und_join(und, sign, own, NULL), true, "");
    if (und_take(und, "8")) { /* of a member function */
        const char *class = und_class_name(und);
        const char *words = und_pointer_words(und);
        const char *behind = und_qualifiers(und, *und->at ? *und->at++ : 0);
        behind = und_join(und, *behind ? behind + 1 : "", words, NULL);
        return function_type(und, und_join(und, " ", class, "::", sign, own, NULL), true, behind);
    }
    const char *words = und_pointer_words(und);
    char letter = *und->at ? *und->at++ : 0;
    const char *qualifiers = und_qualifiers(und, letter);
    const char *class = letter >= 'Q' && letter <= 'T' ? und_class_name(und) : NULL;
    struct und_type to = und_type(und);
    size_t length = strlen(to.left), more = strlen(qualifiers);
    if (more && length > more && !strcmp(to.left + length - more, qualifiers)) qualifiers = ""; /* told twice */
    const char *mark = und_join(und, class ? class : "", class ? "::" : "", sign, words, own, NULL);
    if (*to.right == '[' || *to.right == '(')
        return (struct und_type){und_join(und, to.left, qualifiers, " (", mark, NULL),
                                 und_join(und, ")", to.right, NULL)};
    return (struct und_type){und_join(und, to.left, qualifiers, " ", mark, NULL), to.right};
}

static struct und_type array_type(struct undname *und)
{
    long long count = 0, size;
    const char *dimensions = "";
    und_number(und, &count);
    for (; count > 0 && !und->failed; count--)
        dimensions = und_join(und, dimensions, "[", und_number(und, &size), "]", NULL);
    struct und_type of = und_type(und);
    return (struct und_type){of.left, und_join(und, dimensions, of.right, NULL)};
}

static const char *simple_type(struct undname *und)
{
    static const char *const plain[26] = {
        ['C' - 'A'] = "signed char",  ['D' - 'A'] = "char",           ['E' - 'A'] = "unsigned char",
        ['F' - 'A'] = "short",        ['G' - 'A'] = "unsigned short", ['H' - 'A'] = "int",
        ['I' - 'A'] = "unsigned int", ['J' - 'A'] = "long",           ['K' - 'A'] = "unsigned long",
        ['M' - 'A'] = "float",        ['N' - 'A'] = "double",         ['O' - 'A'] = "long double",
        ['X' - 'A'] = "void",
    };
    static const char *const wide[26] = {
        ['D' - 'A'] = "__int8",   ['E' - 'A'] = "unsigned __int8",
        ['F' - 'A'] = "__int16",  ['G' - 'A'] = "unsigned __int16",
        ['H' - 'A'] = "__int32",  ['I' - 'A'] = "unsigned __int32",
        ['J' - 'A'] = "__int64",  ['K' - 'A'] = "unsigned __int64",
        ['L' - 'A'] = "__int128", ['M' - 'A'] = "unsigned __int128",
        ['N' - 'A'] = "bool",     ['Q' - 'A'] = "char8_t",
        ['S' - 'A'] = "char16_t", ['U' - 'A'] = "char32_t",
        ['W' - 'A'] = "wchar_t",  ['P' - 'A'] = "auto",
    };
    const char *const *names = plain;
    if (und_take(und, "_")) names = wide;
    char letter = *und->at;
    if (letter < 'A' || letter > 'Z' || !names[letter - 'A']) return NULL;
    und->at++;
    return names[letter - 'A'];
}

struct und_type und_type(struct undname *und)
{
    static const struct {
        const char *code, *sign, *own;
    } pointers[] = {
        {"$$Q", "&&", ""               },
        {"$$R", "&&", " volatile"      },
        {"A",   "&",  ""               },
        {"B",   "&",  " volatile"      },
        {"P",   "*",  ""               },
        {"Q",   "*",  " const"         },
        {"R",   "*",  " volatile"      },
        {"S",   "*",  " const volatile"},
    };
    static const struct {
        const char *code, *word;
    } classes[] = {
        {"T",  "union " },
        {"U",  "struct "},
        {"V",  "class " },
        {"W4", "enum "  },
    };
    struct und_type type = {"", ""};
    if (und->failed || ++und->depth > 200) {
        type.left = und_fail(und);
        return type;
    }
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++)
        if (und_take(und, pointers[i].code)) {
            type = pointer_type(und, pointers[i].sign, pointers[i].own);
            und->depth--;
            return type;
        }
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (und_take(und, classes[i].code)) {
            type.left = und_join(und, classes[i].word, und_class_name(und), NULL);
            und->depth--;
            return type;
        }
    if (und_take(und, "$$A6")) {
        type = function_type(und, "", false, "");
    } else if (und_take(und, "$$A8@@")) {
        const char *words = und_pointer_words(und);
        const char *behind = und_qualifiers(und, *und->at ? *und->at++ : 0);
        type = function_type(und, "", false, und_join(und, *behind ? behind + 1 : "", words, NULL));
    } else if (und_take(und, "$$B")) {
        type = und_type(und);
    } else if (und_take(und, "$$C") || und_take(und, "?")) {
        const char *qualifiers = und_qualifiers(und, *und->at ? *und->at++ : 0);
        type = und_type(und);
        type.left = und_join(und, type.left, qualifiers, NULL);
    } else if (und_take(und, "$$T")) {
        type.left = "std::nullptr_t";
    } else if (und_take(und, "Y")) {
        type = array_type(und);
    } else {
        type.left = simple_type(und);
        if (!type.left) type.left = und_fail(und);
    }
    und->depth--;
    return type;
}

/* ---- templates ---- */

static const char *template_argument(struct undname *und)
{
    long long value;
    if (und_take(und, "$0")) return und_number(und, &value);
    if (und_take(und, "$1")) return und_join(und, "&", und_symbol(und), NULL);
    if (und_take(und, "$E")) return und_symbol(und);
    if (*und->at == '$' && und->at[1] != '$') return und_fail(und); /* member pointers, floating point */
    if (*und->at >= '0' && *und->at <= '9') {
        int index = *und->at++ - '0';
        return index < und->types.count ? und->types.text[index] : und_fail(und);
    }
    const char *before = und->at;
    const char *text = und_declare(und, und_type(und), "");
    if (und->at - before > 1) und_keep(&und->types, text);
    return text;
}

const char *und_template_arguments(struct undname *und)
{
    const char *text = "";
    while (!und_take(und, "@")) {
        if (!*und->at || und->failed) return und_fail(und);
        if (und_take(und, "$$V") || und_take(und, "$$$V") || und_take(und, "$S") || und_take(und, "$$Z")) continue;
        text = und_join(und, text, *text ? "," : "", template_argument(und), NULL);
    }
    size_t length = strlen(text);
    return und_join(und, "<", text, length && text[length - 1] == '>' ? " >" : ">", NULL);
}
