/* SPDX-License-Identifier: MIT */
/* _splitpath and _makepath for one character type; CHAR, NAME and LENGTH are the includer's. */

static int NAME(part)(CHAR *out, size_t size, const CHAR *from, size_t n)
{
    if (!out) return 1;
    if (n >= size) return 0;
    memcpy(out, from, n * sizeof *out);
    out[n] = 0;
    return 1;
}

int NAME(splitpath_s)(const CHAR *path, CHAR *drive, size_t drive_size, CHAR *folder, size_t folder_size, CHAR *file,
                      size_t file_size, CHAR *extension, size_t extension_size)
{
    if (!path || (!drive != !drive_size) || (!folder != !folder_size) || (!file != !file_size) ||
        (!extension != !extension_size))
        return crt_invalid();
    const CHAR *p = path, *name, *dot = NULL, *end;
    size_t n = *p && p[1] == ':' ? 2 : 0;
    int ok = NAME(part)(drive, drive_size, p, n);
    p += n;
    name = p;
    for (end = p; *end; end++) {
#if !WIDE
        if (crt_mbc(NULL)->is_multibyte && (crt_mbc(NULL)->type[1 + (unsigned char)*end] & 4) && end[1]) {
            end++;
            continue;
        }
#endif
        if (*end == '/' || *end == '\\') {
            name = end + 1;
            dot = NULL;
        } else if (*end == '.') {
            dot = end;
        }
    }
    if (!dot) dot = end;
    ok = ok && NAME(part)(folder, folder_size, p, (size_t)(name - p)) &&
         NAME(part)(file, file_size, name, (size_t)(dot - name)) &&
         NAME(part)(extension, extension_size, dot, (size_t)(end - dot));
    if (ok) return 0;
    if (drive) *drive = 0;
    if (folder) *folder = 0;
    if (file) *file = 0;
    if (extension) *extension = 0;
    return crt_invalid_as(ERANGE);
}

/* Without sizes: each part is cut to what <stdlib.h>'s constants say (3, 256, 256, 256). */
void NAME(splitpath)(const CHAR *path, CHAR *drive, CHAR *folder, CHAR *file, CHAR *extension)
{
    NAME(splitpath_s)
    (path, drive, drive ? 3 : 0, folder, folder ? 256 : 0, file, file ? 256 : 0, extension, extension ? 256 : 0);
}

int NAME(makepath_s)(CHAR *out, size_t size, const CHAR *drive, const CHAR *folder, const CHAR *file,
                     const CHAR *extension)
{
    size_t n = 0;
    if (!out || !size) return crt_invalid();
#define ADD(c)                                                                                                         \
    do {                                                                                                               \
        if (n + 1 >= size) {                                                                                           \
            *out = 0;                                                                                                  \
            return crt_invalid_as(ERANGE);                                                                             \
        }                                                                                                              \
        out[n++] = (c);                                                                                                \
    } while (0)
    if (drive && *drive) {
        ADD(*drive);
        ADD(':');
    }
    if (folder && *folder) {
        for (; *folder; folder++) ADD(*folder);
        if (folder[-1] != '/' && folder[-1] != '\\') ADD('\\');
    }
    for (; file && *file; file++) ADD(*file);
    if (extension && *extension) {
        if (*extension != '.') ADD('.');
        for (; *extension; extension++) ADD(*extension);
    }
#undef ADD
    out[n] = 0;
    return 0;
}

void NAME(makepath)(CHAR *out, const CHAR *drive, const CHAR *folder, const CHAR *file, const CHAR *extension)
{
    NAME(makepath_s)(out, MAX_PATH, drive, folder, file, extension);
}
