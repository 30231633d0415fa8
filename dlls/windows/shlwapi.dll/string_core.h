/* SPDX-License-Identifier: MIT */
/* Included by string.c for each width; CH is the character, F the function's name with its letter. */

CH *WINAPI F(StrChr)(const CH *text, WORD c)
{
    for (; text && *text; text++)
        if (*text == (CH)c) return (CH *)text;
    return NULL;
}

CH *WINAPI F(StrChrI)(const CH *text, WORD c)
{
    CH wanted = UPPER((CH)c);
    for (; text && *text; text++)
        if (UPPER(*text) == wanted) return (CH *)text;
    return NULL;
}

/* "StrRChrW function": before `end`, or the whole text where that is NULL. */
CH *WINAPI F(StrRChr)(const CH *text, const CH *end, WORD c)
{
    const CH *found = NULL;
    for (; text && (end ? text < end : *text != 0); text++)
        if (*text == (CH)c) found = text;
    return (CH *)found;
}

CH *WINAPI F(StrRChrI)(const CH *text, const CH *end, WORD c)
{
    const CH *found = NULL;
    CH wanted = UPPER((CH)c);
    for (; text && (end ? text < end : *text != 0); text++)
        if (UPPER(*text) == wanted) found = text;
    return (CH *)found;
}

CH *WINAPI F(StrStr)(const CH *text, const CH *wanted)
{
    if (!text || !wanted || !*wanted) return NULL;
    for (; *text; text++) {
        size_t n = 0;
        while (wanted[n] && text[n] == wanted[n]) n++;
        if (!wanted[n]) return (CH *)text;
    }
    return NULL;
}

CH *WINAPI F(StrStrI)(const CH *text, const CH *wanted)
{
    if (!text || !wanted || !*wanted) return NULL;
    for (; *text; text++) {
        size_t n = 0;
        while (wanted[n] && UPPER(text[n]) == UPPER(wanted[n])) n++;
        if (!wanted[n]) return (CH *)text;
    }
    return NULL;
}

/* "StrRStrIW function": the last one that begins before `end`, NULL of which is the text's. */
CH *WINAPI F(StrRStrI)(const CH *text, const CH *end, const CH *wanted)
{
    const CH *found = NULL;
    if (!text || !wanted || !*wanted) return NULL;
    for (; (!end || text < end) && (text = F(StrStrI)(text, wanted)); text++)
        if (!end || text < end) found = text;
    return (CH *)found;
}

int WINAPI F(StrSpn)(const CH *text, const CH *set)
{
    int n = 0;
    while (text && set && text[n] && F(StrChr)(set, (WORD)text[n])) n++;
    return n;
}

int WINAPI F(StrCSpn)(const CH *text, const CH *set)
{
    int n = 0;
    while (text && set && text[n] && !F(StrChr)(set, (WORD)text[n])) n++;
    return n;
}

CH *WINAPI F(StrPBrk)(const CH *text, const CH *set)
{
    for (; text && set && *text; text++)
        if (F(StrChr)(set, (WORD)*text)) return (CH *)text;
    return NULL;
}

/* Of at most `count` characters. */
static int F(order)(DWORD flags, const CH *a, const CH *b, int count)
{
    int n = 0, m = 0;
    while (n < count && a[n]) n++;
    while (m < count && b[m]) m++;
    return COMPARE(LOCALE_USER_DEFAULT, flags, a, n, b, m) - CSTR_EQUAL;
}

int WINAPI F(StrCmpN)(const CH *a, const CH *b, int count)
{
    return F(order)(0, a, b, count);
}

int WINAPI F(StrCmpNI)(const CH *a, const CH *b, int count)
{
    return F(order)(NORM_IGNORECASE, a, b, count);
}

/* "StrDupW function": the caller's to LocalFree. */
CH *WINAPI F(StrDup)(const CH *text)
{
    if (!text) return NULL;
    SIZE_T size = (LENGTH(text) + 1) * sizeof *text;
    CH *copy = LocalAlloc(LMEM_FIXED, size);
    if (copy) memcpy(copy, text, size);
    return copy;
}

/* "StrToIntExW function": blanks, a sign, and 0x where the flag allows hexadecimal digits.  FALSE and 0: no number. */
static BOOL F(number)(const CH *text, STIF_FLAGS flags, LONGLONG *out)
{
    BOOL negative = FALSE, any = FALSE;
    ULONGLONG value = 0;
    *out = 0;
    if (!text) return FALSE;
    while (*text == ' ' || *text == '\t' || *text == '\n') text++;
    if (*text == '-' || *text == '+') negative = *text++ == '-';
    if (flags & STIF_SUPPORT_HEX && text[0] == '0' && (text[1] | 0x20) == 'x') {
        for (text += 2;; text++, any = TRUE) {
            CH c = *text | 0x20;
            if (*text >= '0' && *text <= '9')
                value = value * 16 + (ULONGLONG)(*text - '0');
            else if (c >= 'a' && c <= 'f')
                value = value * 16 + (ULONGLONG)(c - 'a' + 10);
            else
                break;
        }
        negative = FALSE;
    } else
        for (; *text >= '0' && *text <= '9'; text++, any = TRUE) value = value * 10 + (ULONGLONG)(*text - '0');
    *out = (LONGLONG)(negative ? 0 - value : value);
    return any;
}

BOOL WINAPI F(StrToInt64Ex)(const CH *text, STIF_FLAGS flags, LONGLONG *out)
{
    return F(number)(text, flags, out);
}

BOOL WINAPI F(StrToIntEx)(const CH *text, STIF_FLAGS flags, int *out)
{
    LONGLONG value;
    BOOL any = F(number)(text, flags, &value);
    *out = (int)value;
    return any;
}

int WINAPI F(StrToInt)(const CH *text)
{
    int value = 0;
    F(StrToIntEx)(text, STIF_DEFAULT, &value);
    return value;
}

/* "StrTrimW function": from both ends; FALSE: there was nothing of the set. */
BOOL WINAPI F(StrTrim)(CH *text, const CH *set)
{
    if (!text || !*text) return FALSE;
    size_t start = (size_t)F(StrSpn)(text, set), length = LENGTH(text), end = length;
    while (end > start && F(StrChr)(set, (WORD)text[end - 1])) end--;
    memmove(text, text + start, (end - start) * sizeof *text);
    text[end - start] = 0;
    return end - start != length;
}

/* "StrCatBuffW function": `size` is the whole buffer's, in characters. */
CH *WINAPI F(StrCatBuff)(CH *to, const CH *from, int size)
{
    if (!to || !from) return to;
    int n = (int)LENGTH(to);
    for (; n + 1 < size && *from; n++) to[n] = *from++;
    if (n < size) to[n] = 0;
    return to;
}
