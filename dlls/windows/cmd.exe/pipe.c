/* SPDX-License-Identifier: MIT */
/* a | b | c: all at once, each in a process of its own, so that what a side sets is gone with it; and what FOR /F reads
 * from a command. */
#include "cmd.h"

/* Starts a pipe's side with the handles as they are. */
static HANDLE start_side(struct pool *pool, const struct node *node, int *code)
{
    if (node->kind == NODE_COMMAND) {
        WCHAR *text = (WCHAR *)skip_delimiters(expand_run(pool, node->text));
        const WCHAR *at = text, *arguments;
        if (!builtin_find(text, &arguments)) {
            const WCHAR *end = text;
            BOOL quoted = FALSE;
            for (; *end && (quoted || (!is_delimiter(*end) && *end != '/')); end++)
                if (*end == '"') quoted = !quoted;
            WCHAR *path = find_program(pool, unquoted(pool, pool_copy(pool, at, (size_t)(end - at))));
            struct saved *saved;
            if (path && !is_batch(path)) {
                *code = 1;
                if (!redirect_begin(pool, node->redirects, &saved)) return NULL;
                HANDLE process = start_program(pool, path, text, 0, NULL, code);
                redirect_end(saved);
                return process;
            }
        }
    }
    struct text text = {.pool = pool};
    show(&text, node, TRUE);
    return start_self(pool, text_done(&text), code);
}

int run_pipe(const struct node *node)
{
    struct pool pool = {0};
    int count = 1, code = 1;
    for (const struct node *left = node; left->kind == NODE_PIPE; left = left->left) count++;
    const struct node **sides = pool_alloc(&pool, (size_t)count * sizeof(struct node *));
    HANDLE *processes = pool_alloc(&pool, (size_t)count * sizeof *processes);
    int at = count;
    for (; node->kind == NODE_PIPE; node = node->left) sides[--at] = node->right;
    sides[0] = node;

    HANDLE input = output_handle(0), output = output_handle(1), next = input;
    for (int i = 0; i < count; i++) {
        HANDLE read = NULL, write = output;
        if (i + 1 < count && !CreatePipe(&read, &write, NULL, 0)) {
            print_system_error(GetLastError());
            count = i;
            break;
        }
        redirect_set(0, next);
        redirect_set(1, write);
        code = 1;
        processes[i] = start_side(&pool, sides[i], &code);
        redirect_set(0, input);
        redirect_set(1, output);
        if (next != input) CloseHandle(next);
        if (write != output) CloseHandle(write);
        next = read;
    }
    for (int i = 0; i < count; i++)
        if (processes[i]) {
            int ended = wait_program(processes[i]);
            if (i + 1 == count) code = ended;
        }
    pool_free(&pool);
    return shell.level = code;
}

WCHAR *capture(struct pool *pool, const WCHAR *command)
{
    HANDLE read, write, output = output_handle(1);
    struct pool bytes_pool = {0};
    size_t room = 4096, length = 0, units;
    int code;
    char *bytes = pool_alloc(&bytes_pool, room);
    if (!CreatePipe(&read, &write, NULL, 0)) return pool_string(pool, L"");
    redirect_set(1, write);
    HANDLE process = start_self(pool, command, &code);
    redirect_set(1, output);
    CloseHandle(write);
    for (;;) {
        DWORD got = 0;
        if (length == room) {
            char *grown = pool_alloc(&bytes_pool, room * 2);
            memcpy(grown, bytes, length);
            bytes = grown;
            room *= 2;
        }
        if (!ReadFile(read, bytes + length, (DWORD)(room - length), &got, NULL) || !got) break;
        length += got;
    }
    CloseHandle(read);
    if (process) wait_program(process);
    WCHAR *text;
    if (output_unicode)
        text = pool_copy(pool, (const WCHAR *)bytes, length / sizeof *text);
    else
        text = decode(pool, bytes, length, &units);
    pool_free(&bytes_pool);
    return text;
}
