/* SPDX-License-Identifier: MIT */
/* mkspec: from a DLL's table of exports (NAME.spec) to the files that the linker, the docs and the mutation test need.
 *
 *     mkspec [--tests DIR] [--calls nt.calls] --OUTPUT NAME.spec > FILE
 *
 *     --def x86_64|i386          the .def that the DLL is linked with
 *     --implib-def x86_64|i386   the .def from which dlltool (with -k) makes the import library
 *     --doc                      Markdown: which exports exist, in which state
 *     --count                    how many are full, partial, missing
 *     --fail-values              NAME RETURN VALUE STATE TEST-OR-NOTE [-> TARGET] a row: what a function of that type
 * gives when it fails
 *     --link x86_64|i386         options for the link: the image base and the entry point
 *
 * Directives: library NAME; base x86_64 ADDRESS i386 ADDRESS; entry SYMBOL (stdcall, 12 bytes); convention
 * stdcall|cdecl. A row: [@ORDINAL] [noname] NAME[=INTERNAL] RETURNS(ARGUMENTS)|data [-> DLL.NAME] [stdcall|cdecl] [only
 * x86_64|i386] STATE `missing` rows are not exported.  With --calls, the NtX and ZwX of that table are exports too
 * (ntdll). */
#include "table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum arch { X86_64, I386, ARCHES };
static const char *const arch_names[ARCHES] = {"x86_64", "i386"};

/* What a function returns, and its value for "failed" (NULL: it cannot tell). */
static const struct return_type {
    const char *name, *failure;
} return_types[] = {
    {"void",    NULL                },
    {"bool",    "0"                 },
    {"u8",      "0"                 },
    {"u16",     "0"                 },
    {"u32",     "0"                 },
    {"u32m",    "0xffffffff"        },
    {"u64",     "0"                 },
    {"u64m",    "0xffffffffffffffff"},
    {"i16",     "0"                 },
    {"i32",     "0"                 },
    {"i64",     "0"                 },
    {"i64m",    "-1"                },
    {"int",     "-1"                },
    {"int0",    "0"                 },
    {"int1",    "1"                 },
    {"usize",   "0"                 },
    {"usizem",  "-1"                },
    {"ptr",     "0"                 },
    {"str",     "0"                 },
    {"wstr",    "0"                 },
    {"handle",  "0"                 },
    {"hfile",   "-1"                },
    {"status",  "0xc0000002"        }, /* STATUS_NOT_IMPLEMENTED */
    {"hresult", "0x80004001"        }, /* E_NOTIMPL */
    {"winerr",  "120"               }, /* ERROR_CALL_NOT_IMPLEMENTED */
    {"errno",   "22"                }, /* EINVAL */
    {"mmerror", "97"                }, /* TIMERR_NOCANDO */
    {"float",   "0"                 },
    {"double",  "0"                 },
};

/* Arguments, and the bytes each takes on i386's stack. */
static const struct {
    const char *name;
    unsigned bytes;
} argument_types[] = {
    {"ptr",     4},
    {"handle",  4},
    {"bool",    4},
    {"i8",      4},
    {"u8",      4},
    {"i16",     4},
    {"u16",     4},
    {"i32",     4},
    {"u32",     4},
    {"int",     4},
    {"usize",   4},
    {"isize",   4},
    {"str",     4},
    {"wstr",    4},
    {"float",   4},
    {"status",  4},
    {"access",  4},
    {"hresult", 4},
    {"i64",     8},
    {"u64",     8},
    {"double",  8},
};

enum convention { STDCALL, CDECL };

struct export
{
    const struct table_line *line;
    const char *name, *internal, *target; /* target NULL: not a forwarder */
    long ordinal;                         /* 0: none */
    bool noname, data;
    enum convention convention;
    unsigned bytes; /* of arguments on i386 */
    bool on[ARCHES];
    const struct return_type *returns;
    struct row_state state;
};

struct spec {
    const char *library;
    unsigned long long base[ARCHES];
    const char *entry;
    enum convention convention;
    struct export *exports;
    size_t count;
    const struct call_table *calls;
};

static bool add_bytes(struct export *row, const char *type, size_t length)
{
    for (size_t i = 0; i < sizeof argument_types / sizeof *argument_types; i++)
        if (strlen(argument_types[i].name) == length && !memcmp(argument_types[i].name, type, length)) {
            row->bytes += argument_types[i].bytes;
            return true;
        }
    return false;
}

