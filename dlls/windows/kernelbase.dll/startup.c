/* SPDX-License-Identifier: MIT */
/* What the process was started with: command line and STARTUPINFO, read from the process parameters.
 *
 * The 8-bit forms are converted at the first call and stand for the life of the process, as their callers keep the
 * pointers. */
#include "kernelbase.h"

static RTL_RUN_ONCE ansi_once = RTL_RUN_ONCE_INIT;
static char *ansi_command_line;
static char *ansi_desktop, *ansi_title, *ansi_reserved;

static char *ansi_of(const UNICODE_STRING *text)
{
    char *ansi;
    ULONG size;

    if (!text->Buffer) return NULL;
    RtlUnicodeToMultiByteSize(&size, text->Buffer, text->Length);
    ansi = base_alloc(size + 1);
    if (!ansi) return NULL;
    RtlUnicodeToMultiByteN(ansi, size, &size, text->Buffer, text->Length);
    ansi[size] = 0;
    return ansi;
}

static ULONG NTAPI convert(RTL_RUN_ONCE *once, void *parameter, void **context)
{
    const RTL_USER_PROCESS_PARAMETERS *p = base_peb()->ProcessParameters;

    (void)once, (void)parameter, (void)context;
    ansi_command_line = ansi_of(&p->CommandLine);
    ansi_desktop = ansi_of(&p->DesktopInfo);
    ansi_title = ansi_of(&p->WindowTitle);
    ansi_reserved = ansi_of(&p->ShellInfo);
    return TRUE;
}

WCHAR *WINAPI GetCommandLineW(void)
{
    return base_peb()->ProcessParameters->CommandLine.Buffer;
}

char *WINAPI GetCommandLineA(void)
{
    RtlRunOnceExecuteOnce(&ansi_once, convert, NULL, NULL);
    return ansi_command_line;
}

/* The members that do not depend on the character size; STARTUPINFOA and W are laid out alike. */
static void fill(STARTUPINFOW *info)
{
    const RTL_USER_PROCESS_PARAMETERS *p = base_peb()->ProcessParameters;

    info->cb = sizeof *info;
    info->dwX = p->StartingX;
    info->dwY = p->StartingY;
    info->dwXSize = p->CountX;
    info->dwYSize = p->CountY;
    info->dwXCountChars = p->CountCharsX;
    info->dwYCountChars = p->CountCharsY;
    info->dwFillAttribute = p->FillAttribute;
    info->dwFlags = p->WindowFlags;
    info->wShowWindow = (WORD)p->ShowWindowFlags;
    info->cbReserved2 = p->RuntimeData.Length;
    info->lpReserved2 = (BYTE *)p->RuntimeData.Buffer;
    info->hStdInput = NULL;
    info->hStdOutput = NULL;
    info->hStdError = NULL;
    if (p->WindowFlags & STARTF_USESTDHANDLES) {
        info->hStdInput = p->StandardInput;
        info->hStdOutput = p->StandardOutput;
        info->hStdError = p->StandardError;
    }
}

void WINAPI GetStartupInfoW(STARTUPINFOW *info)
{
    const RTL_USER_PROCESS_PARAMETERS *p = base_peb()->ProcessParameters;

    fill(info);
    info->lpReserved = p->ShellInfo.Buffer;
    info->lpDesktop = p->DesktopInfo.Buffer;
    info->lpTitle = p->WindowTitle.Buffer;
}

void WINAPI GetStartupInfoA(STARTUPINFOA *info)
{
    RtlRunOnceExecuteOnce(&ansi_once, convert, NULL, NULL);
    fill((STARTUPINFOW *)info);
    info->lpReserved = ansi_reserved;
    info->lpDesktop = ansi_desktop;
    info->lpTitle = ansi_title;
}
