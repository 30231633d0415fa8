/* SPDX-License-Identifier: MIT */
/* Included by path.c for each width: F is the function's name with its letter, T a text of that width. */
static void F(checks)(void)
{
    CH path[MAX_PATH], other[MAX_PATH], extension[8];
    static const CH name[] = T("C:\\folder\\file.txt");

#define SET(text)         (memcpy(path, T(text), sizeof T(text)), path)
#define IS(text)          (!memcmp(path, T(text), sizeof T(text)))
#define AT(call, text, n) ((call) == (text) + (n))
    CHECK(F(PathAddBackslash)(SET("C:\\a")) == path + 5 && IS("C:\\a\\") && F(PathAddBackslash)(path) == path + 5 &&
              IS("C:\\a\\"),
          "PathAddBackslash: \"a pointer that points to the end of the string\"");
    for (int i = 0; i < MAX_PATH - 1; i++) path[i] = 'x';
    path[MAX_PATH - 1] = 0;
    /* Wine 8.0 writes behind the buffer ("The size of this buffer must be set to MAX_PATH") */
    CHECK(F(PathAddBackslash)(path) == NULL, "PathAddBackslash: NULL where there is no room");
    CHECK(F(PathRemoveBackslash)(SET("C:\\a\\")) == path + 4 && IS("C:\\a"), "PathRemoveBackslash");
    CHECK(F(PathRemoveBackslash)(SET("C:\\")) == path + 2 && IS("C:\\"), "PathRemoveBackslash: not a root's");
    CHECK(F(PathFindExtension)(name) == name + 14 && F(PathFindExtension)(SET("C:\\a.b\\c")) == path + 8,
          "PathFindExtension: \"the address of the . that precedes the extension\", or of the end");
    CHECK(F(PathFindFileName)(name) == name + 10 && F(PathFindFileName)(SET("C:\\a\\")) == path + 3,
          "PathFindFileName: \"a pointer to the address of the string\", else of the path");
    CHECK(F(PathFindNextComponent)(name) == name + 3 && F(PathFindNextComponent)(name + 18) == NULL &&
              F(PathFindNextComponent)(name + 10) == name + 18,
          "PathFindNextComponent: behind the backslash; the end; NULL");
    CHECK(F(PathGetArgs)(SET("\"a b\" c d")) == path + 6 && F(PathGetArgs)(SET("ab")) == path + 2, "PathGetArgs");
    CHECK(F(PathGetDriveNumber)(name) == 2 && F(PathGetDriveNumber)(T("\\x")) == -1,
          "PathGetDriveNumber: \"0 through 25 (corresponding to A through Z)\", -1");
    CHECK(F(PathBuildRoot)(path, 3) == path && IS("D:\\"), "PathBuildRoot");

    CHECK(F(PathFileExists)(T("path.tmp")) && !F(PathFileExists)(T("not-there.tmp")), "PathFileExists");
    CHECK(F(PathIsDirectory)(T(".")) == FILE_ATTRIBUTE_DIRECTORY && !F(PathIsDirectory)(T("path.tmp")) &&
              !F(PathIsDirectory)(T("not-there.tmp")),
          "PathIsDirectory: FILE_ATTRIBUTE_DIRECTORY");
    CHECK(F(PathIsFileSpec)(T("a.txt")) && !F(PathIsFileSpec)(T("a\\b")) && !F(PathIsFileSpec)(T("a:b")),
          "PathIsFileSpec: no path-delimiting characters");
    CHECK(F(PathIsRelative)(T("a\\b")) && !F(PathIsRelative)(name) && !F(PathIsRelative)(T("\\a")), "PathIsRelative");
    CHECK(F(PathIsUNC)(T("\\\\a\\b")) && !F(PathIsUNC)(name) && !F(PathIsUNC)(T("\\a")), "PathIsUNC");
    /* Wine 8.0 takes a share in PathIsUNCServerA ("TRUE if the string is a valid UNC path for a server only") */
    CHECK(F(PathIsUNCServer)(T("\\\\a")) && !F(PathIsUNCServer)(T("\\\\a\\b")), "PathIsUNCServer");
    CHECK(F(PathIsUNCServerShare)(T("\\\\a\\b")) && !F(PathIsUNCServerShare)(T("\\\\a\\b\\c")), "PathIsUNCServerShare");
    CHECK(F(PathIsNetworkPath)(T("\\\\a\\b")) && !F(PathIsNetworkPath)(name), "PathIsNetworkPath");
    CHECK(F(PathIsRoot)(T("\\")) && F(PathIsRoot)(T("X:\\")) && F(PathIsRoot)(T("\\\\a\\b")) &&
              F(PathIsRoot)(T("\\\\a")) && !F(PathIsRoot)(T("X:")) && !F(PathIsRoot)(name) &&
              !F(PathIsRoot)(T("\\\\a\\b\\c")),
          "PathIsRoot");
    CHECK(F(PathSkipRoot)(name) == name + 3 && F(PathSkipRoot)(SET("\\\\a\\b\\c")) == path + 6 &&
              F(PathSkipRoot)(T("a")) == NULL,
          "PathSkipRoot: \"a pointer to the beginning of the subpath that follows the root\"");
    CHECK(F(PathIsSameRoot)(name, T("c:\\x")) && !F(PathIsSameRoot)(name, T("d:\\x")), "PathIsSameRoot");
    CHECK(F(PathIsURL)(T("http://x")) && !F(PathIsURL)(name) && !F(PathIsURL)(T("x")), "PathIsURL");

    CHECK(F(PathRemoveFileSpec)(SET("C:\\a\\b")) && IS("C:\\a") && F(PathRemoveFileSpec)(path) && IS("C:\\") &&
              !F(PathRemoveFileSpec)(path),
          "PathRemoveFileSpec: \"nonzero if something was removed\"");
    F(PathStripPath)(SET("C:\\a\\b.c"));
    CHECK(IS("b.c"), "PathStripPath: the name alone");
    CHECK(F(PathStripToRoot)(SET("C:\\a\\b")) && IS("C:\\") && !F(PathStripToRoot)(SET("a\\b")), "PathStripToRoot");
    F(PathRemoveExtension)(SET("C:\\a.b"));
    CHECK(IS("C:\\a"), "PathRemoveExtension");
    CHECK(F(PathAddExtension)(path, T(".c")) && IS("C:\\a.c") && !F(PathAddExtension)(path, T(".d")) && IS("C:\\a.c"),
          "PathAddExtension: FALSE where there is one");
    CHECK(F(PathRenameExtension)(path, T(".long")) && IS("C:\\a.long"), "PathRenameExtension");
    memset(other, 'x', sizeof other);
    for (int i = 0; i < MAX_PATH - 1; i++) other[i] = 'x';
    other[MAX_PATH - 1] = 0;
    extension[0] = '.', extension[1] = 'x', extension[2] = 0;
    CHECK(!F(PathRenameExtension)(other, extension) && !F(PathAddExtension)(other, extension),
          "PathRenameExtension, PathAddExtension: FALSE where there is no room");
    F(PathRemoveBlanks)(SET("  a b  "));
    CHECK(IS("a b"), "PathRemoveBlanks: at both ends");
    CHECK(F(own_quote)(path) && IS("\"a b\"") && !F(own_quote)(SET("ab")), "PathQuoteSpaces: FALSE without a blank");
    CHECK(F(own_unquote)(SET("\"a b\"")) && IS("a b"), "PathUnquoteSpaces");

    CHECK(F(PathCanonicalize)(path, T("C:\\a\\..\\b\\.\\c")) && IS("C:\\b\\c"), "PathCanonicalize: without . and ..");
    CHECK(F(PathCanonicalize)(path, T("C:\\..")) && IS("C:\\") && F(PathCanonicalize)(path, T("a\\..")) && IS("\\"),
          "PathCanonicalize: never above the root");
    CHECK(!F(PathCanonicalize)(path, NULL) && !*path, "PathCanonicalize: FALSE");
    CHECK(F(PathCombine)(path, T("C:\\a"), T("..\\b")) == path && IS("C:\\b"), "PathCombine: and canonicalizes");
    CHECK(F(PathCombine)(path, T("C:\\a"), T("\\b")) == path && IS("C:\\b") &&
              F(PathCombine)(path, T("C:\\a"), T("D:\\b")) && IS("D:\\b") && F(PathCombine)(path, T("C:\\a"), NULL) &&
              IS("C:\\a"),
          "PathCombine: a root's file, a whole path, none");
    CHECK(F(PathCombine)(path, NULL, NULL) == NULL && F(PathCombine)(path, other, T("x")) == NULL && !*path,
          "PathCombine: NULL");
    CHECK(F(PathAppend)(SET("C:\\a"), T("\\b")) && IS("C:\\a\\b") && F(PathAppend)(path, T("..\\c")) && IS("C:\\a\\c"),
          "PathAppend: backslashes in front are left out");
    CHECK(!F(PathAppend)(SET("C:\\a"), other), "PathAppend: FALSE where there is no room");
    CHECK(F(PathCommonPrefix)(T("C:\\win\\desk"), T("c:\\win\\tmp"), path) == 6 && IS("C:\\win") &&
              F(PathCommonPrefix)(T("C:\\a"), T("C:\\b"), NULL) == 3 && F(PathCommonPrefix)(T("a"), T("b"), NULL) == 0,
          "PathCommonPrefix: \"the count of common prefix characters\"");
    CHECK(F(PathIsPrefix)(T("C:\\win"), T("c:\\win\\x")) && !F(PathIsPrefix)(T("C:\\wi"), T("C:\\win\\x")),
          "PathIsPrefix");
    CHECK(F(PathMatchSpec)(T("a.txt"), T("*.TXT")) && F(PathMatchSpec)(T("a.txt"), T("*.c; *.t?t")) &&
              F(PathMatchSpec)(T("a"), T("*.*")) && !F(PathMatchSpec)(T("a.txt"), T("*.tx")),
          "PathMatchSpec: patterns between semicolons");
#undef SET
#undef IS
#undef AT
}
