/* SPDX-License-Identifier: MIT */
/* Access tokens: what a program is told of the user that it runs as.
 *
 * There is one user, who is no administrator; his groups are those of a desktop session, his privileges what Linux lets
 * him do anyway.  A token decides nothing: Linux does.  So enabling a privilege or impersonating changes what is told,
 * and no more.  Left out: restricted and low-box tokens, audit, claims. */
#include "nt/token.h"

#include "door/guestmem.h"
#include "nt/guest.h"
#include "nt/handle.h"
#include "nt/process.h"
#include "nt/sid.h"
#include "nt/thread.h"
#include "nt_calls.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    GROUP_USUAL = 7, /* SE_GROUP_MANDATORY, ENABLED_BY_DEFAULT, ENABLED */
    GROUP_LOGON = (int)0xc0000007,
    GROUP_INTEGRITY = 0x60,
    ENABLED_BY_DEFAULT = 1,
    ENABLED = 2,
    REMOVED = 4,
    PRIMARY = 1,
    IMPERSONATION = 2,
    INTEGRITY_MEDIUM = 8192,
    LUID_ADMINISTRATOR_LOGON = 999,
};

/* Privileges by the low part of their LUIDs (wdm.h, SE_..._PRIVILEGE). */
static const uint8_t held[] = {19 /* shutdown */,    23 /* change notify */, 25 /* undock */,
                               33 /* working set */, 34 /* time zone */,     35 /* symbolic links */};
enum { HELD = sizeof held };

struct token {
    struct object object;
    uint32_t id;
    uint32_t type, level; /* TOKEN_TYPE, SECURITY_IMPERSONATION_LEVEL */
    uint32_t integrity;
    _Atomic uint32_t privilege[HELD]; /* ENABLED..., 0: disabled */
};

static void token_destroy(struct object *object)
{
    object_free(object);
}

const struct object_type token_type = {
    .name = "Token",
    .valid_access = 0xf01ff, /* TOKEN_ALL_ACCESS */
    .mapping = {0x20008, 0x200e0, 0x20000, 0xf01ff},
    .wait = OBJECT_WAIT_NEVER,
    .destroy = token_destroy,
};

static _Atomic uint32_t last_id = 0x10000;
static _Atomic(struct token *) own; /* the process's; made at the first question */

static struct token *token_create(uint32_t type, uint32_t level)
{
    struct token *token = object_create(&token_type, sizeof *token);
    if (!token) return NULL;
    token->id = ++last_id;
    token->type = type;
    token->level = level;
    token->integrity = INTEGRITY_MEDIUM;
    for (size_t i = 0; i < HELD; i++) token->privilege[i] = held[i] == 23 ? ENABLED | ENABLED_BY_DEFAULT : 0;
    return token;
}

/* The process's token, with a reference. */
static struct token *token_own(void)
{
    struct token *token = atomic_load(&own), *none = NULL;
    if (!token) {
        if (!(token = token_create(PRIMARY, 0))) return NULL;
        if (!atomic_compare_exchange_strong(&own, &none, token)) {
            object_put(&token->object);
            token = none;
        }
    }
    object_ref(&token->object);
    return token;
}