/* "hfile(wstr,u32,...)" or "data". */
static void read_signature(struct export *row, const char *text)
{
    if (!strcmp(text, "data")) {
        row->data = true;
        return;
    }
    const char *open = strchr(text, '(');
    if (!open || text[strlen(text) - 1] != ')')
        table_fail(row->line, "%s: expected RETURNS(ARGUMENTS) without blanks, or data", text);
    for (size_t i = 0; i < sizeof return_types / sizeof *return_types; i++)
        if (strlen(return_types[i].name) == (size_t)(open - text) &&
            !memcmp(return_types[i].name, text, (size_t)(open - text)))
            row->returns = &return_types[i];
    if (!row->returns) table_fail(row->line, "%s: no such type to return", text);
    bool varied = false;
    for (const char *p = open + 1; *p != ')'; p += *p == ',') {
        size_t length = strcspn(p, ",)");
        if (varied || !length) table_fail(row->line, "%s: bad argument list", text);
        if (length == 3 && !memcmp(p, "...", 3))
            varied = true;
        else if (!add_bytes(row, p, length))
            table_fail(row->line, "%.*s: no such type of argument", (int)length, p);
        p += length;
        if (*p == ')' && p[1]) table_fail(row->line, "%s: bad argument list", text);
    }
    if (varied) row->convention = CDECL;
}

static const char *next_word(const struct table_line *line, size_t *at, const char *what)
{
    if (*at >= line->count) table_fail(line, "expected %s", what);
    return line->words[(*at)++];
}

static struct export read_row(const struct spec *spec, const struct table_line *line)
{
    struct export row = {
        .line = line, .convention = spec->convention, .on = {true, true}
    };
    size_t at = 0;
    if (line->words[0][0] == '@' && isdigit((unsigned char)line->words[0][1])) {
        char *end;
        row.ordinal = strtol(line->words[at++] + 1, &end, 10);
        if (*end || row.ordinal < 1 || row.ordinal > 65535) table_fail(line, "%s: bad ordinal", line->words[0]);
    }
    const char *name = next_word(line, &at, "a name");
    if (!strcmp(name, "noname")) {
        if (!row.ordinal) table_fail(line, "noname needs an ordinal");
        row.noname = true;
        name = next_word(line, &at, "a name");
    }
    const char *equals = strchr(name, '=');
    row.name = equals ? table_copy(name, (size_t)(equals - name)) : name;
    row.internal = equals ? equals + 1 : name;
    if (!*row.name || !*row.internal || strchr(name, '"')) table_fail(line, "%s: bad name", name);
    read_signature(&row, next_word(line, &at, "RETURNS(ARGUMENTS)"));
    for (; at < line->count; at++) {
        if (!strcmp(line->words[at], "->")) {
            at++;
            row.target = at < line->count ? line->words[at] : "";
            const char *dot = strchr(row.target, '.');
            if (!dot || dot == row.target || !dot[1]) table_fail(line, "-> needs DLL.NAME");
        } else if (!strcmp(line->words[at], "only")) {
            at++;
            for (int i = 0; i < ARCHES; i++) row.on[i] = at < line->count && !strcmp(line->words[at], arch_names[i]);
            if (!row.on[X86_64] && !row.on[I386]) table_fail(line, "only: x86_64 or i386");
        } else if (!strcmp(line->words[at], "stdcall") || !strcmp(line->words[at], "cdecl")) {
            row.convention = *line->words[at] == 's' ? STDCALL : CDECL;
        } else {
            break;
        }
    }
    row.state = table_state(line, &at);
    if (at < line->count) table_fail(line, "%s: nothing may stand behind the state", line->words[at]);
    return row;
}

static bool read_directive(struct spec *spec, const struct table_line *line)
{
    const char *word = line->words[0];
    if (!strcmp(word, "library")) {
        if (line->count != 2) table_fail(line, "expected: library NAME.dll");
        spec->library = line->words[1];
    } else if (!strcmp(word, "entry")) {
        if (line->count != 2) table_fail(line, "expected: entry SYMBOL");
        spec->entry = line->words[1];
    } else if (!strcmp(word, "convention")) {
        if (line->count != 2 || (strcmp(line->words[1], "stdcall") && strcmp(line->words[1], "cdecl")))
            table_fail(line, "expected: convention stdcall|cdecl");
        spec->convention = line->words[1][0] == 's' ? STDCALL : CDECL;
    } else if (!strcmp(word, "base")) {
        for (size_t i = 1; i < line->count; i += 2) {
            int arch = 0;
            char *end = "x";
            while (arch < ARCHES && strcmp(arch_names[arch], line->words[i])) arch++;
            if (arch < ARCHES && i + 1 < line->count) spec->base[arch] = strtoull(line->words[i + 1], &end, 16);
            if (*end || spec->base[arch < ARCHES ? arch : 0] & 0xffff)
                table_fail(line, "expected: base x86_64 ADDRESS i386 ADDRESS, multiples of 64 KiB");
        }
    } else {
        return false;
    }
    return true;
}

