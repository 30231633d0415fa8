/* SPDX-License-Identifier: MIT */
/* prefix.conf: what it may say, and that anything else is refused with the line's number. */
#include "linux/prefix_conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct prefix_conf conf;
static char reason[300];

static bool parse(const char *text)
{
    strcpy(reason, "");
    return prefix_conf_parse(text, strlen(text), "/home/joe", &conf, reason, sizeof reason);
}

static void settings(void **state)
{
    (void)state;
    assert_true(parse("# a comment\n\nformat = 1\r\n  drive d = /srv/data/\ndrive E: = ~/x\n\tdrive F=/\n"
                      "share \\\\nas\\all things = /mnt/a = b\n"));
    assert_int_equal(conf.format, 1);
    assert_string_equal(conf.drives['D' - 'A'], "/srv/data");
    assert_string_equal(conf.drives['E' - 'A'], "/home/joe/x");
    assert_string_equal(conf.drives['F' - 'A'], "");
    assert_string_equal(conf.drives['Z' - 'A'], "");
    assert_null(conf.drives['A' - 'A']);
    assert_int_equal(conf.share_count, 1);
    assert_string_equal(conf.shares[0].name, "nas\\all things");
    assert_string_equal(conf.shares[0].folder, "/mnt/a = b");
    prefix_conf_free(&conf);
    assert_true(parse("format = 1\ndrive Z = none"));
    assert_null(conf.drives['Z' - 'A']);
    prefix_conf_free(&conf);
}

static void refused(void **state)
{
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"",                                                     "no line says which format it is"                            },
        {"format = 2\nwhat this means nobody knows yet\n",
         "the prefix has format 2, made by a newer metic; this one knows formats up to 1"                                     },
        {"sorts = 9\nformat = 7\n",                              "line 1: an unknown setting"                                 },
        {"format = 1\nformat = 1\n",                             "line 2: format is set twice"                                },
        {"format = 0\n",                                         "line 1: no format has the number 0"                         },
        {"format = one\n",                                       "line 1: format is no number"                                },
        {"format = 99999999999999999999\n",                      "line 1: format is no number"                                },
        {"format = 1\ndrive C = /x\n",                           "line 2: drive C: is the prefix's own"                       },
        {"format = 1\n\ndrive DD = /x\n",                        "line 3: a drive has one letter"                             },
        {"format = 1\ndrive 4 = /x\n",                           "line 2: a drive has one letter"                             },
        {"format = 1\ndrive D = x\n",                            "line 2: a drive is an absolute folder, one below ~, or none"},
        {"format = 1\ndrive D = /x\ndrive d = /y\n",             "line 3: a drive is set twice"                               },
        {"format = 1\nshare nas = /x\n",                         "line 2: a share is named \\\\SERVER\\NAME"                  },
        {"format = 1\nshare \\\\nas\\ = /x\n",                   "line 2: a share is named \\\\SERVER\\NAME"                  },
        {"format = 1\nshare \\\\nas\\a\\b = /x\n",               "line 2: a share is named \\\\SERVER\\NAME"                  },
        {"format = 1\nshare \\\\n\\a = /\nshare \\\\N\\A = /\n", "line 3: a share is set twice"                               },
        {"format = 1\nhello\n",                                  "line 2: no setting"                                         },
        {"format = 1\nformats = 1\n",                            "line 2: an unknown setting"                                 },
        {"format = 1\ndrive D = /x\001\n",                       "line 2: a control character"                                },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(parse(cases[i].text));
        assert_string_equal(reason, cases[i].reason);
        prefix_conf_free(&conf);
    }
    assert_false(prefix_conf_parse("format = 1\n\0", 12, "/", &conf, reason, sizeof reason));
    assert_string_equal(reason, "line 2: a control character");
    prefix_conf_free(&conf);
    assert_false(prefix_conf_parse("format = 1\ndrive D = ~\n", 23, NULL, &conf, reason, sizeof reason));
    prefix_conf_free(&conf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
