/* SPDX-License-Identifier: MIT */
/* CryptoAPI's contexts: Microsoft's RSA and AES providers without key containers; random numbers.
 * Left out: key containers, and what lies in them; other types of providers; certificates. */
#include "crypt.h"

#include <wchar.h>

/* The first of a type is its default. */
static const struct csp csps[] = {
    {MS_STRONG_PROV_W,         PROV_RSA_FULL, STRENGTH_ENHANCED},
    {MS_DEF_PROV_W,            PROV_RSA_FULL, STRENGTH_BASE    },
    {MS_ENHANCED_PROV_W,       PROV_RSA_FULL, STRENGTH_ENHANCED},
    {MS_ENH_RSA_AES_PROV_W,    PROV_RSA_AES,  STRENGTH_AES     },
    {MS_ENH_RSA_AES_PROV_XP_W, PROV_RSA_AES,  STRENGTH_AES     },
};
enum { PROVIDER_TYPES = 999, PROVIDER_VERSION = 0x200 };

/* ---- objects ---- */

BOOL crypt_fail(DWORD error)
{
    SetLastError(error);
    return FALSE;
}

BOOL crypt_done(NTSTATUS status)
{
    if (NT_SUCCESS(status)) return TRUE;
    return crypt_fail(status == STATUS_ACCESS_VIOLATION ? ERROR_INVALID_PARAMETER : (DWORD)NTE_FAIL);
}

void *crypt_get(ULONG_PTR handle, enum magic magic)
{
    const ULONG *object = (const ULONG *)handle;
    if (handle >= 0x10000 && !(handle & (sizeof(void *) - 1)) && *object == (ULONG)magic) return (void *)handle;
    SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
}

