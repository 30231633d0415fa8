/* SPDX-License-Identifier: MIT */
/* UTF-16 <-> UTF-8: what is well formed, what is not, and that every byte string comes back. */
#include "linux/utf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *bytes, const uint16_t *units, size_t count, bool name)
{
    uint16_t wide[64];
    char back[64];
    size_t got = name ? utf_name_to_16(wide, 64, bytes, strlen(bytes)) : utf_to_16(wide, 64, bytes, strlen(bytes));
    assert_int_equal(got, count);
    assert_memory_equal(wide, units, 2 * count);
    got = name ? utf_name_to_8(back, 64, wide, count) : utf_to_8(back, 64, wide, count);
    assert_int_equal(got, strlen(bytes));
    assert_memory_equal(back, bytes, got);
}

#define CHECK(bytes, ...)                                                                                              \
    check(bytes, (const uint16_t[]){__VA_ARGS__}, sizeof((const uint16_t[]){__VA_ARGS__}) / 2, false)
#define CHECK_NAME(bytes, ...)                                                                                         \
    check(bytes, (const uint16_t[]){__VA_ARGS__}, sizeof((const uint16_t[]){__VA_ARGS__}) / 2, true)

static void well_formed(void **state)
{
    (void)state;
    CHECK("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 'a', 0xe9, 0x20ac, 0xd83d, 0xde00, 'z');
    CHECK("\xf4\x8f\xbf\xbf", 0xdbff, 0xdfff);
}

static void ill_formed(void **state)
{
    (void)state;
    CHECK("\xff", 0xdcff);
    CHECK("a\xc3", 'a', 0xdcc3);
    CHECK("\xc0\xaf", 0xdcc0, 0xdcaf);                                 /* too long a form */
    CHECK("\xf4\x90\x80\x80", 0xdcf4, 0xdc90, 0xdc80, 0xdc80);         /* beyond U+10FFFF */
    CHECK("\xed\xa0\x80", 0xd800);                                     /* a surrogate alone */
    CHECK("\xed\xb0\x80", 0xdc00);                                     /* a low one */
    CHECK("\xed\xb2\x80", 0xdced, 0xdcb2, 0xdc80);                     /* an escape's own form */
    CHECK("\xed\xa0\x80\xed\xb0\x80", 0xdced, 0xdca0, 0xdc80, 0xdc00); /* two that would pair */
    CHECK("\xed\xa0\x80\xff", 0xdced, 0xdca0, 0xdc80, 0xdcff);         /* one that would pair with an escape */
    CHECK("\xed\xa0\x80\xed\xa0\x81", 0xd800, 0xd801);
    CHECK("\xed\xa0\x80x", 0xd800, 'x');
}

static void names(void **state)
{
    (void)state;
    CHECK_NAME("a:b", 'a', 0xf03a, 'b');
    CHECK_NAME("a\\b?", 'a', 0xf05c, 'b', 0xf03f);
    CHECK_NAME("\x01", 0xf001);
    CHECK_NAME("end.", 'e', 'n', 'd', 0xf02e);
    CHECK_NAME("end ", 'e', 'n', 'd', 0xf020);
    CHECK_NAME(".", '.');
    CHECK_NAME("..", '.', '.');
    CHECK_NAME(".a", '.', 'a');
    CHECK_NAME("\xef\x80\xba", 0xdcef, 0xdc80, 0xdcba); /* U+F03A itself */
    CHECK_NAME("\xef\x81\x81", 0xf041);                 /* U+F041 stands for nothing */
}

/* Random strings over the bytes where it is difficult. */
static void every_string_returns(void **state)
{
    (void)state;
    static const unsigned char pool[] = {'a',  '.',  ' ',  ':',  0x80, 0xa0, 0xaf, 0xb0, 0xb2,
                                         0xbf, 0xc2, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xff, 0x90};
    srand(1);
    for (int round = 0; round < 300000; round++) {
        char bytes[16], back[64];
        uint16_t wide[32];
        size_t length = (size_t)rand() % sizeof bytes;
        for (size_t i = 0; i < length; i++) bytes[i] = (char)pool[(size_t)rand() % sizeof pool];
        size_t units = utf_to_16(wide, 32, bytes, length);
        assert_true(units <= length);
        assert_int_equal(utf_to_8(back, 64, wide, units), length);
        assert_memory_equal(back, bytes, length);
        units = utf_name_to_16(wide, 32, bytes, length);
        assert_int_equal(utf_name_to_8(back, 64, wide, units), length);
        assert_memory_equal(back, bytes, length);
    }
    /* and of 16-bit units without the escapes' own */
    static const uint16_t units_pool[] = {'a', '.', 0xe9, 0xd800, 0xdbff, 0xdc00, 0xdc7f, 0xdfff, 0xf03a, 0xffff};
    for (int round = 0; round < 300000; round++) {
        uint16_t wide[8], again[32];
        char bytes[64];
        size_t units = (size_t)rand() % 8;
        for (size_t i = 0; i < units; i++) wide[i] = units_pool[(size_t)rand() % (sizeof units_pool / 2)];
        size_t length = utf_to_8(bytes, sizeof bytes, wide, units);
        assert_int_equal(utf_to_16(again, 32, bytes, length), units);
        assert_memory_equal(again, wide, 2 * units);
    }
}

static void sizes(void **state)
{
    (void)state;
    uint16_t wide[2] = {0xaaaa, 0xaaaa};
    assert_int_equal(utf_to_16(wide, 1, "abc", 3), 3);
    assert_int_equal(wide[0], 'a');
    assert_int_equal(wide[1], 0xaaaa);
    assert_int_equal(utf_to_8(NULL, 0, wide, 1), 1);
}

static void upper(void **state)
{
    (void)state;
    assert_int_equal(utf_upper('z'), 'Z');
    assert_int_equal(utf_upper('{'), '{');
    assert_int_equal(utf_upper(0xe9), 0xc9);
    assert_int_equal(utf_upper(0x0131), 0x0131); /* dotless i stays, as in NTFS' table */
    assert_int_equal(utf_upper(0x017f), 0x017f);
    assert_int_equal(utf_upper(0xd800), 0xd800);
    assert_true(utf_equal((const uint16_t[]){'a', 0x3b1}, 2, (const uint16_t[]){'A', 0x391}, 2));
    assert_false(utf_equal((const uint16_t[]){'a'}, 1, (const uint16_t[]){'a', 'b'}, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(well_formed), cmocka_unit_test(ill_formed),
                                       cmocka_unit_test(names),       cmocka_unit_test(every_string_returns),
                                       cmocka_unit_test(sizes),       cmocka_unit_test(upper)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
