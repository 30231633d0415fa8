/* SPDX-License-Identifier: MIT */
/* Locales: setlocale, localeconv, the _locale_t objects, and the multibyte code page of _setmbcp.  A locale's tables
 * and texts come from the system (GetLocaleInfoW, GetStringTypeW) and are made when the locale is set; the "C" locale
 * is constant data, so a start makes nothing. */
#include "crt.h"

static char empty[] = "", period[] = ".", name_c[] = "C";
static wchar_t wname_c[] = L"C";
static struct crt_lconv lconv_c = {
    period, empty,    empty,    empty,    empty,    empty,    empty,    empty,    empty,
    empty,  CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX,
};
static struct crt_locinfo info_c = {
    .refcount = 1,
    .category = {{name_c, wname_c, NULL, NULL},
                 {name_c, wname_c, NULL, NULL},
                 {name_c, wname_c, NULL, NULL},
                 {name_c, wname_c, NULL, NULL},
                 {name_c, wname_c, NULL, NULL},
                 {name_c, wname_c, NULL, NULL}},
    .c_like = 1,
    .mb_cur_max = 1,
    .lconv = &lconv_c,
    .pctype = crt_ctype_c + 1,
    .lower = crt_lower_c,
    .upper = crt_upper_c,
};

struct crt_locinfo *crt_locinfo_all = &info_c;
int crt_locale_threads;
/* Exported data that follow setlocale. */
int __mb_cur_max = 1;
const unsigned short *_pctype = crt_ctype_c + 1;
unsigned __lc_codepage, __lc_collate_cp;
unsigned long __lc_handle[6];

/* ---- names ---- */

/* Short names that the documents list ("Language strings"), for the many programs that pass them. */
static const struct {
    const char *name;
    LCID id;
} languages[] = {
    {"american",               0x409},
    {"english",                0x409},
    {"enu",                    0x409},
    {"usa",                    0x409},
    {"english-american",       0x409},
    {"english-us",             0x409},
    {"us",                     0x409},
    {"english_united states",  0x409},
    {"english-uk",             0x809},
    {"uk",                     0x809},
    {"eng",                    0x809},
    {"english_united kingdom", 0x809},
    {"german",                 0x407},
    {"deu",                    0x407},
    {"german_germany",         0x407},
    {"french",                 0x40c},
    {"fra",                    0x40c},
    {"french_france",          0x40c},
    {"spanish",                0xc0a},
    {"esp",                    0xc0a},
    {"spanish_spain",          0xc0a},
    {"italian",                0x410},
    {"ita",                    0x410},
    {"italian_italy",          0x410},
    {"japanese",               0x411},
    {"jpn",                    0x411},
    {"japanese_japan",         0x411},
    {"korean",                 0x412},
    {"kor",                    0x412},
    {"korean_korea",           0x412},
    {"russian",                0x419},
    {"rus",                    0x419},
    {"russian_russia",         0x419},
    {"chinese",                0x804},
    {"chinese-simplified",     0x804},
    {"chs",                    0x804},
    {"chinese-traditional",    0x404},
    {"cht",                    0x404},
    {"dutch",                  0x413},
    {"nld",                    0x413},
    {"dutch_netherlands",      0x413},
    {"polish",                 0x415},
    {"plk",                    0x415},
    {"polish_poland",          0x415},
    {"turkish",                0x41f},
    {"trk",                    0x41f},
    {"turkish_turkey",         0x41f},
    {"swedish",                0x41d},
    {"sve",                    0x41d},
    {"portuguese",             0x816},
    {"ptg",                    0x816},
    {"portuguese-brazilian",   0x416},
    {"ptb",                    0x416},
    {"danish",                 0x406},
    {"dan",                    0x406},
    {"finnish",                0x40b},
    {"fin",                    0x40b},
    {"norwegian",              0x414},
    {"nor",                    0x414},
    {"czech",                  0x405},
    {"csy",                    0x405},
    {"hungarian",              0x40e},
    {"hun",                    0x40e},
    {"greek",                  0x408},
    {"ell",                    0x408},
};

