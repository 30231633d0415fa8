/* SPDX-License-Identifier: MIT */
/* CreateProcess of batch files.  Rests on "CreateProcessW function" ("To run a batch file, you must start the command
 * interpreter", which CreateProcess does itself where the file's ending says .bat or .cmd), "CreateProcessW: Remarks"
 * and "cmd".  Debian's Wine passes it as well. */
#include "check.h"

#include <string.h>

static char folder[MAX_PATH];

static void write_file(const char *name, const char *text)
{
    HANDLE file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD done;
    WriteFile(file, text, (DWORD)strlen(text), &done, NULL);
    CloseHandle(file);
}

/* Runs it and gives its status and what it printed, 0xffffffff where it does not start. */
static DWORD run(const char *application, const char *line, char *output, DWORD room)
{
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    STARTUPINFOA startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION info;
    HANDLE read, write;
    char copy[600];
    DWORD status = 0xffffffff, got, length = 0;
    if (!CreatePipe(&read, &write, &inherited, 0)) return status;
    SetHandleInformation(read, HANDLE_FLAG_INHERIT, 0);
    startup.hStdOutput = startup.hStdError = write;
    if (line) strcpy(copy, line);
    BOOL started = CreateProcessA(application, line ? copy : NULL, NULL, NULL, TRUE, CREATE_NO_WINDOW, NULL, NULL,
                                  &startup, &info);
    DWORD error = GetLastError();
    CloseHandle(write);
    while (started && length < room - 1 && ReadFile(read, output + length, room - 1 - length, &got, NULL) && got)
        length += got;
    output[length] = 0;
    CloseHandle(read);
    if (started) {
        WaitForSingleObject(info.hProcess, INFINITE);
        GetExitCodeProcess(info.hProcess, &status);
        CloseHandle(info.hProcess);
        CloseHandle(info.hThread);
    }
    SetLastError(error);
    return status;
}

int main(void)
{
    char output[600], line[600], path[MAX_PATH];

    GetTempPathA(sizeof path, path);
    GetTempFileNameA(path, "cb", 0, folder);
    DeleteFileA(folder);
    CreateDirectoryA(folder, NULL);
    SetCurrentDirectoryA(folder);
    CreateDirectoryA("with blank", NULL);
    write_file("a.bat", "@echo [%~1] [%~2] %~nx0\r\n@exit /b 42\r\n");
    write_file("with blank\\b.cmd", "@echo [%~1] [%~2] %~nx0\r\n@exit /b 43\r\n");

    CHECK(run(NULL, "a.bat one \"two three\"", output, sizeof output) == 42 &&
              !strcmp(output, "[one] [two three] a.bat\r\n"),
          "CreateProcess: a batch file named by the command line runs, with its arguments and status");
    CHECK(run(NULL, "\"with blank\\b.cmd\" \"one two\"", output, sizeof output) == 43 &&
              !strcmp(output, "[one two] [] b.cmd\r\n"),
          "CreateProcess: a quoted name with blanks");
    CHECK(run(NULL, "with blank\\b.cmd one", output, sizeof output) == 43 && !strcmp(output, "[one] [] b.cmd\r\n"),
          "CreateProcess: \"files and directories that have spaces in their names ... interprets the possibilities\"");
    snprintf(path, sizeof path, "%s\\a.bat", folder);
    CHECK(run(path, NULL, output, sizeof output) == 42 && !strcmp(output, "[] [] a.bat\r\n"),
          "CreateProcess: lpApplicationName alone");
    snprintf(line, sizeof line, "\"%s\" x", path);
    CHECK(run(path, line, output, sizeof output) == 42 && !strcmp(output, "[x] [] a.bat\r\n"),
          "CreateProcess: lpApplicationName and a command line");
    CHECK(run(NULL, "none.bat", output, sizeof output) == 0xffffffff && GetLastError() == ERROR_FILE_NOT_FOUND,
          "CreateProcess: a batch file that is not there is ERROR_FILE_NOT_FOUND");
    CHECK(run(NULL, "a", output, sizeof output) == 0xffffffff && GetLastError() == ERROR_FILE_NOT_FOUND,
          "CreateProcess: \"If the file name does not contain an extension, .exe is appended\", not .bat");

    DeleteFileA("a.bat");
    DeleteFileA("with blank\\b.cmd");
    RemoveDirectoryA("with blank");
    SetCurrentDirectoryA("..");
    RemoveDirectoryA(folder);
    return check_done();
}
