// SPDX-License-Identifier: BSL-1.0
// The command line of the examples: one table row for each option.
#ifndef EXAMPLES_OPTIONS_INCLUDED
#define EXAMPLES_OPTIONS_INCLUDED

// Either text or flag is set: where the option's value goes, or what becomes 1 when it is given.
struct option_row {
    const char* name;
    const char** text;
    int* flag;
    const char* help;
};

// Reads "--name value" and "--name". rows ends with a row whose name is NULL. False, after a message on
// standard error, if the arguments do not fit or --help was given.
int parse_options(int count, char** values, const struct option_row* rows);

#endif
