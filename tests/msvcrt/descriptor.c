/* SPDX-License-Identifier: MIT */
/* Low-level files and folders of msvcrt, as documented. */
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <string.h>
#include <sys/stat.h>

int main(void)
{
    static const char name[] = "descriptor.tmp";
    char text[32];

    errno = 0;
    CHECK(_open("not-there.tmp", _O_RDONLY) == -1 && errno == ENOENT,
          "_open: \"-1 indicates an error\", ENOENT \"File or path not found\"");
    int file = _open(name, _O_RDWR | _O_CREAT | _O_TRUNC | _O_BINARY, _S_IREAD | _S_IWRITE);
    if (!CHECK(file > 2, "_open: \"a file descriptor for the opened file\"")) return check_done();
    CHECK(_open(name, _O_RDWR | _O_CREAT | _O_EXCL, _S_IWRITE) == -1 && errno == EEXIST,
          "_open: _O_CREAT and _O_EXCL of a file that is there: EEXIST");
    CHECK(_write(file, "one\ntwo\n", 8) == 8, "_write: \"the number of bytes written\"");
    CHECK(_lseeki64(file, 4, SEEK_SET) == 4, "_lseeki64: \"the offset, in bytes, of the new position\"");
    CHECK(_read(file, text, sizeof text) == 4 && !memcmp(text, "two\n", 4), "_read: \"the number of bytes read\"");
    CHECK(_read(file, text, sizeof text) == 0, "_read: \"If the function tries to read at end of file, it returns 0\"");
    CHECK(_lseeki64(file, -2, SEEK_END) == 6 && _lseeki64(file, -1, SEEK_CUR) == 5,
          "_lseeki64: from the end, from here");
    CHECK(_lseeki64(file, -1, SEEK_SET) == -1 && errno == EINVAL,
          "_lseeki64: EINVAL \"if the value of origin or resulting position is invalid\"");
    CHECK(_lseeki64(file, 5000000000ll, SEEK_SET) == 5000000000ll, "_lseeki64: past 4 GiB");
    HANDLE handle = (HANDLE)_get_osfhandle(file);
    CHECK(GetFileType(handle) == FILE_TYPE_DISK && GetFileSize(handle, NULL) == 8, "_get_osfhandle: the file's handle");
    CHECK(_setmode(file, _O_TEXT) == _O_BINARY, "_setmode: \"the previous translation mode\"");
    _lseeki64(file, 0, SEEK_SET);
    CHECK(_write(file, "a\n", 2) == 2 && _lseeki64(file, 0, SEEK_CUR) == 3,
          "_write in text mode: each line feed becomes two bytes, \"not counted\"");
    CHECK(_setmode(file, 12345) == -1, "_setmode: -1 for a mode there is none of");
    CHECK(_close(file) == 0, "_close: \"0 if the file was successfully closed\"");

    file = _open(name, _O_RDONLY | _O_TEXT);
    CHECK(_write(file, "x", 1) == -1 && errno == EBADF, "_write: EBADF \"or the file isn't opened for writing\"");
    CHECK(_read(file, text, 3) == 2 && !memcmp(text, "a\n", 2),
          "_read in text mode: \"CR-LF pairs are replaced with single LF\"");
    _close(file);

    struct _finddata_t found;
    intptr_t search = _findfirst("descriptor.*", &found);
    CHECK(search != -1 && !strcmp(found.name, name) && found.size == 8, "_findfirst finds the file");
    CHECK(_findclose(search) == 0, "_findclose: \"If successful, _findclose returns 0\"");
    CHECK(_findclose(-1) == -1, "_findclose: \"Otherwise, it returns -1\"");
    remove(name);
    return check_done();
}
