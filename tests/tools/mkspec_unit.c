/* SPDX-License-Identifier: MIT */
/* mkspec on small tables: what it makes, and what it refuses. */
#include "generator.h"

static char out[1 << 16];

static const char good[] = "library  toy.dll\n"
                           "base     x86_64 0x180000000 i386 0x10000000\n"
                           "entry    toy_entry\n"
                           "Add               i32(i32,i32)         full toy/add\n"
                           "AddLong=add_long  i64(i64,i64)         partial untested;\n"
                           "Print             int(str,...)         partial untested;\n"
                           "Old               void() cdecl         partial untested;\n"
                           "counter           data                 partial untested;\n"
                           "@77 noname Secret u32()                partial untested;\n"
                           "Far  hfile(wstr) -> base.#9            partial untested;\n"
                           "OnlyOld ptr(usize) only i386           partial untested;\n"
                           "Gone              u32(ptr)             missing later\n";

static void makes_a_module_definition(void **state)
{
    (void)state;
    generator_file("toy.spec", good);
    assert_int_equal(generator_run("mkspec --def x86_64 toy.spec", out, sizeof out), 0);
    assert_string_equal(out,
                        "; Made by mkspec.  Do not edit.\nLIBRARY \"toy.dll\" BASE=0x180000000\nEXPORTS\n"
                        "    \"Add\"\n    \"AddLong\"=\"add_long\"\n    \"Print\"\n    \"Old\"\n    \"counter\" DATA\n"
                        "    \"Secret\" @77 NONAME\n    \"Far\"=\"base.#9\"\n");
    assert_int_equal(generator_run("mkspec --def i386 toy.spec", out, sizeof out), 0);
    assert_string_equal(
        out, "; Made by mkspec.  Do not edit.\nLIBRARY \"toy.dll\" BASE=0x10000000\nEXPORTS\n"
             "    \"Add@8\"\n    \"AddLong@16\"=\"add_long@16\"\n    \"Print\"\n    \"Old\"\n    \"counter\" DATA\n"
             "    \"Secret@0\" @77 NONAME\n    \"Far\"=\"base.#9\"\n    \"OnlyOld@4\"\n");
}

static void makes_an_import_library_definition(void **state)
{
    (void)state;
    generator_file("toy.spec", good);
    assert_int_equal(generator_run("mkspec --implib-def i386 toy.spec", out, sizeof out), 0);
    assert_string_equal(out, "; Made by mkspec.  Do not edit.\nLIBRARY \"toy.dll\"\nEXPORTS\n"
                             "    \"Add@8\"\n    \"AddLong@16\"\n    \"Print\"\n    \"Old\"\n    \"counter\" DATA\n"
                             "    \"Secret@0\" @77 NONAME\n    \"Far@4\"\n    \"OnlyOld@4\"\n");
}

static void makes_link_options(void **state)
{
    (void)state;
    generator_file("toy.spec", good);
    assert_int_equal(generator_run("mkspec --link i386 toy.spec", out, sizeof out), 0);
    assert_string_equal(out, "-Wl,--image-base,0x10000000 -Wl,-e,_toy_entry@12\n");
    generator_file("bare.spec", "library bare.dll\n");
    assert_int_equal(generator_run("mkspec --link x86_64 bare.spec", out, sizeof out), 0);
    assert_string_equal(out, "-Wl,-e,0\n");
}

/* The decorated name of a C++ function goes out as it is, the C function behind it too, on its own word alone. */
static void keeps_decorated_names(void **state)
{
    char out[4096];
    (void)state;
    generator_file("cxx.spec", "library cxx.dll\nconvention cdecl\n"
                               "?good@ios_base@std@@QEBA_NXZ=good bool(ptr) only x86_64 partial untested;\n"
                               "??_7?$A@D@std@@6B@=a_table data only i386 partial untested;\n");
    assert_int_equal(generator_run("mkspec --def x86_64 cxx.spec", out, sizeof out), 0);
    assert_string_equal(out, "; Made by mkspec.  Do not edit.\nLIBRARY \"cxx.dll\"\nEXPORTS\n"
                             "    \"?good@ios_base@std@@QEBA_NXZ\"=\"good\"\n");
    assert_int_equal(generator_run("mkspec --def i386 cxx.spec", out, sizeof out), 0);
    assert_string_equal(out, "; Made by mkspec.  Do not edit.\nLIBRARY \"cxx.dll\"\nEXPORTS\n"
                             "    \"??_7?$A@D@std@@6B@\"=\"a_table\" DATA\n");
}

