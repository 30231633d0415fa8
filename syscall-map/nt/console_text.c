/* SPDX-License-Identifier: MIT */
/* Characters of the console: UTF-8 as terminals speak it, UTF-16 and code pages as programs do, in pieces as they come.
 *
 * The tables of a code page are the guest's (ntdll has them); SetConsoleCP hands them over.  What a page lacks is '?',
 * what is no character at all U+FFFD.  Left out: pages with more than two bytes a character, but UTF-8. */
#include "nt/console.h"

#include "door/guestmem.h"

#include <stdlib.h>
#include <string.h>

struct text_page {
    uint32_t number, leads;
    uint8_t lead[32];
    uint8_t row[256]; /* of a lead byte: its table's index */
    uint16_t tables[][256];
};

NTSTATUS text_page_read(const void *in, ULONG length, struct text_page **made, uint32_t *output)
{
    struct console_page head;
    *made = NULL;
    if (length < sizeof head) return STATUS_INVALID_PARAMETER;
    if (!guest_read(&head, in, sizeof head)) return STATUS_ACCESS_VIOLATION;
    *output = head.output;
    if (head.page == PAGE_UTF8) return STATUS_SUCCESS;
    size_t size = 512 * (1 + (size_t)head.leads);
    if (head.leads > 255 || length - sizeof head != size) return STATUS_INVALID_PARAMETER;
    struct text_page *page = malloc(sizeof *page + size);
    if (!page) return STATUS_NO_MEMORY;
    page->number = head.page;
    page->leads = 0;
    memcpy(page->lead, head.lead, sizeof page->lead);
    for (unsigned b = 0; b < 256; b++)
        if (page->lead[b / 8] >> (b % 8) & 1) page->row[b] = (uint8_t)++page->leads;
    NTSTATUS status = page->leads == head.leads ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    if (status == STATUS_SUCCESS && !guest_read(page->tables, (const char *)in + sizeof head, size))
        status = STATUS_ACCESS_VIOLATION;
    if (status != STATUS_SUCCESS) {
        free(page);
        page = NULL;
    }
    *made = page;
    return status;
}

void text_page_free(struct text_page *page)
{
    free(page);
}

uint32_t text_page_number(const struct text_page *page)
{
    return page ? page->number : PAGE_UTF8;
}

static bool is_lead(const struct text_page *page, uint8_t byte)
{
    return page->lead[byte / 8] >> (byte % 8) & 1;
}

/* ---- into characters ---- */

static size_t from_utf8(struct text_state *state, uint8_t byte, uint32_t *out)
{
    size_t count = 0;
    if (state->need) {
        static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
        if ((byte & 0xc0) == 0x80) {
            state->bytes[state->seen++] = byte;
            state->point = state->point << 6 | (byte & 0x3f);
            if (state->seen <= state->need) return 0;
            bool good =
                state->point >= least[state->need] && state->point <= 0x10ffff && state->point - 0xd800 >= 0x800;
            for (unsigned i = 0; !good && i < state->seen; i++) out[count++] = TEXT_RAW + state->bytes[i];
            if (good) out[count++] = state->point;
            state->need = state->seen = 0;
            return count;
        }
        for (unsigned i = 0; i < state->seen; i++) out[count++] = TEXT_RAW + state->bytes[i];
        state->need = state->seen = 0;
    }
    state->need = byte >= 0xc2 && byte < 0xe0   ? 1
                  : byte >= 0xe0 && byte < 0xf0 ? 2
                  : byte >= 0xf0 && byte < 0xf5 ? 3
                                                : 0;
    if (state->need) {
        state->bytes[state->seen++] = byte;
        state->point = byte & (0x3fu >> state->need);
    } else {
        out[count++] = byte < 0x80 ? byte : TEXT_RAW + byte;
    }
    return count;
}

size_t text_from_bytes(const struct text_page *page, struct text_state *state, const uint8_t *bytes, size_t length,
                       uint32_t *out)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        if (!page) {
            count += from_utf8(state, bytes[i], out + count);
        } else if (state->lead) {
            out[count++] = page->tables[page->row[state->lead]][bytes[i]];
            state->lead = 0;
        } else if (is_lead(page, bytes[i])) {
            state->lead = bytes[i];
        } else {
            out[count++] = page->tables[0][bytes[i]];
        }
    }
    return count;
}