struct parsed {
    LCID id;
    unsigned codepage;
    char name[128]; /* "English_United States.1252" */
};

static void info_text(LCID id, LCTYPE type, char *out, int size)
{
    wchar_t wide[80];
    int n = GetLocaleInfoW(id, type | LOCALE_NOUSEROVERRIDE, wide, 80), i = 0;
    if (n > 0)
        for (; i < size - 1 && wide[i]; i++) out[i] = (char)wide[i];
    out[i] = 0;
}

static unsigned info_number(LCID id, LCTYPE type)
{
    char text[16];
    info_text(id, type, text, sizeof text);
    return (unsigned)strtol(text, NULL, 10);
}

/* "", "English", "English_United States", any of them with ".1252", ".ACP", ".OCP", ".utf8" behind.  False where the
 * system doesn't know it. */
static int parse_name(const char *text, struct parsed *out)
{
    char language[96];
    const char *dot = strrchr(text, '.'), *page = dot ? dot + 1 : "";
    size_t n = dot ? (size_t)(dot - text) : strlen(text);
    int by_tag = 0;
    if (n >= sizeof language) return 0;
    memcpy(language, text, n);
    language[n] = 0;
    if (!n) {
        out->id = GetUserDefaultLCID();
    } else {
        out->id = 0;
        for (size_t i = 0; i < sizeof languages / sizeof *languages && !out->id; i++)
            if (!_stricmp(languages[i].name, language)) out->id = languages[i].id;
        if (!out->id) { /* en-US and the like */
            wchar_t wide[96];
            for (size_t i = 0; i <= n; i++) wide[i] = (unsigned char)(language[i] == '_' ? '-' : language[i]);
            out->id = LocaleNameToLCID(wide, 0);
            by_tag = 1;
        }
        if (!out->id) return 0;
    }
    if (!*page || !_stricmp(page, "ACP"))
        out->codepage = *page ? GetACP() : info_number(out->id, LOCALE_IDEFAULTANSICODEPAGE);
    else if (!_stricmp(page, "OCP"))
        out->codepage = info_number(out->id, LOCALE_IDEFAULTCODEPAGE);
#ifdef CRT_UCRT
    else if (!_stricmp(page, "utf8") || !_stricmp(page, "utf-8"))
        out->codepage = CP_UTF8;
#endif
    else
        out->codepage = (unsigned)strtol(page, NULL, 10);
    if (!out->codepage && !*page) out->codepage = GetACP();
#ifndef CRT_UCRT
    if (out->codepage == CP_UTF8 || out->codepage == CP_UTF7) /* documented: setlocale refuses both */
        return 0;
#endif
    if (!IsValidCodePage(out->codepage)) return 0;
    char name[64], country[64];
    info_text(out->id, LOCALE_SDECIMAL, name, sizeof name);
    if (!*name) return 0; /* a locale whose conventions the system doesn't have */
    info_text(out->id, LOCALE_SENGLANGUAGE, name, sizeof name);
    info_text(out->id, LOCALE_SENGCOUNTRY, country, sizeof country);
    if (*name && !(by_tag && CRT_STRICT)) /* the Universal CRT leaves "en-US" as it was given */
        crt_snprintf(out->name, sizeof out->name, out->codepage == CP_UTF8 ? "%s_%s.utf8" : "%s_%s.%u", name, country,
                     out->codepage);
    else
        crt_snprintf(out->name, sizeof out->name, "%.100s", text);
    return 1;
}

/* ---- making ---- */

struct tables {
    unsigned short ctype[257];
    unsigned char lower[256], upper[256];
};

