/* SPDX-License-Identifier: MIT */
/* mknls OUT: makes the national-language tables that ntdll.dll carries, from the C library's own data: code pages from
 * iconv, case and character types from the C.UTF-8 locale.
 *
 * The file is one blob, little endian, every offset from its start and a multiple of 4; dlls/windows/ntdll.dll/nls.c
 * reads it (include/nls.h declares it).  Tables over all 65,536 UTF-16 units are in two levels: 256 page numbers, then
 * pages of 256 values, so that equal pages are stored once.
 *
 * Left out: code pages that need state or more than two bytes (GB 18030, ISO 2022, UTF-7), and the private-use
 * characters to which Windows maps bytes that a code page leaves undefined. */
#include <errno.h>
#include <iconv.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "nls.h"

static const struct {
    uint16_t id, default_char, default_wide;
    const char *name; /* iconv's */
} pages[] = {
    {437,   '?',  '?',    "CP437"      },
    {500,   0x6f, 0x1a,   "CP500"      },
    {737,   '?',  '?',    "CP737"      },
    {775,   '?',  '?',    "CP775"      },
    {850,   '?',  '?',    "CP850"      },
    {852,   '?',  '?',    "CP852"      },
    {855,   '?',  '?',    "CP855"      },
    {857,   '?',  '?',    "CP857"      },
    {858,   '?',  '?',    "CP858"      },
    {860,   '?',  '?',    "CP860"      },
    {861,   '?',  '?',    "CP861"      },
    {862,   '?',  '?',    "CP862"      },
    {863,   '?',  '?',    "CP863"      },
    {864,   '?',  '?',    "CP864"      },
    {865,   '?',  '?',    "CP865"      },
    {866,   '?',  '?',    "CP866"      },
    {869,   '?',  '?',    "CP869"      },
    {874,   '?',  '?',    "CP874"      },
    {932,   '?',  0x30fb, "CP932"      },
    {936,   '?',  '?',    "CP936"      },
    {949,   '?',  '?',    "CP949"      },
    {950,   '?',  '?',    "CP950"      },
    {37,    0x6f, 0x1a,   "CP037"      },
    {1250,  '?',  '?',    "CP1250"     },
    {1251,  '?',  '?',    "CP1251"     },
    {1252,  '?',  '?',    "CP1252"     },
    {1253,  '?',  '?',    "CP1253"     },
    {1254,  '?',  '?',    "CP1254"     },
    {1255,  '?',  '?',    "CP1255"     },
    {1256,  '?',  '?',    "CP1256"     },
    {1257,  '?',  '?',    "CP1257"     },
    {1258,  '?',  '?',    "CP1258"     },
    {20127, '?',  '?',    "US-ASCII"   },
    {20866, '?',  '?',    "KOI8-R"     },
    {21866, '?',  '?',    "KOI8-U"     },
    {28591, '?',  '?',    "ISO-8859-1" },
    {28592, '?',  '?',    "ISO-8859-2" },
    {28593, '?',  '?',    "ISO-8859-3" },
    {28594, '?',  '?',    "ISO-8859-4" },
    {28595, '?',  '?',    "ISO-8859-5" },
    {28596, '?',  '?',    "ISO-8859-6" },
    {28597, '?',  '?',    "ISO-8859-7" },
    {28598, '?',  '?',    "ISO-8859-8" },
    {28599, '?',  '?',    "ISO-8859-9" },
    {28603, '?',  '?',    "ISO-8859-13"},
    {28605, '?',  '?',    "ISO-8859-15"},
};

/* The lead bytes of the pages of two bytes, also those behind which nothing is defined ("GetCPInfo function"). */
static const struct {
    uint16_t id;
    uint8_t range[4];
} leads[] = {
    {932, {0x81, 0x9f, 0xe0, 0xfc}},
    {936, {0x81, 0xfe}            },
    {949, {0x81, 0xfe}            },
    {950, {0x81, 0xfe}            },
};