static bool is_call(const struct spec *spec, const char *name)
{
    if (!spec->calls || (strncmp(name, "Nt", 2) && strncmp(name, "Zw", 2))) return false;
    for (size_t i = 0; i < spec->calls->count; i++)
        if (!strcmp(spec->calls->rows[i].name + 2, name + 2)) return true;
    return false;
}

static struct spec spec_read(const char *file, const struct call_table *calls)
{
    struct table text = table_read(file);
    struct spec spec = {.exports = table_alloc(text.count * sizeof *spec.exports), .calls = calls};
    for (size_t i = 0; i < text.count; i++) {
        const struct table_line *line = &text.lines[i];
        if (read_directive(&spec, line)) continue;
        struct export row = read_row(&spec, line);
        for (size_t j = 0; j < spec.count; j++) {
            const struct export *other = &spec.exports[j];
            bool both = (row.on[X86_64] && other->on[X86_64]) || (row.on[I386] && other->on[I386]);
            if (both && !strcmp(other->name, row.name))
                table_fail(line, "%s stands in line %u already", row.name, other->line->number);
            if (both && row.ordinal && other->ordinal == row.ordinal)
                table_fail(line, "ordinal %ld belongs to %s already", row.ordinal, other->name);
        }
        if (is_call(&spec, row.name)) table_fail(line, "%s comes from the table of calls", row.name);
        spec.exports[spec.count++] = row;
    }
    if (!spec.library) {
        fprintf(stderr, "%s:1: no `library NAME.dll`\n", file);
        exit(1);
    }
    return spec;
}

/* A symbol as the compiler writes it, without the leading underscore that .def files never have. */
static const char *decorated(const struct export *row, const char *symbol, enum arch arch)
{
    static char text[2][1024];
    static int turn;
    turn ^= 1;
    if (arch == I386 && row->convention == STDCALL && !row->data)
        snprintf(text[turn], sizeof text[turn], "%s@%u", symbol, row->bytes);
    else
        snprintf(text[turn], sizeof text[turn], "%s", symbol);
    return text[turn];
}

/* The linker's .def knows how to find each symbol; the import library's only which names and ordinals there are. */
static void write_def(const struct spec *spec, enum arch arch, bool implib)
{
    printf("; Made by mkspec.  Do not edit.\nLIBRARY \"%s\"", spec->library);
    if (spec->base[arch] && !implib) printf(" BASE=0x%llx", spec->base[arch]);
    printf("\nEXPORTS\n");
    for (size_t i = 0; i < spec->count; i++) {
        const struct export *row = &spec->exports[i];
        if (row->state.state == STATE_MISSING || !row->on[arch]) continue;
        if (row->target && !implib)
            printf("    \"%s\"=\"%s\"", row->name, row->target);
        else
            printf("    \"%s\"", decorated(row, row->name, arch));
        if (!row->target && !implib && strcmp(row->name, row->internal) != 0)
            printf("=\"%s\"", decorated(row, row->internal, arch));
        if (row->ordinal) printf(" @%ld%s", row->ordinal, row->noname ? " NONAME" : "");
        printf("%s\n", row->data ? " DATA" : "");
    }
    for (size_t i = 0; spec->calls && i < spec->calls->count; i++) {
        const struct call_row *call = &spec->calls->rows[i];
        for (int zw = 0; zw < 2; zw++) {
            printf("    \"%s%s", zw ? "Zw" : "Nt", call->name + 2);
            if (arch == I386) printf("@%u", call->slots32 * 4);
            printf("\"\n");
        }
    }
}

static void write_module_def(const struct spec *spec, enum arch arch)
{
    write_def(spec, arch, false);
}

static void write_implib_def(const struct spec *spec, enum arch arch)
{
    write_def(spec, arch, true);
}