/* The token of a handle, real or one of the pseudo-handles -4 (process), -5 (thread) and -6 (whichever counts). */
static NTSTATUS token_get(HANDLE handle, ACCESS_MASK access, struct token **token)
{
    intptr_t pseudo = (intptr_t)handle;
    if (pseudo > -4 || pseudo < -6) {
        struct object *object;
        NTSTATUS status = handle_get(handle, &token_type, access, &object);
        if (status == STATUS_SUCCESS) *token = (struct token *)object;
        return status;
    }
    struct nt_thread *self = thread_self();
    *token = NULL;
    if (pseudo != -4) {
        pthread_mutex_lock(&self->lock);
        if ((*token = (struct token *)self->impersonates)) object_ref(&(*token)->object);
        pthread_mutex_unlock(&self->lock);
        if (!*token && pseudo == -5) return STATUS_NO_TOKEN;
    }
    if (!*token) *token = token_own();
    return *token ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS give_handle(struct token *token, ACCESS_MASK access, ULONG attributes, HANDLE *guest)
{
    HANDLE handle;
    NTSTATUS status = guest_probe_write(guest, sizeof handle)
                          ? handle_create(&token->object, object_map_access(&token_type, access), attributes, &handle)
                          : STATUS_ACCESS_VIOLATION;
    object_put(&token->object);
    if (status == STATUS_SUCCESS && !guest_put(guest, &handle)) {
        handle_close(handle);
        status = STATUS_ACCESS_VIOLATION;
    }
    return status;
}

NTSTATUS sys_NtOpenProcessTokenEx(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes,
                                  HANDLE *TokenHandle)
{
    pid_t pid; /* one user has all processes of a prefix: their tokens say the same */
    NTSTATUS status = process_pid(ProcessHandle, PROCESS_QUERY_LIMITED_INFORMATION, &pid);
    if (status != STATUS_SUCCESS) return status;
    struct token *token = pid ? token_create(PRIMARY, 0) : token_own();
    return token ? give_handle(token, DesiredAccess, HandleAttributes, TokenHandle) : STATUS_NO_MEMORY;
}

NTSTATUS sys_NtOpenProcessToken(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess, HANDLE *TokenHandle)
{
    return sys_NtOpenProcessTokenEx(ProcessHandle, DesiredAccess, 0, TokenHandle);
}

NTSTATUS sys_NtOpenThreadTokenEx(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf,
                                 ULONG HandleAttributes, HANDLE *TokenHandle)
{
    struct object *object;
    (void)OpenAsSelf;
    NTSTATUS status = handle_get(ThreadHandle, &thread_type, THREAD_QUERY_LIMITED_INFORMATION, &object);
    if (status != STATUS_SUCCESS) return status;
    struct nt_thread *thread = (struct nt_thread *)object;
    pthread_mutex_lock(&thread->lock);
    struct token *token = (struct token *)thread->impersonates;
    if (token) object_ref(&token->object);
    pthread_mutex_unlock(&thread->lock);
    object_put(object);
    return token ? give_handle(token, DesiredAccess, HandleAttributes, TokenHandle) : STATUS_NO_TOKEN;
}

NTSTATUS sys_NtOpenThreadToken(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess, BOOLEAN OpenAsSelf, HANDLE *TokenHandle)
{
    return sys_NtOpenThreadTokenEx(ThreadHandle, DesiredAccess, OpenAsSelf, 0, TokenHandle);
}

NTSTATUS token_impersonate(struct nt_thread *thread, HANDLE handle)
{
    struct token *token = NULL;
    if (handle) {
        NTSTATUS status = token_get(handle, 4 /* TOKEN_IMPERSONATE */, &token);
        if (status == STATUS_SUCCESS && token->type != IMPERSONATION) {
            object_put(&token->object);
            status = STATUS_BAD_TOKEN_TYPE;
        }
        if (status != STATUS_SUCCESS) return status;
    }
    pthread_mutex_lock(&thread->lock);
    struct object *before = thread->impersonates;
    thread->impersonates = token ? &token->object : NULL;
    pthread_mutex_unlock(&thread->lock);
    if (before) object_put(before);
    return STATUS_SUCCESS;
}

NTSTATUS sys_NtDuplicateToken(HANDLE ExistingTokenHandle, ACCESS_MASK DesiredAccess,
                              OBJECT_ATTRIBUTES *ObjectAttributes, BOOLEAN EffectiveOnly, ULONG Type,
                              HANDLE *NewTokenHandle)
{
    struct guest_attributes attributes;
    struct {
        ULONG length, level;
        UCHAR mode, effective;
    } quality = {.level = 0};
    struct token *from;
    if (Type != PRIMARY && Type != IMPERSONATION) return STATUS_INVALID_PARAMETER;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    ULONG inherit = attributes.attributes;
    guest_attributes_free(&attributes);
    if (ObjectAttributes) {
        OBJECT_ATTRIBUTES whole;
        if (!guest_get(&whole, ObjectAttributes)) return STATUS_ACCESS_VIOLATION;
        if (whole.SecurityQualityOfService && !guest_get(&quality, whole.SecurityQualityOfService))
            return STATUS_ACCESS_VIOLATION;
    }
    if (quality.level > 3) return STATUS_BAD_IMPERSONATION_LEVEL;
    if ((status = token_get(ExistingTokenHandle, 2 /* TOKEN_DUPLICATE */, &from)) != STATUS_SUCCESS) return status;
    if (from->type == IMPERSONATION && Type == IMPERSONATION && quality.level > from->level) {
        object_put(&from->object);
        return STATUS_BAD_IMPERSONATION_LEVEL;
    }
    struct token *token = token_create(Type, Type == IMPERSONATION ? quality.level : 0);
    if (token) {
        token->integrity = from->integrity;
        for (size_t i = 0; i < HELD; i++) {
            uint32_t now = from->privilege[i];
            token->privilege[i] = EffectiveOnly && !(now & ENABLED) ? REMOVED : now;
        }
    }
    ACCESS_MASK access = DesiredAccess ? DesiredAccess : token_type.valid_access;
    object_put(&from->object);
    return token ? give_handle(token, access, inherit, NewTokenHandle) : STATUS_NO_MEMORY;
}

/* ---- privileges ---- */

struct luid_and_attributes {
    uint32_t low, high, attributes;
};

static int privilege_index(const struct token *token, const struct luid_and_attributes *wanted)
{
    for (int i = 0; i < HELD; i++)
        if (held[i] == wanted->low && !wanted->high && token->privilege[i] != REMOVED) return i;
    return -1;
}

NTSTATUS sys_NtAdjustPrivilegesToken(HANDLE TokenHandle, BOOLEAN DisableAllPrivileges, void *NewState,
                                     ULONG BufferLength, void *PreviousState, ULONG *ReturnLength)
{
    struct luid_and_attributes wanted[64], before[HELD];
    uint32_t count = 0, changed = 0;
    struct token *token;
    if (!DisableAllPrivileges) {
        if (!NewState || !guest_get(&count, (uint32_t *)NewState)) return STATUS_ACCESS_VIOLATION;
        if (count > 64) return STATUS_INVALID_PARAMETER;
        if (count && !guest_read(wanted, (const char *)NewState + 4, count * sizeof *wanted))
            return STATUS_ACCESS_VIOLATION;
    }
    NTSTATUS status = token_get(TokenHandle, 0x20 | (PreviousState ? 8 : 0) /* ADJUST_PRIVILEGES, QUERY */, &token);
    if (status != STATUS_SUCCESS) return status;
    /* What would change, before anything does: the caller's buffer may be too small. */
    for (int i = 0; i < HELD; i++) {
        uint32_t now = token->privilege[i], then = now;
        if (DisableAllPrivileges) then = now & ~(uint32_t)ENABLED;
        for (uint32_t k = 0; k < count; k++)
            if (privilege_index(token, &wanted[k]) == i)
                then = wanted[k].attributes & REMOVED   ? REMOVED
                       : wanted[k].attributes & ENABLED ? now | ENABLED
                                                        : now & ~(uint32_t)ENABLED;
        if (now != REMOVED && then != now) before[changed++] = (struct luid_and_attributes){held[i], 0, now};
    }
    ULONG size = 4 + changed * (ULONG)sizeof *before;
    if (PreviousState && ReturnLength && !guest_put(ReturnLength, &size)) status = STATUS_ACCESS_VIOLATION;
    if (status == STATUS_SUCCESS && PreviousState && size > BufferLength) status = STATUS_BUFFER_TOO_SMALL;
    if (status == STATUS_SUCCESS && PreviousState &&
        (!guest_put((uint32_t *)PreviousState, &changed) ||
         !guest_write((char *)PreviousState + 4, before, changed * sizeof *before)))
        status = STATUS_ACCESS_VIOLATION;
    for (int i = 0; status == STATUS_SUCCESS && DisableAllPrivileges && i < HELD; i++)
        token->privilege[i] &= ~(uint32_t)ENABLED;
    bool all = true;
    for (uint32_t k = 0; NT_SUCCESS(status) && k < count; k++) {
        int i = privilege_index(token, &wanted[k]);
        if (i < 0)
            all = false;
        else if (wanted[k].attributes & REMOVED)
            token->privilege[i] = REMOVED;
        else if (wanted[k].attributes & ENABLED)
            token->privilege[i] |= ENABLED;
        else
            token->privilege[i] &= ~(uint32_t)ENABLED;
    }
    object_put(&token->object);
    return status == STATUS_SUCCESS && !all ? STATUS_NOT_ALL_ASSIGNED : status;
}

NTSTATUS sys_NtPrivilegeCheck(HANDLE ClientToken, void *RequiredPrivileges, BOOLEAN *Result)
{
    struct luid_and_attributes wanted[64];
    uint32_t head[2], found = 0; /* PRIVILEGE_SET: count, control */
    struct token *token;
    if (!guest_get(&head, RequiredPrivileges)) return STATUS_ACCESS_VIOLATION;
    if (head[0] > 64) return STATUS_INVALID_PARAMETER;
    if (!guest_read(wanted, (const char *)RequiredPrivileges + 8, head[0] * sizeof *wanted))
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = token_get(ClientToken, 8, &token);
    if (status != STATUS_SUCCESS) return status;
    for (uint32_t k = 0; k < head[0]; k++) {
        int i = privilege_index(token, &wanted[k]);
        if (i < 0 || !(token->privilege[i] & ENABLED)) continue;
        wanted[k].attributes |= 0x80000000; /* SE_PRIVILEGE_USED_FOR_ACCESS */
        found++;
    }
    object_put(&token->object);
    BOOLEAN result = head[1] & 1 /* PRIVILEGE_SET_ALL_NECESSARY */ ? found == head[0] : found > 0;
    if (!guest_write((char *)RequiredPrivileges + 8, wanted, head[0] * sizeof *wanted) || !guest_put(Result, &result))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

/* ---- what a token tells ---- */

/* An answer with SIDs behind it, which it points to where the guest will have them. */
struct answer {
    _Alignas(8) char bytes[2048];
    size_t head, length; /* the fixed part; with what follows */
    uint64_t guest;
};

/* Puts a SID behind the answer, and its address at `at`. */
static void put_sid(struct answer *a, size_t at, struct sid sid)
{
    size_t start = (a->length + 3) & ~(size_t)3;
    uint64_t address = a->guest + start;
    memcpy(a->bytes + start, &sid, sid_length(&sid));
    memcpy(a->bytes + at, &address, sizeof address);
    a->length = start + sid_length(&sid);
}

static void put_u32(struct answer *a, size_t at, uint32_t value)
{
    memcpy(a->bytes + at, &value, sizeof value);
}

static struct sid logon_sid(void)
{
    return sid_make(5, 3, (const uint32_t[]){5, 0, LUID_ADMINISTRATOR_LOGON});
}

static struct sid integrity_sid(const struct token *token)
{
    return sid_make(16, 1, &token->integrity);
}

/* TOKEN_GROUPS at `at`: the count, then pointers and attributes. */
static void put_groups(struct answer *a, const struct token *token, bool logon_alone)
{
    struct {
        struct sid sid;
        uint32_t attributes;
    } groups[] = {
        {logon_sid(),              (uint32_t)GROUP_LOGON},
        {sid_group(),              GROUP_USUAL          },
        {sid_everyone(),           GROUP_USUAL          },
        {sid_make(5,               2,                     (const uint32_t[]){32, 545}), GROUP_USUAL}, /* Users */
        {sid_make(5,             1,                                  (const uint32_t[]){4}), GROUP_USUAL}, /* interactive */
        {sid_make(5,           1,(const uint32_t[]){11}), GROUP_USUAL}, /* authenticated */
        {sid_make(5,                        1,                                    (const uint32_t[]){15}), GROUP_USUAL}, /* this organization */
        {sid_make(2, 1,                                   (const uint32_t[]){0}), GROUP_USUAL}, /* local */
        {integrity_sid(token),               GROUP_INTEGRITY           },
    };
    uint32_t count = logon_alone ? 1 : sizeof groups / sizeof *groups;
    put_u32(a, 0, count);
    a->length = 8 + 16 * count;
    for (uint32_t i = 0; i < count; i++) {
        put_sid(a, 8 + 16 * i, groups[i].sid);
        put_u32(a, 16 + 16 * i, groups[i].attributes);
    }
}

static void put_privileges(struct answer *a, const struct token *token)
{
    uint32_t count = 0;
    for (int i = 0; i < HELD; i++) {
        if (token->privilege[i] == REMOVED) continue;
        struct luid_and_attributes p = {held[i], 0, token->privilege[i]};
        memcpy(a->bytes + 4 + 12 * count++, &p, sizeof p);
    }
    put_u32(a, 0, count);
    a->length = 4 + 12 * count;
}

/* TOKEN_DEFAULT_DACL: the user and the system may do all. */
static void put_default_dacl(struct answer *a)
{
    const struct sid who[] = {sid_user(), sid_make(5, 1, (const uint32_t[]){18})};
    uint64_t address = a->guest + 8;
    memcpy(a->bytes, &address, 8);
    size_t at = 16;
    for (size_t i = 0; i < 2; i++) {
        uint16_t size = (uint16_t)(8 + sid_length(&who[i]));
        memcpy(a->bytes + at + 2, &size, 2);
        put_u32(a, at + 4, 0x10000000); /* GENERIC_ALL */
        memcpy(a->bytes + at + 8, &who[i], sid_length(&who[i]));
        at += size;
    }
    const uint16_t acl[] = {2 /* revision */, (uint16_t)(at - 8), 2, 0};
    memcpy(a->bytes + 8, acl, sizeof acl);
    a->length = at;
}

/* TOKEN_STATISTICS */
static void put_statistics(struct answer *a, const struct token *token)
{
    uint32_t privileges = 0;
    for (int i = 0; i < HELD; i++) privileges += token->privilege[i] != REMOVED;
    put_u32(a, 0, token->id);
    put_u32(a, 8, LUID_ADMINISTRATOR_LOGON);
    memset(a->bytes + 16, 0xff, 7); /* it never expires */
    a->bytes[23] = 0x7f;
    put_u32(a, 24, token->type);
    put_u32(a, 28, token->level);
    put_u32(a, 40, 9);
    put_u32(a, 44, privileges);
    put_u32(a, 48, token->id);
    a->length = 56;
}

/* The answer to a class; STATUS_INVALID_INFO_CLASS. */
static NTSTATUS answer_class(const struct token *token, ULONG class, struct answer *a)
{
    a->length = 4;
    switch (class) {
    case 1: /* TokenUser: a pointer and attributes */
        a->length = 16;
        put_sid(a, 0, sid_user());
        return STATUS_SUCCESS;
    case 2: put_groups(a, token, false); return STATUS_SUCCESS;
    case 3: put_privileges(a, token); return STATUS_SUCCESS;
    case 4: /* TokenOwner */
        a->length = 8;
        put_sid(a, 0, sid_user());
        return STATUS_SUCCESS;
    case 5: /* TokenPrimaryGroup */
        a->length = 8;
        put_sid(a, 0, sid_group());
        return STATUS_SUCCESS;
    case 6: put_default_dacl(a); return STATUS_SUCCESS;
    case 7: /* TokenSource */
        memcpy(a->bytes, "User32 ", 8);
        a->length = 16;
        return STATUS_SUCCESS;
    case 8: put_u32(a, 0, token->type); return STATUS_SUCCESS;
    case 9: /* TokenImpersonationLevel */
        if (token->type != IMPERSONATION) return STATUS_INVALID_INFO_CLASS;
        put_u32(a, 0, token->level);
        return STATUS_SUCCESS;
    case 10: put_statistics(a, token); return STATUS_SUCCESS;
    case 12: put_u32(a, 0, 1); return STATUS_SUCCESS; /* TokenSessionId */
    case 18: put_u32(a, 0, 1); return STATUS_SUCCESS; /* TokenElevationType: TokenElevationTypeDefault */
    case 19: return STATUS_NO_SUCH_LOGON_SESSION;     /* TokenLinkedToken */
    case 25:                                          /* TokenIntegrityLevel */
        a->length = 16;
        put_sid(a, 0, integrity_sid(token));
        put_u32(a, 8, GROUP_INTEGRITY);
        return STATUS_SUCCESS;
    case 11: /* TokenRestrictedSids, */
    case 15: /* SandBoxInert, */
    case 20: /* Elevation, */
    case 21: /* HasRestrictions, */
    case 23: /* VirtualizationAllowed, */
    case 24: /* VirtualizationEnabled, */
    case 26: /* UIAccess, */
    case 29: /* IsAppContainer: none */ return STATUS_SUCCESS;
    case 27: put_u32(a, 0, 1); return STATUS_SUCCESS; /* TokenMandatoryPolicy: no write up */
    case 28: put_groups(a, token, true); return STATUS_SUCCESS;
    case 31: /* TokenAppContainerSid: NULL */ a->length = 8; return STATUS_SUCCESS;
    default: return STATUS_INVALID_INFO_CLASS;
    }
}

NTSTATUS sys_NtQueryInformationToken(HANDLE TokenHandle, ULONG TokenInformationClass, void *TokenInformation,
                                     ULONG TokenInformationLength, ULONG *ReturnLength)
{
    struct token *token;
    struct answer a = {.guest = (uintptr_t)TokenInformation};
    NTSTATUS status = token_get(TokenHandle, TokenInformationClass == 7 ? 0x10 : 8, &token);
    if (status != STATUS_SUCCESS) return status;
    status = answer_class(token, TokenInformationClass, &a);
    object_put(&token->object);
    if (status != STATUS_SUCCESS) return status;
    ULONG length = (ULONG)a.length;
    if (!guest_put(ReturnLength, &length)) return STATUS_ACCESS_VIOLATION;
    if (TokenInformationLength < length) return STATUS_BUFFER_TOO_SMALL;
    return guest_write(TokenInformation, a.bytes, length) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS sys_NtSetInformationToken(HANDLE TokenHandle, ULONG TokenInformationClass, const void *TokenInformation,
                                   ULONG TokenInformationLength)
{
    struct token *token;
    uint64_t address;
    char bytes[SID_MOST];
    struct sid sid;
    if (TokenInformationClass != 25) /* TokenIntegrityLevel */
        return TokenInformationClass && TokenInformationClass < 42 ? STATUS_PRIVILEGE_NOT_HELD
                                                                   : STATUS_INVALID_INFO_CLASS;
    if (TokenInformationLength < 16) return STATUS_INFO_LENGTH_MISMATCH;
    if (!guest_get(&address, TokenInformation) || !guest_read(bytes, (const void *)(uintptr_t)address, 12))
        return STATUS_ACCESS_VIOLATION;
    if (!sid_read(&sid, bytes, 12) || sid.authority[5] != 16 || sid.count != 1) return STATUS_INVALID_SID;
    NTSTATUS status = token_get(TokenHandle, 0x80 /* TOKEN_ADJUST_DEFAULT */, &token);
    if (status != STATUS_SUCCESS) return status;
    if (sid.sub[0] > token->integrity)
        status = STATUS_PRIVILEGE_NOT_HELD;
    else
        token->integrity = sid.sub[0];
    object_put(&token->object);
    return status;
}
