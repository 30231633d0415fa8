/* SPDX-License-Identifier: MIT */
/* The classes of ZwQueryInformationFile, ZwSetInformationFile and ZwQueryVolumeInformationFile that file.c leaves out,
 * as the driver kit's pages of their structures say, and the controls of files (NtFsControlFile): "FSCTL_SET_ZERO_DATA"
 * and its neighbours.
 * Debian's wine knows fewer classes and no controls of these. */
#include "file.h"

#define CLASS(number)  ((FILE_INFORMATION_CLASS)(number))
#define VOLUME(number) ((FS_INFORMATION_CLASS)(number))
#define NOBODY         ((HANDLE)0x7770)

static HANDLE file;

static NTSTATUS ask(ULONG class, void *out, ULONG size)
{
    memset(out, 0x55, size);
    return NtQueryInformationFile(file, &iosb, out, size, CLASS(class));
}

static NTSTATUS tell(ULONG class, const void *in, ULONG size)
{
    return NtSetInformationFile(file, &iosb, (void *)in, size, CLASS(class));
}

static void queries(void)
{
    struct {
        struct basic basic;
        LARGE_INTEGER allocated, end;
        ULONG links;
        BOOLEAN pending, directory;
        LARGE_INTEGER id;
        ULONG ea, access;
        LARGE_INTEGER position;
        ULONG mode, alignment, length;
        WCHAR name[400];
    } all;
    struct network_open open;
    LARGE_INTEGER id, position = {.QuadPart = 3};
    ULONG number = 9;
    create(&file, L"info", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, FILE_CREATE, 0);
    NtWriteFile(file, NULL, NULL, NULL, &iosb, (void *)"0123456789", 10, NULL, NULL);
    tell(14, &position, sizeof position);
    CHECK(ask(18, &all, sizeof all) == STATUS_SUCCESS && all.end.QuadPart == 10 && all.allocated.QuadPart >= 10 &&
              all.links == 1 && !all.directory && all.position.QuadPart == 3 &&
              all.mode == FILE_SYNCHRONOUS_IO_NONALERT && all.ea == 0 && all.access & FILE_WRITE_DATA &&
              all.basic.attributes == FILE_ATTRIBUTE_ARCHIVE && all.length > 10 &&
              !memcmp((char *)all.name + all.length - 10, L"\\info", 10),
          "FileAllInformation: all of them at once");
    CHECK(iosb.Information == offsetof(typeof(all), name) + all.length, "FileAllInformation: and how much that is");
    CHECK(ask(18, &all, offsetof(typeof(all), name) + 4) == STATUS_BUFFER_OVERFLOW,
          "FileAllInformation: STATUS_BUFFER_OVERFLOW where the name does not fit");
    CHECK(ask(6, &id, sizeof id) == STATUS_SUCCESS && id.QuadPart == all.id.QuadPart && id.QuadPart,
          "FileInternalInformation: the file's id");
    BY_HANDLE_FILE_INFORMATION by_handle;
    GetFileInformationByHandle(file, &by_handle);
    CHECK(by_handle.nFileIndexLow == id.LowPart && by_handle.nFileIndexHigh == (DWORD)id.HighPart,
          "GetFileInformationByHandle: the same id");
    CHECK(ask(34, &open, sizeof open) == STATUS_SUCCESS && open.end.QuadPart == 10 &&
              open.attributes == FILE_ATTRIBUTE_ARCHIVE && open.written.QuadPart == all.basic.written.QuadPart &&
              open.created.QuadPart == all.basic.created.QuadPart,
          "FileNetworkOpenInformation: times, sizes, attributes");
    CHECK(ask(7, &number, sizeof number) == STATUS_SUCCESS && number == 0, "FileEaInformation: no extended attributes");
    CHECK(ask(17, &number, sizeof number) == STATUS_SUCCESS && number <= 0x1ff,
          "FileAlignmentInformation: what a buffer needs");
    struct {
        ULONG next, length;
        LARGE_INTEGER size, allocated;
        WCHAR name[20];
    } stream;
    CHECK(ask(22, &stream, sizeof stream) == STATUS_SUCCESS && !stream.next && stream.length == 14 &&
              stream.size.QuadPart == 10 && !memcmp(stream.name, L"::$DATA", 14),
          "FileStreamInformation: a file has the stream ::$DATA");
    struct {
        LARGE_INTEGER size;
        USHORT format;
        UCHAR shifts[3], reserved[3];
    } compression;
    CHECK(ask(28, &compression, sizeof compression) == STATUS_SUCCESS && compression.format == 0,
          "FileCompressionInformation: it is not compressed");
    CHECK(ask(43, &number, sizeof number) == STATUS_SUCCESS && number == 2, "FileIoPriorityHintInformation: normal");
    struct {
        ULONG total, accessible;
        BOOLEAN pending, directory;
    } links;
    CHECK(ask(54, &links, sizeof links) == STATUS_SUCCESS && links.total == 1 && links.accessible == 1 &&
              !links.directory && !links.pending,
          "FileStandardLinkInformation");
    BOOLEAN remote;
    CHECK(ask(51, &remote, sizeof remote) == STATUS_SUCCESS && !remote, "FileIsRemoteDeviceInformation: it is not");
    struct {
        ULONGLONG volume, id[2];
    } long_id;
    CHECK(ask(59, &long_id, sizeof long_id) == STATUS_SUCCESS && long_id.id[0] == (ULONGLONG)id.QuadPart &&
              (DWORD)long_id.volume == by_handle.dwVolumeSerialNumber,
          "FileIdInformation: the volume's serial number and the id");
    struct {
        LARGE_INTEGER id, created, accessed, written, changed, allocated, end;
        ULONG attributes, tag, links, access;
    } stat;
    CHECK(ask(68, &stat, sizeof stat) == STATUS_SUCCESS && iosb.Information == sizeof stat &&
              stat.id.QuadPart == id.QuadPart && stat.created.QuadPart == open.created.QuadPart &&
              stat.accessed.QuadPart == open.accessed.QuadPart && stat.written.QuadPart == open.written.QuadPart &&
              stat.changed.QuadPart == open.changed.QuadPart && stat.allocated.QuadPart == open.allocated.QuadPart &&
              stat.end.QuadPart == 10 && stat.attributes == FILE_ATTRIBUTE_ARCHIVE && stat.tag == 0 &&
              stat.links == 1 && stat.access == all.access,
          "FileStatInformation: id, times, sizes, attributes, links, and what the handle may");
    CHECK(ask(68, &stat, sizeof stat - 1) == STATUS_INFO_LENGTH_MISMATCH, "FileStatInformation: whole or not at all");
    struct name_of name, normal;
    CHECK(ask(9, &name, sizeof name) == STATUS_SUCCESS && ask(48, &normal, sizeof normal) == STATUS_SUCCESS &&
              name.length == normal.length && !memcmp(name.name, normal.name, name.length),
          "FileNormalizedNameInformation: the name as it is on disk");
    CHECK(NtQueryInformationFile(NOBODY, &iosb, &number, sizeof number, CLASS(7)) == STATUS_INVALID_HANDLE,
          "ZwQueryInformationFile: STATUS_INVALID_HANDLE");
    CHECK(NtQueryInformationFile(file, &iosb, (void *)16, sizeof number, CLASS(7)) == STATUS_ACCESS_VIOLATION &&
              NtQueryInformationFile(file, NULL, &number, sizeof number, CLASS(7)) == STATUS_ACCESS_VIOLATION,
          "ZwQueryInformationFile: bad pointers");
    NtClose(file);
    create(&file, L"info", FILE_READ_DATA, SHARE_ALL, FILE_OPEN, 0);
    HANDLE weak;
    NtDuplicateObject(SELF, file, SELF, &weak, FILE_READ_DATA, 0, 0);
    CHECK(NtQueryInformationFile(weak, &iosb, &open, sizeof open, CLASS(34)) == STATUS_ACCESS_DENIED,
          "FileNetworkOpenInformation: needs FILE_READ_ATTRIBUTES");
    NtClose(weak);
    NtClose(file);
}

