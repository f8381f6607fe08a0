#pragma once

// Box<T> owns one T on the heap and behaves as a value: copies are deep, == compares what is inside, and it
// is never empty (save when moved from). It lets a variant hold itself, as the trees of sql/ do.

#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

namespace backstay {

// What a Box needs of its T. Large trees of variants are costly to compile: for those this is specialized as
// Elsewhere<T>, whose functions only one source has (it includes base/box_elsewhere.hpp).
template <class T>
struct Boxed {
    static T* copy(T const& value) { return new T(value); }
    static void destroy(T* value) { delete value; }
    static bool equal(T const& one, T const& other) { return one == other; }
};
template <class T>
struct Elsewhere {
    static T* copy(T const& value);
    static void destroy(T* value);
    static bool equal(T const& one, T const& other);
};

template <class T>
class Box {
public:
    Box(T value)  // NOLINT(google-explicit-constructor)
        : held_(new T(std::move(value)), Boxed<T>::destroy) {}
    Box(Box const& other) : held_(Boxed<T>::copy(*other), Boxed<T>::destroy) {}
    Box(Box&&) noexcept = default;
    Box& operator=(Box const& other) {
        if (this != &other) held_ = Pointer(Boxed<T>::copy(*other), Boxed<T>::destroy);
        return *this;
    }
    Box& operator=(Box&&) noexcept = default;
    ~Box() = default;

    T& operator*() { return *held_; }
    T const& operator*() const { return *held_; }
    T* operator->() { return held_.get(); }
    T const* operator->() const { return held_.get(); }

    bool operator==(Box const& other) const { return Boxed<T>::equal(*held_, *other); }

private:
    // The destroyer is named when a T is made, so that a tree can hold boxes of a type not complete yet.
    using Pointer = std::unique_ptr<T, void (*)(T*)>;

    Pointer held_;
};

// A variant of many structs, the node of a tree: copied, moved and destroyed in the one source that says
// `template class backstay::Alternatives<A, B, ...>;` below base/box_elsewhere.hpp. It is a std::variant to
// std::visit, std::get_if and their kin.
template <class... Types>
class Alternatives : public std::variant<Types...> {
public:
    using std::variant<Types...>::variant;
    Alternatives();
    Alternatives(Alternatives const&);
    Alternatives(Alternatives&&) noexcept;
    Alternatives& operator=(Alternatives const&);
    Alternatives& operator=(Alternatives&&) noexcept;
    ~Alternatives();
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
template <class T, class... Types>
inline constexpr bool is_alternative<T, Alternatives<Types...>> = (std::is_same_v<T, Types> || ...);
template <class T, class Variant>
concept AlternativeOf = is_alternative<T, Variant>;

}  // namespace backstay
