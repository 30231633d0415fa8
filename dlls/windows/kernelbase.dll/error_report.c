/* SPDX-License-Identifier: MIT */
/* Error reporting settings of the process.  Nothing is ever reported to anybody; a program may ask for its flags back.
 */
#include "kernelbase.h"

/* WER_FAULT_REPORTING_*, which mingw-w64's header has for kernels alone */
enum {
    FLAG_NOHEAP = 1,
    FLAG_QUEUE = 2,
    FLAG_DISABLE_THREAD_SUSPENSION = 4,
    FLAG_QUEUE_UPLOAD = 8,
    ALWAYS_SHOW_UI = 16,
    NO_UI = 32
};

static _Atomic DWORD flags;

/* "WerSetFlags function". */
HRESULT WINAPI WerSetFlags(DWORD wanted)
{
    const DWORD known =
        FLAG_NOHEAP | FLAG_QUEUE | FLAG_DISABLE_THREAD_SUSPENSION | FLAG_QUEUE_UPLOAD | ALWAYS_SHOW_UI | NO_UI;

    if (wanted & ~known) return E_INVALIDARG;
    flags = wanted;
    return S_OK;
}

/* "WerGetFlags function": of this process only; other processes' are not kept where they could be asked. */
HRESULT WINAPI WerGetFlags(HANDLE process, DWORD *result)
{
    DWORD id = GetProcessId(process);

    if (!result) return E_INVALIDARG;
    if (!id) return HRESULT_FROM_WIN32(RtlGetLastWin32Error());
    if (id != GetCurrentProcessId()) return E_ACCESSDENIED;
    *result = flags;
    return S_OK;
}
