/* SPDX-License-Identifier: MIT */
/* Waiting for a thread or a key instead of an object: NtWaitForAlertByThreadId, NtAlertThreadByThreadId, and keyed
 * events.
 *
 * An alert by thread id is one futex word in the thread: set by the alerter, taken by the sleeper; one that comes early
 * is kept. A keyed event pairs a waiter with a releaser of the same key, and whoever comes first sleeps: both stand in
 * a list under one lock, each with a futex word of its own. Left out: names of keyed events are as other names; the
 * global one (a NULL handle) is there. */
#include "door/guestmem.h"
#include "nt/handle.h"
#include "nt/name.h"
#include "nt/thread.h"
#include "nt/wait.h"
#include "nt_calls.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

static void wake(_Atomic uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT_MAX, NULL, NULL, 0);
}

/* ---- alerts by thread id ---- */

NTSTATUS sys_NtWaitForAlertByThreadId(void *Address, LARGE_INTEGER *Timeout)
{
    struct nt_thread *self = thread_self();
    int64_t deadline;
    (void)Address; /* for debuggers */
    NTSTATUS status = wait_deadline(Timeout, &deadline);
    while (status == STATUS_SUCCESS) {
        uint32_t one = 1;
        if (atomic_compare_exchange_strong(&self->alert_by_id, &one, 0)) return STATUS_ALERTED;
        status = wait_word(&self->alert_by_id, 0, false, deadline);
    }
    return status;
}

NTSTATUS sys_NtAlertThreadByThreadId(HANDLE ThreadId)
{
    struct nt_thread *thread = thread_find((uint32_t)(uintptr_t)ThreadId);
    if (!thread) return STATUS_INVALID_CID;
    if (!atomic_exchange(&thread->alert_by_id, 1)) wake(&thread->alert_by_id);
    object_put(&thread->object);
    return STATUS_SUCCESS;
}

/* ---- keyed events ---- */

static void keyed_destroy(struct object *object)
{
    object_free(object);
}

static const struct object_type keyed_type = {
    .name = "KeyedEvent",
    .valid_access = STANDARD_RIGHTS_REQUIRED | 3, /* KEYEDEVENT_ALL_ACCESS: wait 1, wake 2 */
    .mapping = {STANDARD_RIGHTS_READ | 1, STANDARD_RIGHTS_WRITE | 2, STANDARD_RIGHTS_EXECUTE,
                STANDARD_RIGHTS_REQUIRED | 3},
    .wait = OBJECT_WAIT_NEVER,
    .destroy = keyed_destroy,
    .last_handle = name_forget,
};

/* Somebody who came first; on its own stack. */
struct sleeper {
    struct sleeper *next, **back;
    const struct object *event; /* NULL: the global one */
    uintptr_t key;
    bool releases;        /* it came by NtReleaseKeyedEvent */
    _Atomic uint32_t met; /* futex */
};

static struct sleeper *sleepers, **sleepers_end = &sleepers;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void sleeper_remove(struct sleeper *sleeper)
{
    *sleeper->back = sleeper->next;
    if (sleeper->next)
        sleeper->next->back = sleeper->back;
    else
        sleepers_end = sleeper->back;
}

static NTSTATUS meet(HANDLE handle, uintptr_t key, bool alertable, const LARGE_INTEGER *timeout, bool releases)
{
    struct object *object = NULL;
    int64_t deadline;
    if (key & 1) return STATUS_INVALID_PARAMETER_1;
    NTSTATUS status = wait_deadline(timeout, &deadline);
    if (status == STATUS_SUCCESS && handle) status = handle_get(handle, &keyed_type, releases ? 2 : 1, &object);
    if (status != STATUS_SUCCESS) return status;
    struct sleeper me = {.event = object, .key = key, .releases = releases}, *other;
    pthread_mutex_lock(&lock);
    for (other = sleepers; other; other = other->next)
        if (other->key == key && other->event == object && other->releases != releases) break;
    if (other) {
        sleeper_remove(other);
        atomic_store(&other->met, 1); /* it looks at this under the lock before its frame goes */
        wake(&other->met);
    } else {
        me.back = sleepers_end;
        *sleepers_end = &me;
        sleepers_end = &me.next;
    }
    pthread_mutex_unlock(&lock);
    if (!other) {
        status = wait_word(&me.met, 0, alertable, deadline);
        pthread_mutex_lock(&lock);
        if (atomic_load(&me.met))
            status = STATUS_SUCCESS;
        else
            sleeper_remove(&me);
        pthread_mutex_unlock(&lock);
    }
    if (object) object_put(object);
    return status;
}

NTSTATUS sys_NtWaitForKeyedEvent(HANDLE KeyedEventHandle, void *KeyValue, BOOLEAN Alertable, LARGE_INTEGER *Timeout)
{
    return meet(KeyedEventHandle, (uintptr_t)KeyValue, Alertable, Timeout, false);
}

NTSTATUS sys_NtReleaseKeyedEvent(HANDLE KeyedEventHandle, void *KeyValue, BOOLEAN Alertable, LARGE_INTEGER *Timeout)
{
    return meet(KeyedEventHandle, (uintptr_t)KeyValue, Alertable, Timeout, true);
}

NTSTATUS sys_NtCreateKeyedEvent(HANDLE *KeyedEventHandle, ACCESS_MASK DesiredAccess,
                                OBJECT_ATTRIBUTES *ObjectAttributes, ULONG Flags)
{
    struct guest_attributes attributes;
    if (Flags) return STATUS_INVALID_PARAMETER_4;
    if (!guest_probe_write(KeyedEventHandle, sizeof *KeyedEventHandle)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = guest_attributes_read(ObjectAttributes, &attributes);
    if (status != STATUS_SUCCESS) return status;
    struct object *object = object_create(&keyed_type, sizeof *object);
    status = object ? name_publish(object, DesiredAccess, &attributes, KeyedEventHandle) : STATUS_NO_MEMORY;
    guest_attributes_free(&attributes);
    return status;
}

NTSTATUS sys_NtOpenKeyedEvent(HANDLE *KeyedEventHandle, ACCESS_MASK DesiredAccess, OBJECT_ATTRIBUTES *ObjectAttributes)
{
    return name_open(&keyed_type, DesiredAccess, ObjectAttributes, KeyedEventHandle);
}
