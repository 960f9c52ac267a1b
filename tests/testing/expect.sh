# SPDX-License-Identifier: BSL-1.0
# What the scripts with foreign clients share: commands are expected to succeed, to fail, or to say something.
# shellcheck shell=sh

failures=0
expect() { # expect <status> <what> <command...>
    wanted=$1 what=$2
    shift 2
    output=$("$@" 2>&1)
    status=$?
    [ "$status" -ne 0 ] && status=1
    if [ "$status" -ne "$wanted" ]; then
        failures=$((failures + 1))
        echo "FAILED: $what"
        echo "$output"
    else
        echo "ok: $what"
    fi
}
says() { # says <text> <what> <command...>
    text=$1 what=$2
    shift 2
    output=$("$@" 2>&1)
    case $output in
    *"$text"*) echo "ok: $what" ;;
    *)
        failures=$((failures + 1))
        echo "FAILED: $what: expected '$text' in"
        echo "$output"
        ;;
    esac
}
verdict() {
    echo "$failures failed"
    [ "$failures" -eq 0 ]
}