static void make_tables(struct tables *t, unsigned page)
{
    CPINFO cp;
    t->ctype[0] = 0;
    for (int i = 0; i < 256; i++) {
        char byte = (char)i;
        wchar_t wide, mapped;
        WORD type;
        t->lower[i] = t->upper[i] = (unsigned char)i;
        t->ctype[1 + i] = 0;
        if (i < 128) {
            t->ctype[1 + i] = crt_ctype_c[1 + i];
            t->lower[i] = crt_lower_c[i];
            t->upper[i] = crt_upper_c[i];
            continue;
        }
        if (page == CP_UTF8 || MultiByteToWideChar(page, MB_ERR_INVALID_CHARS, &byte, 1, &wide, 1) != 1) continue;
        if (GetStringTypeW(CT_CTYPE1, &wide, 1, &type)) t->ctype[1 + i] = type & 0x1ff;
        for (int up = 0; up < 2; up++) {
            mapped = up ? towupper(wide) : towlower(wide);
            char back[4];
            if (mapped != wide && WideCharToMultiByte(page, 0, &mapped, 1, back, 4, NULL, NULL) == 1)
                (up ? t->upper : t->lower)[i] = (unsigned char)*back;
        }
    }
    if (page != CP_UTF8 && GetCPInfo(page, &cp))
        for (int k = 0; k + 1 < MAX_LEADBYTES && cp.LeadByte[k]; k += 2)
            for (int i = cp.LeadByte[k]; i <= cp.LeadByte[k + 1]; i++) t->ctype[1 + i] = T_LEAD;
}

static char *locale_text(LCID id, unsigned page, LCTYPE type)
{
    wchar_t wide[80];
    char bytes[160];
    if (GetLocaleInfoW(id, type, wide, 80) <= 0 ||
        WideCharToMultiByte(page, 0, wide, -1, bytes, sizeof bytes, NULL, NULL) <= 0)
        return _strdup("");
    return _strdup(bytes);
}

/* "3;2;0" as the bytes that <locale.h> wants. */
static char *grouping_text(LCID id, LCTYPE type)
{
    char *text = locale_text(id, CP_ACP, type), *to = text;
    for (char *p = text; p && *p; p++)
        if (*p >= '0' && *p <= '9') *to++ = (char)(*p - '0');
    if (to && to > text && !to[-1])
        to[-1] = 0;
    else if (to)
        *to = 0;
    return text;
}

static void make_lconv(struct crt_lconv *out, const struct crt_locinfo *info, const struct parsed *numeric,
                       const struct parsed *monetary)
{
    *out = lconv_c;
    if (numeric) {
        out->decimal_point = locale_text(numeric->id, numeric->codepage, LOCALE_SDECIMAL);
        out->thousands_sep = locale_text(numeric->id, numeric->codepage, LOCALE_STHOUSAND);
        out->grouping = grouping_text(numeric->id, LOCALE_SGROUPING);
        if (!*out->decimal_point) out->decimal_point = period;
    } else {
        out->decimal_point = info->lconv->decimal_point;
        out->thousands_sep = info->lconv->thousands_sep;
        out->grouping = info->lconv->grouping;
    }
    if (monetary) {
        LCID id = monetary->id;
        unsigned page = monetary->codepage;
        char *code = locale_text(id, page, LOCALE_SINTLSYMBOL);
        out->int_curr_symbol = malloc(8);
        if (out->int_curr_symbol && code) crt_snprintf(out->int_curr_symbol, 8, "%.5s ", code);
        free(code);
        out->currency_symbol = locale_text(id, page, LOCALE_SCURRENCY);
        out->mon_decimal_point = locale_text(id, page, LOCALE_SMONDECIMALSEP);
        out->mon_thousands_sep = locale_text(id, page, LOCALE_SMONTHOUSANDSEP);
        out->mon_grouping = grouping_text(id, LOCALE_SMONGROUPING);
        out->positive_sign = locale_text(id, page, LOCALE_SPOSITIVESIGN);
        out->negative_sign = locale_text(id, page, LOCALE_SNEGATIVESIGN);
        out->int_frac_digits = (char)info_number(id, LOCALE_IINTLCURRDIGITS);
        out->frac_digits = (char)info_number(id, LOCALE_ICURRDIGITS);
        out->p_cs_precedes = (char)info_number(id, LOCALE_IPOSSYMPRECEDES);
        out->p_sep_by_space = (char)info_number(id, LOCALE_IPOSSEPBYSPACE);
        out->n_cs_precedes = (char)info_number(id, LOCALE_INEGSYMPRECEDES);
        out->n_sep_by_space = (char)info_number(id, LOCALE_INEGSEPBYSPACE);
        out->p_sign_posn = (char)info_number(id, LOCALE_IPOSSIGNPOSN);
        out->n_sign_posn = (char)info_number(id, LOCALE_INEGSIGNPOSN);
    } else {
        struct crt_lconv *from = info->lconv;
        char *point = out->decimal_point, *thousands = out->thousands_sep, *grouping = out->grouping;
        *out = *from;
        out->decimal_point = point;
        out->thousands_sep = thousands;
        out->grouping = grouping;
    }
}

