/* SPDX-License-Identifier: MIT */
/* GUIDs and their text in braces.  Names of programs (ProgID) stand in the registry and are not known yet. */
#define _OLE32_
#include "nt.h"
#include "nt_lib.h"
#include <objbase.h>

enum { TEXT_LENGTH = 38 };

/* Exported, though the headers have it inline. */
#undef IsEqualGUID
BOOL WINAPI IsEqualGUID(REFGUID a, REFGUID b)
{
    return !memcmp(a, b, sizeof(GUID));
}

/* "CoCreateGuid function": a random one, as RFC 4122 lays it out (version 4). */
HRESULT WINAPI CoCreateGuid(GUID *guid)
{
    if (!guid) return E_INVALIDARG;
    if (!__metic_random(guid, sizeof *guid)) return E_FAIL;
    guid->Data3 = (WORD)((guid->Data3 & 0x0fff) | 0x4000);
    guid->Data4[0] = (BYTE)((guid->Data4[0] & 0x3f) | 0x80);
    return S_OK;
}

static WCHAR *hexadecimal(WCHAR *to, ULONG value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) *to++ = L"0123456789ABCDEF"[value >> 4 * i & 15];
    return to;
}

/* "StringFromGUID2 function": the characters written, with the terminator; 0 "if the buffer is too small". */
int WINAPI StringFromGUID2(REFGUID guid, LPOLESTR text, int room)
{
    WCHAR *p = text;
    if (!text || room < TEXT_LENGTH + 1) return 0;
    *p++ = L'{';
    p = hexadecimal(p, guid->Data1, 8);
    *p++ = L'-';
    p = hexadecimal(p, guid->Data2, 4);
    *p++ = L'-';
    p = hexadecimal(p, guid->Data3, 4);
    *p++ = L'-';
    for (int i = 0; i < 8; i++) {
        if (i == 2) *p++ = L'-';
        p = hexadecimal(p, guid->Data4[i], 2);
    }
    *p++ = L'}';
    *p = 0;
    return TEXT_LENGTH + 1;
}

/* "StringFromCLSID function": the text is the caller's, for CoTaskMemFree. */
HRESULT WINAPI StringFromCLSID(REFCLSID id, LPOLESTR *text)
{
    if (!text) return E_INVALIDARG;
    if (!(*text = CoTaskMemAlloc((TEXT_LENGTH + 1) * sizeof **text))) return E_OUTOFMEMORY;
    StringFromGUID2(id, *text, TEXT_LENGTH + 1);
    return S_OK;
}

/* Reads the braced form, all of it. */
static BOOL parse(const WCHAR *text, GUID *guid)
{
    static const char form[] = "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";
    BYTE digits[32];
    int n = 0;
    for (int i = 0; i < TEXT_LENGTH; i++) {
        WCHAR c = text[i];
        if (form[i] != 'x') {
            if (c != (WCHAR)form[i]) return FALSE;
            continue;
        }
        if (c >= L'0' && c <= L'9')
            digits[n++] = (BYTE)(c - L'0');
        else if ((c | 0x20) >= L'a' && (c | 0x20) <= L'f')
            digits[n++] = (BYTE)((c | 0x20) - L'a' + 10);
        else
            return FALSE;
    }
    if (text[TEXT_LENGTH]) return FALSE;
    BYTE bytes[16];
    for (int i = 0; i < 16; i++) bytes[i] = (BYTE)(digits[2 * i] << 4 | digits[2 * i + 1]);
    guid->Data1 = (ULONG)bytes[0] << 24 | (ULONG)bytes[1] << 16 | (ULONG)bytes[2] << 8 | bytes[3];
    guid->Data2 = (WORD)(bytes[4] << 8 | bytes[5]);
    guid->Data3 = (WORD)(bytes[6] << 8 | bytes[7]);
    memcpy(guid->Data4, bytes + 8, 8);
    return TRUE;
}

static HRESULT read(LPCOLESTR text, GUID *guid, HRESULT wrong)
{
    if (!guid) return E_INVALIDARG;
    memset(guid, 0, sizeof *guid);
    if (!text) return S_OK; /* the null GUID */
    GUID got;
    if (!parse(text, &got)) return wrong;
    *guid = got;
    return S_OK;
}

/* "CLSIDFromString function" */
HRESULT WINAPI CLSIDFromString(LPCOLESTR text, LPCLSID id)
{
    return read(text, id, CO_E_CLASSSTRING);
}

/* "IIDFromString function" */
HRESULT WINAPI IIDFromString(LPCOLESTR text, LPIID id)
{
    return read(text, id, E_INVALIDARG);
}