static void settings(void)
{
    LARGE_INTEGER size = {.QuadPart = 5};
    struct standard standard;
    ULONG mode = 0, low = 1;
    create(&file, L"info", GENERIC_READ | GENERIC_WRITE | DELETE, SHARE_ALL, FILE_OPEN, 0);
    CHECK(tell(19, &size, sizeof size) == STATUS_SUCCESS && ask(5, &standard, sizeof standard) == 0 &&
              standard.end.QuadPart == 5,
          "FileAllocationInformation: \"a file's end-of-file position ... is truncated\" where less is allocated");
    size.QuadPart = 1 << 20;
    CHECK(tell(19, &size, sizeof size) == STATUS_SUCCESS && ask(5, &standard, sizeof standard) == 0 &&
              standard.end.QuadPart == 5,
          "FileAllocationInformation: more of it leaves the end");
    size.QuadPart = -1;
    CHECK(tell(20, &size, sizeof size) == STATUS_INVALID_PARAMETER &&
              tell(19, &size, sizeof size) == STATUS_INVALID_PARAMETER &&
              tell(14, &size, sizeof size) == STATUS_INVALID_PARAMETER,
          "sizes and positions below 0 are refused");
    size.QuadPart = 100;
    CHECK(tell(20, &size, sizeof size) == STATUS_SUCCESS && ask(5, &standard, sizeof standard) == 0 &&
              standard.end.QuadPart == 100,
          "FileEndOfFileInformation: makes it longer");
    char byte = 'x';
    LARGE_INTEGER at = {.QuadPart = 99};
    CHECK(NtReadFile(file, NULL, NULL, NULL, &iosb, &byte, 1, &at, NULL) == STATUS_SUCCESS && byte == 0,
          "FileEndOfFileInformation: by zeros");
    CHECK(tell(43, &low, sizeof low) == STATUS_SUCCESS, "FileIoPriorityHintInformation: is set");
    mode = FILE_WRITE_THROUGH | FILE_SYNCHRONOUS_IO_NONALERT;
    CHECK(tell(16, &mode, sizeof mode) == STATUS_SUCCESS && ask(16, &mode, sizeof mode) == STATUS_SUCCESS &&
              mode == (FILE_WRITE_THROUGH | FILE_SYNCHRONOUS_IO_NONALERT),
          "FileModeInformation: is set and told");
    mode = 0x1000000;
    CHECK(tell(16, &mode, sizeof mode) == STATUS_INVALID_PARAMETER, "FileModeInformation: what is no mode is refused");
    CHECK(tell(20, &size, 4) == STATUS_INFO_LENGTH_MISMATCH, "ZwSetInformationFile: STATUS_INFO_LENGTH_MISMATCH");
    CHECK(tell(200, &size, sizeof size) == STATUS_INVALID_INFO_CLASS,
          "ZwSetInformationFile: STATUS_INVALID_INFO_CLASS");
    CHECK(NtSetInformationFile(NOBODY, &iosb, &size, sizeof size, CLASS(20)) == STATUS_INVALID_HANDLE,
          "ZwSetInformationFile: STATUS_INVALID_HANDLE");
    CHECK(tell(20, (void *)16, sizeof size) == STATUS_ACCESS_VIOLATION, "ZwSetInformationFile: a bad pointer");
    HANDLE weak;
    NtDuplicateObject(SELF, file, SELF, &weak, FILE_READ_DATA, 0, 0);
    CHECK(NtSetInformationFile(weak, &iosb, &size, sizeof size, CLASS(20)) == STATUS_ACCESS_DENIED,
          "FileEndOfFileInformation: needs FILE_WRITE_DATA");
    NtClose(weak);
    /* FILE_RENAME_INFORMATION_EX and FILE_DISPOSITION_INFORMATION_EX: flags in place of the BOOLEAN */
    struct {
        ULONG flags;
        HANDLE root;
        ULONG length;
        WCHAR name[20];
    } rename = {0, NULL, 10, L"other"};
    HANDLE second;
    create(&second, L"other", GENERIC_READ, SHARE_ALL, FILE_CREATE, 0);
    NtClose(second);
    CHECK(tell(65, &rename, sizeof rename) == STATUS_OBJECT_NAME_COLLISION,
          "FileRenameInformationEx: a name that exists");
    rename.flags = 1;
    CHECK(tell(65, &rename, sizeof rename) == STATUS_SUCCESS, "FILE_RENAME_REPLACE_IF_EXISTS: replaces it");
    ULONG flags = 1 | 2;
    struct basic basic;
    CHECK(tell(64, &flags, sizeof flags) == STATUS_SUCCESS,
          "FileDispositionInformationEx: FILE_DISPOSITION_DELETE | FILE_DISPOSITION_POSIX_SEMANTICS");
    NtClose(file);
    CHECK(NtQueryAttributesFile(below(L"other"), &basic) == STATUS_OBJECT_NAME_NOT_FOUND &&
              NtQueryAttributesFile(below(L"info"), &basic) == STATUS_OBJECT_NAME_NOT_FOUND,
          "FileDispositionInformationEx: it is deleted");
}

