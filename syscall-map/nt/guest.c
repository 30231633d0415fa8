/* SPDX-License-Identifier: MIT */
/* Reading UNICODE_STRING and OBJECT_ATTRIBUTES: both are copied once, then checked, so that another guest thread cannot
 * change them after the check. */
#include "nt/guest.h"

#include "door/guestmem.h"

#include <stdlib.h>
#include <string.h>

NTSTATUS guest_text_read(const UNICODE_STRING *guest, struct guest_text *out)
{
    UNICODE_STRING string = {0};
    if (guest && !guest_get(&string, guest)) return STATUS_ACCESS_VIOLATION;
    if (string.Length & 1) return STATUS_INVALID_PARAMETER;
    out->length = string.Length / sizeof(WCHAR);
    out->text = out->inside;
    if (out->length > sizeof out->inside / sizeof *out->inside && !(out->text = malloc(string.Length)))
        return STATUS_NO_MEMORY;
    if (!guest_read(out->text, string.Buffer, string.Length)) {
        guest_text_free(out);
        return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}

void guest_text_free(struct guest_text *text)
{
    if (text->text != text->inside) free(text->text);
    text->text = NULL;
}

NTSTATUS guest_attributes_read(const OBJECT_ATTRIBUTES *guest, struct guest_attributes *out)
{
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes};
    if (guest && !guest_get(&attributes, guest)) return STATUS_ACCESS_VIOLATION;
    if (attributes.Length != sizeof attributes || attributes.Attributes & ~(ULONG)OBJ_VALID_ATTRIBUTES)
        return STATUS_INVALID_PARAMETER;
    out->root = attributes.RootDirectory;
    out->attributes = attributes.Attributes;
    out->security = attributes.SecurityDescriptor;
    NTSTATUS status = guest_text_read(attributes.ObjectName, &out->name);
    out->has_name = status == STATUS_SUCCESS && out->name.length;
    return status;
}

void guest_attributes_free(struct guest_attributes *attributes)
{
    guest_text_free(&attributes->name);
}

NTSTATUS guest_put_name(void *guest, ULONG length, const WCHAR *text, size_t units, ULONG *needed)
{
    size_t bytes = units * sizeof(WCHAR), whole = sizeof(UNICODE_STRING) + (units ? bytes + sizeof(WCHAR) : 0);
    if (units > 0x7ffe) return STATUS_NAME_TOO_LONG;
    *needed = (ULONG)whole;
    if (length < whole) return STATUS_INFO_LENGTH_MISMATCH;
    WCHAR *buffer = (WCHAR *)((char *)guest + sizeof(UNICODE_STRING)), zero = 0;
    UNICODE_STRING string = {0};
    if (units) {
        string.Length = (USHORT)bytes;
        string.MaximumLength = (USHORT)(bytes + sizeof(WCHAR));
        string.Buffer = buffer;
        if (!guest_write(buffer, text, bytes) || !guest_put(buffer + units, &zero)) return STATUS_ACCESS_VIOLATION;
    }
    return guest_put(guest, &string) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}
