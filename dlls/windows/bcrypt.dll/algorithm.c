/* SPDX-License-Identifier: MIT */
/* Algorithm providers of CNG and the properties of all its objects ("Cryptography Primitive Property Identifiers").
 *
 * Left out: public keys, CCM, RC2, RC4, DESX, and providers other than Microsoft's primitive one. */
#include "algorithm.h"

#include <wchar.h>

const WCHAR *const chaining_names[CHAIN_COUNT] = {
    [CHAIN_CBC] = BCRYPT_CHAIN_MODE_CBC,
    [CHAIN_ECB] = BCRYPT_CHAIN_MODE_ECB,
    [CHAIN_CFB] = BCRYPT_CHAIN_MODE_CFB,
    [CHAIN_GCM] = BCRYPT_CHAIN_MODE_GCM,
};

/* Pseudo-handles: "CNG Algorithm Pseudo-handles". */
static const struct algorithm algorithms[] = {
    {L"MD2",      KIND_HASH,   HOST_MD2,    16,  16, 0,   0,   0,  0x001, 0x121, 0,     0    },
    {L"MD4",      KIND_HASH,   HOST_MD4,    64,  16, 0,   0,   0,  0x011, 0x131, 0,     0    },
    {L"MD5",      KIND_HASH,   HOST_MD5,    64,  16, 0,   0,   0,  0x021, 0x091, 0,     0    },
    {L"SHA1",     KIND_HASH,   HOST_SHA1,   64,  20, 0,   0,   0,  0x031, 0x0a1, 0,     0    },
    {L"SHA256",   KIND_HASH,   HOST_SHA256, 64,  32, 0,   0,   0,  0x041, 0x0b1, 0,     0    },
    {L"SHA384",   KIND_HASH,   HOST_SHA384, 128, 48, 0,   0,   0,  0x051, 0x0c1, 0,     0    },
    {L"SHA512",   KIND_HASH,   HOST_SHA512, 128, 64, 0,   0,   0,  0x061, 0x0d1, 0,     0    },
    {L"RNG",      KIND_RANDOM, 0,           0,   0,  0,   0,   0,  0x081, 0,     0,     0    },
    {L"AES",      KIND_CIPHER, HOST_AES,    16,  0,  128, 256, 64, 0x1b1, 0,     0x1a1, 0x1c1},
    {L"DES",      KIND_CIPHER, HOST_DES,    8,   0,  64,  64,  0,  0x201, 0,     0x1f1, 0x211},
    {L"3DES",     KIND_CIPHER, HOST_3DES,   8,   0,  192, 192, 0,  0x151, 0,     0x141, 0x161},
    {L"3DES_112", KIND_CIPHER, HOST_3DES,   8,   0,  128, 128, 0,  0x181, 0,     0x171, 0x191},
};
enum { PSEUDO_AES_GCM = 0x1e1 };

/* ---- objects ---- */

static void *heap(void)
{
    return NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap;
}

void *object_get(BCRYPT_HANDLE handle, enum magic magic)
{
    struct object *object = handle;
    if ((ULONG_PTR)object < 0x10000 || (ULONG_PTR)object & (sizeof(void *) - 1)) return NULL;
    return object->magic == (ULONG)magic ? object : NULL;
}

NTSTATUS object_make(enum magic magic, const struct algorithm *algorithm, SIZE_T needed, void *given, ULONG room,
                     void **out)
{
    /* the caller's memory may lie anywhere, and the size that is asked for has room to align in */
    struct object *object = given ? (void *)(((ULONG_PTR)given + 15) & ~(ULONG_PTR)15) : NULL;
    if (given && room < needed + 15) return STATUS_BUFFER_TOO_SMALL;
    if (!given && !(object = RtlAllocateHeap(heap(), 0, needed))) return STATUS_NO_MEMORY;
    memset(object, 0, needed);
    *object = (struct object){magic, given != NULL, algorithm};
    *out = object;
    return STATUS_SUCCESS;
}

NTSTATUS object_copy(const void *object, SIZE_T size, void *given, ULONG room, void **out)
{
    const struct object *from = object;
    void *made;
    NTSTATUS status = object_make(from->magic, from->algorithm, size, room ? given : NULL, room, &made);
    if (!NT_SUCCESS(status)) return status;
    memcpy((struct object *)made + 1, from + 1, size - sizeof *from);
    *out = made;
    return STATUS_SUCCESS;
}