/* A copy of `from` with one category (or all) changed to `parsed` (NULL: "C").  Old tables stay: a thread may read
 * them, and a program sets locales a few times at most. */
static struct crt_locinfo *derive(const struct crt_locinfo *from, int category, const struct parsed *parsed)
{
    struct crt_locinfo *info = malloc(sizeof *info);
    if (!info) return NULL;
    *info = *from;
    info->refcount = 1;
    for (int c = CAT_COLLATE; c <= CAT_TIME; c++) {
        if (category != CAT_ALL && category != c) continue;
        info->handle[c] = parsed ? parsed->id : 0;
        info->category[c].locale = parsed ? _strdup(parsed->name) : name_c;
        info->category[c].wlocale = wname_c;
        if (parsed) {
            size_t n = strlen(parsed->name);
            wchar_t *wide = malloc((n + 1) * sizeof *wide);
            for (size_t i = 0; wide && i <= n; i++) wide[i] = (unsigned char)parsed->name[i];
            info->category[c].wlocale = wide;
        }
        info->id[c].language = parsed ? (unsigned short)parsed->id : 0;
        info->id[c].country = info->id[c].language;
        info->id[c].codepage = parsed ? (unsigned short)parsed->codepage : 0;
        if (c == CAT_COLLATE) info->collate_codepage = parsed ? parsed->codepage : 0;
        if (c == CAT_CTYPE) {
            CPINFO cp;
            if (parsed) {
                struct tables *tables = malloc(sizeof *tables);
                if (!tables) return NULL;
                make_tables(tables, parsed->codepage);
                info->codepage = parsed->codepage;
                info->mb_cur_max = GetCPInfo(parsed->codepage, &cp) ? (int)cp.MaxCharSize : 1;
                info->ctype1 = tables->ctype;
                info->pctype = tables->ctype + 1;
                info->lower = tables->lower;
                info->upper = tables->upper;
                info->c_like = 0;
            } else {
                info->codepage = 0;
                info->mb_cur_max = 1;
                info->ctype1 = NULL;
                info->pctype = crt_ctype_c + 1;
                info->lower = crt_lower_c;
                info->upper = crt_upper_c;
                info->c_like = 1;
            }
        }
        if (c == CAT_NUMERIC || c == CAT_MONETARY) {
            struct crt_lconv *lconv = malloc(sizeof *lconv);
            if (!lconv) return NULL;
            if (parsed)
                make_lconv(lconv, info, c == CAT_NUMERIC ? parsed : NULL, c == CAT_MONETARY ? parsed : NULL);
            else {
                *lconv = *info->lconv;
                if (c == CAT_NUMERIC) {
                    lconv->decimal_point = period;
                    lconv->thousands_sep = lconv->grouping = empty;
                } else {
                    struct crt_lconv plain = lconv_c;
                    plain.decimal_point = lconv->decimal_point;
                    plain.thousands_sep = lconv->thousands_sep;
                    plain.grouping = lconv->grouping;
                    *lconv = plain;
                }
            }
            info->lconv = lconv;
        }
    }
    return info;
}

/* The name of a category; LC_ALL's tells all five where they differ.  Points to text that stays. */
static char *category_name(struct crt_locinfo *info, int category)
{
    static const char *const keys[] = {"", "LC_COLLATE", "LC_CTYPE", "LC_MONETARY", "LC_NUMERIC", "LC_TIME"};
    static char all[800];
    if (category != CAT_ALL) return info->category[category].locale;
    int same = 1;
    for (int c = CAT_CTYPE; c <= CAT_TIME; c++)
        same &= !strcmp(info->category[c].locale, info->category[CAT_COLLATE].locale);
    if (same) return info->category[CAT_COLLATE].locale;
    int n = 0;
    for (int c = CAT_COLLATE; c <= CAT_TIME; c++)
        n += crt_snprintf(all + n, sizeof all - (size_t)n, "%s%s=%s", n ? ";" : "", keys[c], info->category[c].locale);
    return all;
}

