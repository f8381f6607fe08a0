#pragma once

// Box<T> owns one T on the heap and behaves as a value: copies are deep, == compares what is inside, and it
// is never empty (save when moved from). It lets a variant hold itself, as the trees of sql/ do.

#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

namespace backstay {

template <class T>
class Box {
public:
    Box(T value) : held_(new T(std::move(value)), destroy) {}  // NOLINT(google-explicit-constructor)
    Box(Box const& other) : held_(new T(*other), destroy) {}
    Box(Box&&) noexcept = default;
    Box& operator=(Box const& other) {
        if (this != &other) held_ = Pointer(new T(*other), destroy);
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
    // The destroyer is named when a T is made, so that a tree can hold boxes of a type not complete yet.
    using Pointer = std::unique_ptr<T, void (*)(T*)>;
    static void destroy(T* value) { delete value; }

    Pointer held_;
};

// overloaded{[](A const&) {...}, [](B const&) {...}}: one visitor from several lambdas, for std::visit.
template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

// AlternativeOf<int, std::variant<int, bool>>: the type is one of the variant's own.
template <class T, class Variant>
inline constexpr bool is_alternative = false;
template <class T, class... Types>
inline constexpr bool is_alternative<T, std::variant<Types...>> = (std::is_same_v<T, Types> || ...);
template <class T, class Variant>
concept AlternativeOf = is_alternative<T, Variant>;

}  // namespace backstay