static void volumes(void)
{
    struct {
        LARGE_INTEGER created;
        ULONG serial, label_length;
        BOOLEAN objects;
        WCHAR label[40];
    } volume;
    struct {
        LARGE_INTEGER total, caller, actual;
        ULONG sectors, bytes;
    } full;
    struct {
        LARGE_INTEGER total, available;
        ULONG sectors, bytes;
    } size;
    struct {
        ULONG logical, atomic, best, effective, flags, offset, partition;
    } sector;
    ULONG device[2];
    create(&file, L"vol", GENERIC_READ | DELETE, SHARE_ALL, FILE_CREATE, FILE_DELETE_ON_CLOSE);
    BY_HANDLE_FILE_INFORMATION by_handle;
    GetFileInformationByHandle(file, &by_handle);
    CHECK(NtQueryVolumeInformationFile(file, &iosb, &volume, sizeof volume, VOLUME(1)) == STATUS_SUCCESS &&
              volume.serial && volume.serial == by_handle.dwVolumeSerialNumber && volume.label_length < 80,
          "FileFsVolumeInformation: the serial number");
    CHECK(NtQueryVolumeInformationFile(file, &iosb, &size, sizeof size, VOLUME(3)) == STATUS_SUCCESS &&
              NtQueryVolumeInformationFile(file, &iosb, &full, sizeof full, VOLUME(7)) == STATUS_SUCCESS &&
              full.total.QuadPart == size.total.QuadPart && full.sectors == size.sectors && full.bytes == size.bytes &&
              full.actual.QuadPart >= full.caller.QuadPart,
          "FileFsFullSizeInformation: as FileFsSizeInformation; the caller has no more than there is");
    CHECK(NtQueryVolumeInformationFile(file, &iosb, &sector, sizeof sector, VOLUME(11)) == STATUS_SUCCESS &&
              sector.logical == size.bytes && sector.best >= sector.logical,
          "FileFsSectorSizeInformation: the sectors");
    CHECK(NtQueryVolumeInformationFile(file, &iosb, &size, 8, VOLUME(3)) == STATUS_INFO_LENGTH_MISMATCH,
          "ZwQueryVolumeInformationFile: STATUS_INFO_LENGTH_MISMATCH");
    struct {
        ULONG attributes;
        LONG component;
        ULONG length;
        WCHAR name[2];
    } attribute = {0};
    CHECK(NtQueryVolumeInformationFile(file, &iosb, &attribute, sizeof attribute, VOLUME(5)) ==
                  STATUS_BUFFER_OVERFLOW &&
              attribute.length == 8 && !memcmp(attribute.name, L"NT", 4),
          "FileFsAttributeInformation: STATUS_BUFFER_OVERFLOW, and as much of the name as fits");
    CHECK(attribute.attributes & FILE_CASE_PRESERVED_NAMES && attribute.attributes & FILE_UNICODE_ON_DISK,
          "FileFsAttributeInformation: what the file system can do");
    CHECK(NtQueryVolumeInformationFile(NOBODY, &iosb, device, sizeof device, VOLUME(4)) == STATUS_INVALID_HANDLE,
          "ZwQueryVolumeInformationFile: STATUS_INVALID_HANDLE");
    CHECK(NtQueryVolumeInformationFile(file, &iosb, (void *)16, sizeof device, VOLUME(4)) == STATUS_ACCESS_VIOLATION,
          "ZwQueryVolumeInformationFile: a bad pointer");
    NtClose(file);
    UNICODE_STRING null;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&null, L"\\Device\\Null");
    InitializeObjectAttributes(&attributes, &null, OBJ_CASE_INSENSITIVE, NULL, NULL);
    NtOpenFile(&file, GENERIC_READ | SYNCHRONIZE, &attributes, &iosb, SHARE_ALL, FILE_SYNCHRONOUS_IO_NONALERT);
    CHECK(NtQueryVolumeInformationFile(file, &iosb, device, sizeof device, VOLUME(4)) == STATUS_SUCCESS &&
              device[0] == 0x15,
          "FileFsDeviceInformation: FILE_DEVICE_NULL");
    NtClose(file);
}

