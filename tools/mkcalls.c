/* SPDX-License-Identifier: MIT */
/* mkcalls: from a table of system calls (nt.calls) to everything that is made of it.
 *
 *     mkcalls [--tests DIR] --OUTPUT TABLE > FILE
 *
 *     --stubs x86_64|i386   assembly: the guest's stubs, in call-number order; NT's have a second name ZwX
 *     --header              C: prototypes of the host's functions sys_NtX
 *     --guest               C: prototypes of the guest's stubs
 *     --table               C: the dispatch table that the door reads, with each row's signature for the trace
 *     --doc                 Markdown: which calls exist, in which state
 *     --spec                the calls as rows of an export table
 *     --count               how many are full, partial, missing
 *
 * With --tests every `full TEST` row is checked: DIR/TEST.c exists and mentions the call. */
#include "table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Has each call NtX of the table a second name ZwX? */
static bool calls_have_zw(const struct call_table *calls)
{
    return !strcmp(calls->prefix, "Nt");
}

/* The labels of a call's stub, global, and functions to those who link. */
static void labels(const struct call_table *calls, const struct call_row *row, const char *before, const char *behind)
{
    char second[128] = "";
    const char *names[] = {row->name, second};
    int count = 1;
    if (calls_have_zw(calls)) {
        snprintf(second, sizeof second, "Zw%s", row->name + 2);
        count = 2;
    }
    for (int i = 0; i < count; i++)
        printf("        .globl  %s%s%s\n        .def    %s%s%s; .scl 2; .type 32; .endef\n", before, names[i], behind,
               before, names[i], behind);
    for (int i = 0; i < count; i++) printf("%s%s%s:\n", before, names[i], behind);
}

static void stubs_x86_64(const struct call_table *calls)
{
    /* 32 bytes each, as programs that read numbers out of ntdll expect them (DESIGN 19.19): the indirect jump stands
     * where Windows tests SharedUserData and jumps; `syscall; ret` and `int 0x2e; ret` are at the known places for
     * those who jump there.  Leaf functions: no unwind data is needed, or wanted, for them. */
    printf("# Made by mkcalls.  Do not edit.\n        .text\n        .p2align 5\n");
    for (size_t i = 0; i < calls->count; i++) {
        const struct call_row *row = &calls->rows[i];
        printf("        .p2align 5\n");
        labels(calls, row, "", "");
        printf("        .byte   0x4c, 0x8b, 0xd1\n        .byte   0xb8\n        .long   0x%x\n"
               "        .byte   0xff, 0x24, 0x25\n        .long   0x7ffe1000\n        .byte   0xcc, 0xcc, 0xcc\n"
               "        .byte   0x0f, 0x05, 0xc3, 0xcd, 0x2e, 0xc3\n        .byte   0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0\n",
               calls->base + row->number);
    }
}

static void stubs_i386(const struct call_table *calls)
{
    printf("# Made by mkcalls.  Do not edit.\n        .text\n");
    for (size_t i = 0; i < calls->count; i++) {
        const struct call_row *row = &calls->rows[i];
        unsigned bytes = row->slots32 * 4;
        char suffix[16];
        snprintf(suffix, sizeof suffix, "@%u", bytes);
        printf("        .p2align 4\n");
        labels(calls, row, "_", suffix);
        printf("        movl    $0x%x, %%eax\n        call    *%%fs:0xc0\n", calls->base + row->number);
        printf(bytes ? "        ret     $%u\n" : "        ret\n", bytes);
    }
}

static void arguments(const struct call_row *row)
{
    for (size_t j = 0; j < row->count; j++) {
        const char *type = row->arguments[j].c_type;
        printf("%s%s%s%s", j ? ", " : "", type, type[strlen(type) - 1] == '*' ? "" : " ", row->arguments[j].name);
    }
    printf("%s);\n", row->count ? "" : "void");
}

/* What a header begins with; `kind` tells those of one table apart. */
static void guard(const struct call_table *calls, const char *kind)
{
    char name[64] = "";
    for (size_t i = 0; calls->name[i] && i < sizeof name - 1; i++)
        name[i] = (char)toupper((unsigned char)calls->name[i]);
    printf("/* Made by mkcalls.  Do not edit. */\n#ifndef METIC_%s_%s_H\n#define METIC_%s_%s_H\n\n", name, kind, name,
           kind);
}

static void header(const struct call_table *calls)
{
    guard(calls, "CALLS");
    printf("#include \"door/door.h\"\n#include \"nt.h\"\n\n"
           "extern const struct door_call %s_calls[];\nextern const uint32_t %s_calls_count;\n\n",
           calls->name, calls->name);
    for (size_t i = 0; i < calls->count; i++) {
        const struct call_row *row = &calls->rows[i];
        if (row->state.state == STATE_MISSING) continue;
        printf("NTSTATUS sys_%s(", row->name);
        arguments(row);
    }
    printf("\n#endif\n");
}

/* What guest code calls: every row, as the DLL that holds the stubs exports it. */
static void guest_header(const struct call_table *calls)
{
    guard(calls, "STUBS");
    for (size_t i = 0; i < calls->count; i++) {
        printf("NTSTATUS NTAPI %s(", calls->rows[i].name);
        arguments(&calls->rows[i]);
    }
    printf("\n#endif\n");
}

