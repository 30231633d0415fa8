/* SPDX-License-Identifier: MIT */
/* Batch files: read from where the last line ended, line by line as they run, so that a file that changes meanwhile is
 * read as it has become; arguments, labels, subroutines. */
#include "cmd.h"

enum { DEPTH_MOST = 1200 };

static HANDLE open_batch(const struct batch *batch)
{
    return CreateFileW(batch->path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                       OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
}

/* Bytes of the file from a position on, up to a line's end or, with `whole`, the file's; NULL: it is not there. */
static char *read_from(struct pool *pool, const struct batch *batch, ULONGLONG position, BOOL whole, size_t *length)
{
    HANDLE file = open_batch(batch);
    LARGE_INTEGER to = {.QuadPart = (LONGLONG)position};
    size_t room = whole ? 65536 : 512;
    char *bytes = pool_alloc(pool, room);
    *length = 0;
    if (file == INVALID_HANDLE_VALUE) return NULL;
    SetFilePointerEx(file, to, NULL, FILE_BEGIN);
    for (;;) {
        DWORD got = 0;
        if (!ReadFile(file, bytes + *length, (DWORD)(room - *length), &got, NULL) || !got) break;
        *length += got;
        if (!whole && memchr(bytes + *length - got, '\n', got)) break;
        if (*length == room) {
            char *grown = pool_alloc(pool, room * 4);
            memcpy(grown, bytes, *length);
            bytes = grown;
            room *= 4;
        }
    }
    CloseHandle(file);
    return bytes;
}

/* How many bytes the first line takes, its end included; *text: without it. */
static size_t line_length(const char *bytes, size_t length, size_t *text)
{
    const char *end = memchr(bytes, '\n', length);
    size_t whole = end ? (size_t)(end - bytes) + 1 : length, plain = end ? whole - 1 : whole;
    if (plain && bytes[plain - 1] == '\r') plain--;
    *text = plain;
    return whole;
}

WCHAR *batch_line(struct pool *pool)
{
    struct batch *batch = shell.batch;
    struct pool own = {0};
    size_t length, text, units;
    char *bytes = batch->ended ? NULL : read_from(&own, batch, batch->position, FALSE, &length);
    WCHAR *line = NULL;
    if (batch->ended) {
        line = NULL;
    } else if (!bytes) {
        print_error(L"The batch file cannot be found.\r\n");
        shell.level = 1;
    } else if (length && *bytes != 26) { /* Ctrl-Z ends a file of text */
        batch->position += line_length(bytes, length, &text);
        line = decode(pool, bytes, text, &units);
        /* what no text holds */
        for (size_t i = 0; i < units; i++)
            if (!line[i]) line[i] = ' ';
    }
    pool_free(&own);
    return line;
}

/* ---- labels ---- */

static BOOL ends_label(WCHAR c)
{
    return !c || is_delimiter(c) || wcschr(L":+<>&|^", c);
}

/* Is it the label's line? */
static BOOL is_label(const char *bytes, size_t length, const WCHAR *label)
{
    struct pool pool = {0};
    size_t at = 0, units;
    while (at < length && is_delimiter((unsigned char)bytes[at])) at++;
    if (at == length || bytes[at] != ':') return FALSE;
    const WCHAR *line = skip_delimiters(decode(&pool, bytes + at + 1, length - at - 1, &units));
    BOOL found = same_start(line, label) && ends_label(line[wcslen(label)]);
    pool_free(&pool);
    return found;
}

/* Puts the position behind the label's line: looked for from here to the end, and then from the beginning to here. */
static BOOL jump(struct batch *batch, const WCHAR *label)
{
    struct pool pool = {0};
    size_t length;
    BOOL found = FALSE;
    char *bytes = read_from(&pool, batch, 0, TRUE, &length);
    for (int pass = 0; bytes && pass < 2 && !found; pass++) {
        size_t at = pass ? 0 : (size_t)batch->position, end = pass ? (size_t)batch->position : length, text;
        while (at < end && at < length && !found) {
            size_t line = line_length(bytes + at, length - at, &text);
            found = is_label(bytes + at, text, label);
            at += line;
            if (found) batch->position = at;
        }
    }
    pool_free(&pool);
    return found;
}

/* The label that GOTO's or CALL's words name, without colon; *end: what follows. */
static WCHAR *label_of(struct pool *pool, const WCHAR *words, const WCHAR **end)
{
    const WCHAR *p = skip_delimiters(words);
    if (*p == ':') p = skip_delimiters(p + 1);
    const WCHAR *start = p;
    while (!ends_label(*p)) p++;
    *end = p;
    return pool_copy(pool, start, (size_t)(p - start));
}

int do_goto(struct command *command)
{
    const WCHAR *end, *start = skip_delimiters(command->arguments);
    if (!shell.batch) return 0;
    WCHAR *label = label_of(command->pool, command->arguments, &end);
    if (*start == ':' && shell.extensions && same(label, L"eof")) {
        shell.flow = FLOW_RETURN;
        return shell.level;
    }
    if (!*label) {
        print_error(L"No batch label specified to GOTO command.\r\n");
    } else if (jump(shell.batch, label)) {
        shell.flow = FLOW_JUMP;
        return 0;
    } else {
        print_error(L"The system cannot find the batch label specified - %s\r\n", label);
    }
    /* the file is over, but what is left of the line runs: the shims that npm writes rest on it */
    locals_free(shell.batch);
    shell.batch->ended = TRUE;
    return 1;
}

/* ---- files and subroutines ---- */

const WCHAR *batch_argument(int number)
{
    const struct batch *batch = shell.batch;
    if (number == 0) return batch->name;
    return number <= batch->count ? batch->arguments[number - 1] : L"";
}

static void split(struct pool *pool, struct batch *batch, const WCHAR *arguments)
{
    WCHAR *word;
    batch->all = without_end(pool_string(pool, skip_delimiters(arguments)));
    batch->arguments = pool_alloc(pool, (wcslen(arguments) + 1) * sizeof *batch->arguments);
    while ((word = next_word(pool, &arguments))) batch->arguments[batch->count++] = word;
}

int batch_run(const WCHAR *path, const WCHAR *name, const WCHAR *arguments, const WCHAR *label)
{
    struct pool pool = {0};
    struct batch batch = {.outer = shell.batch};
    struct source source = {.kind = SOURCE_BATCH};
    int for_depth = shell.for_depth;
    if (shell.depth >= DEPTH_MOST) {
        print_error(L"******  B A T C H   R E C U R S I O N  exceeds STACK limits ******\r\n");
        shell.flow = FLOW_QUIT;
        return shell.level = 1;
    }
    batch.path = pool_string(&pool, path);
    batch.name = pool_string(&pool, name);
    size_t length = wcslen(path);
    batch.is_cmd = length > 4 && same(path + length - 4, L".cmd");
    split(&pool, &batch, arguments);
    if (label) {
        batch.position = shell.batch->position;
        if (!jump(&batch, label)) {
            print_error(L"The system cannot find the batch label specified - %s\r\n", label);
            pool_free(&pool);
            return shell.level = 1;
        }
    }
    shell.batch = &batch;
    shell.depth++;
    shell.for_depth = 0;
    int result = run_source(&source);
    locals_free(&batch);
    shell.for_depth = for_depth;
    shell.depth--;
    shell.batch = batch.outer;
    if (shell.flow == FLOW_RETURN) shell.flow = FLOW_ON;
    pool_free(&pool);
    return result;
}

int do_call(struct command *command)
{
    struct pool *pool = command->pool;
    struct saved *saved;
    const WCHAR *arguments;
    struct text doubled = {.pool = pool};
    int result;
    /* a second look: variables again, escapes again; that carets are doubled before is observed behaviour */
    for (const WCHAR *p = command->arguments; *p; p++) {
        if (*p == '^') text_char(&doubled, '^');
        text_char(&doubled, *p);
    }
    struct node *node = parse_again(pool, expand_percent(pool, text_done(&doubled)));
    if (!node) return shell.level = 1;
    WCHAR *text = (WCHAR *)skip_delimiters(expand_run(pool, node->text));
    if (!*text) return shell.level = 0;
    if (!redirect_begin(pool, node->redirects, &saved)) return shell.level = 1;
    if (*text == ':' && shell.extensions) {
        WCHAR *label = label_of(pool, text, &arguments);
        while (*arguments && !is_delimiter(*arguments)) arguments++;
        if (!shell.batch) {
            print_error(L"Invalid attempt to call batch label outside of batch script.\r\n");
            result = shell.level = 1;
        } else if (same(label, L"eof")) {
            result = 0;
        } else {
            WCHAR *name = pool_copy(pool, text, (size_t)(arguments - text));
            batch_run(shell.batch->path, name, arguments, label);
            result = shell.level;
        }
    } else {
        enum flow before = shell.flow;
        struct batch *batch = shell.batch;
        const struct builtin *builtin = builtin_find(text, &arguments);
        if (builtin) {
            result = builtin_run(pool, builtin, arguments);
        } else {
            const WCHAR *end = text;
            BOOL quoted = FALSE;
            for (; *end && (quoted || (!is_delimiter(*end) && *end != '/')); end++)
                if (*end == '"') quoted = !quoted;
            WCHAR *name = pool_copy(pool, text, (size_t)(end - text)), *path = find_program(pool, unquoted(pool, name));
            if (path && is_batch(path)) {
                batch_run(path, name, end, NULL);
                result = shell.level;
            } else {
                result = run_external(pool, name, text, end);
                if (shell.batch == batch && shell.flow == FLOW_RETURN) shell.flow = before;
            }
        }
    }
    redirect_end(saved);
    return result;
}

int do_shift(struct command *command)
{
    const WCHAR *p = skip_delimiters(command->arguments);
    int from = 0;
    if (!shell.batch) return 0;
    if (*p == '/') {
        if (p[1] < '0' || p[1] > '8') {
            print_error(L"Invalid parameter to SHIFT command\r\n");
            return shell.level = 1;
        }
        from = p[1] - '0';
    }
    struct batch *batch = shell.batch;
    /* what stands from there on moves down by one; the rest stays */
    if (!from) {
        if (batch->count) {
            batch->name = batch->arguments[0];
            batch->arguments++;
            batch->count--;
        } else {
            batch->name = (WCHAR *)L"";
        }
        batch->shifted = TRUE;
    } else {
        for (int i = from; i < batch->count; i++) batch->arguments[i - 1] = batch->arguments[i];
        if (from <= batch->count && batch->count) batch->count--;
    }
    return 0;
}

int do_exit(struct command *command)
{
    const WCHAR *p = skip_delimiters(command->arguments);
    BOOL from_batch = FALSE;
    if (*p == '/' && upper(p[1]) == 'B') {
        from_batch = TRUE;
        p = skip_delimiters(p + 2);
    }
    BOOL minus = *p == '-';
    const WCHAR *digits = p + minus;
    if (*digits >= '0' && *digits <= '9') {
        unsigned value = 0;
        while (*digits >= '0' && *digits <= '9') value = value * 10 + (unsigned)(*digits++ - '0');
        shell.level = (int)(minus ? 0 - value : value);
    }
    shell.flow = from_batch && shell.batch ? FLOW_RETURN : FLOW_QUIT;
    return shell.level;
}