static int is_lead(uint16_t id, unsigned byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if (leads[i].id == id)
            return (byte >= leads[i].range[0] && byte <= leads[i].range[1]) ||
                   (byte >= leads[i].range[2] && byte <= leads[i].range[3] && byte);
    return 0;
}

static unsigned char blob[8 << 20];
static uint32_t used;

static void die(const char *what)
{
    fprintf(stderr, "mknls: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint32_t append(const void *data, size_t size)
{
    uint32_t at = used;

    if (used + size + 4 > sizeof blob) {
        errno = ENOMEM;
        die("tables");
    }
    memcpy(blob + used, data, size);
    used = (uint32_t)((used + size + 3) & ~(size_t)3);
    return at;
}

/* Stores a table over all UTF-16 units in two levels and answers its offset. */
static uint32_t append_two_level(const uint16_t *values)
{
    uint16_t index[256], stored[256][256];
    uint32_t at;
    unsigned count = 0, i, k;

    for (i = 0; i < 256; i++) {
        for (k = 0; k < count && memcmp(stored[k], values + i * 256, 512); k++)
            ;
        if (k == count) memcpy(stored[count++], values + i * 256, 512);
        index[i] = (uint16_t)k;
    }
    at = append(index, sizeof index);
    append(stored, count * 512u);
    return at;
}

static uint32_t append_case(int upper)
{
    static uint16_t delta[65536];

    for (wint_t c = 0; c < 65536; c++) {
        wint_t to = upper ? towupper(c) : towlower(c), back = upper ? towlower(to) : towupper(to);
        /* Windows' case tables hold pairs only: what does not come back (dotless i, long s, the Kelvin sign) stays */
        delta[c] = to < 65536 && back == c ? (uint16_t)(to - c) : 0;
    }
    return append_two_level(delta);
}

static uint16_t type1(wint_t c)
{
    /* what Windows holds of these, and the C library does not */
    static const uint16_t latin[][2] = {
        {0x85, 0x228},
        {0xa0, 0x248},
        {0xaa, 0x312},
        {0xb2, 0x214},
        {0xb3, 0x214},
        {0xb5, 0x312},
        {0xb9, 0x214},
        {0xba, 0x312}
    };
    /* where the rows of ten decimal digits begin: the C library calls only ASCII's digits */
    static const uint16_t zeros[] = {0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6,
                                     0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090,
                                     0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
                                     0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10};
    uint16_t t = 0;

    if (c >= 0xd800 && c < 0xf900) return 0x0200; /* surrogates, private use */
    for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
        if (latin[i][0] == c) return latin[i][1];
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (c >= zeros[i] && c < zeros[i] + 10u) return 0x204;
    t |= iswupper(c) ? 0x001 : 0;
    t |= iswlower(c) ? 0x002 : 0;
    t |= iswdigit(c) ? 0x004 : 0;
    t |= iswspace(c) || c == 0xa0 ? 0x008 : 0;
    t |= iswpunct(c) ? 0x010 : 0;
    t |= iswcntrl(c) ? 0x020 : 0;
    t |= iswblank(c) || c == 0xa0 ? 0x040 : 0;
    t |= iswxdigit(c) ? 0x080 : 0;
    t |= iswalpha(c) ? 0x100 : 0;
    return t || iswprint(c) ? t | 0x200 : 0;
}

static uint16_t type2(wint_t c)
{
    if ((c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfdfe) || (c >= 0xfe70 && c < 0xff00)) {
        if (c >= 0x660 && c <= 0x669) return 6;
        return iswprint(c) && wcwidth((wchar_t)c) ? 2 : 0;
    }
    if (c == '\n' || c == '\r' || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2029) return 8;
    if (c == '\t' || c == 0x0b || c == 0x1f) return 9;
    if (c == ' ' || c == 0x0c || c == 0x2028 || c == 0x3000 || (c >= 0x2000 && c <= 0x200a)) return 10;
    if (c >= '0' && c <= '9') return 3;
    if (c == '+' || c == '-' || c == '/') return 4;
    if (c < 256 && c && strchr("#$%\xa2\xa3\xa4\xa5\xb0\xb1", (int)c)) return 5;
    if (c == ',' || c == '.' || c == ':' || c == 0xa0) return 7;
    if (iswcntrl(c)) return 0;
    if (iswalpha(c)) return 1;
    return iswprint(c) ? 11 : 0;
}

static uint16_t type3(wint_t c)
{
    uint16_t t = 0;

    if (c >= 0xd800 && c < 0xe000) return c < 0xdc00 ? 0x0800 : 0x1000;
    t |= iswalpha(c) ? 0x8000 : 0;
    if (c && iswprint(c) && wcwidth((wchar_t)c) == 0) t |= 0x0001 | (c >= 0x300 && c < 0x370 ? 0x0002 : 0);
    if (c >= 0xe000 && c < 0xf900) return 0;
    if ((iswpunct(c) && c != '\'' && c != '-') || c == ' ' || (c >= '\t' && c <= '\r')) t |= 0x0008;
    if (c >= 0xc0 && c < 0x100 && !strchr("\xc6\xd0\xd7\xde\xdf\xe6\xf0\xf7\xfe", (int)c)) t |= 0x0003;
    if (c == '^' || c == '`' || c == 0xa8 || c == 0xaf || c == 0xb4 || c == 0xb8) t |= 0x0402;
    if ((c >= 0x3041 && c <= 0x3096) || c == 0x309d || c == 0x309e) t |= 0x0020;
    if ((c >= 0x30a1 && c <= 0x30fa) || c == 0x30fd || c == 0x30fe || (c >= 0xff66 && c <= 0xff9d)) t |= 0x0010;
    if ((c >= 0x20 && c < 0x7f) || (c >= 0xff61 && c <= 0xffdc)) t |= 0x0040;
    if ((c >= 0x3001 && c <= 0x30fe) || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) ||
        (c >= 0xff01 && c <= 0xff5e))
        t |= 0x0080;
    if ((c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff)) t |= 0x0100;
    if (c == 0x640) t |= 0x0200;
    if (c < 128 && c && strchr("\"$'-/=@\\_~", (int)c)) t |= 0x0400;
    return t;
}

static uint32_t append_type(uint16_t (*type)(wint_t))
{
    static uint16_t value[65536];

    for (wint_t c = 0; c < 65536; c++) value[c] = type(c);
    return append_two_level(value);
}

/* One conversion of exactly the `from_size` bytes; the number of bytes made, 0 where that fails or is not reversible.
 */
static size_t convert(iconv_t cd, const void *from, size_t from_size, void *to, size_t to_size)
{
    char *in = (char *)(uintptr_t)from, *out = to;
    size_t left = to_size;

    iconv(cd, NULL, NULL, NULL, NULL);
    if (iconv(cd, &in, &from_size, &out, &left) == (size_t)-1 || from_size ||
        iconv(cd, NULL, NULL, &out, &left) == (size_t)-1)
        return 0;
    return to_size - left;
}

static uint16_t wide_of(iconv_t cd, const unsigned char *bytes, size_t count)
{
    uint16_t unit[4];
    return convert(cd, bytes, count, unit, sizeof unit) == 2 ? unit[0] : 0;
}

static void append_page(struct nls_page *page, unsigned which)
{
    static uint16_t to_wide[256 + 256 + 256 * 256], to_bytes[65536], best[65536];
    char name[40];
    iconv_t in = iconv_open("UTF-16LE", pages[which].name), out = iconv_open(pages[which].name, "UTF-16LE"), fit;
    unsigned tables = 0, any_best = 0;
    int windows = (pages[which].id >= 1250 && pages[which].id <= 1258) || pages[which].id == 874;

    snprintf(name, sizeof name, "%s//TRANSLIT", pages[which].name);
    fit = iconv_open(name, "UTF-16LE");
    if (in == (iconv_t)-1 || out == (iconv_t)-1 || fit == (iconv_t)-1) die(pages[which].name);
    memset(to_wide, 0, sizeof to_wide);
    memset(to_bytes, 0, sizeof to_bytes);
    memset(best, 0, sizeof best);
    page->id = pages[which].id;
    page->max_bytes = 1;
    page->default_char = pages[which].default_char;
    page->default_wide = pages[which].default_wide;

    /* 256 single bytes, then for each byte the number of its table of second bytes, then those tables */
    for (unsigned b = 0; b < 256; b++) {
        unsigned char bytes[2] = {(unsigned char)b};
        uint16_t *table = to_wide + 512 + tables * 256, any = 0;

        to_wide[b] = wide_of(in, bytes, 1);
        if (to_wide[b] || b == 0) continue;
        for (unsigned trail = 0x30; trail < 256; trail++) {
            bytes[1] = (unsigned char)trail;
            any |= table[trail] = wide_of(in, bytes, 2);
        }
        if (any || is_lead(page->id, b)) {
            to_wide[256 + b] = (uint16_t)++tables;
            page->max_bytes = 2;
        } else if (windows && b >= 0x80 && b < 0xa0) {
            to_wide[b] = (uint16_t)b; /* as Windows does with what these pages leave undefined */
        }
    }
    for (unsigned b = 0, from = 0; b <= 256; b++) { /* lead byte ranges, as GetCPInfo lists them */
        int lead = b < 256 && to_wide[256 + b];
        if (lead && !from) from = b;
        if (!lead && from) {
            for (unsigned i = 0; i < 10; i += 2)
                if (!page->lead[i]) {
                    page->lead[i] = (uint8_t)from;
                    page->lead[i + 1] = (uint8_t)(b - 1);
                    break;
                }
            from = 0;
        }
    }
    for (unsigned c = 1; c < 65536; c++) {
        unsigned char bytes[8];
        uint16_t unit = (uint16_t)c;
        size_t n;

        if (c >= 0xd800 && c < 0xe000) continue;
        n = convert(out, &unit, 2, bytes, sizeof bytes);
        if (n == 1 || n == 2)
            to_bytes[c] = n == 1 ? bytes[0] : (uint16_t)(bytes[0] << 8 | bytes[1]);
        else if ((n = convert(fit, &unit, 2, bytes, sizeof bytes)) == 1 && bytes[0] != '?' &&
                 bytes[0] != page->default_char)
            any_best |= best[c] = bytes[0];
        if (!to_bytes[c] && windows && c >= 0x80 && c < 0xa0 && to_wide[c] == c) to_bytes[c] = unit;
    }
    page->to_wide = append(to_wide, (512 + tables * 256) * sizeof *to_wide);
    page->to_bytes = append_two_level(to_bytes);
    page->best_fit = any_best ? append_two_level(best) : 0;
    iconv_close(in);
    iconv_close(out);
    iconv_close(fit);
}

int main(int argc, char **argv)
{
    struct nls_header header = {.magic = NLS_MAGIC};
    struct nls_page page[sizeof pages / sizeof *pages] = {0};
    FILE *file;

    if (argc != 2) {
        fprintf(stderr, "usage: mknls OUT\n");
        return 2;
    }
    if (!setlocale(LC_ALL, "C.UTF-8")) die("the locale C.UTF-8");
    used = sizeof header;
    header.upper = append_case(1);
    header.lower = append_case(0);
    header.type1 = append_type(type1);
    header.type2 = append_type(type2);
    header.type3 = append_type(type3);
    for (unsigned i = 0; i < sizeof pages / sizeof *pages; i++) append_page(&page[i], i);
    header.pages = append(page, sizeof page);
    header.page_count = sizeof pages / sizeof *pages;
    header.size = used;
    memcpy(blob, &header, sizeof header);
    file = fopen(argv[1], "wb");
    if (!file || fwrite(blob, 1, used, file) != used || fclose(file)) die(argv[1]);
    return 0;
}
