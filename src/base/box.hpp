#pragma once

// Box<T> owns one T on the heap and behaves as a value: copies are deep, == compares what is inside, and it
// is never empty (save when moved from). It lets a variant hold itself, as the trees of sql/ do.

#include <memory>
#include <utility>

namespace backstay {

template <class T>
class Box {
public:
    Box(T value) : held_(std::make_unique<T>(std::move(value))) {}  // NOLINT(google-explicit-constructor)
    Box(Box const& other) : held_(std::make_unique<T>(*other)) {}
    Box(Box&&) noexcept = default;
    Box& operator=(Box const& other) {
        if (this != &other) held_ = std::make_unique<T>(*other);
        return *this;
    }
    Box& operator=(Box&&) noexcept = default;
    ~Box() = default;

    T& operator*() { return *held_; }
    T const& operator*() const { return *held_; }
    T* operator->() { return held_.get(); }
    T const* operator->() const { return held_.get(); }

    bool operator==(Box const& other) const { return *held_ == *other; }

private:
    std::unique_ptr<T> held_;
};

// overloaded{[](A const&) {...}, [](B const&) {...}}: one visitor from several lambdas, for std::visit.
template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace backstay
