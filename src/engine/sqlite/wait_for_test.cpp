#include "engine/sqlite/wait_for.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <functional>
#include <thread>

namespace backstay::engine::sqlite {
namespace {

// The thread that woke the loop may come to drop its function when the loop has ended long since: the program
// is stopped by the answer's reader.
TEST(WaitForTest, TheLoopMayEndBeforeWhoWokeItForgetsIt) {
    std::move_only_function<void()> kept;
    bool woken = false;
    {
        boost::asio::io_context io;
        std::jthread other;
        auto const start = [&](std::move_only_function<void()> wake) {
            kept = std::move(wake);
            other = std::jthread([&kept] { kept(); });
        };
        auto const waiting = [&]() -> boost::asio::awaitable<void> {
            co_await wait_for(io, start);
            woken = true;
        };
        boost::asio::co_spawn(io, waiting, boost::asio::detached);
        io.run();
        other.join();
    }
    EXPECT_TRUE(woken);
    kept = nullptr;
}

}  // namespace
}  // namespace backstay::engine::sqlite
