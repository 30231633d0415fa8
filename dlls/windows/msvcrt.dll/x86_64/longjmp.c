/* SPDX-License-Identifier: MIT */
/* longjmp of x86-64: the unwinding half (setjmp.S has the registers). */
#include "../crt/crt.h"

struct jump_buffer {
    unsigned long long frame, rbx, rsp, rbp, rsi, rdi, r12, r13, r14, r15, rip;
};

__attribute__((noreturn)) void crt_jump(const void *buffer, int value);

/* Returns `value` (1 for 0) from the _setjmp that filled the buffer. */
__attribute__((noreturn)) void longjmp(struct jump_buffer *buffer, int value)
{
    if (!value) value = 1;
    if (buffer->frame) {
        CONTEXT context;
        EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)STATUS_LONGJUMP, .NumberParameters = 1};
        record.ExceptionInformation[0] = (ULONG_PTR)buffer;
        RtlUnwindEx((void *)(uintptr_t)buffer->frame, (void *)(uintptr_t)buffer->rip, &record, (void *)(intptr_t)value,
                    &context, NULL);
    }
    crt_jump(buffer, value);
}

/* _local_unwind: unwinds to a frame of the calling function (compilers' __finally). */
void _local_unwind(void *frame, void *target)
{
    CONTEXT context;
    RtlUnwindEx(frame, target, NULL, NULL, &context, NULL);
}
