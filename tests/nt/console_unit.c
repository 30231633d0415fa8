/* SPDX-License-Identifier: MIT */
/* What a terminal or a program may send in any pieces: characters and keys, whole, cut and damaged. */
#include "nt/console.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static uint32_t seed = 1;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

static void utf8(void **state)
{
    static const struct {
        const char *bytes;
        size_t count;
        uint32_t points[6];
    } rows[] = {
        {"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 4, {'a', 0xe9, 0x20ac, 0x1f600}                       },
        {"\xff",                                  1, {TEXT_RAW + 0xff}                                  },
        {"\xc3(",                                 2, {TEXT_RAW + 0xc3, '('}                             },
        {"\xe0\x80\x80",                          3, {TEXT_RAW + 0xe0, TEXT_RAW + 0x80, TEXT_RAW + 0x80}}, /* too long a form */
        {"\xed\xa0\x80",                          3, {TEXT_RAW + 0xed, TEXT_RAW + 0xa0, TEXT_RAW + 0x80}}, /* a surrogate */
        {"\xe2\x82\xe2\x82\xac",                  3, {TEXT_RAW + 0xe2, TEXT_RAW + 0x82, 0x20ac}         },
    };
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (size_t piece = 1; piece < 6; piece++) {
            struct text_state text = {0};
            uint32_t points[32];
            size_t count = 0, length = strlen(rows[r].bytes);
            for (size_t at = 0; at < length; at += piece)
                count += text_from_bytes(NULL, &text, (const uint8_t *)rows[r].bytes + at,
                                         piece < length - at ? piece : length - at, points + count);
            assert_int_equal(count, rows[r].count);
            assert_memory_equal(points, rows[r].points, count * sizeof *points);
        }
}

/* Every byte comes out again, whatever it means, however it was cut. */
static void bytes_survive(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        uint8_t in[24];
        char out[4 * sizeof in];
        uint32_t points[sizeof in + 4];
        struct text_state text = {0};
        size_t length = draw(sizeof in), cut = length ? draw((uint32_t)length) : 0, size = 0;
        for (size_t i = 0; i < length; i++) in[i] = (uint8_t)(draw(2) ? draw(256) : 0x80 + draw(0x80));
        size_t count = text_from_bytes(NULL, &text, in, cut, points);
        count += text_from_bytes(NULL, &text, in + cut, length - cut, points + count);
        assert_true(count <= length);
        for (size_t i = 0; i < count; i++) size += text_to_utf8(points[i], out + size);
        memcpy(out + size, text.bytes, text.seen); /* what waits for its end */
        assert_int_equal(size + text.seen, length);
        assert_memory_equal(out, in, length);
    }
}

static void wide(void **state)
{
    static const uint16_t text[] = {'a', 0xd83d, 0xde00, 0xd83d, 'b', 0xde00};
    struct text_state pieces = {0};
    uint32_t points[16];
    uint16_t units[2];
    size_t count = 0;
    (void)state;
    for (size_t i = 0; i < 6; i++) count += text_from_wide(&pieces, text + i, 1, points + count);
    assert_int_equal(count, 5);
    assert_true(points[0] == 'a' && points[1] == 0x1f600 && points[2] == 0xfffd && points[3] == 'b' &&
                points[4] == 0xfffd);
    assert_true(text_to_wide(0x1f600, units) == 2 && units[0] == 0xd83d && units[1] == 0xde00);
    assert_true(text_to_wide(TEXT_RAW + 0xff, units) == 1 && units[0] == 0xfffd);
}

/* Random bytes: each step takes some when no more will come, and gives no more events than there is room for. */
static void keys(void **state)
{
    static const char likely[] = "\033[O;1234567890~ABCDHFPZx\177\r";
    (void)state;
    for (int round = 0; round < 50000; round++) {
        struct console_event events[KEY_EVENTS + 1];
        uint8_t in[40];
        size_t length = 1 + draw(sizeof in - 1), count;
        for (size_t i = 0; i < length; i++)
            in[i] = (uint8_t)(draw(4) ? likely[draw(sizeof likely - 1)] : (int)draw(256));
        for (size_t at = 0; at < length;) {
            memset(events, 0xee, sizeof events);
            size_t used = key_decode(in + at, length - at, true, round % 5 == 0, events, &count);
            assert_true(used > 0 && used <= length - at && count <= KEY_EVENTS);
            assert_int_equal(events[KEY_EVENTS].type, 0xeeee);
            at += used;
        }
    }
}

/* Half a sequence waits for the rest. */
static void halves(void **state)
{
    static const char *const whole[] = {"\033[A", "\033[1;5C", "\033[3~", "\033OP", "\303\251", "\033x", "\033[[A"};
    struct console_event events[KEY_EVENTS];
    size_t count;
    (void)state;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        size_t length = strlen(whole[i]);
        for (size_t part = 1; part < length; part++) {
            assert_int_equal(key_decode((const uint8_t *)whole[i], part, false, false, events, &count), 0);
            assert_int_equal(count, 0);
        }
        assert_int_equal(key_decode((const uint8_t *)whole[i], length, false, false, events, &count), length);
        assert_true(count == 2 && events[0].key.down && !events[1].key.down);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8), cmocka_unit_test(bytes_survive), cmocka_unit_test(wide),
        cmocka_unit_test(keys), cmocka_unit_test(halves),
    };
    return cmocka_run_group_tests_name("console", tests, NULL, NULL);
}
