/* SPDX-License-Identifier: MIT */
/* Included by path.c for each width; CH is the character, F the function's name with its letter. */

/* "PathAddBackslashW function": the end of the path, NULL where it would have MAX_PATH characters. */
CH *WINAPI F(PathAddBackslash)(CH *path)
{
    if (!path) return NULL;
    size_t length = LENGTH(path);
    if (!length || path[length - 1] == '\\') return path + length;
    if (length + 1 >= MAX_PATH) return NULL;
    path[length] = '\\';
    path[length + 1] = 0;
    return path + length + 1;
}

CH *WINAPI F(PathRemoveBackslash)(CH *path)
{
    if (!path) return NULL;
    size_t length = LENGTH(path);
    if (!length) return path;
    CH *last = path + length - 1;
    if (*last != '\\' || F(PathIsRoot)(path)) return last;
    *last = 0;
    return last;
}

/* "PathFindExtensionW function": from the last dot on, or the end; a blank or backslash behind the dot makes it none.
 */
CH *WINAPI F(PathFindExtension)(const CH *path)
{
    const CH *dot = NULL;
    if (!path) return NULL;
    for (; *path; path++)
        if (*path == '.')
            dot = path;
        else if (*path == '\\' || *path == ' ')
            dot = NULL;
    return (CH *)(dot ? dot : path);
}

/* "PathFindFileNameW function": behind the last separator that has something behind it. */
CH *WINAPI F(PathFindFileName)(const CH *path)
{
    const CH *name = path;
    for (; path && *path; path++)
        if ((*path == '\\' || *path == '/' || *path == ':') && path[1] && path[1] != '\\' && path[1] != '/')
            name = path + 1;
    return (CH *)name;
}

/* "PathFindNextComponentW function": behind the next backslash, or the end; NULL at the end. */
CH *WINAPI F(PathFindNextComponent)(const CH *path)
{
    if (!path || !*path) return NULL;
    while (*path && *path != '\\') path++;
    if (*path) path++;
    if (*path == '\\') path++;
    return (CH *)path;
}

/* "PathGetArgsW function": behind the first blank outside of quotation marks, or the end. */
CH *WINAPI F(PathGetArgs)(const CH *path)
{
    BOOL quoted = FALSE;
    if (!path) return NULL;
    for (; *path; path++)
        if (*path == '"')
            quoted = !quoted;
        else if (*path == ' ' && !quoted)
            return (CH *)path + 1;
    return (CH *)path;
}

int WINAPI F(PathGetDriveNumber)(const CH *path)
{
    if (!path || !path[0] || path[1] != ':') return -1;
    CH letter = path[0] | 0x20;
    return letter >= 'a' && letter <= 'z' ? letter - 'a' : -1;
}

CH *WINAPI F(PathBuildRoot)(CH *root, int drive)
{
    if (root && drive >= 0 && drive < 26) {
        root[0] = (CH)('A' + drive);
        root[1] = ':';
        root[2] = '\\';
        root[3] = 0;
    }
    return root;
}

BOOL WINAPI F(PathFileExists)(const CH *path)
{
    return path && ATTRIBUTES(path) != INVALID_FILE_ATTRIBUTES;
}