void object_end(void *pointer, SIZE_T size)
{
    struct object *object = pointer;
    BOOL foreign = object->foreign;
    RtlSecureZeroMemory(object, size);
    if (!foreign) RtlFreeHeap(heap(), 0, object);
}

/* ---- providers ---- */

static BOOL pseudo_get(ULONG number, struct provider *out)
{
    for (ULONG i = 0; i < ARRAYSIZE(algorithms); i++) {
        const struct algorithm *a = &algorithms[i];
        *out = (struct provider){
            .object = {MAGIC_PROVIDER, 0, a},
              .chaining = CHAIN_CBC
        };
        if (number == a->pseudo) {
            if (a->kind == KIND_CIPHER) out->chaining = CHAIN_ECB;
            return TRUE;
        }
        if (number == a->pseudo_hmac || number == a->pseudo_cbc) {
            out->hmac = number == a->pseudo_hmac;
            return TRUE;
        }
        if (number == a->pseudo_cfb || (number == PSEUDO_AES_GCM && a->host == HOST_AES && a->kind == KIND_CIPHER)) {
            out->chaining = number == PSEUDO_AES_GCM ? CHAIN_GCM : CHAIN_CFB;
            return TRUE;
        }
    }
    return FALSE;
}

BOOL provider_get(BCRYPT_ALG_HANDLE handle, struct provider *out)
{
    if (handle && (ULONG_PTR)handle < 0x10000) return pseudo_get((ULONG)(ULONG_PTR)handle, out);
    const struct provider *provider = object_get(handle, MAGIC_PROVIDER);
    if (provider) *out = *provider;
    return provider != NULL;
}

/* "BCryptOpenAlgorithmProvider function".  STATUS_NOT_FOUND: no such algorithm, or provider. */
NTSTATUS WINAPI BCryptOpenAlgorithmProvider(BCRYPT_ALG_HANDLE *handle, LPCWSTR name, LPCWSTR implementation,
                                            ULONG flags)
{
    const struct algorithm *found = NULL;
    void *object;
    if (!handle || !name) return STATUS_INVALID_PARAMETER;
    if (flags & ~(ULONG)(BCRYPT_ALG_HANDLE_HMAC_FLAG | BCRYPT_HASH_REUSABLE_FLAG | BCRYPT_PROV_DISPATCH))
        return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < ARRAYSIZE(algorithms) && !found; i++)
        if (!_wcsicmp(name, algorithms[i].name)) found = &algorithms[i];
    if (!found || (implementation && wcscmp(implementation, MS_PRIMITIVE_PROVIDER))) return STATUS_NOT_FOUND;
    if (flags & BCRYPT_ALG_HANDLE_HMAC_FLAG && found->kind != KIND_HASH) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = object_make(MAGIC_PROVIDER, found, sizeof(struct provider), NULL, 0, &object);
    if (!NT_SUCCESS(status)) return status;
    struct provider *provider = object;
    provider->hmac = (flags & BCRYPT_ALG_HANDLE_HMAC_FLAG) != 0;
    provider->reusable = (flags & BCRYPT_HASH_REUSABLE_FLAG) != 0;
    *handle = provider;
    return STATUS_SUCCESS;
}

/* "BCryptCloseAlgorithmProvider function": "No flags are currently defined." */
NTSTATUS WINAPI BCryptCloseAlgorithmProvider(BCRYPT_ALG_HANDLE handle, ULONG flags)
{
    struct provider *provider = object_get(handle, MAGIC_PROVIDER);
    (void)flags;
    if (!provider) return STATUS_INVALID_HANDLE;
    object_end(provider, sizeof *provider);
    return STATUS_SUCCESS;
}

/* "BCryptEnumAlgorithms function": those that can do one of the operations; the list is one block, which
 * BCryptFreeBuffer frees. */
