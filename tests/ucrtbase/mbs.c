/* SPDX-License-Identifier: MIT */
/* <mbstring.h> in the Universal CRT, in code page 932, where a character has one or two bytes, and single functions
 * that have no better place, as documented. */
#include "crt.h"

#include <malloc.h>
#include <mbctype.h>
#include <mbstring.h>
#include <time.h>
#include <wchar.h>

typedef unsigned char byte;
#define B(text) ((const byte *)(text))
/* Hiragana A, katakana A, a full-width A, as code page 932 has them. */
#define HIRAGANA "\x82\xa0"
#define KATAKANA "\x83\x41"
#define WIDE_A   "\x82\x60"

static byte text[32];

static int is(const char *expected)
{
    return !strcmp((char *)text, expected);
}

static void copying(void)
{
    FROM_CRT(int, _mbccpy_s, byte *, size_t, int *, const byte *);
    int copied = 9;

    CHECK(_mbsnbcpy_s(text, 32, B("a" HIRAGANA "b"), 3) == 0 && is("a" HIRAGANA), "_mbsnbcpy_s: count bytes");
    CHECK(_mbsnbcpy_s(text, 32, B("a" HIRAGANA "b"), 2) == 0 && is("a"), "_mbsnbcpy_s: never half a character");
    /* Wine 8.0 calls no handler here, nor below for NULL, and takes _TRUNCATE for a size */
    CHECK(REFUSED(_mbsnbcpy_s(text, 3, B("abcd"), 4) == ERANGE, ERANGE) && is(""), "_mbsnbcpy_s: ERANGE");
    CHECK(REFUSED(_mbsnbcpy_s(NULL, 3, B("abcd"), 4) == EINVAL, EINVAL), "_mbsnbcpy_s: NULL");
    CHECK(_mbsnbcpy_s(text, 3, B("abcd"), _TRUNCATE) == STRUNCATE && is("ab"), "_mbsnbcpy_s: _TRUNCATE");
    CHECK(_mbsncpy_s(text, 32, B("a" HIRAGANA "b"), 2) == 0 && is("a" HIRAGANA), "_mbsncpy_s: count characters");
    CHECK(REFUSED(_mbsncpy_s(text, 3, B("a" HIRAGANA), 2) == ERANGE, ERANGE), "_mbsncpy_s: ERANGE");
    memcpy(text, "x", 2);
    CHECK(_mbsncat_s(text, 32, B(HIRAGANA "bc"), 2) == 0 && is("x" HIRAGANA "b"), "_mbsncat_s: appends characters");
    CHECK(REFUSED(_mbsncat_s(text, 6, B(HIRAGANA), 1) == ERANGE, ERANGE), "_mbsncat_s: ERANGE");
    memcpy(text, "x", 2);
    CHECK(_mbsnbcat_s(text, 32, B(HIRAGANA "bc"), 3) == 0 && is("x" HIRAGANA "b"), "_mbsnbcat_s: appends bytes");
    CHECK(REFUSED(_mbsnbcat_s(NULL, 6, B("a"), 1) == EINVAL, EINVAL), "_mbsnbcat_s: NULL");
    CHECK(_mbccpy_s(text, 2, &copied, B(HIRAGANA)) == 0 && copied == 2 && !memcmp(text, HIRAGANA, 2),
          "_mbccpy_s: one character");
    CHECK(REFUSED(_mbccpy_s(text, 1, &copied, B(HIRAGANA)) == ERANGE, ERANGE) && copied == 0, "_mbccpy_s: ERANGE");
}

static void filling(void)
{
    FROM_CRT(int, _mbsset_s, byte *, size_t, unsigned);
    FROM_CRT(int, _mbsnset_s, byte *, size_t, unsigned, size_t);
    FROM_CRT(int, _mbslwr_s, byte *, size_t);
    FROM_CRT(int, _mbsupr_s, byte *, size_t);
    FROM_CRT(int, _strset_s, char *, size_t, int);
    FROM_CRT(int, _strnset_s, char *, size_t, int, size_t);
    FROM_CRT(int, _wcsset_s, wchar_t *, size_t, wchar_t);
    wchar_t wide[8] = L"abc";

    memcpy(text, "abcde", 6);
    CHECK(_mbsset(text, 0x82a0) == text && is(HIRAGANA HIRAGANA " "),
          "_mbsset: a blank where half a character is left");
    CHECK(_mbsset_s(text, 32, 'x') == 0 && is("xxxxx"), "_mbsset_s: 0");
    CHECK(REFUSED(_mbsset_s(text, 5, 'x') == EINVAL, EINVAL), "_mbsset_s: no terminator within the size: EINVAL");
    memcpy(text, "a" HIRAGANA "bc", 6);
    CHECK(_mbsnset(text, 'y', 2) == text && is("yyybc"), "_mbsnset: count characters");
    memcpy(text, "abc", 4);
    CHECK(_mbsnset_s(text, 32, 'z', 2) == 0 && is("zzc") && REFUSED(_mbsnset_s(NULL, 32, 'z', 2) == EINVAL, EINVAL),
          "_mbsnset_s");
    CHECK(_mbsnbset(text, 'w', 1) == text && is("wzc"), "_mbsnbset: count bytes");
    memcpy(text, "AbC" KATAKANA, 6);
    CHECK(_mbslwr_s(text, 32) == 0 && is("abc" KATAKANA), "_mbslwr_s: second bytes are no letters");
    CHECK(_mbsupr_s(text, 32) == 0 && is("ABC" KATAKANA), "_mbsupr_s");
    CHECK(REFUSED(_mbslwr_s(NULL, 1) == EINVAL, EINVAL) && REFUSED(_mbsupr_s(NULL, 1) == EINVAL, EINVAL),
          "_mbslwr_s, _mbsupr_s: NULL");
    memcpy(text, "abc", 4);
    CHECK(_strset_s((char *)text, 4, '-') == 0 && is("---") &&
              REFUSED(_strset_s((char *)text, 3, '-') == EINVAL, EINVAL),
          "_strset_s");
    memcpy(text, "abc", 4);
    CHECK(_strnset_s((char *)text, 4, '-', 2) == 0 && is("--c") &&
              REFUSED(_strnset_s(NULL, 3, '-', 1) == EINVAL, EINVAL),
          "_strnset_s");
    CHECK(_wcsset_s(wide, 4, '+') == 0 && !wcscmp(wide, L"+++") && REFUSED(_wcsset_s(wide, 3, '+') == EINVAL, EINVAL),
          "_wcsset_s");
}

