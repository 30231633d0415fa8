/* SPDX-License-Identifier: MIT */
/* File-name patterns, as FsRtlIsNameInExpression's page and [MS-FSA] 2.1.4.4 define them. */
#include "nt/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static bool match(const char *pattern, const char *name)
{
    WCHAR wide[2][300];
    for (size_t i = 0; pattern[i]; i++) wide[0][i] = (unsigned char)pattern[i];
    for (size_t i = 0; name[i]; i++) wide[1][i] = (unsigned char)name[i];
    return pattern_match(wide[0], strlen(pattern), wide[1], strlen(name));
}

static void table(void **state)
{
    static const struct {
        const char *pattern, *name;
        bool matches;
    } rows[] = {
        {"*",      "",       true },
        {"*",      "a.b",    true },
        {"a*b",    "ab",     true },
        {"a*b",    "aXXb",   true },
        {"a*b",    "aXXbc",  false},
        {"*.txt",  "A.TXT",  true },
        {"*.txt",  ".txt",   true },
        {"*.txt",  "atxt",   false},
        {"?",      "",       false},
        {"?",      "a",      true },
        {"a?",     "a",      false},
        {"a>",     "a",      true },
        {"a>>.b>", "ax.b",   true },
        {"a>>.b>", "axyz.b", false},
        {">",      ".",      false},
        {"<.c",    "a.b.c",  true },
        {"<.b",    "a.b.c",  false},
        {"<",      "a.b",    false},
        {"<\"*",   "a.b",    true },
        {"a\"",    "a",      true },
        {"a\"",    "a.",     true },
        {"a\"b",   "ab",     false},
        {"abc",    "ABC",    true },
        {"abc",    "abcd",   false},
        {"",       "",       true },
        {"",       "a",      false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (match(rows[i].pattern, rows[i].name) != rows[i].matches)
            fail_msg("pattern <%s>, name <%s>", rows[i].pattern, rows[i].name);
}

/* What takes other matchers exponential time. */
static void many_stars(void **state)
{
    char pattern[300], name[300];
    (void)state;
    memset(name, 'a', 250);
    name[250] = 0;
    for (int i = 0; i < 100; i++) memcpy(pattern + 2 * i, "*a", 2);
    strcpy(pattern + 200, "b");
    assert_false(match(pattern, name));
    strcpy(pattern + 200, "*");
    assert_true(match(pattern, name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(many_stars)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
