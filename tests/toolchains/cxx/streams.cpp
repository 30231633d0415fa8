// SPDX-License-Identifier: MIT
// iostream, fstream, stringstream, locale facets, regex, chrono and conversions.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <complex>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <limits>
#include <locale>
#include <random>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

struct Punctuation : std::numpunct<char> {
    char do_decimal_point() const override
    {
        return ',';
    }
    char do_thousands_sep() const override
    {
        return '.';
    }
    std::string do_grouping() const override
    {
        return "\3";
    }
    std::string do_truename() const override
    {
        return "yes";
    }
};

int main()
{
    using std::cout;
    cout << 1 << " " << -2L << " " << 3.5 << " " << 1e100 << " " << 0.1f << " " << true << " " << 'c' << " "
         << "text"
         << " " << std::numeric_limits<long long>::min() << " " << std::numeric_limits<unsigned long long>::max()
         << "\n";
    cout << std::hex << std::showbase << 255 << " " << std::oct << 8 << std::dec << std::noshowbase << " "
         << std::setw(8) << std::setfill('*') << 42 << " " << std::left << std::setw(6) << 7 << std::setfill(' ') << "|"
         << std::showpos << 5 << std::noshowpos << "\n";
    cout << std::fixed << std::setprecision(3) << M_PI << " " << std::scientific << 12345.678 << " " << std::uppercase
         << 1e-10 << std::nouppercase << " " << std::defaultfloat << std::setprecision(17) << 0.1 << " "
         << std::hexfloat << 1.5 << std::defaultfloat << std::setprecision(6) << "\n";
    cout << std::numeric_limits<double>::infinity() << " " << -std::numeric_limits<double>::infinity() << " "
         << std::sqrt(std::complex<double>(-4)) << " " << std::quoted("a \"b\"") << " " << 1.0L / 3 << "\n";

    std::istringstream in("12 0x1f 3.25 word true rest of line\nsecond");
    int decimal, hexadecimal;
    double real;
    std::string word, line;
    bool truth;
    in >> decimal >> std::hex >> hexadecimal >> std::dec >> real >> word >> std::boolalpha >> truth;
    std::getline(in, line);
    cout << decimal << " " << hexadecimal << " " << real << " " << word << " " << truth << "[" << line << "]";
    int failed = 5;
    in >> failed;
    cout << in.fail() << failed << in.eof();
    in.clear();
    in >> word;
    cout << word << in.eof() << "\n";

    {
        std::ofstream out("streams.txt");
        for (int i = 0; i < 1000; i++) out << "line " << i << "\n";
        cout << out.good();
    }
    std::ifstream file("streams.txt");
    int lines = 0;
    while (std::getline(file, line)) lines++;
    cout << lines << line << file.eof();
    file.clear();
    file.seekg(0);
    file >> word >> decimal;
    cout << word << decimal << "\n";
    file.close();
    {
        std::fstream both("streams.bin", std::ios::in | std::ios::out | std::ios::binary | std::ios::trunc);
        std::vector<char> bytes(70000);
        for (size_t i = 0; i < bytes.size(); i++) bytes[i] = char(i * 7);
        both.write(bytes.data(), bytes.size());
        both.seekp(100);
        both << "HERE\n";
        both.seekg(-10, std::ios::end);
        std::vector<char> got(20);
        both.read(got.data(), 20);
        cout << both.gcount() << both.eof() << (int)got[9];
        both.clear();
        both.seekg(100);
        both >> word;
        cout << word << both.tellg() << "\n";
    }
    {
        std::ofstream append("streams.txt", std::ios::app);
        append << "appended\n";
    }
    std::ifstream again("streams.txt");
    std::vector<std::string> words{std::istream_iterator<std::string>(again), {}};
    again.close();
    cout << words.size() << words.back() << " " << std::remove("streams.txt") << std::remove("streams.bin")
         << std::remove("streams.txt") << "\n";
    std::ifstream none("none.txt");
    cout << none.is_open() << none.fail() << "\n";
    none.exceptions(std::ios::goodbit);
    try {
        std::ifstream throwing;
        throwing.exceptions(std::ios::failbit);
        throwing.open("none.txt");
    } catch (const std::ios_base::failure &) {
        cout << "failure\n";
    }

    std::locale german(std::locale::classic(), new Punctuation);
    std::ostringstream numbers;
    numbers.imbue(german);
    numbers << 1234567 << " " << 1234.5 << " " << std::boolalpha << true;
    std::istringstream parse("1.234.567,25");
    parse.imbue(german);
    parse >> real;
    cout << numbers.str() << " " << std::fixed << std::setprecision(2) << real << std::defaultfloat << "\n";
    cout << std::locale::classic().name() << std::isalpha('x', std::locale()) << std::toupper('x', std::locale()) << " "
         << std::use_facet<std::collate<char>>(std::locale()).compare("a", "a" + 1, "b", "b" + 1) << "\n";
    try {
        std::locale unknown("no-such-locale");
        cout << "made\n";
    } catch (const std::runtime_error &) {
        cout << "no such locale\n";
    }
    std::tm when{};
    std::istringstream("2001-09-09 01:46:40") >> std::get_time(&when, "%Y-%m-%d %H:%M:%S");
    cout << std::put_time(&when, "%d.%m.%y %H:%M %j") << " " << when.tm_year << "\n";
    std::wostringstream wide;
    wide << L"wide " << 42 << L" \x263a";
    cout << wide.str().size() << (wide.str().back() == L'\x263a') << "\n";

    std::regex expression("(\\w+)@(\\w+)\\.(com|org)");
    std::smatch match;
    std::string text = "write to someone@example.org or other@place.com";
    for (auto i = std::sregex_iterator(text.begin(), text.end(), expression); i != std::sregex_iterator(); ++i)
        cout << (*i)[1] << "," << (*i)[2] << "," << (*i)[3] << ";";
    cout << std::regex_replace(text, expression, "<$2>") << " "
         << std::regex_match("abc", std::regex("A.C", std::regex::icase));
    try {
        std::regex bad("(");
    } catch (const std::regex_error &e) {
        cout << " " << (e.code() == std::regex_constants::error_paren) << "\n";
    }

    auto wall = std::chrono::system_clock::now();
    auto seconds = std::chrono::system_clock::to_time_t(wall);
    auto steady = std::chrono::steady_clock::now();
    cout << (std::abs(std::difftime(seconds, std::time(nullptr))) <= 1) << (std::chrono::steady_clock::now() >= steady)
         << std::chrono::duration_cast<std::chrono::minutes>(std::chrono::hours(3)).count() << "\n";

    std::mt19937_64 generator(42);
    std::vector<int> shuffled(10);
    for (int i = 0; i < 10; i++) shuffled[i] = generator() % 100;
    std::sort(shuffled.begin(), shuffled.end());
    for (int i : shuffled) cout << i << " ";
    std::random_device device;
    cout << (device() != device() || device() != device()) << "\n";

    char buffer[64];
    auto end = std::to_chars(buffer, buffer + 64, 0.1).ptr;
    cout << std::string(buffer, end) << " ";
    end = std::to_chars(buffer, buffer + 64, -255, 16).ptr;
    cout << std::string(buffer, end) << " " << std::stod("1e-5") << std::stoull("18446744073709551615") << " "
         << std::to_string(1.5) << "\n";
    std::cerr << "to cerr\n";
    std::clog << "to clog\n";
    std::vector<std::string> all;
    while (std::getline(std::cin, line)) all.push_back(line);
    cout << all.size() << (all.empty() ? "" : all.back()) << std::cin.eof() << std::endl;
    return 0;
}