/* "PathIsDirectoryW function": FILE_ATTRIBUTE_DIRECTORY, or FALSE. */
BOOL WINAPI F(PathIsDirectory)(const CH *path)
{
    DWORD attributes = path ? ATTRIBUTES(path) : INVALID_FILE_ATTRIBUTES;
    return attributes == INVALID_FILE_ATTRIBUTES ? FALSE : (BOOL)(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

BOOL WINAPI F(PathIsFileSpec)(const CH *path)
{
    for (; path && *path; path++)
        if (*path == '\\' || *path == ':') return FALSE;
    return path != NULL;
}

/* "PathIsRelativeW function": neither a backslash nor a drive at the beginning. */
BOOL WINAPI F(PathIsRelative)(const CH *path)
{
    return !path || !*path || (*path != '\\' && path[1] != ':');
}

BOOL WINAPI F(PathIsUNC)(const CH *path)
{
    return path && path[0] == '\\' && path[1] == '\\' && path[2] != '?';
}

/* How many names a \\server\share path has, -1 for one that is none. */
static int F(unc_parts)(const CH *path)
{
    if (!F(PathIsUNC)(path)) return -1;
    int parts = path[2] != 0;
    for (path += 2; *path; path++)
        if (*path == '\\') parts++;
    return parts;
}

BOOL WINAPI F(PathIsUNCServer)(const CH *path)
{
    return F(unc_parts)(path) == 1;
}

BOOL WINAPI F(PathIsUNCServerShare)(const CH *path)
{
    return F(unc_parts)(path) == 2;
}

/* "PathIsNetworkPathW function": a UNC path, or a drive that is a network's. */
BOOL WINAPI F(PathIsNetworkPath)(const CH *path)
{
    WCHAR root[4];
    int drive = F(PathGetDriveNumber)(path);
    if (drive < 0) return F(PathIsUNC)(path);
    return GetDriveTypeW(PathBuildRootW(root, drive)) == DRIVE_REMOTE;
}

/* "PathIsRootW function": "\", "X:\", "\\server" or "\\server\share". */
BOOL WINAPI F(PathIsRoot)(const CH *path)
{
    if (!path || !*path) return FALSE;
    if (path[0] == '\\' && !path[1]) return TRUE;
    if (F(PathIsUNC)(path)) {
        int parts = F(unc_parts)(path);
        return parts == 1 || (parts == 2 && path[LENGTH(path) - 1] != '\\');
    }
    return path[1] == ':' && path[2] == '\\' && !path[3];
}

/* "PathSkipRootW function": behind the drive or the share, NULL where there is neither. */
CH *WINAPI F(PathSkipRoot)(const CH *path)
{
    if (!path || !*path) return NULL;
    if (F(PathIsUNC)(path)) {
        const CH *at = path + 2;
        for (int parts = 0; *at && parts < 2; at++) parts += *at == '\\';
        return (CH *)at;
    }
    if (path[0] == '\\') return (CH *)path + 1;
    if (path[1] == ':' && path[2] == '\\') return (CH *)path + 3;
    return NULL;
}

BOOL WINAPI F(PathIsSameRoot)(const CH *one, const CH *other)
{
    const CH *end = F(PathSkipRoot)(one), *end2 = F(PathSkipRoot)(other);
    return end && end2 && end - one == end2 - other && SAME(one, other, end - one);
}

/* "PathIsURLW function": a scheme of at least two characters and a colon. */
BOOL WINAPI F(PathIsURL)(const CH *path)
{
    size_t n = 0;
    if (!path) return FALSE;
    while ((path[n] | 0x20) >= 'a' && (path[n] | 0x20) <= 'z'
               ? TRUE
               : n && ((path[n] >= '0' && path[n] <= '9') || path[n] == '+' || path[n] == '-' || path[n] == '.'))
        n++;
    return n > 1 && path[n] == ':';
}

/* "PathRemoveFileSpecW function": the last name and its backslash; FALSE: nothing was removed. */
BOOL WINAPI F(PathRemoveFileSpec)(CH *path)
{
    if (!path) return FALSE;
    CH *end = path, *at = path;
    if (*at == '\\') end = ++at;
    if (*at == '\\') end = ++at;
    for (; *at; at++)
        if (*at == '\\')
            end = at;
        else if (*at == ':') {
            end = at + 1;
            if (*end == '\\') end++, at++;
        }
    if (!*end) return FALSE;
    *end = 0;
    return TRUE;
}

void WINAPI F(PathStripPath)(CH *path)
{
    CH *name = path ? F(PathFindFileName)(path) : path;
    if (name != path) memmove(path, name, (LENGTH(name) + 1) * sizeof *path);
}

BOOL WINAPI F(PathStripToRoot)(CH *path)
{
    if (!path) return FALSE;
    while (!F(PathIsRoot)(path))
        if (!F(PathRemoveFileSpec)(path)) return FALSE;
    return TRUE;
}

void WINAPI F(PathRemoveExtension)(CH *path)
{
    if (path) *F(PathFindExtension)(path) = 0;
}

/* "PathAddExtensionW function": FALSE where the path has one, or has no room; ".exe" for NULL. */
BOOL WINAPI F(PathAddExtension)(CH *path, const CH *extension)
{
    if (!path) return FALSE;
    if (!extension) extension = T(".exe");
    CH *end = F(PathFindExtension)(path);
    if (*end || (size_t)(end - path) + LENGTH(extension) >= MAX_PATH) return FALSE;
    memcpy(end, extension, (LENGTH(extension) + 1) * sizeof *end);
    return TRUE;
}

BOOL WINAPI F(PathRenameExtension)(CH *path, const CH *extension)
{
    CH *end = F(PathFindExtension)(path);
    if ((size_t)(end - path) + LENGTH(extension) >= MAX_PATH) return FALSE;
    memcpy(end, extension, (LENGTH(extension) + 1) * sizeof *end);
    return TRUE;
}

void WINAPI F(PathRemoveBlanks)(CH *path)
{
    if (!path) return;
    CH *start = path;
    while (*start == ' ') start++;
    size_t length = LENGTH(start);
    while (length && start[length - 1] == ' ') length--;
    memmove(path, start, length * sizeof *path);
    path[length] = 0;
}

/* "PathQuoteSpacesW function": FALSE where no blank is there, or no room. */
BOOL WINAPI F(PathQuoteSpaces)(CH *path)
{
    if (!path) return FALSE;
    size_t length = LENGTH(path), blank = 0;
    while (blank < length && path[blank] != ' ') blank++;
    if (blank == length || length + 3 > MAX_PATH) return FALSE;
    memmove(path + 1, path, length * sizeof *path);
    path[0] = path[length + 1] = '"';
    path[length + 2] = 0;
    return TRUE;
}

BOOL WINAPI F(PathUnquoteSpaces)(CH *path)
{
    size_t length = path ? LENGTH(path) : 0;
    if (length < 2 || path[0] != '"' || path[length - 1] != '"') return FALSE;
    path[length - 1] = 0;
    memmove(path, path + 1, (length - 1) * sizeof *path);
    return TRUE;
}

/* "PathCanonicalizeW function": without "." and "..".  FALSE for NULL or too long a path. */
BOOL WINAPI F(PathCanonicalize)(CH *out, const CH *path)
{
    if (out) *out = 0;
    if (!out || !path || LENGTH(path) >= MAX_PATH) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    CH text[MAX_PATH];
    const CH *rest = F(PathSkipRoot)(path);
    size_t root = rest ? (size_t)(rest - path) : 0, length = root;
    memcpy(text, path, root * sizeof *text);
    for (const CH *at = path + root; *at;) {
        size_t n = 0;
        while (at[n] && at[n] != '\\') n++;
        BOOL more = at[n] == '\\';
        if (n == 2 && at[0] == '.' && at[1] == '.') {
            /* the name before goes, with its backslash */
            if (length > root) length--;
            while (length > root && text[length - 1] != '\\') length--;
            if (!more && length > root) length--;
        } else if (n == 1 && at[0] == '.') {
            if (!more && length > root) length--;
        } else {
            memcpy(text + length, at, n * sizeof *text);
            length += n;
            if (more) text[length++] = '\\';
        }
        at += n + more;
    }
    if (!length) text[length++] = '\\';
    if (length == 2 && text[1] == ':') text[length++] = '\\';
    memcpy(out, text, length * sizeof *text);
    out[length] = 0;
    return TRUE;
}

/* "PathCombineW function": NULL, and an empty `out`, where there is no room; a file from the root keeps the folder's
 * drive. */
CH *WINAPI F(PathCombine)(CH *out, const CH *folder, const CH *file)
{
    CH text[2 * MAX_PATH + 2];
    if (!out) return NULL;
    size_t n = folder ? LENGTH(folder) : 0, m = file ? LENGTH(file) : 0;
    if ((!folder && !file) || n >= MAX_PATH || m >= MAX_PATH) {
        *out = 0;
        return NULL;
    }
    if (!m) {
        memcpy(text, folder ? folder : T(""), (n + 1) * sizeof *text);
    } else if (!n || !F(PathIsRelative)(file)) {
        n = 0;
        if (folder && *folder && file[0] == '\\' && file[1] != '\\') {
            memcpy(text, folder, (LENGTH(folder) + 1) * sizeof *text);
            F(PathStripToRoot)(text);
            n = LENGTH(text);
            if (n && text[n - 1] == '\\') n--;
        }
        memcpy(text + n, file, (m + 1) * sizeof *text);
    } else {
        memcpy(text, folder, n * sizeof *text);
        if (text[n - 1] != '\\') text[n++] = '\\';
        memcpy(text + n, file, (m + 1) * sizeof *text);
    }
    if (F(PathCanonicalize)(out, text)) return out;
    *out = 0;
    return NULL;
}

/* "PathAppendW function": backslashes at the beginning of `more` are left out, unless it is a UNC path. */
BOOL WINAPI F(PathAppend)(CH *path, const CH *more)
{
    if (!path || !more) return FALSE;
    if (!F(PathIsUNC)(more))
        while (*more == '\\') more++;
    CH combined[MAX_PATH];
    BOOL done = F(PathCombine)(combined, path, more) != NULL;
    memcpy(path, combined, (LENGTH(combined) + 1) * sizeof *path);
    return done;
}

/* "PathCommonPrefixW function": the length of what both begin with, whole names only. */
int WINAPI F(PathCommonPrefix)(const CH *one, const CH *other, CH *out)
{
    int length = 0;
    if (out) *out = 0;
    if (!one || !other || F(PathIsUNC)(one) != F(PathIsUNC)(other)) return 0;
    for (int i = 0;; i++) {
        if ((!one[i] || one[i] == '\\') && (!other[i] || other[i] == '\\')) length = i;
        if (!one[i] || UPPER(one[i]) != UPPER(other[i])) break;
    }
    if (length == 2 && one[1] == ':' && one[2] == '\\' && other[2] == '\\') length = 3;
    if (out && length < MAX_PATH) {
        memcpy(out, one, (size_t)length * sizeof *out);
        out[length] = 0;
    }
    return length;
}

BOOL WINAPI F(PathIsPrefix)(const CH *prefix, const CH *path)
{
    return prefix && path && F(PathCommonPrefix)(path, prefix, NULL) == (int)LENGTH(prefix);
}

/* One pattern of * and ?, up to `end`. */
static BOOL F(matches)(const CH *name, const CH *pattern, const CH *end)
{
    for (; pattern < end; pattern++) {
        if (*pattern == '*') {
            while (pattern < end && *pattern == '*') pattern++;
            if (pattern == end) return TRUE;
            for (; *name; name++)
                if (F(matches)(name, pattern, end)) return TRUE;
            return F(matches)(name, pattern, end);
        }
        if (*pattern == '?' ? !*name : UPPER(*name) != UPPER(*pattern)) return FALSE;
        name++;
    }
    return !*name;
}

/* "PathMatchSpecW function": one of the patterns, between semicolons; "*.*" is everything. */
BOOL WINAPI F(PathMatchSpec)(const CH *name, const CH *patterns)
{
    if (!name || !patterns) return FALSE;
    for (const CH *at = patterns;; at++) {
        while (*at == ' ') at++;
        const CH *end = at;
        while (*end && *end != ';') end++;
        if (end - at == 3 && at[0] == '*' && at[1] == '.' && at[2] == '*') return TRUE;
        if (F(matches)(name, at, end)) return TRUE;
        if (!*end) return FALSE;
        at = end;
    }
}