static NTSTATUS control(ULONG code, const void *in, ULONG in_size, void *out, ULONG out_size)
{
    return NtFsControlFile(file, NULL, NULL, NULL, &iosb, code, (void *)in, in_size, out, out_size);
}

static void controls(void)
{
    static char data[0x50000];
    LARGE_INTEGER range[2] = {{.QuadPart = 0x10000}, {.QuadPart = 0x30000}}, ranges[20][2];
    memset(data, 7, sizeof data);
    create(&file, L"sparse", GENERIC_READ | GENERIC_WRITE | DELETE, SHARE_ALL, FILE_CREATE, FILE_DELETE_ON_CLOSE);
    NtWriteFile(file, NULL, NULL, NULL, &iosb, data, sizeof data, NULL, NULL);
    CHECK(control(0x000900c4, NULL, 0, NULL, 0) == STATUS_SUCCESS, "FSCTL_SET_SPARSE");
    CHECK(control(0x000980c8, range, sizeof range, NULL, 0) == STATUS_SUCCESS, "FSCTL_SET_ZERO_DATA: a range of zeros");
    LARGE_INTEGER start = {0};
    NtReadFile(file, NULL, NULL, NULL, &iosb, data, sizeof data, &start, NULL);
    CHECK(iosb.Information == sizeof data && data[0xffff] == 7 && !data[0x10000] && !data[0x2ffff] &&
              data[0x30000] == 7,
          "FSCTL_SET_ZERO_DATA: from FileOffset to before BeyondFinalZero");
    range[0].QuadPart = 0, range[1].QuadPart = sizeof data;
    NTSTATUS s = control(0x000940cf, range, sizeof range, ranges, sizeof ranges);
    LONGLONG total = 0;
    ULONG count = (ULONG)(iosb.Information / sizeof *ranges);
    for (ULONG i = 0; i < count; i++) total += ranges[i][1].QuadPart;
    CHECK(s == STATUS_SUCCESS && count >= 1 && total >= 0x30000 && total <= (LONGLONG)sizeof data &&
              ranges[0][0].QuadPart == 0,
          "FSCTL_QUERY_ALLOCATED_RANGES: covers all that is not zeros");
    range[0].QuadPart = 9, range[1].QuadPart = 3;
    CHECK(control(0x000980c8, range, sizeof range, NULL, 0) == STATUS_INVALID_PARAMETER,
          "FSCTL_SET_ZERO_DATA: an end before the start");
    CHECK(control(0x000980c8, range, 8, NULL, 0) != STATUS_SUCCESS, "FSCTL_SET_ZERO_DATA: too short a buffer");
    CHECK(control(0x000900a8, NULL, 0, data, 4096) == STATUS_NOT_A_REPARSE_POINT,
          "FSCTL_GET_REPARSE_POINT: STATUS_NOT_A_REPARSE_POINT");
    CHECK(control(0x00099998, NULL, 0, NULL, 0) == STATUS_INVALID_DEVICE_REQUEST,
          "NtFsControlFile: STATUS_INVALID_DEVICE_REQUEST for a code that is none");
    CHECK(NtFsControlFile(NOBODY, NULL, NULL, NULL, &iosb, 0x000900c4, NULL, 0, NULL, 0) == STATUS_INVALID_HANDLE,
          "NtFsControlFile: STATUS_INVALID_HANDLE");
    CHECK(NtDeviceIoControlFile(file, NULL, NULL, NULL, &iosb, 0x00990000, NULL, 0, NULL, 0) ==
                  STATUS_INVALID_DEVICE_REQUEST &&
              NtDeviceIoControlFile(NOBODY, NULL, NULL, NULL, &iosb, 0x00990000, NULL, 0, NULL, 0) ==
                  STATUS_INVALID_HANDLE,
          "NtDeviceIoControlFile: STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_HANDLE");
    NtClose(file);

    /* a symbolic link: REPARSE_DATA_BUFFER */
    struct {
        ULONG tag;
        USHORT length, reserved, substitute_at, substitute_length, print_at, print_length;
        ULONG flags;
        WCHAR names[20];
    } link = {0xa000000c, 12 + 24, 0, 0, 12, 12, 12, 1, L"targettarget"}, told;
    create(&file, L"target", GENERIC_WRITE, SHARE_ALL, FILE_CREATE, 0);
    NtWriteFile(file, NULL, NULL, NULL, &iosb, (void *)"there", 5, NULL, NULL);
    NtClose(file);
    create(&file, L"link", GENERIC_WRITE | DELETE, SHARE_ALL, FILE_CREATE, FILE_OPEN_REPARSE_POINT);
    CHECK(control(0x000900a4, &link, 20 + 24, NULL, 0) == STATUS_SUCCESS,
          "FSCTL_SET_REPARSE_POINT: makes it a symbolic link");
    NtClose(file);
    create(&file, L"link", GENERIC_READ, SHARE_ALL, FILE_OPEN, FILE_OPEN_REPARSE_POINT);
    CHECK(control(0x000900a8, NULL, 0, &told, sizeof told) == STATUS_SUCCESS && told.tag == 0xa000000c &&
              told.flags == 1 && told.print_length == 12 && !memcmp((char *)told.names + told.print_at, L"target", 12),
          "FSCTL_GET_REPARSE_POINT: where it leads");
    ULONG tag[2];
    CHECK(ask(35, tag, sizeof tag) == STATUS_SUCCESS && tag[0] & FILE_ATTRIBUTE_REPARSE_POINT && tag[1] == 0xa000000c,
          "FileAttributeTagInformation: IO_REPARSE_TAG_SYMLINK");
    CHECK(control(0x000900a8, NULL, 0, &told, 4) == STATUS_BUFFER_TOO_SMALL,
          "FSCTL_GET_REPARSE_POINT: too short a buffer");
    NtClose(file);
    create(&file, L"link", GENERIC_READ, SHARE_ALL, FILE_OPEN, 0);
    char text[8] = {0};
    CHECK(NtReadFile(file, NULL, NULL, NULL, &iosb, text, 5, NULL, NULL) == STATUS_SUCCESS && !memcmp(text, "there", 5),
          "a symbolic link is followed");
    NtClose(file);
    create(&file, L"link", DELETE, SHARE_ALL, FILE_OPEN, FILE_OPEN_REPARSE_POINT | FILE_DELETE_ON_CLOSE);
    NtClose(file);
    struct basic basic;
    CHECK(NtQueryAttributesFile(below(L"link"), &basic) == STATUS_OBJECT_NAME_NOT_FOUND &&
              NtDeleteFile(below(L"target")) == STATUS_SUCCESS,
          "FILE_OPEN_REPARSE_POINT: the link itself is deleted");
}

int main(void)
{
    queries();
    settings();
    volumes();
    controls();
    return check_done();
}