static void write_link(const struct spec *spec, enum arch arch)
{
    if (spec->base[arch]) printf("-Wl,--image-base,0x%llx ", spec->base[arch]);
    if (spec->entry)
        printf("-Wl,-e,%s%s%s\n", arch == I386 ? "_" : "", spec->entry, arch == I386 ? "@12" : "");
    else
        printf("-Wl,-e,0\n");
}

static void count_states(const struct spec *spec, size_t counts[STATES])
{
    for (size_t i = 0; i < spec->count; i++) counts[spec->exports[i].state.state]++;
}

static void write_doc(const struct spec *spec, enum arch arch)
{
    (void)arch;
    size_t counts[STATES] = {0};
    count_states(spec, counts);
    printf("# %s\n\nMade from `%s.spec`. Of %zu exports %zu are full (each with a test), %zu partial, %zu missing.\n\n"
           "| export | state |\n| --- | --- |\n",
           spec->library, table_copy(spec->library, strcspn(spec->library, ".")), spec->count, counts[STATE_FULL],
           counts[STATE_PARTIAL], counts[STATE_MISSING]);
    for (size_t i = 0; i < spec->count; i++) {
        const struct export *row = &spec->exports[i];
        printf("| %s", row->name);
        if (row->ordinal) printf(" @%ld", row->ordinal);
        printf(" | %s: %s |\n", state_names[row->state.state], row->state.text);
    }
}

static void write_count(const struct spec *spec, enum arch arch)
{
    (void)arch;
    size_t counts[STATES] = {0};
    count_states(spec, counts);
    printf("full %zu\npartial %zu\nmissing %zu\n", counts[STATE_FULL], counts[STATE_PARTIAL], counts[STATE_MISSING]);
}

static void write_fail_values(const struct spec *spec, enum arch arch)
{
    (void)arch;
    for (size_t i = 0; i < spec->count; i++) {
        const struct export *row = &spec->exports[i];
        if (row->data || !row->returns->failure) continue;
        printf("%s %s %s %s %s%s%s\n", row->name, row->returns->name, row->returns->failure,
               state_names[row->state.state], row->state.text, row->target ? " -> " : "",
               row->target ? row->target : "");
    }
}

static const struct {
    const char *option;
    bool takes_arch;
    void (*write)(const struct spec *spec, enum arch arch);
} outputs[] = {
    {"--def",         true,  write_module_def },
    {"--implib-def",  true,  write_implib_def },
    {"--link",        true,  write_link       },
    {"--doc",         false, write_doc        },
    {"--count",       false, write_count      },
    {"--fail-values", false, write_fail_values},
};

static _Noreturn void usage(void)
{
    fprintf(
        stderr,
        "usage: mkspec [--tests DIR] [--calls TABLE] --def ARCH | --implib-def ARCH | --link ARCH | --doc | --count | "
        "--fail-values NAME.spec\n");
    exit(2);
}

int main(int argc, char **argv)
{
    const char *tests = NULL, *file = NULL, *calls_file = NULL;
    int arch = X86_64;
    void (*write)(const struct spec *spec, enum arch arch) = NULL;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--tests") && i + 1 < argc) {
            tests = argv[++i];
        } else if (!strcmp(argv[i], "--calls") && i + 1 < argc) {
            calls_file = argv[++i];
        } else if (argv[i][0] == '-') {
            size_t j = 0;
            while (j < sizeof outputs / sizeof *outputs && strcmp(outputs[j].option, argv[i]) != 0) j++;
            if (j == sizeof outputs / sizeof *outputs || write) usage();
            write = outputs[j].write;
            if (outputs[j].takes_arch) {
                for (arch = 0, i++; arch < ARCHES && (i >= argc || strcmp(arch_names[arch], argv[i]) != 0);) arch++;
                if (arch == ARCHES) usage();
            }
        } else if (!file) {
            file = argv[i];
        } else {
            usage();
        }
    }
    if (!file || (!write && !tests)) usage();
    struct call_table calls = {0};
    if (calls_file) calls = calls_read(calls_file);
    struct spec spec = spec_read(file, calls_file ? &calls : NULL);
    for (size_t i = 0; i < spec.count; i++)
        table_check_test(spec.exports[i].line, tests, &spec.exports[i].state, spec.exports[i].name);
    if (write) write(&spec, (enum arch)arch);
    if (fflush(stdout) || ferror(stdout)) {
        perror("mkspec");
        return 1;
    }
    return 0;
}