size_t text_from_wide(struct text_state *state, const uint16_t *text, size_t units, uint32_t *out)
{
    size_t count = 0;
    for (size_t i = 0; i < units; i++) {
        uint32_t high = state->high;
        state->high = 0;
        if (high && text[i] >> 10 == 0x37) {
            out[count++] = 0x10000 + ((high & 0x3ff) << 10 | (text[i] & 0x3ff));
            continue;
        }
        if (high) out[count++] = 0xfffd;
        if (text[i] >> 10 == 0x36)
            state->high = text[i];
        else
            out[count++] = text[i] >> 10 == 0x37 ? 0xfffd : text[i];
    }
    return count;
}

/* ---- out of characters ---- */

size_t text_to_utf8(uint32_t point, char *to)
{
    if (point >= TEXT_RAW) {
        to[0] = (char)point;
        return 1;
    }
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = size; --i; point >>= 6) to[i] = (char)(0x80 | (point & 0x3f));
    to[0] = (char)((0xf00 >> size) | point);
    return size;
}

size_t text_to_wide(uint32_t point, uint16_t *to)
{
    if (point >= TEXT_RAW) point = 0xfffd;
    if (point < 0x10000) {
        to[0] = (uint16_t)point;
        return 1;
    }
    to[0] = (uint16_t)(0xd7c0 + (point >> 10));
    to[1] = (uint16_t)(0xdc00 | (point & 0x3ff));
    return 2;
}

size_t text_to_bytes(const struct text_page *page, uint32_t point, uint8_t *to)
{
    if (!page) return text_to_utf8(point, (char *)to);
    for (unsigned b = 0; b < 256; b++)
        if (page->tables[0][b] == point && !is_lead(page, (uint8_t)b)) {
            to[0] = (uint8_t)b;
            return 1;
        }
    for (unsigned l = 0; l < 256; l++)
        for (unsigned b = 0; is_lead(page, (uint8_t)l) && b < 256; b++)
            if (page->tables[page->row[l]][b] == point && point != 0xfffd) {
                to[0] = (uint8_t)l;
                to[1] = (uint8_t)b;
                return 2;
            }
    to[0] = '?';
    return 1;
}

/* Ranges of characters without a cell of their own, and with two (Unicode's combining marks; East Asian wide and full).
 */
static const struct {
    uint32_t first, last;
    int width;
} widths[] = {
    {0x0300,  0x036f,  0},
    {0x0483,  0x0489,  0},
    {0x0591,  0x05bd,  0},
    {0x064b,  0x065f,  0},
    {0x1100,  0x115f,  2},
    {0x200b,  0x200f,  0},
    {0x20d0,  0x20f0,  0},
    {0x231a,  0x231b,  2},
    {0x23e9,  0x23ec,  2},
    {0x2614,  0x2615,  2},
    {0x26a1,  0x26a1,  2},
    {0x2705,  0x2705,  2},
    {0x274c,  0x274c,  2},
    {0x2753,  0x2755,  2},
    {0x2e80,  0x303e,  2},
    {0x3041,  0xa4cf,  2},
    {0xa960,  0xa97f,  2},
    {0xac00,  0xd7a3,  2},
    {0xf900,  0xfaff,  2},
    {0xfe00,  0xfe0f,  0},
    {0xfe20,  0xfe2f,  0},
    {0xfe30,  0xfe6f,  2},
    {0xff00,  0xff60,  2},
    {0xffe0,  0xffe6,  2},
    {0x1f300, 0x1f64f, 2},
    {0x1f680, 0x1f6ff, 2},
    {0x1f900, 0x1f9ff, 2},
    {0x20000, 0x3fffd, 2},
};

int text_width(uint32_t point)
{
    if (point < 0x300 || point >= TEXT_RAW) return 1;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        if (point >= widths[i].first && point <= widths[i].last) return widths[i].width;
    return 1;
}