static void dispatch_table(const struct call_table *calls)
{
    unsigned end = calls->count ? calls->rows[calls->count - 1].number + 1 : 0;
    printf("/* Made by mkcalls.  Do not edit. */\n#include \"%s_calls.h\"\n\n"
           "#define F(name) ((uint64_t(*)())(void (*)(void))name)\n\n"
           "const uint32_t %s_calls_count = %u;\nconst struct door_call %s_calls[] = {\n",
           calls->name, calls->name, end, calls->name);
    for (size_t i = 0; i < calls->count; i++) {
        const struct call_row *row = &calls->rows[i];
        if (row->state.state == STATE_MISSING)
            printf("    [0x%04x] = {0, %zu, \"%s\", \"%s\"},\n", row->number, row->count, row->name, row->signature);
        else
            printf("    [0x%04x] = {F(sys_%s), %zu, \"%s\", \"%s\"},\n", row->number, row->name, row->count, row->name,
                   row->signature);
    }
    printf("};\n");
}

static void count_states(const struct call_table *calls, size_t counts[STATES])
{
    for (size_t i = 0; i < calls->count; i++) counts[calls->rows[i].state.state]++;
}

static void doc(const struct call_table *calls)
{
    size_t counts[STATES] = {0};
    count_states(calls, counts);
    printf("# System calls: %s\n\nMade from `syscall-map/%s/%s.calls`. Of %zu calls %zu are full (each with a test), "
           "%zu partial, "
           "%zu missing; a missing one answers STATUS_NOT_IMPLEMENTED.\n\n| number | call | state | arguments |\n"
           "| --- | --- | --- | --- |\n",
           calls->name, calls->name, calls->name, calls->count, counts[STATE_FULL], counts[STATE_PARTIAL],
           counts[STATE_MISSING]);
    for (size_t i = 0; i < calls->count; i++) {
        const struct call_row *row = &calls->rows[i];
        printf("| 0x%04x | %s | %s: %s |%s%s |\n", calls->base + row->number, row->name, state_names[row->state.state],
               row->state.text, row->count ? " " : "", row->signature);
    }
}

static void spec(const struct call_table *calls)
{
    for (size_t i = 0; i < calls->count; i++) {
        const struct call_row *row = &calls->rows[i];
        for (int zw = 0; zw <= calls_have_zw(calls); zw++) {
            printf("%s%s status(", zw ? "Zw" : "", row->name + (zw ? 2 : 0));
            for (size_t j = 0; j < row->count; j++)
                printf("%s%s", j ? "," : "", row->arguments[j].slots32 == 2 ? "i64" : "ptr");
            const char *end = row->state.state == STATE_PARTIAL ? ";" : "";
            printf(") %s %s%s\n", state_names[row->state.state], row->state.text, end);
        }
    }
}

static void count(const struct call_table *calls)
{
    size_t counts[STATES] = {0};
    count_states(calls, counts);
    printf("full %zu\npartial %zu\nmissing %zu\n", counts[STATE_FULL], counts[STATE_PARTIAL], counts[STATE_MISSING]);
}

static const struct {
    const char *option, *value; /* value NULL: takes none */
    void (*write)(const struct call_table *calls);
} outputs[] = {
    {"--stubs",  "x86_64", stubs_x86_64  },
    {"--stubs",  "i386",   stubs_i386    },
    {"--header", NULL,     header        },
    {"--guest",  NULL,     guest_header  },
    {"--table",  NULL,     dispatch_table},
    {"--doc",    NULL,     doc           },
    {"--spec",   NULL,     spec          },
    {"--count",  NULL,     count         },
};

static _Noreturn void usage(void)
{
    fprintf(stderr, "usage: mkcalls [--tests DIR] --stubs x86_64|i386 | --header | --guest | --table | --doc | --spec "
                    "| --count TABLE\n");
    exit(2);
}

int main(int argc, char **argv)
{
    const char *tests = NULL, *file = NULL;
    void (*write)(const struct call_table *calls) = NULL;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--tests") && i + 1 < argc) {
            tests = argv[++i];
        } else if (argv[i][0] == '-') {
            size_t j = 0;
            while (j < sizeof outputs / sizeof *outputs &&
                   (strcmp(outputs[j].option, argv[i]) != 0 ||
                    (outputs[j].value && (i + 1 == argc || strcmp(outputs[j].value, argv[i + 1]) != 0))))
                j++;
            if (j == sizeof outputs / sizeof *outputs || write) usage();
            write = outputs[j].write;
            i += outputs[j].value != NULL;
        } else if (!file) {
            file = argv[i];
        } else {
            usage();
        }
    }
    if (!file || (!write && !tests)) usage();
    struct call_table calls = calls_read(file);
    for (size_t i = 0; i < calls.count; i++)
        table_check_test(calls.rows[i].line, tests, &calls.rows[i].state, calls.rows[i].name);
    if (write) write(&calls);
    if (fflush(stdout) || ferror(stdout)) {
        perror("mkcalls");
        return 1;
    }
    return 0;
}
