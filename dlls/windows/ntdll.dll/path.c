/* SPDX-License-Identifier: MIT */
/* DOS path names: their kinds, full paths, and how they become NT names.
 *
 * The rules are those of "Naming Files, Paths, and Namespaces" and of "File path formats on Windows systems": in order,
 * device names anywhere but behind \\?\ and \\.\, the current folder (of a drive), separators made `\` and single, `.`
 * and
 * `..` taken out, a single period at a segment's end removed, and all periods and spaces at the end of the path
 * removed. Behind \\?\ nothing is changed.  A path may be 32,766 units long, as where long paths are enabled.
 *
 * Left out: names relative to the current folder's handle (RTL_RELATIVE_NAME_U is answered empty, which is allowed). */
#include "rtl.h"

#define PATH_UNITS_MAX 32767

static BOOLEAN separator(WCHAR c)
{
    return c == '\\' || c == '/';
}

static WCHAR ascii_upper(WCHAR c)
{
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

/* The kind of path that the name's first units say. */
RTL_PATH_TYPE NTAPI RtlDetermineDosPathNameType_U(PCWSTR name)
{
    if (separator(name[0])) {
        if (!separator(name[1])) return RtlPathTypeRooted;
        if (name[2] != '.' && name[2] != '?') return RtlPathTypeUncAbsolute;
        return separator(name[3]) ? RtlPathTypeLocalDevice
               : name[3]          ? RtlPathTypeUncAbsolute
                                  : RtlPathTypeRootLocalDevice;
    }
    if (!name[0] || name[1] != ':') return RtlPathTypeRelative;
    return separator(name[2]) ? RtlPathTypeDriveAbsolute : RtlPathTypeDriveRelative;
}

/* Whether the `length` units are a reserved device name. */
static BOOLEAN device_name(const WCHAR *name, SIZE_T length)
{
    static const char known[][8] = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    WCHAR digit;

    if (length < 3 || length > 7) return FALSE;
    for (SIZE_T i = 0; i < ARRAY_SIZE(known); i++) {
        SIZE_T k = 0;
        while (k < length && known[i][k] && ascii_upper(name[k]) == (UCHAR)known[i][k]) k++;
        if (k == length && !known[i][k]) return length != 0;
    }
    if (length != 4) return FALSE;
    digit = name[3];
    if (!(digit >= '1' && digit <= '9') && digit != 0xb9 && digit != 0xb2 && digit != 0xb3) /* superscript 1, 2, 3 */
        return FALSE;
    return (ascii_upper(name[0]) == 'C' && ascii_upper(name[1]) == 'O' && ascii_upper(name[2]) == 'M') ||
           (ascii_upper(name[0]) == 'L' && ascii_upper(name[1]) == 'P' && ascii_upper(name[2]) == 'T');
}

static ULONG device_in(const WCHAR *name, SIZE_T length)
{
    SIZE_T start, end;

    if (length && name[length - 1] == ':' && length > 2) length--;
    for (start = length; start > 0 && !separator(name[start - 1]) && !(start == 2 && name[1] == ':'); start--)
        ;
    for (end = start; end < length && name[end] != '.' && name[end] != ':'; end++)
        ;
    while (end > start && name[end - 1] == ' ') end--;
    if (!device_name(name + start, end - start)) return 0;
    return (ULONG)((start * sizeof(WCHAR)) << 16 | (end - start) * sizeof(WCHAR));
}

/* Whether a name of `length` units means a DOS device: the device's offset in bytes in the high half, its length in the
 * low half; else 0. */
static ULONG device_of(const WCHAR *name, SIZE_T length)
{
    switch (RtlDetermineDosPathNameType_U(name)) {
    case RtlPathTypeUncAbsolute:
    case RtlPathTypeRootLocalDevice: return 0;
    case RtlPathTypeLocalDevice: /* \\.\CON alone */
        return name[2] == '.' && length == 7 && device_name(name + 4, 3) && ascii_upper(name[4]) == 'C' ? 8u << 16 | 6
                                                                                                        : 0;
    default: return length < PATH_UNITS_MAX ? device_in(name, length) : 0;
    }
}

ULONG NTAPI RtlIsDosDeviceName_U(PCWSTR name)
{
    return name ? device_of(name, wide_length(name)) : 0;
}

/* A path under construction: `root` units at its front are out of reach of `..`. */
struct path {
    WCHAR *text;
    SIZE_T length, root;
};

static void put(struct path *path, const WCHAR *from, SIZE_T length)
{
    WCHAR *to = path->text + path->length;

    for (SIZE_T i = 0; i < length; i++) to[i] = from[i] == '/' ? '\\' : from[i];
    path->length += length;
}

static void put_segment(struct path *path, const WCHAR *from, SIZE_T length)
{
    SIZE_T dots = 0;

    if (length == 1 && from[0] == '.') return;
    if (length == 2 && from[0] == '.' && from[1] == '.') {
        if (path->length > path->root) { /* drop the separator at the end, then the segment before it */
            path->length--;
            while (path->length > path->root && path->text[path->length - 1] != '\\') path->length--;
        }
        return;
    }
    while (dots < length && from[dots] == '.') dots++;
    if (dots < length && from[length - 1] == '.') /* three periods or more alone are a name */
        length--;
    memcpy(path->text + path->length, from, length * sizeof *from); /* it has no separator */
    path->length += length;
    path->text[path->length++] = '\\';
}

/* Appends the rest of a name, segment by segment.  The path so far ends in a separator. */
static void put_segments(struct path *path, const WCHAR *from)
{
    BOOLEAN ended = TRUE; /* in a separator */

    while (*from) {
        const WCHAR *begin;
        while (separator(*from)) from++;
        begin = from;
        while (*from && !separator(*from)) from++;
        ended = from == begin || *from;
        if (from > begin) put_segment(path, begin, (SIZE_T)(from - begin));
        /* `C:\a\..` is `C:\`, but `C:\a\b\..` is `C:\a` */
    }
    if (ended) return;
    if (path->length > path->root && path->text[path->length - 1] == '\\') path->length--;
    while (path->length > path->root && (path->text[path->length - 1] == '.' || path->text[path->length - 1] == ' '))
        path->length--;
}

/* Units of \\server\share\ (or less, where the name has less), with `/` counted as `\`. */
static SIZE_T unc_root(const WCHAR *name)
{
    SIZE_T i = 2;

    for (int part = 0; part < 2 && name[i]; part++) {
        while (name[i] && !separator(name[i])) i++;
        if (name[i]) i++;
        while (part == 0 && separator(name[i])) /* \\server\\share */
            i++;
    }
    return i;
}

/* Begins the path with a folder that ends in a separator: the current one, or that of a drive. */
static void put_folder(struct path *path, const WCHAR *folder, SIZE_T length)
{
    SIZE_T root;

    put(path, folder, length);
    if (path->length && path->text[path->length - 1] != '\\') path->text[path->length++] = '\\';
    path->text[path->length] = 0;
    root = separator(path->text[0]) ? unc_root(path->text) : 3;
    path->root = root < path->length ? root : path->length;
}

/* The folder that `X:name` means on a drive other than the current one: from the variable =X:, else the drive's root.
 */
static void put_drive_folder(struct path *path, WCHAR drive, SIZE_T room)
{
    WCHAR name[4] = {'=', ascii_upper(drive), ':', 0};
    UNICODE_STRING variable = {3 * sizeof(WCHAR), 4 * sizeof(WCHAR), name}, value = {0, 0, path->text};

    value.MaximumLength = (USHORT)((room < 0x7ff0 ? room : 0x7ff0) * sizeof(WCHAR));
    if (NT_SUCCESS(RtlQueryEnvironmentVariable_U(NULL, &variable, &value)) && value.Length >= 3 * sizeof(WCHAR) &&
        path->text[1] == ':' && separator(path->text[2])) {
        put_folder(path, path->text, value.Length / sizeof(WCHAR));
        return;
    }
    path->text[0] = ascii_upper(drive);
    path->text[1] = ':';
    path->text[2] = '\\';
    path->length = path->root = 3;
}

static const WCHAR nul_prefix[] = {'\\', '\\', '.', '\\', 0};

/* Makes the full path of a name in memory of the process heap, terminated; the caller frees it.  *length: its units. */
static NTSTATUS full_path(const WCHAR *name, WCHAR **out, SIZE_T *length)
{
    UNICODE_STRING current = rtl_peb()->ProcessParameters->CurrentDirectory.DosPath;
    SIZE_T units = wide_length(name), skip = 0, room;
    RTL_PATH_TYPE type;
    struct path path = {0};
    ULONG device;

    while (skip < units && name[skip] == ' ') skip++;
    if (skip == units) return STATUS_OBJECT_NAME_INVALID;
    if (units >= PATH_UNITS_MAX) return STATUS_NAME_TOO_LONG;
    type = RtlDetermineDosPathNameType_U(name);
    room = units + current.Length / sizeof(WCHAR) + 8;
    if (type == RtlPathTypeDriveRelative && room < 0x8000) room = 0x8000; /* =X: may hold any folder */
    if (!(path.text = rtl_allocate(room * sizeof(WCHAR)))) return STATUS_NO_MEMORY;

    if ((device = device_of(name, units))) {
        put(&path, nul_prefix, 4);
        put(&path, name + (device >> 16) / sizeof(WCHAR), (device & 0xffff) / sizeof(WCHAR));
        goto done;
    }
    switch (type) {
    case RtlPathTypeUncAbsolute:
        path.root = unc_root(name);
        put(&path, name, path.root);
        name += path.root;
        break;
    case RtlPathTypeDriveAbsolute:
        put(&path, name, 3);
        path.root = 3;
        name += 3;
        break;
    case RtlPathTypeDriveRelative:
        if (current.Length >= 3 * sizeof(WCHAR) && current.Buffer[1] == ':' &&
            ascii_upper(current.Buffer[0]) == ascii_upper(name[0]))
            put_folder(&path, current.Buffer, current.Length / sizeof(WCHAR));
        else
            put_drive_folder(&path, name[0], room - units - 8);
        name += 2;
        break;
    case RtlPathTypeRooted:
        put_folder(&path, current.Buffer, current.Length / sizeof(WCHAR));
        path.length = path.root;
        name += 1;
        break;
    case RtlPathTypeLocalDevice:
        put(&path, name, 4);
        path.root = 4;
        name += 4;
        break;
    case RtlPathTypeRootLocalDevice:
        put(&path, name, 3);
        path.text[path.length++] = '\\';
        path.root = 4;
        name += 3;
        break;
    default: put_folder(&path, current.Buffer, current.Length / sizeof(WCHAR)); break;
    }
    put_segments(&path, name);
    /* a relative name that came to nothing but the folder itself loses its separator, as `.` does */
    if (path.length > path.root && (type == RtlPathTypeRelative || type == RtlPathTypeDriveRelative) &&
        path.text[path.length - 1] == '\\' && !(*name && separator(name[wide_length(name) - 1])))
        path.length--;
done:
    if (path.length >= PATH_UNITS_MAX) {
        rtl_free(path.text);
        return STATUS_NAME_TOO_LONG;
    }
    path.text[path.length] = 0;
    *out = path.text;
    *length = path.length;
    return STATUS_SUCCESS;
}

/* Where the last segment of a full path begins; NULL where there is none. */
static WCHAR *file_part(WCHAR *path, SIZE_T length)
{
    SIZE_T at = length, root = 0;

    if (separator(path[0]) && separator(path[1])) root = path[2] == '.' || path[2] == '?' ? 4 : unc_root(path);
    while (at > 0 && path[at - 1] != '\\') at--;
    return at < length && at >= root && !(root && at < 4) ? path + at : NULL;
}

/* "GetFullPathNameW function", in bytes: the path's length without its terminator, or the room it needs with it where
 * `size` is too small (then *part is untouched), or 0 where the name is no path. */
ULONG NTAPI RtlGetFullPathName_U(PCWSTR name, ULONG size, PWSTR buffer, PWSTR *part)
{
    WCHAR *path;
    SIZE_T length;
    ULONG bytes;

    if (part) *part = NULL;
    if (!name || !NT_SUCCESS(full_path(name, &path, &length))) return 0;
    bytes = (ULONG)(length * sizeof(WCHAR));
    if (bytes + sizeof(WCHAR) > size) {
        bytes += sizeof(WCHAR);
    } else {
        memcpy(buffer, path, bytes + sizeof(WCHAR));
        if (part) *part = file_part(buffer, length);
    }
    rtl_free(path);
    return bytes;
}

/* The same with a status; *needed is the path's length in bytes. */
NTSTATUS NTAPI RtlGetFullPathName_UEx(PCWSTR name, ULONG size, PWSTR buffer, PWSTR *part, ULONG *needed)
{
    WCHAR *path;
    SIZE_T length;
    NTSTATUS status;

    if (part) *part = NULL;
    if (!name) return STATUS_OBJECT_NAME_INVALID;
    if (!NT_SUCCESS(status = full_path(name, &path, &length))) return status;
    if (needed) *needed = (ULONG)(length * sizeof(WCHAR));
    if ((length + 1) * sizeof(WCHAR) > size) {
        status = STATUS_BUFFER_TOO_SMALL;
        if (needed) *needed += sizeof(WCHAR);
    } else {
        memcpy(buffer, path, (length + 1) * sizeof(WCHAR));
        if (part) *part = file_part(buffer, length);
    }
    rtl_free(path);
    return status;
}

/* An NT name: `prefix`, then `from`, in memory that RtlFreeUnicodeString frees. */
static NTSTATUS nt_name(PUNICODE_STRING to, const char *prefix, const WCHAR *from, SIZE_T length)
{
    SIZE_T before = 0, i;

    while (prefix[before]) before++;
    if (before + length >= PATH_UNITS_MAX) return STATUS_NAME_TOO_LONG;
    if (!(to->Buffer = rtl_allocate((before + length + 1) * sizeof(WCHAR)))) return STATUS_NO_MEMORY;
    for (i = 0; i < before; i++) to->Buffer[i] = (UCHAR)prefix[i];
    memcpy(to->Buffer + before, from, length * sizeof(WCHAR));
    to->Buffer[before + length] = 0;
    to->Length = (USHORT)((before + length) * sizeof(WCHAR));
    to->MaximumLength = (USHORT)(to->Length + sizeof(WCHAR));
    return STATUS_SUCCESS;
}

/* Makes the NT name of a DOS path: \??\C:\..., \??\UNC\server\..., \??\NUL.  *part, where given, points at the last
 * segment in it.  The caller frees the name. */
NTSTATUS NTAPI RtlDosPathNameToNtPathName_U_WithStatus(PCWSTR name, PUNICODE_STRING to, PWSTR *part,
                                                       PRTL_RELATIVE_NAME_U relative)
{
    NTSTATUS status;
    WCHAR *path;
    SIZE_T length;

    if (relative) memset(relative, 0, sizeof *relative);
    if (part) *part = NULL;
    if (!name || !*name) return STATUS_OBJECT_NAME_INVALID;
    if (name[0] == '\\' && (name[1] == '\\' || name[1] == '?') && name[2] == '?' && name[3] == '\\') { /* verbatim */
        status = nt_name(to, "\\??\\", name + 4, wide_length(name + 4));
    } else {
        if (!NT_SUCCESS(status = full_path(name, &path, &length))) return status;
        if (path[0] == '\\' && (path[2] == '.' || path[2] == '?') && path[3] == '\\')
            status = nt_name(to, "\\??\\", path + 4, length - 4);
        else if (path[0] == '\\')
            status = nt_name(to, "\\??\\UNC\\", path + 2, length - 2);
        else
            status = nt_name(to, "\\??\\", path, length);
        rtl_free(path);
    }
    if (NT_SUCCESS(status) && part) {
        SIZE_T at = to->Length / sizeof(WCHAR);
        while (at > 4 && to->Buffer[at - 1] != '\\') at--;
        *part = to->Buffer[at] ? to->Buffer + at : NULL;
    }
    return status;
}

/* "RtlDosPathNameToNtPathName_U": as above, TRUE on success. */
BOOLEAN NTAPI RtlDosPathNameToNtPathName_U(PCWSTR name, PUNICODE_STRING to, PWSTR *part, PRTL_RELATIVE_NAME_U relative)
{
    return NT_SUCCESS(RtlDosPathNameToNtPathName_U_WithStatus(name, to, part, relative));
}

NTSTATUS NTAPI RtlDosPathNameToRelativeNtPathName_U_WithStatus(PCWSTR name, PUNICODE_STRING to, PWSTR *part,
                                                               PRTL_RELATIVE_NAME_U relative)
{
    return RtlDosPathNameToNtPathName_U_WithStatus(name, to, part, relative);
}

BOOLEAN NTAPI RtlDosPathNameToRelativeNtPathName_U(PCWSTR name, PUNICODE_STRING to, PWSTR *part,
                                                   PRTL_RELATIVE_NAME_U relative)
{
    return NT_SUCCESS(RtlDosPathNameToNtPathName_U_WithStatus(name, to, part, relative));
}

VOID NTAPI RtlReleaseRelativeName(PRTL_RELATIVE_NAME_U relative)
{
    (void)relative; /* nothing is held */
}