NTSTATUS WINAPI BCryptEnumAlgorithms(ULONG operations, ULONG *count, BCRYPT_ALGORITHM_IDENTIFIER **list, ULONG flags)
{
    static const ULONG class[] = {[KIND_HASH] = BCRYPT_HASH_INTERFACE,
                                  [KIND_CIPHER] = BCRYPT_CIPHER_INTERFACE,
                                  [KIND_RANDOM] = BCRYPT_RNG_INTERFACE};
    static const ULONG operation[] = {[KIND_HASH] = BCRYPT_HASH_OPERATION,
                                      [KIND_CIPHER] = BCRYPT_CIPHER_OPERATION,
                                      [KIND_RANDOM] = BCRYPT_RNG_OPERATION};
    const ULONG known = BCRYPT_HASH_OPERATION | BCRYPT_CIPHER_OPERATION | BCRYPT_RNG_OPERATION |
                        BCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION | BCRYPT_SECRET_AGREEMENT_OPERATION |
                        BCRYPT_SIGNATURE_OPERATION;
    if (!count || !list || flags || operations & ~known) return STATUS_INVALID_PARAMETER;
    *list = RtlAllocateHeap(heap(), HEAP_ZERO_MEMORY, ARRAYSIZE(algorithms) * sizeof **list);
    if (!*list) return STATUS_NO_MEMORY;
    *count = 0;
    for (ULONG i = 0; i < ARRAYSIZE(algorithms); i++) {
        enum kind kind = algorithms[i].kind;
        if (operations && !(operations & operation[kind])) continue;
        (*list)[*count].pszName = (WCHAR *)algorithms[i].name;
        (*list)[(*count)++].dwClass = class[kind];
    }
    return STATUS_SUCCESS;
}

void WINAPI BCryptFreeBuffer(void *buffer)
{
    if (buffer) RtlFreeHeap(heap(), 0, buffer);
}

/* "BCryptGetFipsAlgorithmMode function" */
NTSTATUS WINAPI BCryptGetFipsAlgorithmMode(BOOLEAN *enabled)
{
    if (!enabled) return STATUS_INVALID_PARAMETER;
    *enabled = FALSE;
    return STATUS_SUCCESS;
}

/* ---- properties ---- */

/* Of what a property is asked. */
struct subject {
    const struct algorithm *algorithm;
    enum magic magic;
    enum chaining chaining;
    ULONG key_length; /* bytes */
};

static BOOL subject_get(BCRYPT_HANDLE handle, struct subject *out)
{
    struct provider provider;
    const struct key *key = object_get(handle, MAGIC_KEY);
    const struct hash *hash = object_get(handle, MAGIC_HASH);
    *out = (struct subject){0};
    if (key) {
        *out = (struct subject){key->object.algorithm, MAGIC_KEY, key->chaining, key->length};
    } else if (hash) {
        *out = (struct subject){.algorithm = hash->object.algorithm, .magic = MAGIC_HASH};
    } else if (provider_get(handle, &provider)) {
        *out = (struct subject){provider.object.algorithm, MAGIC_PROVIDER, provider.chaining, 0};
    }
    return out->algorithm != NULL;
}

static ULONG put_number(void *out, ULONG number)
{
    memcpy(out, &number, sizeof number);
    return sizeof number;
}

static ULONG put_text(void *out, const WCHAR *text)
{
    ULONG size = (ULONG)((wcslen(text) + 1) * sizeof(WCHAR));
    memcpy(out, text, size);
    return size;
}

static ULONG put_lengths(void *out, ULONG least, ULONG most, ULONG step)
{
    BCRYPT_KEY_LENGTHS_STRUCT lengths = {least, most, step};
    memcpy(out, &lengths, sizeof lengths);
    return sizeof lengths;
}

static ULONG tell_name(const struct subject *s, void *out)
{
    return put_text(out, s->algorithm->name);
}

static ULONG tell_digest(const struct subject *s, void *out)
{
    return s->algorithm->kind == KIND_HASH ? put_number(out, s->algorithm->digest) : 0;
}

static ULONG tell_hash_block(const struct subject *s, void *out)
{
    return s->algorithm->kind == KIND_HASH ? put_number(out, s->algorithm->block) : 0;
}

static ULONG tell_block(const struct subject *s, void *out)
{
    return s->algorithm->kind == KIND_CIPHER ? put_number(out, s->algorithm->block) : 0;
}

