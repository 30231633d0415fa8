/* SPDX-License-Identifier: MIT */
/* Mapping strings: case, kana, width, Chinese variants, sort keys, byte order (LCMapString), and folding (FoldString).
 */
#include "kernelbase.h"
#include "collate.h"
#include "compose.h"
#include "han.h"
#include "kana.h"
#include "locale.h"
#include "nls.h"

enum {
    CASES = LCMAP_LOWERCASE | LCMAP_UPPERCASE, /* both: title case */
    KANA = LCMAP_HIRAGANA | LCMAP_KATAKANA,
    WIDTHS = LCMAP_HALFWIDTH | LCMAP_FULLWIDTH,
    HAN = LCMAP_SIMPLIFIED_CHINESE | LCMAP_TRADITIONAL_CHINESE,
    DROPS = NORM_IGNORENONSPACE | NORM_IGNORESYMBOLS,
    NORMS = DROPS | NORM_IGNORECASE | NORM_IGNOREKANATYPE | NORM_IGNOREWIDTH | SORT_STRINGSORT | LINGUISTIC_IGNORECASE |
            LINGUISTIC_IGNOREDIACRITIC | NORM_LINGUISTIC_CASING | 0x8 /* SORT_DIGITSASNUMBERS */,
    KNOWN = CASES | KANA | WIDTHS | HAN | LCMAP_SORTKEY | LCMAP_HASH | LCMAP_SORTHANDLE | LCMAP_BYTEREV |
            LCMAP_LINGUISTIC_CASING | NORMS | LOCALE_USE_CP_ACP,
    NO_TEXT = LCMAP_SORTKEY | LCMAP_HASH | LCMAP_SORTHANDLE, /* the answer is bytes */
};

static int bad_flags(void)
{
    RtlSetLastWin32Error(ERROR_INVALID_FLAGS);
    return 0;
}

static int too_small(void)
{
    RtlSetLastWin32Error(ERROR_INSUFFICIENT_BUFFER);
    return 0;
}

/* Is the unit left out where these flags ask so? */
static BOOL ignored(WCHAR unit, DWORD flags)
{
    USHORT type, mark;

    if (!(flags & DROPS)) return FALSE;
    __metic_nls_types(CT_CTYPE1, &unit, 1, &type);
    __metic_nls_types(CT_CTYPE3, &unit, 1, &mark);
    if ((flags & NORM_IGNORESYMBOLS) && ((type & C1_PUNCT) || (mark & C3_SYMBOL)) && !(type & C1_ALPHA)) return TRUE;
    return (flags & NORM_IGNORENONSPACE) && (mark & C3_NONSPACING) && !(type & C1_ALPHA);
}

static BOOL in_word(WCHAR unit)
{
    USHORT type;

    __metic_nls_types(CT_CTYPE1, &unit, 1, &type);
    return (type & (C1_ALPHA | C1_DIGIT)) || unit == '\'';
}

/* One unit with its case mapped; `inside`: the unit before is of the same word. */
static WCHAR cased(WCHAR unit, DWORD flags, BOOL inside)
{
    DWORD which = flags & CASES;

    if (which == CASES) which = inside ? LCMAP_LOWERCASE : LCMAP_UPPERCASE;
    if (which == LCMAP_LOWERCASE) __metic_nls_lower(&unit, 1, &unit);
    if (which == LCMAP_UPPERCASE) __metic_nls_upper(&unit, 1, &unit);
    return unit;
}

/* Writes one unit in the width asked for; a voiced kana is two when narrow.  Whether it took `next` too. */
static BOOL put_width(struct locale_out *out, WCHAR unit, WCHAR next, DWORD flags)
{
    WCHAR parts[COMPOSE_PARTS], whole;

    if (flags & LCMAP_FULLWIDTH) {
        WCHAR wide = kana_wide(unit);
        if (wide != unit && (whole = compose_pair(wide, next == 0xff9e ? 0x3099 : next == 0xff9f ? 0x309a : 0)))
            return locale_put(out, whole), TRUE;
        locale_put(out, wide == 0x3099 ? 0x309b : wide == 0x309a ? 0x309c : wide);
    } else if ((flags & LCMAP_HALFWIDTH) && unit >= 0x30a1 && unit <= 0x30fe && compose_split(unit, parts) == 2) {
        locale_put(out, kana_narrow(parts[0]));
        locale_put(out, kana_narrow(parts[1]));
    } else {
        locale_put(out, flags & LCMAP_HALFWIDTH ? kana_narrow(unit == 0x309b   ? 0x3099
                                                              : unit == 0x309c ? 0x309a
                                                                               : unit)
                                                : unit);
    }
    return FALSE;
}

