// SPDX-License-Identifier: MIT
// Threads, locks, conditions, futures, atomics, thread-local objects and call_once.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <iostream>
#include <mutex>
#include <numeric>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
using namespace std::chrono_literals;

static std::atomic<int> made, gone;
struct Local {
    int value = 0;
    Local()
    {
        made++;
    }
    ~Local()
    {
        gone++;
    }
};
static thread_local Local local;

template <class T> class Queue
{
    std::deque<T> items;
    std::mutex mutex;
    std::condition_variable filled, room;

  public:
    void push(T item)
    {
        std::unique_lock lock(mutex);
        room.wait(lock, [&] { return items.size() < 4; });
        items.push_back(item);
        filled.notify_one();
    }
    T pop()
    {
        std::unique_lock lock(mutex);
        filled.wait(lock, [&] { return !items.empty(); });
        T item = items.front();
        items.pop_front();
        room.notify_one();
        return item;
    }
};

static int fibonacci(int n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

int main()
{
    std::mutex mutex;
    long counter = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++)
        threads.emplace_back([&] {
            for (int n = 0; n < 5000; n++) {
                std::lock_guard lock(mutex);
                counter++;
                local.value++;
            }
            if (local.value != 5000) std::cout << "not this thread's own\n";
        });
    for (auto &thread : threads) thread.join();
    std::cout << "mutex " << counter << ", thread_local " << made << " " << gone << "\n";

    Queue<int> queue, answers;
    threads.clear();
    for (int i = 0; i < 4; i++)
        threads.emplace_back([&] {
            long sum = 0;
            for (int item; (item = queue.pop()) >= 0;) sum += item;
            answers.push(sum);
        });
    for (int i = 0; i < 2000; i++) queue.push(i);
    for (int i = 0; i < 4; i++) queue.push(-1);
    long total = 0;
    for (int i = 0; i < 4; i++) total += answers.pop();
    for (auto &thread : threads) thread.join();
    std::cout << "condition_variable " << total << "\n";

    std::vector<std::future<int>> futures;
    for (int i = 10; i < 20; i++) futures.push_back(std::async(std::launch::async, fibonacci, i));
    std::cout << "async";
    for (auto &future : futures) std::cout << " " << future.get();
    auto lazy = std::async(std::launch::deferred, [] { return std::this_thread::get_id(); });
    std::cout << "; deferred " << (lazy.get() == std::this_thread::get_id()) << "\n";

    std::promise<std::string> promise;
    auto answer = promise.get_future();
    std::cout << "promise " << (answer.wait_for(10ms) == std::future_status::timeout);
    std::thread([promise = std::move(promise)]() mutable { promise.set_value("kept"); }).detach();
    std::cout << " " << answer.get() << "\n";
    auto failing = std::async(std::launch::async, []() -> int { throw std::runtime_error("across threads"); });
    try {
        failing.get();
    } catch (const std::runtime_error &e) {
        std::cout << "exception " << e.what() << "\n";
    }
    try {
        std::promise<int> broken;
        auto future = broken.get_future();
        {
            auto dropped = std::move(broken);
        }
        future.get();
    } catch (const std::future_error &e) {
        std::cout << "future_error " << (e.code() == std::future_errc::broken_promise) << "\n";
    }
    std::packaged_task<int(int, int)> task([](int a, int b) { return a * b; });
    auto product = task.get_future();
    std::thread(std::move(task), 6, 7).join();
    std::cout << "packaged_task " << product.get() << "\n";

    std::shared_mutex shared;
    std::atomic<int> readers{0}, most{0};
    std::atomic<bool> all{false};
    threads.clear();
    for (int i = 0; i < 3; i++)
        threads.emplace_back([&] {
            std::shared_lock lock(shared);
            if (++readers == 3) all = true;
            while (!all) std::this_thread::yield();
            most = 3;
        });
    for (auto &thread : threads) thread.join();
    std::unique_lock unique(shared);
    std::cout << "shared_mutex " << most << " " << unique.owns_lock() << "\n";

    std::timed_mutex timed;
    timed.lock();
    bool got = true;
    auto start = std::chrono::steady_clock::now();
    std::thread([&] { got = timed.try_lock_for(30ms); }).join();
    std::cout << "timed_mutex " << got << " " << (std::chrono::steady_clock::now() - start >= 30ms) << "\n";
    timed.unlock();

    std::recursive_mutex recursive;
    recursive.lock();
    std::cout << "recursive_mutex " << recursive.try_lock();
    std::thread([&] { std::cout << " " << recursive.try_lock() << "\n"; }).join();

    std::condition_variable condition;
    std::unique_lock lock(mutex);
    start = std::chrono::steady_clock::now();
    auto status = condition.wait_until(lock, start + 20ms);
    std::cout << "wait_until " << (status == std::cv_status::timeout) << " "
              << (std::chrono::steady_clock::now() - start >= 20ms) << "\n";
    lock.unlock();

    std::once_flag once;
    std::atomic<int> calls{0};
    threads.clear();
    for (int i = 0; i < 4; i++) threads.emplace_back([&] { std::call_once(once, [&] { calls++; }); });
    for (auto &thread : threads) thread.join();
    std::cout << "call_once " << calls << "\n";

    std::atomic<unsigned> spins{0};
    threads.clear();
    for (int i = 0; i < 4; i++)
        threads.emplace_back([&] {
            for (int n = 0; n < 20000; n++) spins.fetch_add(1, std::memory_order_relaxed);
        });
    for (auto &thread : threads) thread.join();
    std::cout << "atomic " << spins << "\n";

    start = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(15ms);
    std::cout << "sleep_for " << (std::chrono::steady_clock::now() - start >= 15ms) << ", processors "
              << (std::thread::hardware_concurrency() > 0) << "\n";
    return 0;
}
