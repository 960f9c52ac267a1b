// SPDX-License-Identifier: BSL-1.0
// The C++20 interface, all of it but SASL (<sspi/sasl.hpp>) and what needs Boost.
#pragma once

// A client makes a credential and an initiator and carries tokens until the exchange is done; a server does the same with an
// acceptor; both then have a secure_channel for messages. Each header is the manual of what is in it, and can be included by
// itself; what is in namespace sspi::impl and sspi::detail is not for users and may change.
//
// Text is UTF-8 and may hold no zero character. Malformed text is an error, and is never replaced. What fails throws
// system_error, or, in the form that takes a std::error_code, sets it; success clears it. Where there is no memory for what
// these headers make themselves, both forms throw std::bad_alloc, and nothing is leaked.
//
// All units of a program have to agree whether SSPI_UTF16 is defined. On Windows link secur32, and put the directory that
// holds sspi/ on the include path, not sspi/ itself.

#include <sspi/acceptor.hpp>
#include <sspi/cancellation.hpp>
#include <sspi/certificate_hash.hpp>
#include <sspi/channel_bindings.hpp>
#include <sspi/client_account.hpp>
#include <sspi/context.hpp>
#include <sspi/credential.hpp>
#include <sspi/error.hpp>
#include <sspi/features.hpp>
#include <sspi/initiator.hpp>
#include <sspi/secure_channel.hpp>
#include <sspi/service_principal.hpp>
#include <sspi/sid.hpp>
#include <sspi/step.hpp>
#include <sspi/trace_listener.hpp>
