/* SPDX-License-Identifier: MIT */
/* I/O completion ports and wait completion packets by their NT calls. */
#include "check.h"

#include <winternl.h>

typedef struct {
    void *key, *context;
    IO_STATUS_BLOCK io;
} packet;

#ifndef STATUS_CANCELLED
#define STATUS_CANCELLED ((NTSTATUS)0xC0000120)
#endif
#define STATUS_INVALID_HANDLE_    ((NTSTATUS)0xC0000008)
#define STATUS_ACCESS_VIOLATION_  ((NTSTATUS)0xC0000005)
#define STATUS_TYPE_MISMATCH_     ((NTSTATUS)0xC0000024)
#define STATUS_LENGTH_MISMATCH_   ((NTSTATUS)0xC0000004)
#define STATUS_INVALID_PARAMETER_ ((NTSTATUS)0xC000000D)
#define STATUS_NAME_NOT_FOUND_    ((NTSTATUS)0xC0000034)

NTSTATUS NTAPI NtCreateIoCompletion(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, ULONG);
NTSTATUS NTAPI NtOpenIoCompletion(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtQueryIoCompletion(HANDLE, ULONG, void *, ULONG, ULONG *);
NTSTATUS NTAPI NtSetIoCompletion(HANDLE, void *, void *, NTSTATUS, ULONG_PTR);
NTSTATUS NTAPI NtRemoveIoCompletion(HANDLE, void **, void **, IO_STATUS_BLOCK *, LARGE_INTEGER *);
NTSTATUS NTAPI NtRemoveIoCompletionEx(HANDLE, packet *, ULONG, ULONG *, LARGE_INTEGER *, BOOLEAN);
NTSTATUS NTAPI NtCreateWaitCompletionPacket(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *);
NTSTATUS NTAPI NtAssociateWaitCompletionPacket(HANDLE, HANDLE, HANDLE, void *, void *, NTSTATUS, ULONG_PTR, BOOLEAN *);
NTSTATUS NTAPI NtCancelWaitCompletionPacket(HANDLE, BOOLEAN);

static LARGE_INTEGER now; /* 0: only look */
static HANDLE port;

static NTSTATUS take(packet *out, LARGE_INTEGER *timeout)
{
    return NtRemoveIoCompletion(port, &out->key, &out->context, &out->io, timeout);
}

static LONG depth(void)
{
    LONG value = -1;
    ULONG length = 0;
    return NtQueryIoCompletion(port, 0, &value, sizeof value, &length) || length != 4 ? -1 : value;
}

static DWORD WINAPI set_later(void *event)
{
    Sleep(30);
    SetEvent(event);
    return 0;
}

static void queue(void)
{
    packet got, many[3];
    ULONG count = 9;
    LONG value;
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    HANDLE other;

    CHECK(NtCreateIoCompletion(&port, 0x1f0003, NULL, 0) == 0, "NtCreateIoCompletion makes a port");
    CHECK(NtCreateIoCompletion((HANDLE *)16, 0x1f0003, NULL, 0) == STATUS_ACCESS_VIOLATION_,
          "for a handle that can be written");
    RtlInitUnicodeString(&name, L"\\BaseNamedObjects\\metic-no-such-port");
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    CHECK(NtOpenIoCompletion(&other, 0x1f0003, &attributes) == STATUS_NAME_NOT_FOUND_,
          "NtOpenIoCompletion: a name that is not there");
    CHECK(NtCreateIoCompletion(&other, 0x1f0003, &attributes, 0) == 0, "a port can have a name");
    HANDLE second = NULL;
    CHECK(NtOpenIoCompletion(&second, 0x1f0003, &attributes) == 0 && second, "NtOpenIoCompletion opens it");
    CHECK(NtSetIoCompletion(second, (void *)1, (void *)2, 0, 3) == 0 &&
              NtRemoveIoCompletion(other, &got.key, &got.context, &got.io, &now) == 0 && got.key == (void *)1,
          "and it is the same");
    NtClose(other);
    NtClose(second);

    CHECK(take(&got, &now) == WAIT_TIMEOUT, "NtRemoveIoCompletion: STATUS_TIMEOUT of an empty port");
    CHECK(depth() == 0, "NtQueryIoCompletion: no packets");
    CHECK(NtSetIoCompletion(port, (void *)1, (void *)2, (NTSTATUS)0xC0000010, 3) == 0,
          "NtSetIoCompletion queues a packet");
    CHECK(depth() == 1, "NtQueryIoCompletion: one");
    CHECK(NtQueryIoCompletion(port, 0, &value, 2, NULL) == STATUS_LENGTH_MISMATCH_,
          "NtQueryIoCompletion: a size that is not LONG's");
    CHECK(take(&got, NULL) == 0 && got.key == (void *)1 && got.context == (void *)2 &&
              (NTSTATUS)got.io.Status == (NTSTATUS)0xC0000010 && got.io.Information == 3,
          "NtRemoveIoCompletion gives key, context, status and information");
    NtSetIoCompletion(port, (void *)4, NULL, 0, 0);
    NtSetIoCompletion(port, (void *)5, NULL, 0, 0);
    CHECK(NtRemoveIoCompletionEx(port, many, 3, &count, &now, FALSE) == 0 && count == 2 && many[0].key == (void *)4 &&
              many[1].key == (void *)5,
          "NtRemoveIoCompletionEx gives as many as there are");
    CHECK(NtRemoveIoCompletionEx(port, many, 3, &count, &now, FALSE) == WAIT_TIMEOUT,
          "NtRemoveIoCompletionEx: STATUS_TIMEOUT");
    CHECK(NtRemoveIoCompletionEx(port, many, 0, &count, &now, FALSE) == STATUS_INVALID_PARAMETER_, "no room for any");
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
    CHECK(NtSetIoCompletion(event, NULL, NULL, 0, 0) == STATUS_TYPE_MISMATCH_, "an event is no port");
    CHECK(NtRemoveIoCompletion(NULL, &got.key, &got.context, &got.io, &now) == STATUS_INVALID_HANDLE_,
          "nor is no handle");
    CloseHandle(event);
}

static void wait_packets(void)
{
    packet got;
    HANDLE wait, event = CreateEventA(NULL, FALSE, FALSE, NULL), timer = CreateWaitableTimerA(NULL, FALSE, NULL);
    BOOLEAN already = 7;
    LARGE_INTEGER due = {.QuadPart = -200000};

    CHECK(NtCreateWaitCompletionPacket((HANDLE *)16, 1, NULL) == STATUS_ACCESS_VIOLATION_,
          "NtCreateWaitCompletionPacket: a wild pointer");
    CHECK(NtCreateWaitCompletionPacket(&wait, 1, NULL) == 0, "NtCreateWaitCompletionPacket");
    CHECK(NtCancelWaitCompletionPacket(wait, TRUE) == STATUS_CANCELLED,
          "NtCancelWaitCompletionPacket: an idle packet is STATUS_CANCELLED");
    CHECK(NtAssociateWaitCompletionPacket(wait, port, event, (void *)1, (void *)2, 0, 3, &already) == 0 && !already,
          "NtAssociateWaitCompletionPacket with an event that is not set");
    CHECK(NtAssociateWaitCompletionPacket(wait, port, event, NULL, NULL, 0, 0, NULL) != 0, "not twice");
    CHECK(take(&got, &now) == WAIT_TIMEOUT, "nothing comes before the event is set");
    SetEvent(event);
    CHECK(take(&got, NULL) == 0 && got.key == (void *)1 && got.context == (void *)2 && got.io.Information == 3,
          "then the packet comes");
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "and the event is taken, as by a wait");
    CHECK(take(&got, &now) == WAIT_TIMEOUT, "it comes once");

    SetEvent(event);
    CHECK(NtAssociateWaitCompletionPacket(wait, port, event, (void *)4, NULL, 0, 0, &already) == 0 && already,
          "an event that is set: AlreadySignaled");
    CHECK(NtCancelWaitCompletionPacket(wait, FALSE) == STATUS_PENDING,
          "NtCancelWaitCompletionPacket leaves a queued packet: STATUS_PENDING");
    CHECK(NtCancelWaitCompletionPacket(wait, TRUE) == 0 && depth() == 0, "or takes it out, when asked to");
    CHECK(NtAssociateWaitCompletionPacket(wait, port, event, (void *)5, NULL, 0, 0, NULL) == 0,
          "the packet can be used again");
    CHECK(NtCancelWaitCompletionPacket(wait, FALSE) == 0, "NtCancelWaitCompletionPacket ends the watch");
    SetEvent(event);
    CHECK(take(&got, &now) == WAIT_TIMEOUT && WaitForSingleObject(event, 0) == WAIT_OBJECT_0,
          "so that the event is no longer taken");

    NtAssociateWaitCompletionPacket(wait, port, event, (void *)6, NULL, 0, 0, NULL);
    HANDLE thread = CreateThread(NULL, 0, set_later, event, 0, NULL);
    CHECK(take(&got, NULL) == 0 && got.key == (void *)6, "a remover that sleeps is woken by the event");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE);
    NtAssociateWaitCompletionPacket(wait, port, timer, (void *)7, NULL, 0, 0, NULL);
    CHECK(take(&got, NULL) == 0 && got.key == (void *)7, "and by a timer");
    CHECK(NtAssociateWaitCompletionPacket(event, port, timer, NULL, NULL, 0, 0, NULL) == STATUS_TYPE_MISMATCH_,
          "an event is no packet");
    CHECK(NtAssociateWaitCompletionPacket(wait, port, NULL, NULL, NULL, 0, 0, NULL) == STATUS_INVALID_HANDLE_,
          "and a target is needed");

    NtAssociateWaitCompletionPacket(wait, port, event, (void *)8, NULL, 0, 0, NULL);
    CloseHandle(wait);
    SetEvent(event);
    CHECK(take(&got, &now) == WAIT_TIMEOUT, "a packet that is closed watches no longer");
    CloseHandle(event);
    CloseHandle(timer);
    CloseHandle(port);
}