void *crypt_make(enum magic magic, SIZE_T size)
{
    ULONG *object = RtlAllocateHeap(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
    if (object)
        *object = magic;
    else
        SetLastError((DWORD)NTE_NO_MEMORY);
    return object;
}

void crypt_end(void *object, SIZE_T size)
{
    RtlSecureZeroMemory(object, size);
    RtlFreeHeap(GetProcessHeap(), 0, object);
}

struct provider *provider_keep(struct provider *provider)
{
    InterlockedIncrement(&provider->references);
    return provider;
}

void provider_drop(struct provider *provider)
{
    if (!InterlockedDecrement(&provider->references)) crypt_end(provider, sizeof *provider);
}

BOOL crypt_destroy(ULONG_PTR handle, enum magic magic, SIZE_T size)
{
    struct held *held = crypt_get(handle, magic);
    if (!held) return FALSE;
    provider_drop(held->provider);
    crypt_end(held, size);
    return TRUE;
}

BOOL crypt_duplicate(ULONG_PTR handle, enum magic magic, SIZE_T size, const DWORD *reserved, DWORD flags,
                     ULONG_PTR *result)
{
    struct held *held = crypt_get(handle, magic);
    if (!held) return FALSE;
    if (reserved || !result) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (flags) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    struct held *copy = crypt_make(magic, size);
    if (!copy) return FALSE;
    memcpy(copy, held, size);
    provider_keep(copy->provider);
    *result = (ULONG_PTR)copy;
    return TRUE;
}

BOOL crypt_answer(void *out, DWORD *room, const void *answer, DWORD size)
{
    DWORD given = *room;
    *room = size;
    if (!out) return TRUE;
    if (given < size) return crypt_fail(ERROR_MORE_DATA);
    memcpy(out, answer, size);
    return TRUE;
}

/* ---- contexts ---- */

/* The provider of that name and type, or the type's default; NULL, and the error. */
static const struct csp *csp_find(const WCHAR *name, DWORD type)
{
    BOOL type_known = FALSE;
    const struct csp *named = NULL;
    for (ULONG i = 0; i < ARRAYSIZE(csps); i++) {
        type_known |= csps[i].type == type;
        if (name ? !named && !_wcsicmp(name, csps[i].name) : !named && csps[i].type == type) named = &csps[i];
    }
    DWORD error = 0;
    if (!type || type > PROVIDER_TYPES)
        error = (DWORD)NTE_BAD_PROV_TYPE;
    else if (!named)
        error = type_known || name ? (DWORD)NTE_KEYSET_NOT_DEF : (DWORD)NTE_PROV_TYPE_NOT_DEF;
    else if (named->type != type)
        error = (DWORD)NTE_PROV_TYPE_NO_MATCH;
    if (!error) return named;
    SetLastError(error);
    return NULL;
}

/* "CryptAcquireContextW function".  There are no key containers: only CRYPT_VERIFYCONTEXT gives a context, opening or
 * deleting a container is NTE_BAD_KEYSET ("The key container could not be opened."), making one is not implemented. */
BOOL WINAPI CryptAcquireContextW(HCRYPTPROV *result, LPCWSTR container, LPCWSTR name, DWORD type, DWORD flags)
{
    const DWORD known = CRYPT_VERIFYCONTEXT | CRYPT_NEWKEYSET | CRYPT_DELETEKEYSET | CRYPT_MACHINE_KEYSET |
                        CRYPT_SILENT | CRYPT_DEFAULT_CONTAINER_OPTIONAL;
    if (!result) return crypt_fail(ERROR_INVALID_PARAMETER);
    const struct csp *csp = csp_find(name, type);
    if (!csp) return FALSE;
    if (flags & ~known) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    if ((flags & CRYPT_VERIFYCONTEXT) != CRYPT_VERIFYCONTEXT) {
        if (flags & CRYPT_VERIFYCONTEXT) return crypt_fail((DWORD)NTE_BAD_FLAGS);
        return crypt_fail(flags & CRYPT_NEWKEYSET ? ERROR_CALL_NOT_IMPLEMENTED : (DWORD)NTE_BAD_KEYSET);
    }
    if ((container && *container) || flags & (CRYPT_NEWKEYSET | CRYPT_DELETEKEYSET))
        return crypt_fail((DWORD)NTE_BAD_FLAGS);
    struct provider *provider = crypt_make(MAGIC_PROVIDER, sizeof *provider);
    if (!provider) return FALSE;
    provider->references = provider->users = 1;
    provider->csp = csp;
    *result = (HCRYPTPROV)provider;
    return TRUE;
}

BOOL WINAPI CryptAcquireContextA(HCRYPTPROV *result, LPCSTR container, LPCSTR name, DWORD type, DWORD flags)
{
    UNICODE_STRING wide_container = {0}, wide_name = {0};
    BOOL done = FALSE;
    if ((container && !RtlCreateUnicodeStringFromAsciiz(&wide_container, container)) ||
        (name && !RtlCreateUnicodeStringFromAsciiz(&wide_name, name)))
        SetLastError((DWORD)NTE_NO_MEMORY);
    else
        done = CryptAcquireContextW(result, wide_container.Buffer, wide_name.Buffer, type, flags);
    RtlFreeUnicodeString(&wide_container);
    RtlFreeUnicodeString(&wide_name);
    return done;
}

/* "CryptContextAddRef function" */
BOOL WINAPI CryptContextAddRef(HCRYPTPROV handle, DWORD *reserved, DWORD flags)
{
    struct provider *provider = crypt_get(handle, MAGIC_PROVIDER);
    if (!provider) return FALSE;
    if (reserved || flags) return crypt_fail(ERROR_INVALID_PARAMETER);
    InterlockedIncrement(&provider->users);
    return TRUE;
}

/* "CryptReleaseContext function": with flags it "returns FALSE but the CSP is released". */
BOOL WINAPI CryptReleaseContext(HCRYPTPROV handle, DWORD flags)
{
    struct provider *provider = crypt_get(handle, MAGIC_PROVIDER);
    if (!provider) return FALSE;
    if (!InterlockedDecrement(&provider->users)) {
        provider->magic = 0; /* hashes and keys may outlive the handle */
        provider_drop(provider);
    }
    return flags ? crypt_fail((DWORD)NTE_BAD_FLAGS) : TRUE;
}

/* "CryptGenRandom function": from the kernel's generator; what the buffer held is not needed. */
BOOL WINAPI CryptGenRandom(HCRYPTPROV handle, DWORD size, BYTE *buffer)
{
    if (!crypt_get(handle, MAGIC_PROVIDER)) return FALSE;
    if (!buffer && size) return crypt_fail(ERROR_INVALID_PARAMETER);
    return __metic_random(buffer, size) ? TRUE : crypt_fail((DWORD)NTE_FAIL);
}

/* "CryptGetProvParam function".  NTE_BAD_TYPE: there is no such parameter, or it needs a container. */
BOOL WINAPI CryptGetProvParam(HCRYPTPROV handle, DWORD what, BYTE *out, DWORD *room, DWORD flags)
{
    struct provider *provider = crypt_get(handle, MAGIC_PROVIDER);
    char name[80];
    DWORD number, size = 0;
    if (!provider) return FALSE;
    if (!room) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (flags) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    switch (what) {
    case PP_NAME:
        do name[size] = (char)provider->csp->name[size];
        while (name[size++]);
        return crypt_answer(out, room, name, size);
    case PP_PROVTYPE: number = provider->csp->type; break;
    case PP_VERSION: number = PROVIDER_VERSION; break;
    case PP_IMPTYPE: number = CRYPT_IMPL_SOFTWARE; break;
    case PP_KEYSPEC: number = AT_KEYEXCHANGE | AT_SIGNATURE; break;
    default: return crypt_fail((DWORD)NTE_BAD_TYPE);
    }
    return crypt_answer(out, room, &number, sizeof number);
}
