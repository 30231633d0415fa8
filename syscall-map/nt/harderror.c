/* SPDX-License-Identifier: MIT */
/* Errors that nobody is left to handle (NtRaiseHardError): Windows shows a message box, we print one line on stderr.
 *
 * The line is for three cases alone: the program cannot start, it called a function that is missing, it died.
 * METIC_QUIET=1 silences it.  Left out: the choices (retry, ignore) a box offers; the answer is always OK. */
#include "nt/harderror.h"

#include "door/guestmem.h"
#include "linux/utf.h"
#include "nt/exception.h"
#include "nt/guest.h"
#include "nt/process.h"
#include "nt/section.h"
#include "nt_calls.h"
#include "nt_system.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PARAMETERS = 4, TEXT = 1024 };

enum { DLL_NOT_FOUND = 0xc0000135u, INVALID_IMAGE = 0xc000007bu, DENIED = 0xc0000022u };

static _Atomic uint32_t cannot_start; /* the status with which the program could not start */

int harderror_shell_status(uint32_t status)
{
    return !status || status != cannot_start ? -1 : status == DLL_NOT_FOUND ? 127 : 126;
}

void harderror_print(const char *format, ...)
{
    char line[4 * TEXT];
    const char *quiet = getenv("METIC_QUIET");
    va_list arguments;

    if (quiet && !strcmp(quiet, "1")) return;
    int length = snprintf(line, sizeof line, "metic: ");
    va_start(arguments, format);
    length += vsnprintf(line + length, sizeof line - (size_t)length - 1, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof line - 2) length = (int)sizeof line - 2;
    line[length++] = '\n';
    if (write(STDERR_FILENO, line, (size_t)length) < 0) return; /* no stderr: nobody to tell */
}

/* One parameter as text. */
static bool parameter_read(const ULONG_PTR *guest, uint32_t index, bool string, char *text)
{
    ULONG_PTR value;
    struct guest_text read;

    if (!guest_get(&value, guest + index)) return false;
    if (!string) {
        snprintf(text, TEXT, "%#llx", (unsigned long long)value);
        return true;
    }
    if (guest_text_read((const UNICODE_STRING *)value, &read)) return false;
    size_t length = utf_to_8(text, TEXT - 1, read.text, read.length);
    text[length < TEXT ? length : TEXT - 1] = 0;
    guest_text_free(&read);
    return true;
}

/* The messages, each with the names it knows: text[0] is what it is about, an empty one is not known. */
static void message_print(uint32_t status, uint32_t count, char text[][TEXT])
{
    const char *who = text[1][0] ? text[1] : process.program;
    switch (status) {
    case DLL_NOT_FOUND: /* DLL, who needs it */ harderror_print("%s: %s was not found", who, text[0]); break;
    case INVALID_IMAGE: /* DLL, who needs it, what is wrong with it: where that is not known, it could not be mapped */
        if (text[2][0])
            harderror_print("%s: %s%s%s", process.program, text[0], text[0][0] ? " " : "", text[2]);
        else
            harderror_print("%s: %s %s", who, text[0], section_refusal() ? section_refusal() : "is damaged");
        break;
    case DENIED: /* DLL, who needs it */
        harderror_print("%s: %s%spermission denied", who, text[0], text[0][0] ? ": " : "");
        break;
    case 0xc0000142: /* STATUS_DLL_INIT_FAILED: DLL */
        harderror_print("%s: %s did not start", process.program, text[0]);
        break;
    case 0xc0000139: /* STATUS_ENTRYPOINT_NOT_FOUND: function, DLL, who calls it */
        harderror_print("%s calls %s, which %s does not have", text[2][0] ? text[2] : process.program, text[0],
                        text[1]);
        break;
    case 0xc0000138: /* STATUS_ORDINAL_NOT_FOUND: number, DLL, who calls it */
        harderror_print("%s calls ordinal %s, which %s does not have", text[2][0] ? text[2] : process.program, text[0],
                        text[1]);
        break;
    case 0xc0000144: /* STATUS_UNHANDLED_EXCEPTION: code, address */
        exception_print((uint32_t)strtoull(text[0], NULL, 16), strtoull(text[1], NULL, 16));
        break;
    case 0x40000015: /* STATUS_FATAL_APP_EXIT: its own words */
        harderror_print("%s: %s", process.program, text[0]);
        break;
    default:
        harderror_print("%s: status %#x%s%s%s%s", process.program, status, text[0][0] ? ": " : "", text[0],
                        count > 1 && text[1][0] ? ", " : "", text[1]);
    }
}

NTSTATUS sys_NtRaiseHardError(NTSTATUS ErrorStatus, ULONG NumberOfParameters, ULONG UnicodeStringParameterMask,
                              void *Parameters, ULONG ValidResponseOptions, ULONG *Response)
{
    char text[PARAMETERS][TEXT];
    ULONG response = HARDERROR_OK;

    if (NumberOfParameters > PARAMETERS) return STATUS_INVALID_PARAMETER;
    if (ValidResponseOptions > OptionShutdownSystem) return STATUS_INVALID_PARAMETER;
    if (!guest_probe_write(Response, sizeof *Response)) return STATUS_ACCESS_VIOLATION;
    memset(text, 0, sizeof text);
    for (ULONG i = 0; i < NumberOfParameters; i++)
        if (!parameter_read(Parameters, i, UnicodeStringParameterMask >> i & 1, text[i]))
            return STATUS_ACCESS_VIOLATION;
    message_print((uint32_t)ErrorStatus, NumberOfParameters, text);
    const uint32_t status = (uint32_t)ErrorStatus;
    if (status == DLL_NOT_FOUND || status == INVALID_IMAGE || status == DENIED) cannot_start = status;
    return guest_put(Response, &response) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