/* Do the flags go together ("LCMapStringEx function")? */
static BOOL flags_agree(DWORD flags)
{
    DWORD maps = flags & (CASES | KANA | WIDTHS | HAN);

    if (flags & ~(DWORD)KNOWN || (flags & KANA) == KANA || (flags & WIDTHS) == WIDTHS || (flags & HAN) == HAN)
        return FALSE;
    if ((flags & LCMAP_LINGUISTIC_CASING) && !(flags & CASES)) return FALSE;
    if (flags & LCMAP_SORTHANDLE) return flags == LCMAP_SORTHANDLE;
    if (flags & LCMAP_HASH) return !(flags & ~(DWORD)(NORMS | LCMAP_HASH | LOCALE_USE_CP_ACP));
    if (flags & LCMAP_SORTKEY) return !maps;
    if (flags & DROPS) return !maps && !(flags & NORMS & ~(DWORD)DROPS);
    return maps || flags & LCMAP_BYTEREV;
}

/* Gives bytes that are no text: their number. */
static int give_bytes(const void *bytes, int size, WCHAR *to, int room)
{
    if (!room) return size;
    if (room < size) return too_small();
    memcpy(to, bytes, (SIZE_T)size);
    return size;
}

/* LCMAP_HASH: of the sort key (FNV-1a), so that strings with equal keys have equal hashes. */
static int give_hash(const WCHAR *from, int length, DWORD flags, WCHAR *to, int room)
{
    int size = collate_key(from, length, flags, NULL, 0);
    BYTE *key = base_alloc((SIZE_T)size);
    UINT hash = 0x811c9dc5;

    if (!key) return 0;
    collate_key(from, length, flags, key, size);
    for (int i = 0; i < size; i++) hash = (hash ^ key[i]) * 0x01000193;
    base_free(key);
    return give_bytes(&hash, sizeof hash, to, room);
}

static int map(enum locale locale, DWORD flags, const WCHAR *from, int length, WCHAR *to, int room)
{
    if (((!from || !length) && !(flags & LCMAP_SORTHANDLE)) || room < 0 || (room && !to) || locale == LOCALE_NONE)
        return base_fail(STATUS_INVALID_PARAMETER);
    if (!flags_agree(flags)) return bad_flags();
    if (flags & LCMAP_SORTHANDLE) {
        LPARAM handle = locale_sort_handle(locale);
        return give_bytes(&handle, sizeof handle, to, room);
    }
    BOOL ended = length < 0;
    if (ended) length = (int)wcslen(from) + 1;

    if (flags & LCMAP_HASH) return give_hash(from, ended ? length - 1 : length, flags, to, room);
    if (flags & LCMAP_SORTKEY) { /* lengths are in bytes */
        int size = collate_key(from, ended ? length - 1 : length, flags, (BYTE *)to, room);
        return room && size > room ? too_small() : size;
    }
    if (from == to && (!(flags & CASES) || flags & (KANA | WIDTHS | HAN | DROPS | LCMAP_BYTEREV))) return bad_flags();

    struct locale_out out = {to, room, 0};
    BOOL inside = FALSE;
    for (int i = 0; i < length; i++) {
        WCHAR unit = from[i], was = unit;
        if (ignored(unit, flags)) continue;
        unit = cased(unit, flags, inside);
        inside = (flags & CASES) == CASES && in_word(was);
        if (flags & KANA) unit = flags & LCMAP_HIRAGANA ? kana_hiragana(unit) : kana_katakana(unit);
        if (flags & HAN) unit = flags & LCMAP_SIMPLIFIED_CHINESE ? han_to_simplified(unit) : han_to_traditional(unit);
        if (flags & LCMAP_BYTEREV) unit = (WCHAR)(unit << 8 | unit >> 8);
        i += put_width(&out, unit, i + 1 < length ? from[i + 1] : 0, flags);
    }
    return locale_given(&out);
}

/* "LCMapStringW function": a negative `length` is up to and with the terminator; `room` 0 asks for the size. */
int WINAPI LCMapStringW(LCID id, DWORD flags, const WCHAR *from, int length, WCHAR *to, int room)
{
    return map(locale_of_id(id), flags, from, length, to, room);
}

int WINAPI LCMapStringEx(const WCHAR *name, DWORD flags, const WCHAR *from, int length, WCHAR *to, int room,
                         NLSVERSIONINFO *version, void *reserved, LPARAM handle)
{
    (void)version;
    if (reserved) return base_fail(STATUS_INVALID_PARAMETER);
    return map(locale_of_sort(name, handle), flags, from, length, to, room);
}