static struct crt_locinfo *change(struct crt_locinfo *from, int category, const char *text)
{
    struct parsed parsed;
    if (category == CAT_ALL && !strncmp(text, "LC_", 3)) { /* what setlocale(LC_ALL, NULL) gave */
        static const char *const keys[] = {"", "LC_COLLATE=", "LC_CTYPE=", "LC_MONETARY=", "LC_NUMERIC=", "LC_TIME="};
        while (*text) {
            const char *end = strchr(text, ';');
            size_t length = end ? (size_t)(end - text) : strlen(text);
            int c = CAT_COLLATE;
            while (c <= CAT_TIME && strncmp(text, keys[c], strlen(keys[c]))) c++;
            if (c > CAT_TIME || length - strlen(keys[c]) > 120) return NULL;
            char one[128];
            length -= strlen(keys[c]);
            memcpy(one, text + strlen(keys[c]), length);
            one[length] = 0;
            if (!(from = change(from, c, one))) return NULL;
            text = end ? end + 1 : "";
        }
        return from;
    }
    if (!strcmp(text, "C")) return derive(from, category, NULL);
    return parse_name(text, &parsed) ? derive(from, category, &parsed) : NULL;
}

/* setlocale: the new name, or the present one where `text` is NULL; NULL where there is no such locale. */
char *setlocale(int category, const char *text)
{
    if (category < CAT_ALL || category > CAT_TIME) {
        crt_error(EINVAL);
        return NULL;
    }
    _lock(LOCK_LOCALE);
    char *result = NULL;
    struct crt_locinfo *info = crt_locinfo_now();
    if (!text || (!strcmp(text, "C") && info == &info_c)) {
        result = category_name(info, category);
    } else if ((info = change(info, category, text))) {
        struct crt_thread *self = crt_locale_threads ? crt_self() : NULL;
        result = category_name(info, category);
        if (self && self->locinfo) {
            self->locinfo = info;
            _unlock(LOCK_LOCALE);
            return result;
        }
        crt_locinfo_all = info;
        __mb_cur_max = info->mb_cur_max;
        _pctype = info->pctype;
        __lc_codepage = info->codepage;
        __lc_collate_cp = info->collate_codepage;
        memcpy(__lc_handle, info->handle, sizeof __lc_handle);
    }
    _unlock(LOCK_LOCALE);
    return result;
}

wchar_t *_wsetlocale(int category, const wchar_t *text)
{
    static wchar_t wide[800];
    char narrow[400];
    int i = 0;
    if (text) {
        for (; text[i] && i < 399; i++) narrow[i] = (char)text[i];
        narrow[i] = 0;
    }
    char *result = setlocale(category, text ? narrow : NULL);
    if (!result) return NULL;
    for (i = 0; result[i] && i < 799; i++) wide[i] = (unsigned char)result[i];
    wide[i] = 0;
    return wide;
}

struct crt_lconv *localeconv(void)
{
    return crt_locinfo_now()->lconv;
}

/* __lconv_init: sets the C locale's numbers; kept for programs' start-up code. */
int __lconv_init(void)
{
    return 0;
}

unsigned ___lc_codepage_func(void)
{
    return crt_locinfo_now()->codepage;
}

unsigned ___lc_collate_cp_func(void)
{
    return crt_locinfo_now()->collate_codepage;
}

unsigned long *___lc_handle_func(void)
{
    return crt_locinfo_now()->handle;
}

int ___mb_cur_max_func(void)
{
    return crt_locinfo_now()->mb_cur_max;
}

int *__p___mb_cur_max(void)
{
    return &__mb_cur_max;
}

/* ---- _locale_t ---- */

