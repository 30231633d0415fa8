// SPDX-License-Identifier: MIT
// Exceptions of all kinds, within the program, out of its DLL, into it and through it.
#include "exceptions.h"
#include <any>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <typeinfo>
#include <variant>
#include <vector>

struct Base {
    virtual ~Base() = default;
    virtual std::string name() const
    {
        return "base";
    }
};
struct Other {
    virtual ~Other() = default;
    int padding = 7;
};
struct Derived : Base, Other {
    std::string name() const override
    {
        return "derived";
    }
};
struct Virtual : virtual Base {
    std::string name() const override
    {
        return "virtual";
    }
};

struct Traced {
    std::string text;
    explicit Traced(const char *t) : text(t)
    {
        std::cout << "+" << text << " ";
    }
    ~Traced()
    {
        std::cout << "-" << text << (std::uncaught_exceptions() ? "! " : " ");
    }
};

static void deep(int depth)
{
    Traced traced(("d" + std::to_string(depth)).c_str());
    if (depth == 0) throw Failure(depth, "deep");
    deep(depth - 1);
}

struct Half {
    Traced one{"one"}, two{"two"};
    Half()
    {
        throw std::logic_error("half made");
    }
};

struct Initialised {
    int value;
    explicit Initialised(int v)
    try : value(v > 0 ? v : throw std::invalid_argument("not positive")) {
    } catch (const std::invalid_argument &e) {
        throw std::domain_error(std::string("in a function-try-block: ") + e.what());
    }
};

static void callback(int argument)
{
    Traced traced("callback");
    if (argument == 1) throw Failure(1, "callback's");
    if (argument == 2) throw std::length_error("callback's length");
    if (argument == 3) throw 3.5;
}

template <class F> static void report(const char *title, F &&f)
{
    std::cout << title << ": ";
    try {
        f();
        std::cout << "no exception";
    } catch (const Failure &e) {
        std::cout << "Failure " << e.code << " " << e.what();
    } catch (const Derived &e) {
        std::cout << "Derived " << e.name();
    } catch (const Base &e) {
        std::cout << "Base " << e.name();
    } catch (const std::logic_error &e) {
        std::cout << "logic_error " << e.what();
    } catch (const std::bad_alloc &) {
        std::cout << "bad_alloc";
    } catch (const std::bad_cast &) {
        std::cout << "bad_cast";
    } catch (const std::exception &) {
        std::cout << "exception";
    } catch (int value) {
        std::cout << "int " << value;
    } catch (const char *text) {
        std::cout << "text " << text;
    } catch (...) {
        std::cout << "other";
    }
    std::cout << " (" << std::uncaught_exceptions() << ")\n";
}

static void nest(int level)
{
    try {
        if (level == 0) throw std::runtime_error("innermost");
        nest(level - 1);
    } catch (...) {
        std::throw_with_nested(std::runtime_error("level " + std::to_string(level)));
    }
}

static void unnest(const std::exception &e)
{
    std::cout << e.what() << "; ";
    try {
        std::rethrow_if_nested(e);
    } catch (const std::exception &inner) {
        unnest(inner);
    }
}

int main(int argc, char **)
{
    if (argc > 1) throw Failure(1, "nobody's");
    report("deep", [] { deep(3); });
    report("half made object", [] { Half half; });
    report("function-try-block", [] { Initialised i(-1); });
    report("by value", [] { throw Derived(); });
    report("by pointer to text", [] { throw "literal"; });
    report("virtual base", [] { throw Virtual(); });
    report("rethrow", [] {
        try {
            throw Derived();
        } catch (Other &other) {
            std::cout << other.padding << " ";
            throw;
        }
    });
    report("throw in a handler", [] {
        try {
            throw 1;
        } catch (int) {
            Traced traced("handler");
            throw 2;
        }
    });
    report("bad_alloc", [] { std::vector<char *> v(size_t(-1) / 64); });
    report("new of too much", [] {
        static char *volatile kept;
        kept = new char[size_t(-1) / 4];
    });
    report("bad_cast", [] {
        Base base;
        (void)dynamic_cast<Derived &>(base);
    });
    report("at", [] { std::vector<int>(3).at(3); });
    report("stoi", [] { (void)std::stoi("x"); });
    report("map.at", [] {
        (void)std::map<int, int>{
            {1, 2}
        }
            .at(3);
    });
    report("function", [] { std::function<void()>()(); });
    report("optional", [] { (void)std::optional<int>().value(); });
    report("variant", [] { (void)std::get<int>(std::variant<int, double>(1.5)); });
    report("any", [] { (void)std::any_cast<int>(std::any(1.5)); });
    report("nested", [] {
        try {
            nest(3);
        } catch (const std::exception &e) {
            unnest(e);
        }
    });
    report("pointer", [] {
        std::exception_ptr pointer;
        try {
            throw Failure(9, "kept");
        } catch (...) {
            pointer = std::current_exception();
        }
        for (int i = 0; i < 2; i++) report("  again", [&] { std::rethrow_exception(pointer); });
        std::rethrow_exception(std::make_exception_ptr(17));
    });
    report("a hundred thousand", [] {
        long sum = 0;
        double kept = 0.5;
        for (int i = 0; i < 20000; i++) {
            try {
                if (i % 2) throw i;
                throw Failure(i, "loop");
            } catch (int value) {
                sum += value;
            } catch (const Failure &e) {
                sum -= e.code;
                kept += 0.25;
            }
        }
        std::cout << sum << " " << kept << " ";
    });

    report("DLL, standard", [] { dll_throws(Kind::standard); });
    report("DLL, a type of both", [] { dll_throws(Kind::own); });
    report("DLL, int", [] { dll_throws(Kind::integer); });
    report("DLL, nothing", [] { dll_throws(Kind::nothing); });
    for (int i = 0; i < 4; i++) std::cout << "DLL catches: " << dll_catches(callback, i) << "\n";
    report("through the DLL", [] { dll_passes(callback, 1); });
    report("through the DLL twice", [] { dll_passes([](int i) { dll_passes(callback, i); }, 3); });
    std::cout << dll_destroyed() << "\n";

    Base *base = new Derived;
    std::cout << (typeid(*base) == typeid(Derived)) << (typeid(*base) == typeid(Base))
              << (dynamic_cast<Other *>(base) != nullptr) << (dynamic_cast<Virtual *>(base) == nullptr)
              << dynamic_cast<Other *>(base)->padding << "\n";
    delete base;

    std::set_terminate([] {
        std::cout << "terminate: ";
        try {
            std::rethrow_exception(std::current_exception());
        } catch (const std::exception &e) {
            std::cout << e.what() << std::endl;
        }
        std::_Exit(7);
    });
    []() noexcept { dll_throws(Kind::own); }();
    return 1;
}