static void adds_the_calls(void **state)
{
    (void)state;
    generator_file("a.calls", "0x0004 NtWait missing later a:u32 b:u64\n");
    generator_file("n.spec", "library n.dll\n");
    assert_int_equal(generator_run("mkspec --calls a.calls --def i386 n.spec", out, sizeof out), 0);
    assert_non_null(strstr(out, "    \"NtWait@12\"\n    \"ZwWait@12\"\n"));
    generator_file("n.spec", "library n.dll\nZwWait status(u32,u64) partial untested;\n");
    assert_int_equal(generator_run("mkspec --calls a.calls --def i386 n.spec", out, sizeof out), 1);
    assert_string_equal(out, "n.spec:2: ZwWait comes from the table of calls\n");
}

static void counts_and_lists_failures(void **state)
{
    (void)state;
    generator_file("toy.spec", good);
    assert_int_equal(generator_run("mkspec --count toy.spec", out, sizeof out), 0);
    assert_string_equal(out, "full 1\npartial 7\nmissing 1\n");
    assert_int_equal(generator_run("mkspec --fail-values toy.spec", out, sizeof out), 0);
    assert_non_null(strstr(out, "Add i32 0 full toy/add\n"));
    assert_non_null(strstr(out, "Far hfile -1 partial untested -> base.#9\n"));
    assert_null(strstr(out, "\nOld "));
    assert_int_equal(generator_run("mkspec --doc toy.spec", out, sizeof out), 0);
    assert_non_null(strstr(out, "| Secret @77 | partial: untested |"));
}

static void a_full_row_needs_its_test(void **state)
{
    (void)state;
    generator_file("toy.spec", good);
    assert_int_equal(generator_run("mkspec --tests . --count toy.spec", out, sizeof out), 1);
    assert_string_equal(out, "toy.spec:4: Add is `full toy/add`, but there is no ./toy/add.c\n");
    /* a test in C++ does as well, and it too must mention the name */
    generator_file("cxx.spec", "library cxx.dll\n?good@A@@QEBA_NXZ=good bool(ptr) full cxx_test\n");
    generator_file("cxx_test.cpp", "bool good() const __asm__(\"?good@A@@QEBA_NXZ\");\n");
    assert_int_equal(generator_run("mkspec --tests . --count cxx.spec", out, sizeof out), 0);
    generator_file("cxx_test.cpp", "");
    assert_int_equal(generator_run("mkspec --tests . --count cxx.spec", out, sizeof out), 1);
}

static void refuses_bad_rows(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"A u32() missing later\n",                                             "a.spec:1: no `library NAME.dll`\n"                  },
        {"library a.dll\nA\n",                                                  "a.spec:2: expected RETURNS(ARGUMENTS)\n"            },
        {"library a.dll\nA word() missing later\n",                             "a.spec:2: word(): no such type to return\n"         },
        {"library a.dll\nA u32(word) missing later\n",                          "a.spec:2: word: no such type of argument\n"         },
        {"library a.dll\nA u32(...,u32) missing later\n",                       "a.spec:2: u32(...,u32): bad argument list\n"        },
        {"library a.dll\nA u32(u32 missing later\n",
         "a.spec:2: u32(u32: expected RETURNS(ARGUMENTS) without blanks, or data\n"                                                  },
        {"library a.dll\nA u32() -> nodot missing later\n",                     "a.spec:2: -> needs DLL.NAME\n"                      },
        {"library a.dll\nA u32() only arm missing later\n",                     "a.spec:2: only: x86_64 or i386\n"                   },
        {"library a.dll\nA u32() missing later now\n",                          "a.spec:2: now: nothing may stand behind the state\n"},
        {"library a.dll\n@0 A u32() missing later\n",                           "a.spec:2: @0: bad ordinal\n"                        },
        {"library a.dll\nnoname A u32() missing later\n",                       "a.spec:2: noname needs an ordinal\n"                },
        {"library a.dll\nbase x86_64 0x1234\n",
         "a.spec:2: expected: base x86_64 ADDRESS i386 ADDRESS, multiples of 64 KiB\n"                                               },
        {"library a.dll\nA u32() missing later\nA u32() missing later\n",       "a.spec:3: A stands in line 2 already\n"             },
        {"library a.dll\n@5 A u32() missing later\n@5 B u32() missing later\n",
         "a.spec:3: ordinal 5 belongs to A already\n"                                                                                },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        generator_file("a.spec", rows[i].text);
        assert_int_equal(generator_run("mkspec --count a.spec", out, sizeof out), 1);
        assert_string_equal(out, rows[i].message);
    }
    assert_int_equal(generator_run("mkspec --def arm a.spec", out, sizeof out), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_decorated_names),
        cmocka_unit_test(makes_a_module_definition),
        cmocka_unit_test(makes_an_import_library_definition),
        cmocka_unit_test(makes_link_options),
        cmocka_unit_test(adds_the_calls),
        cmocka_unit_test(counts_and_lists_failures),
        cmocka_unit_test(a_full_row_needs_its_test),
        cmocka_unit_test(refuses_bad_rows),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, generator_setup, generator_teardown);
}
