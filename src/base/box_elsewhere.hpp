#pragma once

// The functions of Elsewhere and Alternatives (base/box.hpp), for the one source that says, below the
// complete types,
//
//     template struct backstay::Elsewhere<Expression>;
//     template class backstay::Alternatives<Literal, ColumnRef, Cast>;

#include "base/box.hpp"

namespace backstay {

template <class T>
T* Elsewhere<T>::copy(T const& value) {
    return new T(value);
}
template <class T>
void Elsewhere<T>::destroy(T* value) {
    delete value;
}
template <class T>
bool Elsewhere<T>::equal(T const& one, T const& other) {
    return one == other;
}

template <class... Types>
Alternatives<Types...>::Alternatives() = default;
template <class... Types>
Alternatives<Types...>::Alternatives(Alternatives const&) = default;
template <class... Types>
Alternatives<Types...>::Alternatives(Alternatives&&) noexcept = default;
template <class... Types>
Alternatives<Types...>& Alternatives<Types...>::operator=(Alternatives const&) = default;
template <class... Types>
Alternatives<Types...>& Alternatives<Types...>::operator=(Alternatives&&) noexcept = default;
template <class... Types>
Alternatives<Types...>::~Alternatives() = default;

}  // namespace backstay
