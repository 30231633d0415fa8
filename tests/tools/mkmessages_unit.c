/* SPDX-License-Identifier: MIT */
/* mkmessages on small files: the table it makes, and what it refuses. */
#include "generator.h"

static char out[1 << 16];

static void makes_a_table(void **state)
{
    (void)state;
    generator_file("toy.messages", "# comment\n"
                                   "0\tNone.\n"
                                   "\n"
                                   "5\tA \"quoted\" \\ %1!d! text\n"
                                   "0x80004001\tNot implemented\n");
    assert_int_equal(generator_run("mkmessages toy.messages", out, sizeof out), 0);
    assert_string_equal(out, "/* Made by mkmessages.  Do not edit. */\n"
                             "static const struct {\n"
                             "    unsigned id, offset;\n"
                             "} messages[] = {\n"
                             "    {0x0u, 0},\n"
                             "    {0x5u, 6},\n"
                             "    {0x80004001u, 30},\n"
                             "};\n"
                             "\n"
                             "static const char message_texts[] =\n"
                             "    \"None.\\0\"\n"
                             "    \"A \\\"quoted\\\" \\\\ %1!d! text\\0\"\n"
                             "    \"Not implemented\\0\"\n"
                             "    \"\";\n");
}

/* The generator ends with status 1 and names the line and the reason. */
static void refused(const char *text, const char *reason)
{
    generator_file("bad.messages", text);
    assert_int_equal(generator_run("mkmessages bad.messages", out, sizeof out), 1);
    if (!strstr(out, reason)) fail_msg("%s: %s", text, out);
}

static void refuses_what_is_no_table(void **state)
{
    (void)state;
    refused("1\tone\n3\tthree\n2\ttwo\n", "bad.messages:3: the rows are not sorted");
    refused("1\tone\n\n0x1\tagain\n", "bad.messages:3: the number stands twice");
    refused("one\ttext\n", "bad.messages:1: a row begins with a number");
    refused("-1\ttext\n", "bad.messages:1: a row begins with a number");
    refused("0x100000000\ttext\n", "bad.messages:1: a row begins with a number");
    refused("1 one\n", "bad.messages:1: a tabulator is to follow the number");
    refused("1\t\n", "bad.messages:1: there is no text");
    refused("1\tcaf\xc3\xa9\n", "bad.messages:1: the text is not printable ASCII");
    refused("1\ttwo\ttabulators\n", "bad.messages:1: the text is not printable ASCII");
    refused("# nothing\n", "bad.messages:1: there are no rows");
    assert_int_equal(generator_run("mkmessages none.messages", out, sizeof out), 1);
    assert_int_equal(generator_run("mkmessages", out, sizeof out), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_table),
        cmocka_unit_test(refuses_what_is_no_table),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, generator_setup, generator_teardown);
}
