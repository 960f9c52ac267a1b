// SPDX-License-Identifier: BSL-1.0
// The C++20 interface, all of it but what needs Boost.
#pragma once

#include <sspi/acceptor.hpp>
#include <sspi/cancellation.hpp>
#include <sspi/certificate_hash.hpp>
#include <sspi/channel_bindings.hpp>
#include <sspi/context.hpp>
#include <sspi/credential.hpp>
#include <sspi/error.hpp>
#include <sspi/features.hpp>
#include <sspi/initiator.hpp>
#include <sspi/secure_channel.hpp>
#include <sspi/service_principal.hpp>
#include <sspi/step.hpp>
#include <sspi/trace_listener.hpp>