static void classes(void)
{
    FROM_CRT(int, _ismbchira, unsigned);
    FROM_CRT(int, _ismbckata, unsigned);
    FROM_CRT(int, _ismbcsymbol, unsigned);
    FROM_CRT(int, _ismbcl0, unsigned);
    FROM_CRT(int, _ismbcl1, unsigned);
    FROM_CRT(int, _ismbcl2, unsigned);
    CHECK(_ismbchira(0x82a0) && !_ismbchira(0x8341) && _ismbckata(0x8341) && !_ismbckata(0x82a0),
          "_ismbchira, _ismbckata");
    CHECK(_ismbcsymbol(0x8141) && !_ismbcsymbol(0x82a0), "_ismbcsymbol: \"0x8141 <= c <= 0x81AC\"");
    CHECK(_ismbcl0(0x8140) && !_ismbcl0(0x889f) && _ismbcl1(0x889f) && !_ismbcl1(0x9900) && _ismbcl2(0x989f) &&
              !_ismbcl2(0x8140),
          "_ismbcl0, _ismbcl1, _ismbcl2: JIS non-Kanji, level 1, level 2");
    CHECK(_ismbblead(0x82) && !_ismbblead('a') && _mbclen(B(HIRAGANA)) == 2 && _mbclen(B("a")) == 1,
          "_ismbblead, _mbclen");
    CHECK(_mbslen(B("a" HIRAGANA "b")) == 3 && _mbsinc(B(HIRAGANA "b"))[0] == 'b', "_mbslen, _mbsinc: characters");
    CHECK(_mbschr(B(KATAKANA "A"), 'A')[1] == 0 && _mbschr(B(KATAKANA), 'A') == NULL,
          "_mbschr: a second byte isn't found");
    CHECK(_setmbcp(0) == 0 && _getmbcp() == 0 && !_ismbchira(0x82a0), "_setmbcp: 0: single bytes; _getmbcp");
    CHECK(REFUSED(_setmbcp(12345) == -1, EINVAL), "_setmbcp: -1");
}

static void others(void)
{
    char *block = malloc(100);
    CHECK(_msize(block) == 100 && REFUSED(_msize(NULL) == (size_t)-1, EINVAL),
          "_msize: \"the size as an unsigned integer\"");
    CHECK(_expand(block, 50) == block && _msize(block) == 50, "_expand: shrinks in place");
    CHECK(REFUSED(_expand(NULL, 50) == NULL, EINVAL), "_expand: NULL");
    CHECK(_heapchk() == _HEAPOK && _heapmin() == 0, "_heapchk: _HEAPOK; _heapmin: 0");
    free(block);
}

#ifdef _UCRT
static void universal(void)
{
    struct moment {
        long long seconds;
        long nanoseconds;
    } moment = {0, -1};
    FROM_CRT(int, _timespec64_get, struct moment *, int);
    CHECK(_timespec64_get(&moment, 1) == 1 && moment.seconds - _time64(NULL) < 2 &&
              moment.seconds - _time64(NULL) > -2 && moment.nanoseconds >= 0 && moment.nanoseconds < 1000000000,
          "_timespec64_get: \"the value of base\"");
    CHECK(_timespec64_get(&moment, 99) == 0, "_timespec64_get: \"Otherwise, it returns zero\"");
    char *block, *copy = _recalloc(NULL, 10, 10);
    int sum = 0;
    for (int i = 0; i < 100; i++) sum |= copy[i];
    memset(copy, 1, 100);
    copy = _recalloc(copy, 20, 10);
    for (int i = 100; i < 200; i++) sum |= copy[i];
    CHECK(sum == 0 && copy[99] == 1, "_recalloc: what is new is 0");
    free(copy);
    FROM_CRT(void *, _malloc_base, size_t);
    FROM_CRT(void, _free_base, void *);
    block = _malloc_base(10);
    CHECK(block && _msize(block) == 10, "_malloc_base: a block of malloc's");
    _free_base(block);
    FARPROC thrower = GetProcAddress(GetModuleHandleA(RUNTIME), "_CxxThrowException");
    CHECK(thrower && thrower == GetProcAddress(GetModuleHandleA("vcruntime140.dll"), "_CxxThrowException"),
          "_CxxThrowException is vcruntime140's");
}
#endif

int main(void)
{
    catch_invalid();
    CHECK(_setmbcp(932) == 0 && _getmbcp() == 932, "_setmbcp: \"0 if the code page is set successfully\"");
    copying();
    filling();
    classes();
    others();
#ifdef _UCRT
    universal();
#endif
    return check_done();
}