static ULONG tell_object(const struct subject *s, void *out)
{
    ULONG size = (s->algorithm->kind == KIND_HASH ? sizeof(struct hash) : sizeof(struct key)) + 15;
    return s->algorithm->kind == KIND_RANDOM ? 0 : put_number(out, size);
}

static ULONG tell_chaining(const struct subject *s, void *out)
{
    return s->algorithm->kind == KIND_CIPHER ? put_text(out, chaining_names[s->chaining]) : 0;
}

static ULONG tell_key_lengths(const struct subject *s, void *out)
{
    const struct algorithm *a = s->algorithm;
    return a->kind == KIND_CIPHER ? put_lengths(out, a->key_min, a->key_max, a->key_step) : 0;
}

static ULONG tell_key_length(const struct subject *s, void *out)
{
    return s->magic == MAGIC_KEY ? put_number(out, s->key_length * 8) : 0;
}

static ULONG tell_tag_length(const struct subject *s, void *out)
{
    return s->algorithm->host == HOST_AES && s->algorithm->kind == KIND_CIPHER ? put_lengths(out, 12, 16, 1) : 0;
}

static const struct {
    const WCHAR *name;
    ULONG (*tell)(const struct subject *subject, void *out); /* how many bytes; 0: it has no such property */
} properties[] = {
    {BCRYPT_ALGORITHM_NAME,    tell_name       },
    {BCRYPT_HASH_LENGTH,       tell_digest     },
    {BCRYPT_HASH_BLOCK_LENGTH, tell_hash_block },
    {BCRYPT_BLOCK_LENGTH,      tell_block      },
    {BCRYPT_OBJECT_LENGTH,     tell_object     },
    {BCRYPT_CHAINING_MODE,     tell_chaining   },
    {BCRYPT_KEY_LENGTHS,       tell_key_lengths},
    {BCRYPT_KEY_LENGTH,        tell_key_length },
    {BCRYPT_KEY_STRENGTH,      tell_key_length },
    {BCRYPT_AUTH_TAG_LENGTH,   tell_tag_length },
};

/* "BCryptGetProperty function": `out` NULL: how much it takes.  STATUS_NOT_SUPPORTED, STATUS_BUFFER_TOO_SMALL. */
NTSTATUS WINAPI BCryptGetProperty(BCRYPT_HANDLE handle, LPCWSTR name, PUCHAR out, ULONG room, ULONG *size, ULONG flags)
{
    struct subject subject;
    UCHAR answer[64];
    if (!name || !size || flags) return STATUS_INVALID_PARAMETER;
    if (!subject_get(handle, &subject)) return STATUS_INVALID_HANDLE;
    for (ULONG i = 0; i < ARRAYSIZE(properties); i++) {
        if (_wcsicmp(name, properties[i].name)) continue;
        ULONG length = properties[i].tell(&subject, answer);
        if (!length) break;
        *size = length;
        if (!out) return STATUS_SUCCESS;
        if (room < length) return STATUS_BUFFER_TOO_SMALL;
        memcpy(out, answer, length);
        return STATUS_SUCCESS;
    }
    return STATUS_NOT_SUPPORTED;
}

/* "BCryptSetProperty function": the chaining mode of a cipher's provider or key. */
NTSTATUS WINAPI BCryptSetProperty(BCRYPT_HANDLE handle, LPCWSTR name, PUCHAR data, ULONG size, ULONG flags)
{
    struct provider *provider = object_get(handle, MAGIC_PROVIDER);
    struct key *key = object_get(handle, MAGIC_KEY);
    (void)size;
    if (!provider && !key) return STATUS_INVALID_HANDLE;
    if (!name || !data || flags) return STATUS_INVALID_PARAMETER;
    const struct algorithm *algorithm = key ? key->object.algorithm : provider->object.algorithm;
    if (_wcsicmp(name, BCRYPT_CHAINING_MODE) || algorithm->kind != KIND_CIPHER) return STATUS_NOT_SUPPORTED;
    for (int i = 0; i < CHAIN_COUNT; i++) {
        if (wcscmp((const WCHAR *)data, chaining_names[i])) continue;
        if (i == CHAIN_GCM && algorithm->host != HOST_AES) break;
        *(key ? &key->chaining : &provider->chaining) = (enum chaining)i;
        return STATUS_SUCCESS;
    }
    return STATUS_NOT_SUPPORTED;
}