crt_locale _create_locale(int category, const char *text)
{
    if (category < CAT_ALL || category > CAT_TIME || !text) return NULL;
    struct crt_locinfo *info = change(&info_c, category, text);
    crt_locale locale = info ? malloc(sizeof *locale) : NULL;
    if (!locale) return NULL;
    locale->locinfo = info;
    locale->mbcinfo = crt_mbc(NULL);
    return locale;
}

crt_locale _get_current_locale(void)
{
    crt_locale locale = malloc(sizeof *locale);
    if (locale) {
        locale->locinfo = crt_locinfo_now();
        locale->mbcinfo = crt_mbc(NULL);
    }
    return locale;
}

void _free_locale(crt_locale locale)
{
    free(locale);
}

struct crt_locinfo *crt_locinfo_own(void)
{
    struct crt_locinfo *own = crt_self()->locinfo;
    return own ? own : crt_locinfo_all;
}

/* _configthreadlocale: 1 gives the calling thread a locale of its own, which starts as the present one, 2 makes it
 * follow the process's again, 0 asks.  The state before, or -1. */
int _configthreadlocale(int how)
{
    struct crt_thread *self = crt_self();
    int old = self->locinfo ? 1 : 2;
    if (how < 0 || how > 2) return crt_fail_invalid();
    if (how == 1 && old == 2) {
        self->locinfo = crt_locinfo_all;
        InterlockedExchange((LONG *)&crt_locale_threads, 1);
    } else if (how == 2) {
        self->locinfo = NULL;
    }
    return old;
}

/* ---- collation: the system's order in any locale but "C" ---- */

int _wcsncoll_l(const wchar_t *a, const wchar_t *b, size_t n, crt_locale locale)
{
    struct crt_locinfo *info = locinfo_of(locale);
    if (!info->handle[CAT_COLLATE]) return wcsncmp(a, b, n);
    int result =
        CompareStringW(info->handle[CAT_COLLATE], SORT_STRINGSORT, a, (int)wcsnlen(a, n), b, (int)wcsnlen(b, n));
    if (!result) {
        crt_invalid();
        return INT_MAX;
    }
    return result - 2;
}

int _wcsnicoll_l(const wchar_t *a, const wchar_t *b, size_t n, crt_locale locale)
{
    struct crt_locinfo *info = locinfo_of(locale);
    if (!info->handle[CAT_COLLATE]) return _wcsnicmp(a, b, n);
    int result = CompareStringW(info->handle[CAT_COLLATE], SORT_STRINGSORT | NORM_IGNORECASE, a, (int)wcsnlen(a, n), b,
                                (int)wcsnlen(b, n));
    if (!result) {
        crt_invalid();
        return INT_MAX;
    }
    return result - 2;
}

static int collate(const char *a, const char *b, size_t n, crt_locale locale, int fold)
{
    struct crt_locinfo *info = locinfo_of(locale);
    if (!info->handle[CAT_COLLATE]) return fold ? _strnicmp(a, b, n) : strncmp(a, b, n);
    size_t an = strnlen(a, n), bn = strnlen(b, n);
    wchar_t *wide = malloc((an + bn + 2) * sizeof *wide);
    if (!wide) return INT_MAX;
    int wa = an ? MultiByteToWideChar(info->collate_codepage, 0, a, (int)an, wide, (int)an) : 0;
    int wb = bn ? MultiByteToWideChar(info->collate_codepage, 0, b, (int)bn, wide + wa, (int)bn) : 0;
    int result = CompareStringW(info->handle[CAT_COLLATE], SORT_STRINGSORT | (fold ? NORM_IGNORECASE : 0), wide, wa,
                                wide + wa, wb);
    free(wide);
    if (!result) {
        crt_invalid();
        return INT_MAX;
    }
    return result - 2;
}

#define ALL ((size_t)-1 / 4)
#define COLLATE(name, fold)                                                                                            \
    int name##_l(const char *a, const char *b, crt_locale locale)                                                      \
    {                                                                                                                  \
        return collate(a, b, ALL, locale, fold);                                                                       \
    }
COLLATE(_strcoll, 0)
COLLATE(_stricoll, 1)

int strcoll(const char *a, const char *b)
{
    return collate(a, b, ALL, NULL, 0);
}