/* ---- watching, signalling and cancelling at once ---- */

static volatile LONG received;

static DWORD WINAPI remove_all(void *unused)
{
    packet got;
    (void)unused;
    while (take(&got, NULL) == 0 && got.key) InterlockedIncrement(&received);
    return 0;
}

static void race(void)
{
    HANDLE threads[3], wait, semaphore = CreateSemaphoreW(NULL, 0, 1000000, NULL);
    LONG released = 0, left = 0;
    NtCreateIoCompletion(&port, IO_COMPLETION_ALL_ACCESS, NULL, 4);
    NtCreateWaitCompletionPacket(&wait, 1, NULL);
    for (int i = 0; i < 3; i++) threads[i] = CreateThread(NULL, 0, remove_all, NULL, 0, NULL);
    for (int i = 0; i < 3000; i++) {
        NtAssociateWaitCompletionPacket(wait, port, semaphore, (void *)1, NULL, 0, 0, NULL);
        for (volatile int spin = 0; spin < i % 40 * 20; spin++) {}
        ReleaseSemaphore(semaphore, 1 + i % 3, NULL);
        released += 1 + i % 3;
        for (volatile int spin = 0; spin < i % 37 * 20; spin++) {}
        while (NtCancelWaitCompletionPacket(wait, FALSE) == STATUS_PENDING) SwitchToThread();
        while (WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0) left++;
    }
    for (int i = 0; i < 3; i++) NtSetIoCompletion(port, NULL, NULL, 0, 0);
    WaitForMultipleObjects(3, threads, TRUE, INFINITE);
    CHECK(received + left == released, "each signal is a packet or still in the object: %ld and %ld of %ld", received,
          left, released);
    for (int i = 0; i < 3; i++) CloseHandle(threads[i]);
    CloseHandle(wait);
    CloseHandle(semaphore);
    CloseHandle(port);
}

int main(void)
{
    queue();
    wait_packets();
    race();
    return check_done();
}
