/* SPDX-License-Identifier: MIT */
/* BSTRs ("BSTR", Automation): a length in bytes, the text, a terminator; the pointer stands behind the length.  From
 * the process heap; the cache that Windows keeps is not needed with it. */
#define _OLEAUT32_
#define WINOLEAUTAPI_(type) type WINAPI
#include "nt.h"
#include "nt_lib.h"
#include <oleauto.h>

#include <string.h>

/* What stands before the text; the length is its last four bytes, the whole keeps the text aligned. */
enum { HEADER = 16 };

static BSTR create(const void *bytes, UINT size)
{
    if (size > 0x7fffff00u) return NULL;
    char *memory = RtlAllocateHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, HEADER + (SIZE_T)size + 3);
    if (!memory) return NULL;
    memcpy(memory + HEADER - 4, &size, 4);
    if (bytes)
        memcpy(memory + HEADER, bytes, size);
    else
        memset(memory + HEADER, 0, size);
    memset(memory + HEADER + size, 0, 3);
    return (BSTR)(memory + HEADER);
}

UINT WINAPI SysStringByteLen(BSTR text)
{
    UINT size = 0;
    if (text) memcpy(&size, (const char *)text - 4, 4);
    return size;
}

UINT WINAPI SysStringLen(BSTR text)
{
    return SysStringByteLen(text) / sizeof(WCHAR);
}

BSTR WINAPI SysAllocStringLen(const OLECHAR *text, UINT length)
{
    return length > 0x3fffff00u ? NULL : create(text, length * sizeof(WCHAR));
}

BSTR WINAPI SysAllocString(const OLECHAR *text)
{
    return text ? SysAllocStringLen(text, (UINT)wcslen(text)) : NULL;
}

BSTR WINAPI SysAllocStringByteLen(LPCSTR bytes, UINT size)
{
    return create(bytes, size);
}

void WINAPI SysFreeString(BSTR text)
{
    if (text) RtlFreeHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, (char *)text - HEADER);
}

/* "SysReAllocStringLen function": the new text may be the old one. */
INT WINAPI SysReAllocStringLen(BSTR *text, const OLECHAR *from, UINT length)
{
    BSTR made = SysAllocStringLen(from ? from : NULL, length);
    if (!made) return FALSE;
    SysFreeString(*text);
    *text = made;
    return TRUE;
}

INT WINAPI SysReAllocString(BSTR *text, const OLECHAR *from)
{
    return from ? SysReAllocStringLen(text, from, (UINT)wcslen(from)) : (SysFreeString(*text), *text = NULL, TRUE);
}
