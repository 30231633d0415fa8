/* SPDX-License-Identifier: MIT */
/* Kana, width and ligatures: what LCMapString, FoldString and CompareString know about one character's other forms. */
#include "kernelbase.h"
#include "kana.h"

WCHAR kana_katakana(WCHAR unit)
{
    return (unit >= 0x3041 && unit <= 0x3096) || unit == 0x309d || unit == 0x309e ? (WCHAR)(unit + 0x60) : unit;
}

WCHAR kana_hiragana(WCHAR unit)
{
    return (unit >= 0x30a1 && unit <= 0x30f6) || unit == 0x30fd || unit == 0x30fe ? (WCHAR)(unit - 0x60) : unit;
}

enum { NARROW_FIRST = 0xff61 };

/* What the narrow forms from U+FF61 on are; the two sound marks are the combining ones. */
static const WCHAR narrow[] =
    L"\x3002\x300c\x300d\x3001\x30fb\x30f2\x30a1\x30a3\x30a5\x30a7\x30a9\x30e3\x30e5\x30e7\x30c3\x30fc"
    L"\x30a2\x30a4\x30a6\x30a8\x30aa\x30ab\x30ad\x30af\x30b1\x30b3\x30b5\x30b7\x30b9\x30bb\x30bd\x30bf"
    L"\x30c1\x30c4\x30c6\x30c8\x30ca\x30cb\x30cc\x30cd\x30ce\x30cf\x30d2\x30d5\x30d8\x30db\x30de\x30df"
    L"\x30e0\x30e1\x30e2\x30e4\x30e6\x30e8\x30e9\x30ea\x30eb\x30ec\x30ed\x30ef\x30f3\x3099\x309a";

/* Wide signs from U+FFE0 on. */
static const WCHAR signs[] = L"\x00a2\x00a3\x00ac\x00af\x00a6\x00a5\x20a9";

enum { NARROW_COUNT = ARRAYSIZE(narrow) - 1, SIGN_COUNT = ARRAYSIZE(signs) - 1 };

static BOOL is_narrow(WCHAR unit)
{
    return unit >= NARROW_FIRST && unit < NARROW_FIRST + NARROW_COUNT;
}

WCHAR kana_ordinary(WCHAR unit)
{
    if (is_narrow(unit)) return narrow[unit - NARROW_FIRST];
    return unit >= 0xff01 ? kana_narrow(unit) : unit;
}

WCHAR kana_wide(WCHAR unit)
{
    if (unit == ' ') return 0x3000;
    if (unit > ' ' && unit < 0x7f) return (WCHAR)(unit + 0xfee0);
    if (is_narrow(unit)) return narrow[unit - NARROW_FIRST];
    for (int i = 0; i < SIGN_COUNT; i++)
        if (signs[i] == unit) return (WCHAR)(0xffe0 + i);
    return unit;
}

WCHAR kana_narrow(WCHAR unit)
{
    if (unit == 0x3000) return ' ';
    if (unit >= 0xff01 && unit <= 0xff5e) return (WCHAR)(unit - 0xfee0);
    if (unit >= 0xffe0 && unit < 0xffe0 + SIGN_COUNT) return signs[unit - 0xffe0];
    if (unit >= 0x3001 && unit <= 0x30fc)
        for (int i = 0; i < NARROW_COUNT; i++)
            if (narrow[i] == unit) return (WCHAR)(NARROW_FIRST + i);
    return unit;
}

const WCHAR *kana_ligature(WCHAR unit)
{
    static const struct {
        WCHAR unit, letters[4];
    } rows[] = {
        {0xc6,   L"AE"    },
        {0xdf,   L"ss"    },
        {0xe6,   L"ae"    },
        {0x132,  L"IJ"    },
        {0x133,  L"ij"    },
        {0x152,  L"OE"    },
        {0x153,  L"oe"    },
        {0x1c4,  L"D\x17d"},
        {0x1c5,  L"D\x17e"},
        {0x1c6,  L"d\x17e"},
        {0x1c7,  L"LJ"    },
        {0x1c8,  L"Lj"    },
        {0x1c9,  L"lj"    },
        {0x1ca,  L"NJ"    },
        {0x1cb,  L"Nj"    },
        {0x1cc,  L"nj"    },
        {0x1f1,  L"DZ"    },
        {0x1f2,  L"Dz"    },
        {0x1f3,  L"dz"    },
        {0xfb00, L"ff"    },
        {0xfb01, L"fi"    },
        {0xfb02, L"fl"    },
        {0xfb03, L"ffi"   },
        {0xfb04, L"ffl"   },
        {0xfb06, L"st"    },
    };

    if (unit < 0xc6) return NULL;
    for (unsigned i = 0; i < ARRAYSIZE(rows); i++)
        if (rows[i].unit == unit) return rows[i].letters;
    return NULL;
}