int WINAPI LCMapStringA(LCID id, DWORD flags, const char *from, int length, char *to, int room)
{
    if (flags & LCMAP_SORTHANDLE) return LCMapStringW(id, flags, NULL, 0, (WCHAR *)to, room);
    if (!from || !length || room < 0 || (room && !to)) return base_fail(STATUS_INVALID_PARAMETER);
    BOOL ended = length < 0;
    if (ended) length = (int)strlen(from) + 1;
    int result = 0, mapped;
    WCHAR *wide = base_alloc((SIZE_T)length * 3 * sizeof(WCHAR)),
          *out = wide ? wide + length : NULL; /* narrow kana may be two */
    if (!wide) return 0;
    int count = MultiByteToWideChar(CP_ACP, 0, from, length, wide, length);
    if (flags & NO_TEXT)
        result = LCMapStringW(id, flags, wide, ended ? -1 : count, (WCHAR *)to, room);
    else if (from == to && (!(flags & CASES) || flags & (KANA | WIDTHS | HAN | DROPS | LCMAP_BYTEREV)))
        result = bad_flags();
    else if ((mapped = LCMapStringW(id, flags, wide, count, out, length * 2)))
        result = locale_give_ansi(out, mapped, to, room);
    base_free(wide);
    return result;
}

/* ---- folding ---- */

enum { FOLDS = MAP_FOLDCZONE | MAP_PRECOMPOSED | MAP_COMPOSITE | MAP_FOLDDIGITS | MAP_EXPAND_LIGATURES };

static void fold_unit(struct locale_out *out, DWORD flags, WCHAR unit)
{
    WCHAR parts[COMPOSE_PARTS];
    int digit = flags & MAP_FOLDDIGITS ? collate_digit(unit) : -1;

    if (flags & MAP_FOLDCZONE) unit = kana_ordinary(unit);
    if (digit >= 0) unit = (WCHAR)('0' + digit);
    const WCHAR *letters = flags & MAP_EXPAND_LIGATURES ? kana_ligature(unit) : NULL;
    for (int i = 0; letters && letters[i]; i++) locale_put(out, letters[i]);
    if (letters) return;
    int count = flags & MAP_COMPOSITE ? compose_split(unit, parts) : (parts[0] = unit, 1);
    for (int i = 0; i < count; i++) {
        WCHAR whole = 0;
        if ((flags & MAP_PRECOMPOSED) && out->count && out->count <= out->room)
            whole = compose_pair(out->to[out->count - 1], parts[i]);
        if (whole)
            out->to[out->count - 1] = whole;
        else
            locale_put(out, parts[i]);
    }
}

/* "FoldStringW function": without flags it answers the length alone. */
int WINAPI FoldStringW(DWORD flags, const WCHAR *from, int length, WCHAR *to, int room)
{
    if (!from || !length || room < 0 || (room && !to) || from == to) return base_fail(STATUS_INVALID_PARAMETER);
    if (flags & ~(DWORD)FOLDS || (flags & (MAP_PRECOMPOSED | MAP_COMPOSITE)) == (MAP_PRECOMPOSED | MAP_COMPOSITE) ||
        (flags & (MAP_EXPAND_LIGATURES | MAP_COMPOSITE)) == (MAP_EXPAND_LIGATURES | MAP_COMPOSITE))
        return bad_flags();
    if (length < 0) length = (int)wcslen(from) + 1;
    /* composing looks back at what was made, so it is made even where only the size is asked for */
    WCHAR *made = base_alloc((SIZE_T)length * COMPOSE_PARTS * sizeof(WCHAR));
    struct locale_out out = {made, length * COMPOSE_PARTS, 0};
    if (!made) return 0;
    for (int i = 0; i < length; i++) fold_unit(&out, flags, from[i]);
    int result = locale_give(made, out.count, to, room);
    base_free(made);
    return result;
}

int WINAPI FoldStringA(DWORD flags, const char *from, int length, char *to, int room)
{
    if (!from || !length || room < 0 || (room && !to) || from == to) return base_fail(STATUS_INVALID_PARAMETER);
    if (length < 0) length = (int)strlen(from) + 1;
    int result = 0;
    SIZE_T space = (SIZE_T)length * COMPOSE_PARTS;
    WCHAR *wide = base_alloc(((SIZE_T)length + space) * sizeof(WCHAR));
    if (!wide) return 0;
    int count = MultiByteToWideChar(CP_ACP, 0, from, length, wide, length);
    int made = FoldStringW(flags, wide, count, wide + length, (int)space);
    if (made) result = locale_give_ansi(wide + length, made, to, room);
    base_free(wide);
    return result;
}
