/* SPDX-License-Identifier: MIT */
/* mkcalls on small tables: what it makes, and what it refuses. */
#include "generator.h"

static char out[1 << 16];

static const char good[] = "# a comment\n"
                           "0x0004  NtWait   partial untested;   Handle:handle Alertable:bool Timeout:i64*?\n"
                           "0x0010  NtShow   full ntdll/show     Text:in[Length] Length:u32 Big:u64\n"
                           "0x0011  NtNever  missing later\n";

static void makes_prototypes(void **state)
{
    (void)state;
    generator_file("a.calls", good);
    assert_int_equal(generator_run("mkcalls --header a.calls", out, sizeof out), 0);
    assert_non_null(strstr(out, "NTSTATUS sys_NtWait(HANDLE Handle, BOOLEAN Alertable, LARGE_INTEGER *Timeout);\n"));
    assert_non_null(strstr(out, "NTSTATUS sys_NtShow(const void *Text, ULONG Length, ULONGLONG Big);\n"));
    assert_null(strstr(out, "NtNever"));
}

static void makes_a_dispatch_table(void **state)
{
    (void)state;
    generator_file("a.calls", good);
    assert_int_equal(generator_run("mkcalls --table a.calls", out, sizeof out), 0);
    assert_non_null(strstr(out, "nt_calls_count = 18;"));
    assert_non_null(
        strstr(out, "[0x0004] = {F(sys_NtWait), 3, \"NtWait\", \"Handle:handle Alertable:bool Timeout:i64*?\"},"));
    assert_non_null(strstr(out, "[0x0011] = {0, 0, \"NtNever\", \"\"},"));
}

/* A table other than NT's has its own number and prefix, and no second names. */
static void makes_another_table(void **state)
{
    (void)state;
    generator_file("b.calls", "table host Host 2\n0x0001  HostShow  partial untested;  Length:u32\n");
    assert_int_equal(generator_run("mkcalls --table b.calls", out, sizeof out), 0);
    assert_non_null(strstr(out, "host_calls_count = 2;"));
    assert_non_null(strstr(out, "[0x0001] = {F(sys_HostShow), 1, \"HostShow\", \"Length:u32\"},"));
    assert_int_equal(generator_run("mkcalls --stubs x86_64 b.calls", out, sizeof out), 0);
    assert_non_null(strstr(out, "HostShow:\n        .byte   0x4c, 0x8b, 0xd1\n"));
    assert_non_null(strstr(out, ".long   0x2001\n"));
    assert_null(strstr(out, "Zw"));
    assert_int_equal(generator_run("mkcalls --header b.calls", out, sizeof out), 0);
    assert_non_null(strstr(out, "#ifndef METIC_HOST_CALLS_H\n"));
    generator_file("c.calls", "table host Host 2\n0x0001  NtShow  partial untested;  Length:u32\n");
    assert_int_equal(generator_run("mkcalls --table c.calls", out, sizeof out), 1);
    generator_file("d.calls", "table host Host 4\n0x0001  HostShow  partial untested;  Length:u32\n");
    assert_int_equal(generator_run("mkcalls --table d.calls", out, sizeof out), 1);
}

static void makes_stubs_for_both_word_sizes(void **state)
{
    (void)state;
    generator_file("a.calls", good);
    assert_int_equal(generator_run("mkcalls --stubs x86_64 a.calls", out, sizeof out), 0);
    assert_non_null(strstr(
        out, "NtShow:\nZwShow:\n        .byte   0x4c, 0x8b, 0xd1\n        .byte   0xb8\n        .long   0x10\n"));
    assert_true(strstr(out, "NtWait:") < strstr(out, "NtShow:"));
    assert_int_equal(generator_run("mkcalls --stubs i386 a.calls", out, sizeof out), 0);
    /* three words, and one of 64 bits: 12 and 4 bytes more */
    assert_non_null(strstr(
        out,
        "_NtShow@16:\n_ZwShow@16:\n        movl    $0x10, %eax\n        call    *%fs:0xc0\n        ret     $16\n"));
    assert_non_null(strstr(out, "_NtNever@0:"));
}

