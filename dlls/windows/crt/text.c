/* SPDX-License-Identifier: MIT */
/* Paths and other system text between the ANSI code page and UTF-16: every narrow function that names a file widens
 * its names here and calls the wide one. */
#include "crt.h"

wchar_t *crt_widen(const char *text, wchar_t *buffer, size_t count)
{
    size_t length = strlen(text) + 1;
    size_t i = 0;
    for (; i < length && i < count && (unsigned char)text[i] < 128; i++) buffer[i] = (unsigned char)text[i];
    if (i == length) return buffer;
    UINT page = AreFileApisANSI() ? CP_ACP : CP_OEMCP;
    int need = MultiByteToWideChar(page, 0, text, (int)length, NULL, 0);
    if (need <= 0) {
        crt_fail_last();
        return NULL;
    }
    wchar_t *out = (size_t)need <= count ? buffer : malloc((size_t)need * sizeof *out);
    if (out) MultiByteToWideChar(page, 0, text, (int)length, out, need);
    return out;
}

void crt_release(wchar_t *text, wchar_t *buffer)
{
    if (text != buffer) free(text);
}

char *crt_narrow(const wchar_t *text)
{
    int length = (int)wcslen(text) + 1;
    int need = WideCharToMultiByte(CP_ACP, 0, text, length, NULL, 0, NULL, NULL);
    if (need <= 0) return NULL;
    char *out = malloc((size_t)need);
    if (out) WideCharToMultiByte(CP_ACP, 0, text, length, out, need, NULL, NULL);
    return out;
}
