// SPDX-License-Identifier: MIT
// std::filesystem: paths, folders, copies, times, sizes, hard links, errors.  Left out is what libstdc++ 12 has
// otherwise on Windows: copies over files, numbers of links, std::errc for the system's own codes.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <string>
#include <system_error>
#include <vector>
namespace fs = std::filesystem;
using std::cout;

static void write(const fs::path &path, const std::string &text)
{
    std::ofstream(path, std::ios::binary) << text;
}

static std::string read(const fs::path &path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

static void list(const fs::path &top)
{
    std::set<std::string> names;
    for (const auto &entry : fs::recursive_directory_iterator(top))
        names.insert(entry.path().generic_string() +
                     (entry.is_directory() ? "/" : ":" + std::to_string(entry.file_size())));
    for (const auto &name : names) cout << name << " ";
    cout << "\n";
}

template <class F> static void fails(const char *what, F f)
{
    try {
        f();
        cout << what << ": no error\n";
    } catch (const fs::filesystem_error &e) {
        cout << what << ": an error " << (e.code().value() != 0) << " " << e.path1().generic_string() << "\n";
    }
}

int main()
{
    fs::path path = fs::path("a") / "b" / "file.tar.gz";
    cout << path.generic_string() << " " << path.filename().string() << " " << path.stem().string() << " "
         << path.extension().string() << " " << path.parent_path().generic_string() << " " << path.is_relative() << " "
         << std::distance(path.begin(), path.end()) << " " << fs::path("a/./b/../c").lexically_normal().generic_string()
         << " " << fs::path("a/b/c").lexically_relative("a/d").generic_string() << " "
         << fs::path("x.txt").replace_extension("md").string() << " " << (fs::path("a") < fs::path("b")) << "\n";

    fs::remove_all("files.dir");
    cout << fs::create_directory("files.dir") << fs::create_directory("files.dir")
         << fs::create_directories("files.dir/one/two/three") << fs::is_directory("files.dir/one")
         << fs::exists("files.dir/none") << fs::is_empty("files.dir/one/two/three") << "\n";
    write("files.dir/a.txt", "hello");
    write("files.dir/one/b.bin", std::string(5000, 'x'));
    write(fs::path("files.dir") / fs::u8path("\xc3\xa9t\xc3\xa9 \xe6\x97\xa5.txt"), "unicode");
    cout << fs::file_size("files.dir/a.txt") << fs::is_regular_file("files.dir/a.txt")
         << (fs::status("files.dir/none").type() == fs::file_type::not_found) << "\n";
    bool found = false;
    for (const auto &entry : fs::directory_iterator("files.dir"))
        if (entry.path().filename().u8string() == "\xc3\xa9t\xc3\xa9 \xe6\x97\xa5.txt")
            found = read(entry.path()) == "unicode" && fs::remove(entry.path());
    cout << found << "\n";
    list("files.dir");
    cout << fs::copy_file("files.dir/a.txt", "files.dir/c.txt") << read("files.dir/c.txt");
    fails("copy_file onto a file", [] { fs::copy_file("files.dir/a.txt", "files.dir/c.txt"); });
    write("files.dir/a.txt", "hello again");
    fs::remove("files.dir/c.txt");
    cout << fs::copy_file("files.dir/a.txt", "files.dir/c.txt") << read("files.dir/c.txt") << "\n";
    fs::copy("files.dir/one", "files.dir/copy", fs::copy_options::recursive);
    fs::rename("files.dir/c.txt", "files.dir/one/moved.txt");
    fs::rename("files.dir/one/two", "files.dir/moved");
    fs::resize_file("files.dir/a.txt", 4);
    list("files.dir");
    cout << read("files.dir/a.txt") << fs::equivalent("files.dir/a.txt", "files.dir/one/../a.txt")
         << fs::equivalent("files.dir/a.txt", "files.dir/one/moved.txt") << "\n";

    auto time = fs::last_write_time("files.dir/a.txt");
    auto age = fs::file_time_type::clock::now() - time;
    cout << (age < std::chrono::seconds(60) && age > std::chrono::seconds(-5));
    fs::last_write_time("files.dir/a.txt", time - std::chrono::hours(24));
    cout << (time - fs::last_write_time("files.dir/a.txt") == std::chrono::hours(24)) << "\n";
    fs::permissions("files.dir/a.txt", fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write,
                    fs::perm_options::remove);
    cout << ((fs::status("files.dir/a.txt").permissions() & fs::perms::owner_write) == fs::perms::none);
    fs::permissions("files.dir/a.txt", fs::perms::owner_write, fs::perm_options::add);
    cout << ((fs::status("files.dir/a.txt").permissions() & fs::perms::owner_write) != fs::perms::none) << "\n";

    fs::create_hard_link("files.dir/a.txt", "files.dir/hard.txt");
    write("files.dir/hard.txt", "both");
    cout << read("files.dir/a.txt") << fs::equivalent("files.dir/a.txt", "files.dir/hard.txt") << "\n";
    auto space = fs::space(".");
    cout << (space.capacity > 0 && space.free <= space.capacity && space.available <= space.capacity) << "\n";
    auto before = fs::current_path();
    fs::current_path("files.dir/one");
    cout << fs::current_path().filename().string() << fs::exists("moved.txt") << fs::absolute("moved.txt").is_absolute()
         << (fs::canonical("../one/./moved.txt") == fs::current_path() / "moved.txt")
         << fs::relative("moved.txt", "..").generic_string() << "\n";
    fs::current_path(before);
    cout << fs::is_directory(fs::temp_directory_path()) << "\n";

    fails("file_size", [] { (void)fs::file_size("files.dir/none"); });
    fails("directory_iterator", [] { fs::directory_iterator("files.dir/none"); });
    fails("rename", [] { fs::rename("files.dir/none", "files.dir/other"); });
    fails("remove a full folder", [] { fs::remove("files.dir/one"); });
    fails("canonical", [] { (void)fs::canonical("files.dir/none/at/all"); });
    std::error_code code;
    cout << fs::file_size("files.dir/none", code) + 1 << (code == std::errc::no_such_file_or_directory)
         << fs::remove("files.dir/none", code) << bool(code) << "\n";
    cout << fs::remove("files.dir/a.txt") << fs::remove_all("files.dir") << fs::exists("files.dir") << "\n";
    return 0;
}