static void counts_and_documents(void **state)
{
    (void)state;
    generator_file("a.calls", good);
    assert_int_equal(generator_run("mkcalls --count a.calls", out, sizeof out), 0);
    assert_string_equal(out, "full 1\npartial 1\nmissing 1\n");
    assert_int_equal(generator_run("mkcalls --doc a.calls", out, sizeof out), 0);
    assert_non_null(strstr(out, "| 0x0011 | NtNever | missing: later | |"));
}

static void a_full_row_needs_its_test(void **state)
{
    (void)state;
    char path[128];
    generator_file("a.calls", good);
    assert_int_equal(generator_run("mkcalls --tests t --count a.calls", out, sizeof out), 1);
    assert_string_equal(out, "a.calls:3: NtShow is `full ntdll/show`, but there is no t/ntdll/show.c\n");
    snprintf(path, sizeof path, "%s/t", generator_folder);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/t/ntdll", generator_folder);
    mkdir(path, 0700);
    generator_file("t/ntdll/show.c", "xNtShow NtShowy\n");
    assert_int_equal(generator_run("mkcalls --tests t --count a.calls", out, sizeof out), 1);
    assert_string_equal(out, "a.calls:3: NtShow is `full ntdll/show`, but t/ntdll/show.c does not mention it\n");
    generator_file("t/ntdll/show.c", "CHECK(NtShow(1));\n");
    assert_int_equal(generator_run("mkcalls --tests t --count a.calls", out, sizeof out), 0);
}

static void refuses_bad_rows(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"4 NtA missing later\n",                                "a.calls:1: 4: expected a call number, 0x0000 to 0x0fff\n"                     },
        {"0x1000 NtA missing later\n",                           "a.calls:1: 0x1000: expected a call number, 0x0000 to 0x0fff\n"                },
        {"0x0001\n",                                             "a.calls:1: expected: NUMBER NAME STATE ARGUMENTS\n"                           },
        {"0x0001 ZwA missing later\n",                           "a.calls:1: ZwA: expected a name that begins with Nt\n"                        },
        {"0x0001 NtA done\n",                                    "a.calls:1: expected a state (full TEST, partial WHAT...; or missing REASON)\n"},
        {"0x0001 NtA full\n",                                    "a.calls:1: `full` says nothing more\n"                                        },
        {"0x0001 NtA partial no end\n",                          "a.calls:1: the words of `partial` end with ';'\n"                             },
        {"0x0001 NtA missing lazily\n",
         "a.calls:1: `missing lazily`: no such reason (later, obsolete, kernel-only, hardware, broker, screen)\n"                               },
        {"0x0001 NtA missing later a\n",                         "a.calls:1: a: expected NAME:TYPE\n"                                           },
        {"0x0001 NtA missing later a:word\n",                    "a.calls:1: a:word: no such type\n"                                            },
        {"0x0001 NtA missing later a:oa\n",                      "a.calls:1: a:oa: no such type\n"                                              },
        {"0x0001 NtA missing later a:in[b]\n",                   "a.calls:1: a:in[b]: no argument of that name\n"                               },
        {"0x0001 NtA missing later\n0x0001 NtB missing later\n", "a.calls:2: number 0x0001 belongs to NtA already\n"                            },
        {"0x0001 NtA missing later\n0x0002 NtA missing later\n", "a.calls:2: NtA stands in line 1 already\n"                                    },
        {"0x0002 NtA missing later\n0x0001 NtB missing later\n", "a.calls:2: NtB: rows are sorted by number\n"                                  },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        generator_file("a.calls", rows[i].text);
        assert_int_equal(generator_run("mkcalls --count a.calls", out, sizeof out), 1);
        assert_string_equal(out, rows[i].message);
    }
    assert_int_equal(generator_run("mkcalls --count nothing.calls", out, sizeof out), 1);
    assert_string_equal(out, "nothing.calls: No such file or directory\n");
    assert_int_equal(generator_run("mkcalls --nonsense a.calls", out, sizeof out), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_prototypes),     cmocka_unit_test(makes_a_dispatch_table),
        cmocka_unit_test(makes_another_table),  cmocka_unit_test(makes_stubs_for_both_word_sizes),
        cmocka_unit_test(counts_and_documents), cmocka_unit_test(a_full_row_needs_its_test),
        cmocka_unit_test(refuses_bad_rows),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, generator_setup, generator_teardown);
}