int _stricoll(const char *a, const char *b)
{
    return collate(a, b, ALL, NULL, 1);
}

int _strncoll_l(const char *a, const char *b, size_t n, crt_locale locale)
{
    return collate(a, b, n, locale, 0);
}

int _strnicoll_l(const char *a, const char *b, size_t n, crt_locale locale)
{
    return collate(a, b, n, locale, 1);
}

int _strncoll(const char *a, const char *b, size_t n)
{
    return collate(a, b, n, NULL, 0);
}

int _strnicoll(const char *a, const char *b, size_t n)
{
    return collate(a, b, n, NULL, 1);
}

int wcscoll(const wchar_t *a, const wchar_t *b)
{
    return _wcsncoll_l(a, b, ALL, NULL);
}

int _wcscoll_l(const wchar_t *a, const wchar_t *b, crt_locale locale)
{
    return _wcsncoll_l(a, b, ALL, locale);
}

int _wcsicoll(const wchar_t *a, const wchar_t *b)
{
    return _wcsnicoll_l(a, b, ALL, NULL);
}

int _wcsicoll_l(const wchar_t *a, const wchar_t *b, crt_locale locale)
{
    return _wcsnicoll_l(a, b, ALL, locale);
}

int _wcsncoll(const wchar_t *a, const wchar_t *b, size_t n)
{
    return _wcsncoll_l(a, b, n, NULL);
}

int _wcsnicoll(const wchar_t *a, const wchar_t *b, size_t n)
{
    return _wcsnicoll_l(a, b, n, NULL);
}

/* strxfrm: the length of the key without its terminator, whether it fits or not; in the C locale the string itself. */
size_t _strxfrm_l(char *to, const char *from, size_t n, crt_locale locale)
{
    struct crt_locinfo *info = locinfo_of(locale);
    size_t length = strlen(from);
    if (!info->handle[CAT_COLLATE]) {
        if (n) {
            size_t part = length < n - 1 ? length : n - 1;
            memcpy(to, from, part);
            to[part] = 0;
        }
        return length;
    }
    wchar_t *wide = malloc((length + 1) * sizeof *wide);
    if (!wide) return (size_t)INT_MAX;
    int units = length ? MultiByteToWideChar(info->collate_codepage, 0, from, (int)length, wide, (int)length) : 0;
    int need = LCMapStringW(info->handle[CAT_COLLATE], LCMAP_SORTKEY, wide, units, NULL, 0);
    if (need > 0 && (size_t)need <= n)
        LCMapStringW(info->handle[CAT_COLLATE], LCMAP_SORTKEY, wide, units, (wchar_t *)(void *)to, (int)n);
    free(wide);
    return need > 0 ? (size_t)need - 1 : (size_t)INT_MAX;
}

size_t strxfrm(char *to, const char *from, size_t n)
{
    return _strxfrm_l(to, from, n, NULL);
}

size_t _wcsxfrm_l(wchar_t *to, const wchar_t *from, size_t n, crt_locale locale)
{
    struct crt_locinfo *info = locinfo_of(locale);
    size_t length = wcslen(from);
    if (!info->handle[CAT_COLLATE]) {
        if (n) {
            size_t part = length < n - 1 ? length : n - 1;
            memcpy(to, from, part * sizeof *to);
            to[part] = 0;
        }
        return length;
    }
    int need = LCMapStringW(info->handle[CAT_COLLATE], LCMAP_SORTKEY, from, (int)length, NULL, 0);
    if (need > 0 && (size_t)need <= n) { /* a byte of the key a unit */
        unsigned char *bytes = (unsigned char *)to;
        LCMapStringW(info->handle[CAT_COLLATE], LCMAP_SORTKEY, from, (int)length, to, (int)(n * sizeof *to));
        for (int i = need; i-- > 0;) to[i] = bytes[i];
    }
    return need > 0 ? (size_t)need - 1 : (size_t)INT_MAX;
}

size_t wcsxfrm(wchar_t *to, const wchar_t *from, size_t n)
{
    return _wcsxfrm_l(to, from, n, NULL);
}
